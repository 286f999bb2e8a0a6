import { expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg } from "aquifer"
import { ChangeFeed, type ChangeEvent, ResearchCache } from "aquifer/research"
import { Clock, Context, Deferred, Effect, Fiber, Layer, Option, Queue, Stream } from "effect"
import { research } from "../../../support/ResearchStore.ts"

/** Events of a feed, one after the other, after it has begun. */
const watching = Effect.gen(function* () {
  const { events } = yield* ChangeFeed
  const queue = yield* Queue.unbounded<ChangeEvent>()
  yield* Effect.forkScoped(Stream.runForEach(events, (event) => Queue.offer(queue, event)))
  const until = (wanted: (event: ChangeEvent) => boolean) =>
    Effect.gen(function* () {
      const passed: Array<ChangeEvent> = []
      for (;;) {
        const event = yield* Queue.take(queue)
        passed.push(event)
        if (wanted(event)) return passed
      }
    })
  yield* until(({ _tag }) => _tag === "Listening")
  const changed = (keyword: string) => until((event) => event._tag === "Changed" && event.keyword === keyword)
  return { changed, until }
})

const feeds = { notifications: ChangeFeed.layerNoDeps, polling: ChangeFeed.layerPolling }

const killListener = Effect.flatMap(
  DirectPg,
  ({ sql }) =>
    sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND datname = current_database()`
)

for (const [by, feed] of Object.entries(feeds)) {
  layer(Layer.provideMerge(feed, research("pgbouncer118")), { excludeTestServices: true })(
    `ChangeFeed by ${by}`,
    (it) => {
      it.effect("tells which keyword was stored, replaced or removed, once it is committed", () =>
        Effect.gen(function* () {
          const cache = yield* ResearchCache
          const { sql } = yield* PooledPg
          const { changed } = yield* watching
          yield* cache.store("watched", 1)
          yield* changed("watched")
          yield* cache.store("watched", 2)
          yield* changed("watched")
          yield* Effect.flip(
            sql.withTransaction(Effect.andThen(cache.store("rolled back", 1), Effect.fail("no")))
          )
          yield* cache.invalidate("watched")
          const events = yield* changed("watched")
          expect(events.some((event) => event._tag === "Changed" && event.keyword === "rolled back")).toBe(
            false
          )
        })
      )

      it.effect("tells what a slow transaction changed though faster ones were told before it", () =>
        Effect.gen(function* () {
          const cache = yield* ResearchCache
          const { sql } = yield* PooledPg
          const { changed } = yield* watching
          const stored = yield* Deferred.make<void>()
          const told = yield* Deferred.make<void>()
          const slow = Effect.all([
            cache.store("slow", 1),
            Deferred.succeed(stored, undefined),
            Deferred.await(told)
          ])
          const fiber = yield* Effect.forkChild(sql.withTransaction(slow))
          yield* Deferred.await(stored)
          yield* cache.store("fast", 1)
          yield* changed("fast")
          yield* Deferred.succeed(told, undefined)
          yield* Fiber.join(fiber)
          yield* changed("slow")
        })
      )

      it.effect("tells many changes of one statement as a gap that continues", () =>
        Effect.gen(function* () {
          const { sql } = yield* PooledPg
          const { until } = yield* watching
          yield* sql`INSERT INTO research_cache (keyword, payload, expires_at)
            SELECT 'bulk ' || i, '1', now() + interval '1 day' FROM generate_series(1, 60) AS i`
          const events = yield* until(({ _tag }) => _tag === "Gap")
          expect(events.at(-1)).toMatchObject({ _tag: "Gap", continues: true })
          expect(events.length).toBe(1)
        })
      )
    }
  )
}

layer(Layer.provideMerge(ChangeFeed.layerNoDeps, research("pgbouncer118")), { excludeTestServices: true })(
  "ChangeFeed whose listener is killed",
  (it) => {
    it.effect("says that there is a gap, listens again, and tells what was missed", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const { until } = yield* watching
        yield* killListener
        const [gap] = yield* until(({ _tag }) => _tag === "Gap")
        expect(gap).toMatchObject({ _tag: "Gap", continues: false })
        yield* cache.store("missed", 1)
        const events = yield* until(({ _tag }) => _tag === "Listening")
        const rest = events.some((event) => event._tag === "Changed" && event.keyword === "missed")
        expect(rest).toBe(true)
      })
    )
  }
)

layer(Layer.provideMerge(ChangeFeed.layerNoDeps, research("pgbouncer118")), { excludeTestServices: true })(
  "ChangeFeed and its writers",
  (it) => {
    const listeners = Effect.flatMap(DirectPg, ({ sql }) => sql`SELECT listener FROM research_listeners`)

    it.effect("has writers notify while it listens, and no longer", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const heard = yield* (yield* DirectPg).listen("research_changes")
        yield* cache.store("to nobody", 1)
        yield* Effect.scoped(Effect.andThen(watching, cache.store("to the feed", 1)))
        // Whoever may log in hears it: which keyword it was is for those alone whom row security lets read the log.
        expect((yield* Queue.take(heard)).payload).toBe("")
        expect(yield* listeners).toEqual([])
        yield* cache.store("to nobody again", 1)
        yield* (yield* DirectPg).sql`SELECT pg_notify('research_changes', 'last')`
        expect((yield* Queue.take(heard)).payload).toBe("last")
      })
    )

    it.effect("believes nothing that a stranger notifies", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const { sql } = yield* DirectPg
        const { changed } = yield* watching
        for (const payload of ["", "made up", "x".repeat(7_000)]) {
          yield* sql`SELECT pg_notify('research_changes', ${payload})`
        }
        yield* cache.store("true", 1)
        expect(yield* changed("true")).toEqual([{ _tag: "Changed", keyword: "true" }])
      })
    )

    it.effect("trusts nothing from before the program stood still", () =>
      Effect.gen(function* () {
        const real = yield* Clock.Clock
        let asleep = 0
        const currentTimeMillisUnsafe = () => real.currentTimeMillisUnsafe() + asleep
        const clock: Clock.Clock = {
          currentTimeMillisUnsafe,
          currentTimeMillis: Effect.sync(currentTimeMillisUnsafe),
          currentTimeNanosUnsafe: () => real.currentTimeNanosUnsafe(),
          currentTimeNanos: real.currentTimeNanos,
          monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
          monotonicTimeNanos: real.monotonicTimeNanos,
          sleep: (duration) => real.sleep(duration)
        }
        const { until } = yield* Effect.provideService(watching, Clock.Clock, clock)
        asleep = 60_000
        expect(yield* until(({ _tag }) => _tag === "Listening")).toMatchObject([
          { _tag: "Gap", continues: false, reason: expect.stringContaining("stood still") },
          { _tag: "Listening" }
        ])
      })
    )

    it.effect("says why it does not listen yet, and when it does", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { events } = yield* ChangeFeed
        yield* sql`REVOKE SELECT ON research_changes FROM aquifer_app`
        const told = yield* Queue.unbounded<ChangeEvent>()
        yield* Effect.forkScoped(Stream.runForEach(events, (event) => Queue.offer(told, event)))
        expect(yield* Queue.take(told)).toMatchObject({ _tag: "Gap", continues: false })
        yield* sql`GRANT SELECT ON research_changes TO aquifer_app`
        expect(yield* Queue.take(told)).toEqual({ _tag: "Listening", by: "notifications" })
      })
    )

    it.effect("says that there is a gap while the log cannot be read, and when it can again", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { changed, until } = yield* watching
        yield* sql`REVOKE SELECT ON research_changes FROM aquifer_app`
        const [gap] = yield* until(({ _tag }) => _tag === "Gap")
        expect(gap).toMatchObject({ continues: false, reason: expect.stringContaining("could not be read") })
        yield* sql`INSERT INTO research_cache (keyword, payload, expires_at)
          SELECT 'one of many ' || i, '1', now() + interval '1 day' FROM generate_series(1, 60) AS i`
        // What ends no gap must not say so.
        expect(yield* until(() => true)).toMatchObject([{ _tag: "Gap", continues: false }])
        yield* sql`GRANT SELECT ON research_changes TO aquifer_app`
        const told = yield* until(({ _tag }) => _tag === "Listening")
        expect(told.some((event) => event._tag === "Gap" && event.continues)).toBe(false)
        yield* (yield* ResearchCache).store("after it", 1)
        yield* changed("after it")
      })
    )
  }
)

/** A service with memory in front, and another one that changes the same database. */
const near = Effect.gen(function* () {
  const here = Context.get(yield* Layer.build(Layer.fresh(ResearchCache.layerNear())), ResearchCache)
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

layer(Layer.provideMerge(ChangeFeed.layerNoDeps, research("pgbouncer118")), { excludeTestServices: true })(
  "ResearchCache with memory in front",
  (it) => {
    it.effect("answers from memory, and counts its hits", () =>
      Effect.gen(function* () {
        const { here, payload, warm } = yield* near
        yield* here.store("hot", { a: 1 })
        yield* warm("hot")
        expect(yield* payload("hot")).toEqual(Option.some({ a: 1 }))
        const before = (yield* here.stats).hits
        for (let look = 0; look < 10; look++) yield* here.lookup("hot")
        expect((yield* here.stats).hits - before).toBe(10)
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

    it.effect("is not asked inside a transaction", () =>
      Effect.gen(function* () {
        const { here, payload, warm } = yield* near
        const { sql } = yield* PooledPg
        yield* here.store("inside", 1)
        yield* warm("inside")
        const seen = sql.withTransaction(
          Effect.andThen(
            sql`UPDATE research_cache SET payload = '2' WHERE keyword = 'inside'`,
            payload("inside")
          )
        )
        expect(yield* seen).toEqual(Option.some(2))
      })
    )
  }
)
