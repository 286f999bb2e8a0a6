import { NodeRuntime } from "@effect/platform-node"
import { PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Console, Effect, Layer } from "effect"

const program = Effect.gen(function* () {
  const cache = yield* ResearchCache
  const pool = yield* PooledPg
  const research = Effect.succeed({ summary: "A group of diseases that affect how the body uses sugar." })
  const payload = yield* cache.getOrResearch("diabetes", research, { timeToLive: "1 day" })
  const { acquired, max } = yield* pool.stats
  yield* Console.log(payload, `${acquired} statements on at most ${max} connections`)
})

const layer = ResearchCache.layerNoDeps.pipe(
  Layer.provide(PooledPg.layerSqlClient),
  Layer.provideMerge(PooledPg.layer)
)

program.pipe(Effect.provide(layer), NodeRuntime.runMain)
