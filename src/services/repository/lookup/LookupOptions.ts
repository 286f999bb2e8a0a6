import type { Cause, Duration, Effect, Option, Schema } from "effect"
import type { SqlError } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type { ReplicaReads } from "../replica/ReplicaReads.ts"
import type { LoadOptions, Loads } from "./LookupLoads.ts"
import type { LookupResolver } from "./LookupRequest.ts"
import type { LookupKey } from "./LookupRows.ts"

/** What is looked up, and how. */
export interface LookupOptions<Key, Sent extends LookupKey, Value, Row> extends LoadOptions<NoInfer<Value>> {
  /** The service, as failures, spans and metrics name it, such as `Products`; its operations are called as the methods. */
  readonly name: string
  /** A key, and what it is on its way to the server. */
  readonly key: Schema.Codec<Key, Sent>
  /** What a row holds. */
  readonly value: Schema.Codec<Value, Row, never, unknown>
  /** The key of a row, as it came from the server and before it is decoded. */
  readonly keyOf: (row: Row) => Sent
  /** One statement for many different keys: a row at most for each, in any order, and none for a key that has no value. */
  readonly find: (keys: ReadonlyArray<Sent>) => Effect.Effect<ReadonlyArray<object>, SqlError.SqlError>
  /** Keys in a statement at most; 2,000 unless given. */
  readonly most?: number | undefined
  /** How long a caller waits at most; 2 seconds unless given, and 5 for `findMany`. A nearer deadline around the caller counts. */
  readonly within?: Duration.Input | undefined
  /** Among whom a key is loaded once: in this process unless given, or among all, under a lease (`kitSchema` has its table). */
  readonly loadedOnce?: "in this process" | "among all" | undefined
  /** Sends `find` to replicas that are fresh enough, see `Replica.make`; to the primary alone unless given. What a load looks for is always asked there. */
  readonly replica?: ReplicaReads | undefined
}

/** Values by key; concurrent callers share round trips. */
export interface Lookup<Key, Value> {
  /** The value of a key, `None` where there is none. */
  readonly find: (key: Key) => Effect.Effect<Option.Option<Value>, DataError>
  /** The same, failing with `NoSuchElementError` where there is none. */
  readonly get: (key: Key) => Effect.Effect<Value, DataError | Cause.NoSuchElementError>
  /** The values of many keys; those without one are left out. */
  readonly findMany: (keys: Iterable<Key>) => Effect.Effect<ReadonlyMap<Key, Value>, DataError>
  /**
   * The value of a key, or what `load` gives where there is none or its time is over (`expiry`): once for all who ask
   * for the key meanwhile. Nothing is kept but what `absenceTimeToLive` says; the load itself stores what is to be found by
   * the next one. Inside a transaction it is shared with nobody.
   */
  readonly findOrLoad: Loads<Key, Value>["findOrLoad"]
  /** The same with a load that always gives a value. */
  readonly getOrLoad: Loads<Key, Value>["getOrLoad"]
  /**
   * Forgets that there is nothing for a key; a load that is under way for it is not shared by those who ask from now on.
   * What the table has is found as before.
   */
  readonly invalidate: Loads<Key, Value>["invalidate"]
  /**
   * Answers requests of Effect as `find` does, in the same round trips: each with the deadline, the identity and the
   * transaction of who asks. See `Lookup.request`.
   */
  readonly resolver: LookupResolver<Key, Value>
}
