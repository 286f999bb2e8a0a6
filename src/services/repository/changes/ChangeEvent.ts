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
  Listening: { readonly by: ChangeMeans }
  Changed: { readonly keys: ReadonlyArray<Key> }
  Gap: { readonly reason: string; readonly continues: boolean }
}>

interface Definition extends Data.TaggedEnum.WithGenerics<1> {
  readonly taggedEnum: ChangeEvent<this["A"]>
}

/** Makes events, for tests, and matches them (`$match`, `$is`). */
export const ChangeEvent = Data.taggedEnum<Definition>()
