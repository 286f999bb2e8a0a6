import { expect, layer } from "@effect/vitest"
import { DirectPg, Identity, PooledPg } from "aquifer"
import { ChangeFeed, ResearchCache } from "aquifer/research"
import { Clock, Context, Effect, Layer, Option, Stream } from "effect"
import { killListener } from "../../../support/ChangingShop.ts"
import { jumpingClock } from "../../../support/jumpingClock.ts"
import { research } from "../../../support/ResearchStore.ts"

/** A feed that vouches for what is held, and tells of nothing: what was stored just before is not dropped once it is held. */
const silent = ChangeFeed.layerFrom(
  Stream.concat(Stream.succeed({ _tag: "Listening", by: "notifications" } as const), Stream.never)
)

/** A service with memory in front, by its own feed or by this one, and another one that changes the same database. */
const nearBy = Effect.fnUntraced(function* (feed: typeof silent | undefined) {
  const fresh = Layer.fresh(ResearchCache.layerNear({ maxAge: "2 hours" }))
  const built = Layer.build(feed === undefined ? fresh : Layer.provide(fresh, feed))
  const here = Context.get(yield* built, ResearchCache)
  const there = yield* ResearchCache
  const pool = yield* PooledPg
  const payload = (keyword: string) =>
    Effect.map(
      here.lookup(keyword),
      Option.map(({ payload }) => payload)
    )
  /** Looks until it is answered from memory. */
  const warm = (keyword: string) =>
    Effect.gen(function* () {
      for (;;) {
        const before = (yield* pool.stats).acquired
        yield* here.lookup(keyword)
        if ((yield* pool.stats).acquired === before) return
      }
    })
  return { here, payload, there, warm }
})

const near = nearBy(undefined)

/** Changes what there is for a keyword so that nobody is told: from then on memory and database differ. */
const unheard = Effect.fnUntraced(function* (keyword: string, payload: number) {
  const { sql } = yield* DirectPg
  yield* sql.withTransaction(
    Effect.andThen(
      sql`SET LOCAL session_replication_role = replica`,
      sql`UPDATE research_cache SET payload = ${payload}::text::jsonb WHERE keyword = ${keyword}`
    )
  )
})

layer(Layer.provideMerge(ChangeFeed.layerNoDeps, research("pgbouncer118")), { excludeTestServices: true })(
  "ResearchCache with memory in front",
  (it) => {
    it.effect("answers from memory, and counts its hits", () =>
      Effect.gen(function* () {
        const { here, payload, warm } = yield* nearBy(silent)
        yield* here.store("hot", { a: 1 })
        yield* warm("hot")
        expect(yield* payload("hot")).toEqual(Option.some({ a: 1 }))
        const held = Option.getOrThrow(yield* payload("hot"))
        expect(() => Object.assign(held as object, { a: 9 })).toThrow(TypeError)
        yield* unheard("hot", 2)
        expect(yield* payload("hot")).toEqual(Option.some({ a: 1 }))
        const before = (yield* here.stats).hits
        for (let look = 0; look < 10; look++) yield* here.lookup("hot")
        expect(yield* here.getOrResearch("hot", Effect.die("researched"))).toEqual({ a: 1 })
        expect((yield* here.stats).hits - before).toBe(11)
      })
    )

    it.effect(
      "forgets what it changes itself at once, and what another process changes when it is told",
      () =>
        Effect.gen(function* () {
          const { here, payload, there, warm } = yield* near
          yield* here.store("changing", 1)
          yield* warm("changing")
          yield* here.store("changing", 2)
          expect(yield* payload("changing")).toEqual(Option.some(2))
          yield* warm("changing")
          yield* there.store("changing", 3)
          yield* Effect.repeat(payload("changing"), { until: (found) => Option.contains(found, 3) })
          yield* there.invalidate("changing")
          yield* Effect.repeat(payload("changing"), { until: Option.isNone })
        })
    )

    it.effect("holds nothing while its feed is lost", () =>
      Effect.gen(function* () {
        const { here, payload, there, warm } = yield* near
        yield* here.store("unvouched", 1)
        yield* warm("unvouched")
        yield* killListener
        yield* there.store("unvouched", 2)
        yield* Effect.repeat(payload("unvouched"), { until: (found) => Option.contains(found, 2) })
        yield* warm("unvouched")
      })
    )

    it.effect("is neither asked nor filled inside a transaction", () =>
      Effect.gen(function* () {
        const { here, payload, warm } = yield* near
        const { sql } = yield* PooledPg
        yield* here.store("inside", 1)
        yield* warm("inside")
        const seen = sql`UPDATE research_cache SET payload = '2' WHERE keyword = 'inside'`.pipe(
          Effect.andThen(payload("inside")),
          Effect.flatMap(Effect.fail),
          sql.withTransaction,
          Effect.flip
        )
        expect(yield* seen).toEqual(Option.some(2))
        expect(yield* payload("inside")).toEqual(Option.some(1))
      })
    )

    it.effect("holds no entry longer than its time to live, and none longer than the bound", () =>
      Effect.gen(function* () {
        const { here, payload, warm } = yield* nearBy(silent)
        yield* here.store("short", 1, { timeToLive: "1 hour" })
        yield* here.store("long", 1)
        yield* Effect.all([warm("short"), warm("long")])
        yield* Effect.all([unheard("short", 2), unheard("long", 2)])
        const { clock, jump } = yield* jumpingClock
        const payloads = Effect.all([payload("short"), payload("long")]).pipe(
          Effect.map((found) => found.map(Option.getOrUndefined)),
          Effect.provideService(Clock.Clock, clock)
        )
        expect(yield* payloads).toEqual([1, 1])
        yield* jump(3_600_000)
        expect(yield* payloads).toEqual([2, 1])
        yield* jump(3_600_000)
        expect(yield* payloads).toEqual([2, 2])
      })
    )

    it.effect("holds no absence", () =>
      Effect.gen(function* () {
        const { here, payload, there, warm } = yield* near
        yield* here.store("any", 1)
        yield* warm("any") // it listens
        yield* there.storeAbsence("nothing")
        yield* there.store("any", 2)
        yield* Effect.repeat(payload("any"), { until: (found) => Option.contains(found, 2) }) // it was told of both
        expect(yield* payload("nothing")).toEqual(Option.none())
        yield* unheard("nothing", 1)
        expect(yield* payload("nothing")).toEqual(Option.some(1))
      })
    )

    it.effect("answers nobody from what another identity was answered", () =>
      Effect.gen(function* () {
        const { here, payload, warm } = yield* nearBy(silent)
        yield* here.store("whose", 1)
        yield* warm("whose")
        yield* unheard("whose", 2)
        const somebody = Identity.as({ claims: { sub: "somebody" } })
        expect(yield* somebody(payload("whose"))).toEqual(Option.some(2))
        expect(yield* payload("whose")).toEqual(Option.some(1))
      })
    )
  }
)
