import { describe, expect, it } from "@effect/vitest"
import { type DataError, PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Effect, Fiber, Layer, Option } from "effect"
import { failoverPair } from "../../support/failoverPair.ts"

const writers = 10

const cacheAt = (endpoint: Parameters<typeof PooledPg.layerWith>[0]["endpoint"]) =>
  ResearchCache.layerNoDeps.pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provide(PooledPg.layerWith({ endpoint, pool: { size: 4 } }))
  )

type Told = "stored" | DataError["reason"]["statement"]

/** What each writer was told of each key, and how many reads gave what the database never held. */
class Ledger {
  readonly told = new Map<string, Told>()
  readonly unexplained: Array<string> = []
  wrongReads = 0
  goodReads = 0

  get stored(): ReadonlyArray<string> {
    return [...this.told].flatMap(([key, told]) => (told === "stored" ? [key] : []))
  }
}

const write = (ledger: Ledger, key: string, value: number) =>
  Effect.flatMap(ResearchCache, (cache) => cache.store(key, value)).pipe(
    Effect.match({
      onSuccess: (): Told => "stored",
      onFailure: ({ reason }): Told => {
        const explained = ["Unavailable", "OutcomeUnknown", "ReadOnly", "DeadlineExceeded", "PoolExhausted"]
        if (!explained.includes(reason._tag)) ledger.unexplained.push(`${reason._tag}: ${reason.message}`)
        return reason.statement
      }
    }),
    Effect.map((told) => ledger.told.set(key, told))
  )

/** A key that was stored has its value, whenever the database answers at all. */
const read = (ledger: Ledger) =>
  Effect.gen(function* () {
    const cache = yield* ResearchCache
    const keys = ledger.stored
    const key = keys[Math.floor(Math.random() * keys.length)]
    if (key === undefined) return yield* Effect.yieldNow
    const found = yield* Effect.option(cache.lookup(key))
    if (Option.isNone(found)) return
    if (Option.isSome(found.value)) ledger.goodReads++
    else ledger.wrongReads++
  })

describe("A failover to a synchronous standby", () => {
  it.live(
    "loses nothing that was answered, keeps nothing that did not run, and needs nobody to be restarted",
    () =>
      Effect.gen(function* () {
        const { endpoint, kill, standby } = yield* failoverPair({ synchronous: true })
        const ledger = new Ledger()
        const work = Effect.gen(function* () {
          const cache = yield* ResearchCache
          const writing = Array.from({ length: writers }, (_, writer) =>
            Effect.forEach(
              Array.from({ length: 100_000 }, (_, n) => n),
              (n) => write(ledger, `key ${writer} ${n}`, n),
              { discard: true }
            )
          )
          const reading = Array.from({ length: 5 }, () => Effect.forever(read(ledger)))
          const fibers = yield* Effect.forkChild(
            Effect.all([...writing, ...reading], { concurrency: "unbounded", discard: true })
          )
          const until = (count: number) =>
            Effect.repeat(Effect.yieldNow, { until: () => ledger.stored.length >= count })
          yield* until(500)
          yield* kill
          yield* standby.promote
          yield* until(ledger.stored.length + 500)
          yield* Fiber.interrupt(fibers)
          const there = yield* cache.lookupMany([...ledger.told.keys()])
          const those = (told: Told, isThere: boolean) =>
            [...ledger.told].filter(([key, was]) => was === told && there.has(key) === isThere)
          expect(those("stored", false)).toEqual([])
          expect(those("did not run", true)).toEqual([])
          expect(those("rolled back", true)).toEqual([])
        })
        yield* Effect.provide(work, cacheAt(endpoint("target_session_attrs=read-write")))
        expect(ledger.unexplained).toEqual([])
        expect(ledger.wrongReads).toBe(0)
        expect(ledger.goodReads).toBeGreaterThan(0)
      }).pipe(Effect.scoped)
  )
})
