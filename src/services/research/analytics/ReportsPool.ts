import { PooledPg } from "../../../layers/PooledPg.ts"

/**
 * The lane that reports go by: a pool of its own where `DATABASE_POOL_URL_REPORTS` is set, else the main one.
 *
 * **Example** (Reports of one's own in the same lane)
 *
 * ```ts
 * import { ReportsPool } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * const sales = Effect.gen(function* () {
 *   const { sql } = yield* ReportsPool
 *   return yield* sql`SELECT sum(cents)::float8 AS cents FROM orders`
 * }).pipe(Effect.provide(ReportsPool.layerLane))
 * ```
 */
export class ReportsPool extends PooledPg.Service<ReportsPool>()("reports") {}
