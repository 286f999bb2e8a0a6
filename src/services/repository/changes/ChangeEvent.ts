import { Data } from "effect"

/** How a feed learns of changes. */
export type ChangeMeans = "notifications" | "polling"

/**
 * What a feed tells.
 *
 * - `Listening`: from now on every change is told; what was read before may be old.
 * - `Changed`: the rows of these keys were inserted, updated or removed, and that is committed; told at least once.
 * - `Gap`: changes may have been missed, so whatever is held from before is not to be trusted. `continues` says whether
 *   what changes from now on is told; if not, `Listening` says when it is again.
 */
export type ChangeEvent<Key> = Data.TaggedEnum<{
  /** From now on every change is told. */
  Listening: {
    /** How changes are learnt of. */
    readonly by: ChangeMeans
  }
  /** Rows were inserted, updated or removed, and that is committed. */
  Changed: {
    /** The keys of these rows. */
    readonly keys: ReadonlyArray<Key>
  }
  /** Changes may have been missed. */
  Gap: {
    /** Why, in words for people. */
    readonly reason: string
    /** Whether what changes from now on is told. */
    readonly continues: boolean
  }
}>

interface Definition extends Data.TaggedEnum.WithGenerics<1> {
  readonly taggedEnum: ChangeEvent<this["A"]>
}

/** Makes events, for tests, and matches them (`$match`, `$is`). */
export const ChangeEvent = Data.taggedEnum<Definition>()
