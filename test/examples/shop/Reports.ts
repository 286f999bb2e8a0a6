import { Operation, PooledPg } from "aquifer"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { Sku } from "./Catalogue.ts"

/** A lane of its own: however long reports take, customers get their connections. */
export class ReportsPool extends PooledPg.Service<ReportsPool>()("reports") {}

const Sales = Schema.Struct({ sku: Sku, cents: Schema.BigInt })

export class Reports extends Context.Service<Reports>()("shop/Reports", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const run = yield* Operation.make("Reports")
    const sales = SqlSchema.findAll({
      Request: Schema.Int,
      Result: Sales,
      execute: (limit) => sql`
        SELECT sku, sum(quantity * price_cents) AS cents FROM order_lines JOIN products USING (sku)
        GROUP BY sku ORDER BY cents DESC, sku LIMIT ${limit}`
    })
    return { bestSellers: (limit: number) => run.read("bestSellers")(sales(limit)) }
  })
}) {
  static readonly layerNoDeps = Layer.effect(Reports, Reports.make).pipe(
    Layer.provide(ReportsPool.layerSqlClient)
  )
}
