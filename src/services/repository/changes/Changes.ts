import { Data } from "effect"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"

/** More keys than this in one look are too many to tell one by one. */
const mostKeys = 2_000

/** Statements that one look reads. */
export const mostChanges = 500

/** What the log has of one statement: NULL where it changed too many rows. */
export type StatementKeys = ReadonlyArray<unknown> | null

/** The keys that have changed, or why they cannot be told. */
export type Changes<Key> = Data.TaggedEnum<{
  Keys: { readonly keys: ReadonlyArray<Key> }
  Untold: { readonly reason: string }
  /** The keys are of another kind than before, so that whoever knows anything by them begins anew. */
  Anew: { readonly reason: string }
}>

interface Definition extends Data.TaggedEnum.WithGenerics<1> {
  readonly taggedEnum: Changes<this["A"]>
}

export const Changes = Data.taggedEnum<Definition>()

const many = Changes.Untold({ reason: "more changed at once than is told one by one" })

/** Reads what the log has, a key once. */
export const changesOf = <Key>(
  statements: ReadonlyArray<StatementKeys>,
  decode: (key: unknown) => Key | undefined
): Changes<Key> => {
  if (statements.length > mostChanges) return many
  const texts = new Map<string, unknown>()
  for (const keys of statements) {
    if (keys === null) return many
    for (const key of keys) texts.set(JSON.stringify(key), key)
  }
  if (texts.size > mostKeys) return many
  const keys: Array<Key> = []
  for (const text of texts.values()) {
    const key = decode(text)
    if (key === undefined)
      return Changes.Untold({ reason: "a changed row has a key that the feed's schema does not take" })
    keys.push(key)
  }
  return Changes.Keys({ keys })
}

/** The database has not what a feed is told by; its message ends with what a program of the kit writes. */
export class Unmigrated extends PgFailure.Misconfigured {
  /** What it has not, for those who have another remedy. */
  readonly lacks: string

  constructor(lacks: string, remedy?: string, sqlState?: string) {
    const message = remedy === undefined ? lacks : `${lacks}; ${remedy}`
    super({ statement: "did not run", message, ...(sqlState !== undefined && { sqlState }) })
    this.lacks = lacks
  }
}
