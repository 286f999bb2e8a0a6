import { DirectPg, PooledPg } from "aquifer"
import { Effect, Layer } from "effect"
import { faultProxy } from "../../support/FaultProxy.ts"
import { type Route, SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** The pooled endpoint behind a proxy that can be told to misbehave, beside an honest way to look at the rows. */
export const behindProxy = Effect.fnUntraced(function* (route: Route, size = 2) {
  const { admin, app } = yield* SuiteDatabase
  const server = app(route)
  const proxy = yield* faultProxy(server)
  const endpoint = { ...server, port: proxy.port }
  const pooled = yield* Layer.build(PooledPg.layerWith({ endpoint, pool: { size, min: 0 } }))
  const direct = yield* Layer.build(DirectPg.layerWith({ endpoint: admin }))
  const { sql, stats } = yield* PooledPg.pipe(Effect.provideContext(pooled))
  const truth = (yield* DirectPg.pipe(Effect.provideContext(direct))).sql
  yield* truth`CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)`
  yield* truth`GRANT ALL ON t TO PUBLIC`
  yield* truth`TRUNCATE t`
  const rows = Effect.map(truth<{ id: number }>`SELECT id FROM t ORDER BY id`, (found) =>
    found.map(({ id }) => id)
  )
  return { proxy, rows, sql, stats, truth, endpoint }
})
