import { PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Effect, Fiber, Layer } from "effect"
import { failoverPairIn } from "../support/failoverPairIn.ts"
import { figure } from "./figure.ts"
import { percentile } from "./rounds.ts"

const rounds = 5
const writers = 10

/** One failover under ten writers: how long after the promotion the next write was answered, and what was lost. */
const once = Effect.gen(function* () {
  const { endpoint, kill, standby } = yield* failoverPairIn(undefined, { synchronous: true })
  const pool = PooledPg.layerWith({
    endpoint: endpoint("target_session_attrs=read-write"),
    pool: { size: 4 }
  })
  const layer = ResearchCache.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(pool))
  const work = Effect.gen(function* () {
    const cache = yield* ResearchCache
    const stored = new Map<string, number>()
    const told = new Map<string, string>()
    const writer = (name: number) =>
      Effect.forEach(
        Array.from({ length: 100_000 }, (_, n) => `key ${name} ${n}`),
        (key) =>
          Effect.match(cache.store(key, key), {
            onSuccess: () => stored.set(key, performance.now()),
            onFailure: ({ reason }) => told.set(key, reason.statement)
          })
      )
    const all = Array.from({ length: writers }, (_, name) => writer(name))
    const fibers = yield* Effect.forkChild(Effect.all(all, { concurrency: "unbounded", discard: true }))
    yield* Effect.sleep("2 seconds")
    yield* kill
    yield* Effect.sleep("2 seconds") // what an operator, or Patroni, takes to notice
    yield* standby.promote
    const promoted = performance.now()
    yield* Effect.sleep("6 seconds")
    yield* Fiber.interrupt(fibers)
    const there = yield* cache.lookupMany([...stored.keys(), ...told.keys()])
    const back = Math.min(...[...stored.values()].filter((at) => at > promoted)) - promoted
    return {
      back,
      stored: stored.size,
      lost: [...stored.keys()].filter((key) => !there.has(key)).length,
      untrue: [...told].filter(([key, said]) => said !== "unknown" && there.has(key)).length
    }
  })
  return yield* Effect.provide(work, layer)
}).pipe(Effect.scoped)

/** A primary killed under load, its synchronous standby promoted two seconds later, and nobody restarted. */
export const failover = Effect.map(Effect.replicateEffect(once, rounds), (seen) => [
  figure(
    "failover, first write after the promotion, median",
    "ms",
    rounds,
    Math.round(
      percentile(
        seen.map(({ back }) => back),
        0.5
      )
    )
  ),
  figure(
    "failover, first write after the promotion, slowest",
    "ms",
    rounds,
    Math.round(Math.max(...seen.map(({ back }) => back)))
  ),
  figure(
    "failover, acknowledged and found",
    "writes",
    rounds,
    seen.reduce((sum, { lost, stored }) => sum + stored - lost, 0)
  ),
  figure(
    "failover, acknowledged and lost",
    "writes",
    rounds,
    seen.reduce((sum, { lost }) => sum + lost, 0)
  ),
  figure(
    'failover, "did not run" and there',
    "writes",
    rounds,
    seen.reduce((sum, { untrue }) => sum + untrue, 0)
  )
])
