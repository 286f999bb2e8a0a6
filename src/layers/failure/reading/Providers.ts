import { odyssey, pgCat, pgpool } from "../known/poolers/OtherPooler.ts"
import { cloud, neon, rdsProxy } from "../known/poolers/Provider.ts"
import type { Found } from "./Knowledge.ts"
import * as PhraseIndex from "./wording/PhraseIndex.ts"

export const rows = (): ReadonlyArray<PhraseIndex.Row> =>
  PhraseIndex.rowsOfVoices("server", [neon, rdsProxy, cloud, pgCat, odyssey, pgpool])

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
