import { expect, it } from "@effect/vitest"
import { PgConfig, PooledPg } from "aquifer"
import { ReportsPool } from "aquifer/research"
import { ConfigProvider, Effect, Layer } from "effect"

const nothingSet = ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} }))

it.live("has a lane for reports, which leaves the main pool its server connections", () =>
  Effect.gen(function* () {
    const [main, lane] = [yield* PooledPg, yield* ReportsPool]
    const { max } = yield* lane.stats
    expect(max).toBe(3)
    // Each holds a server connection of the lane, and waits there for the main pool, which has one.
    const inside = Effect.andThen(
      lane.sql`SELECT 1`,
      main.sql<{ name: string }>`SELECT current_database() AS name`
    )
    const held = yield* Effect.all(
      Array.from({ length: max }, () => lane.sql.withTransaction(inside)),
      { concurrency: "unbounded" }
    )
    expect(held.flat().map(({ name }) => name)).toEqual(["aquifer", "aquifer", "aquifer"])
  }).pipe(
    Effect.provide(
      Layer.merge(PooledPg.layerNoDeps, ReportsPool.layerLaneNoDeps).pipe(
        Layer.provide(PgConfig.layerOrLocal({ temporary: true, poolSize: 1 })),
        Layer.provide(nothingSet)
      )
    )
  )
)
