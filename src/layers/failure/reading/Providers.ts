import { odyssey } from "../known/poolers/Odyssey.ts"
import { pgagroal } from "../known/poolers/Pgagroal.ts"
import { pgCat } from "../known/poolers/PgCat.ts"
import { pgDog } from "../known/poolers/PgDog.ts"
import { pgpool } from "../known/poolers/Pgpool.ts"
import { rdsProxy } from "../known/providers/Aws.ts"
import { azure } from "../known/providers/Azure.ts"
import { neon } from "../known/providers/Neon.ts"
import type { Found } from "./Knowledge.ts"
import * as PhraseIndex from "./wording/PhraseIndex.ts"

const voices = [neon, rdsProxy, azure, pgCat, pgDog, odyssey, pgagroal, pgpool]

export const rows = (): ReadonlyArray<PhraseIndex.Row> => PhraseIndex.rowsOfVoices("server", voices)

let made: PhraseIndex.PhraseIndex | undefined

/**
 * What a provider's proxy or another pooler means, whose codes say nothing either. Its words are told in our messages
 * as their table has them, so nothing of an argument gets out.
 */
export const find = (message: string): Found | undefined => {
  const [match] = (made ??= PhraseIndex.make(rows())).inside(message)
  if (match === undefined || typeof match.meaning.means === "string") return undefined
  const { means, source } = match.meaning
  return { verdict: means, source, title: `${source} refuses or ended the connection` }
}
