import * as Clients from "../known/clients/Clients.ts"
import { collocations, ofConnecting } from "../known/languages/english/Collocation.ts"
import { english } from "../known/languages/english/English.ts"
import { javaDriverTranslated } from "../known/languages/JavaDriverTranslated.ts"
import { recoveryDetails, translations } from "../known/languages/Translations.ts"
import { pgBouncerLog, pgBouncerTls } from "../known/poolers/PgBouncerLog.ts"
import { pgBouncerRows } from "../known/poolers/PgBouncerMessage.ts"
import type { PgBouncerRow } from "../known/poolers/PgBouncerRow.ts"
import { pgBouncerSettings } from "../known/poolers/PgBouncerSettings.ts"
import { supavisorLog } from "../known/poolers/SupavisorLog.ts"
import { type SupavisorRow, supavisorRows } from "../known/poolers/SupavisorMessage.ts"
import { distributed } from "../known/providers/Distributed.ts"
import { google } from "../known/providers/Google.ts"
import { hosting } from "../known/providers/Hosting.ts"
import { serverStart } from "../known/tools/ServerStart.ts"
import { tools } from "../known/tools/Tools.ts"
import type { Verdict } from "../known/Verdict.ts"
import * as Providers from "./Providers.ts"
import * as Mojibake from "./text/Mojibake.ts"
import * as Collocation from "./wording/Collocation.ts"
import * as PhraseIndex from "./wording/PhraseIndex.ts"

/** PgBouncer writes what it says to its log too, behind words that make short ones plain. */
const logged = ({ says, verdict }: PgBouncerRow) => ({
  says: says.flatMap((text) => [text, `pooler error: ${text}`, `closing because: ${text}`]),
  verdict
})

/** Supavisor's own codes stand in brackets before its words. */
const withCodes = ({ codes, says, verdict }: SupavisorRow) => ({
  says: [...says, ...codes.map((code) => `(${code})`)],
  verdict
})

/** The console's answers are left out: they are for whoever talks to it. */
const poolers = (): ReadonlyArray<PhraseIndex.Row> => {
  const toClients = pgBouncerRows.filter(({ severity }) => severity !== "ERROR")
  return [
    ...toClients.map((row) => [logged(row), "PgBouncer"] as const),
    ...supavisorRows
      .filter(({ onlyWithCode }) => onlyWithCode === undefined)
      .map((row) => [withCodes(row), "Supavisor"] as const)
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
    ...PhraseIndex.rowsOfVoices("server", [serverStart]),
    ...PhraseIndex.rowsOf("server", "Postgres", english),
    ...PhraseIndex.rowsOf("server", "Postgres", recoveryDetails),
    ...poolers(),
    ...Providers.rows(),
    ...PhraseIndex.rowsOfVoices("server", [
      distributed,
      google,
      hosting,
      pgBouncerLog,
      pgBouncerSettings,
      pgBouncerTls,
      supavisorLog
    ]),
    ...translations.flatMap((said) => PhraseIndex.rowsOf("server", "Postgres", said)),
    ...PhraseIndex.rowsOfVoices("client", [...Clients.clients, javaDriverTranslated]),
    ...PhraseIndex.rowsOfVoices("client", tools),
    ...PhraseIndex.rowsOfVoices("wrapper", Clients.wrappers)
  ]))

/** So many letters of a wording are enough, when the others were lost. */
const enough = 15

/** The wordings of other languages as a loss of letters leaves them; made when a text is found that lost some. */
const lossy = (lose: (text: string) => string) => {
  let index: PhraseIndex.PhraseIndex | undefined
  return () =>
    (index ??= PhraseIndex.make(
      translations
        .flatMap((said) => PhraseIndex.rowsOf("server", "Postgres", said))
        .filter(([, says]) => lose(says) !== says)
        .map(([means, says]): PhraseIndex.Row => [means, lose(says)])
        .filter(([, says]) => (says.replaceAll("%s", "").match(/[A-Za-z]/g) ?? []).length >= enough)
    ))
}

/** The wordings whose letters were replaced by a mark, and those whose letters were left out (`Mojibake`). */
export const withMarks = lossy(Mojibake.withMarks)
export const withoutLetters = lossy(Mojibake.withoutLetters)

const together = (rows: ReadonlyArray<Collocation.Row<Verdict>>) => {
  let find: ReturnType<typeof Collocation.make<Verdict>> | undefined
  return (text: string) => (find ??= Collocation.make(rows))(text)
}

/** What words say that stand near each other, in no wording; made when something is first found in no wording. */
export const ofDatabase = together(collocations)

/** The same of a text that speaks of Postgres itself. */
export const ofOurs = together([...collocations, ofConnecting])
