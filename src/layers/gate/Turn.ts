import { Effect } from "effect"
import * as CurrentTurn from "./CurrentTurn.ts"

/**
 * Lets the statements of `effect` wait behind those for which somebody waits.
 *
 * **Details**
 *
 * It counts only where callers queue at a pool's gate. Whoever is not said to be batch work is served first; a batch caller
 * who has waited for a second ages: from then on one turn of four is a batch caller's, so that none starves. What
 * callers share, such as a run of `Lookup` or a group commit, is nobody's batch work.
 *
 * **Example** (An import that leaves the shop open)
 *
 * ```ts
 * import { BulkWrite, Turn } from "aquifer"
 * import { Effect, Schema } from "effect"
 *
 * const Price = Schema.Struct({ sku: Schema.String, cents: Schema.Int })
 *
 * const importPrices = (prices: ReadonlyArray<typeof Price.Type>) =>
 *   Effect.gen(function* () {
 *     const write = yield* BulkWrite.make({ name: "prices", table: "prices", row: Price })
 *     yield* write.all(prices)
 *   }).pipe(Turn.batch)
 * ```
 */
export const batch = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.updateService(effect, CurrentTurn.Current, (standing) => ({ ...standing, batch: true }))

/** Takes `effect` out of the batch work around it. */
export const interactive = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.updateService(effect, CurrentTurn.Current, (standing) => ({ ...standing, batch: false }))

/**
 * Gives the statements of `effect` a tenant's share of the connections.
 *
 * **Details**
 *
 * It counts only where callers queue at a pool's gate: the next connection goes to the tenant, of those who wait, that holds
 * the fewest, and each tenant's callers are served in the order they came. So a tenant that asks for much has what the
 * others leave, and no connection is kept free for anybody. Whoever names no tenant shares one turn.
 *
 * **Example** (Requests that share the pool by customer)
 *
 * ```ts
 * import { Turn } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const orders = (customer: string) =>
 *   Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT * FROM orders WHERE customer = ${customer}`).pipe(
 *     Turn.forTenant(customer)
 *   )
 * ```
 */
export const forTenant =
  (tenant: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.updateService(effect, CurrentTurn.Current, (standing) => ({ ...standing, tenant }))
