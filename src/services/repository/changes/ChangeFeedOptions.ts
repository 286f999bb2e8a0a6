import type { Duration, Schema, Stream } from "effect"
import type { ChangeEvent, ChangeMeans } from "./ChangeEvent.ts"

/** Which table is watched, and what its keys are. */
export interface ChangeFeedOptions<Key> {
  /** The table, behind its schema's name unless it is on the search path. */
  readonly table: string
  /**
   * A key: what the id column's value is decoded to, such as the model's own field; `Schema.Int` for an int4,
   * `Schema.BigInt` for an int8, `Schema.Date` for a timestamp. Of several columns a struct, its encoded fields named as the columns are.
   */
  readonly key: Schema.Codec<Key, unknown>
  /** How often the log is read where there is no direct endpoint; a second unless given. */
  readonly pollEvery?: Duration.Input | undefined
}

/** What has changed in a table. */
export interface ChangeFeed<Key> {
  /** The table, as it was named when the feed was made. */
  readonly table: string
  /** The codec of its keys. */
  readonly key: Schema.Codec<Key, unknown>
  /** How changes are heard of: by notifications, or by polling. */
  readonly by: ChangeMeans
  /**
   * Begins with `Listening`, or a `Gap` that says why not yet; each run of it listens by itself. It never ends, has no
   * deadline, and is in no transaction.
   */
  readonly events: Stream.Stream<ChangeEvent<Key>>
}
