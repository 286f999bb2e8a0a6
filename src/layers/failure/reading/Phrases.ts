import * as Clients from "../known/clients/Clients.ts"
import { wrapper } from "../known/clients/Wrapper.ts"
import { english } from "../known/languages/English.ts"
import { englishStatement } from "../known/languages/EnglishStatement.ts"
import { translations } from "../known/languages/Translations.ts"
import { supavisorLog } from "../known/OtherPooler.ts"
import { pgBouncerLog } from "../known/PgBouncerLog.ts"
import { pgBouncerRows } from "../known/PgBouncerMessage.ts"
import { supavisorRows } from "../known/SupavisorMessage.ts"
import * as PhraseIndex from "./PhraseIndex.ts"
import * as Providers from "./Providers.ts"

/** The console's answers are left out: they are for whoever talks to it. */
const poolers = (): ReadonlyArray<PhraseIndex.Row> => {
  const toClients = pgBouncerRows.filter(({ severity }) => severity !== "ERROR")
  return [
    ...toClients.map((row) => [row, "PgBouncer"] as const),
    ...supavisorRows.map((row) => [row, "Supavisor"] as const)
  ].flatMap(([{ says, verdict }, source]) =>
    says.map((text): PhraseIndex.Row => [{ means: verdict, source, by: "pooler" }, text, true])
  )
}

let made: PhraseIndex.PhraseIndex | undefined

/**
 * All wordings of servers, poolers and clients. Made when something is explained for the first time: a program that
 * only classifies, where a server always sends its code, never pays for it.
 */
export const all = (): PhraseIndex.PhraseIndex =>
  (made ??= PhraseIndex.make([
    ...PhraseIndex.rowsOf("server", "Postgres", english),
    ...PhraseIndex.rowsOf("server", "Postgres", englishStatement),
    ...poolers(),
    ...Providers.rows(),
    ...PhraseIndex.rowsOfVoices("server", [pgBouncerLog, supavisorLog]),
    ...translations.flatMap((said) => PhraseIndex.rowsOf("server", "Postgres", said)),
    ...PhraseIndex.rowsOfVoices("client", Clients.clients),
    ...PhraseIndex.rowsOfVoices("wrapper", [wrapper])
  ]))
