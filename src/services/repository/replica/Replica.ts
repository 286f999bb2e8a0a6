import { Duration, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { OutcomeUnknown } from "../../../layers/failure/PgFailure.ts"
import { ReplicaPg } from "../../../layers/ReplicaPg.ts"
import * as OwnWrites from "../../../layers/transaction/OwnWrites.ts"
import type * as ClientTransaction from "../transaction/ClientTransaction.ts"
import { ReplicaReads } from "./ReplicaReads.ts"
import * as ReplicaTransaction from "./ReplicaTransaction.ts"

export type { ReplicaAnswers } from "../../../layers/ReplicaPg.ts"
export type { ReplicaReads } from "./ReplicaReads.ts"

/** How old an answer of a replica may be. */
export interface ReplicaOptions {
  /**
   * What was committed so long before an answer, by anybody, is in it. A primary that is asked four times in it how far
   * it is says what a replica must have, so a replica may lag three quarters of it before the primary has to answer.
   */
  readonly maxStaleness: Duration.Input
}

/**
 * Makes what sends reads of the `SqlClient` in its context to replicas, as the option `replica` of `Lookup.make` takes it.
 *
 * **Example** (Products looked up at a replica, no more than two seconds old)
 *
 * ```ts
 * import { Lookup, Replica } from "aquifer"
 * import { Effect, Schema } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const Product = Schema.Struct({ sku: Schema.String, name: Schema.String })
 *
 * const makeProducts = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   return yield* Lookup.make({
 *     name: "Products",
 *     key: Schema.String,
 *     value: Product,
 *     keyOf: ({ sku }) => sku,
 *     find: (skus) => sql`SELECT sku, name FROM products WHERE sku = ANY(${skus})`,
 *     replica: yield* Replica.make({ maxStaleness: "2 seconds" })
 *   })
 * })
 * ```
 */
export const make = ({
  maxStaleness
}: ReplicaOptions): Effect.Effect<ReplicaReads, never, ReplicaPg | SqlClient.SqlClient> =>
  Effect.gen(function* () {
    return new ReplicaReads({
      primary: yield* SqlClient.SqlClient,
      replica: yield* ReplicaPg,
      maxStaleness: Duration.toMillis(Duration.fromInputUnsafe(maxStaleness))
    })
  })

/**
 * Gives an effect own writes of its own: a read in it, by whatever replica, sees what was written in it, and does not
 * wait for what others write.
 *
 * Writes are those of the kit: `Transaction.run` and any other transaction, `run.write` of an operation, what a
 * `Repository`, a `GroupCommit` or the research store writes; a statement of yours by itself is none. They are counted for the
 * session in whose fiber, or child fiber, they end. Without a session the whole program has one: whoever reads in it
 * sees what anybody wrote in it. What was written before the session, or outside, is seen within `maxStaleness`.
 *
 * **Example** (A request that reads what it has written)
 *
 * ```ts
 * import { Replica, Repository } from "aquifer"
 * import { Effect, Schema } from "effect"
 * import { Model } from "effect/schema"
 *
 * class Note extends Model.Class<Note>("Note")({ id: Schema.String, text: Schema.String }) {}
 * class Notes extends Repository.Service<Notes>()("shop/Notes", {
 *   model: Note,
 *   tableName: "notes",
 *   idColumn: "id"
 * }) {}
 *
 * const request = Effect.gen(function* () {
 *   const notes = yield* Notes
 *   yield* notes.upsert({ id: "n-1", text: "tea" })
 *   return yield* notes.get("n-1")
 * }).pipe(Replica.session)
 *
 * const layer = Notes.layerReplica({ maxStaleness: "1 second" })
 * ```
 */
export const session = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.provideService(effect, OwnWrites.Current, new OwnWrites.OwnWrites()))

const usualStaleness = Duration.seconds(5)

/**
 * Runs an effect in a transaction that changes nothing, on a replica where one is fresh enough and else on the primary: what
 * it runs on the `SqlClient` in its context, by services too, goes there.
 *
 * An answer is no older than `maxStaleness`, 5 seconds unless given, and has what was written before in the same
 * {@link session}. The replica says so in front of the first statement, in its round trip; where it is behind, fails, or takes half
 * of the time that is left, the whole is run again on the primary: what besides SQL is in it is then done again. Each
 * statement sees what is there when it runs (READ COMMITTED). Inside a transaction of the client it is a part of that.
 *
 * **When to use**
 *
 * For reports, lists and searches of your own; what is looked up by key shares round trips by `Lookup` and `Repository`. What a
 * standby has not is asked of the primary in vain first: unlogged tables, such as those of the kit for staging and for who listens to feeds.
 *
 * **Errors**
 *
 * What `effect` fails with, and of the database what the primary said: `SqlError`, or `ReadOnly` in it where the effect
 * writes.
 *
 * **Example** (A list that may be five seconds old)
 *
 * ```ts
 * import { Replica } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const newest = Effect.flatMap(
 *   SqlClient.SqlClient,
 *   (sql) => sql<{ readonly sku: string }>`SELECT sku FROM products ORDER BY sku DESC LIMIT 20`
 * ).pipe(Replica.reading)
 * ```
 */
export const reading = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  {
    maxStaleness = usualStaleness
  }: {
    /** How old an answer may be at most, see {@link ReplicaOptions}; 5 seconds unless given. */
    readonly maxStaleness?: Duration.Input | undefined
  } = {}
): Effect.Effect<
  A,
  E | SqlError.SqlError | OutcomeUnknown,
  Exclude<R, ClientTransaction.Current> | ReplicaPg | SqlClient.SqlClient
> => Effect.flatMap(make({ maxStaleness }), (reads) => ReplicaTransaction.run(reads, effect))
