import { expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Context, Deferred, Effect, Fiber, Layer, Option } from "effect"
import { research } from "../../../support/ResearchStore.ts"
import { heldResearch } from "./heldResearch.ts"

/** A keyword that some process researches, or did, until so long from now. */
const heldElsewhere = (keyword: string, time: string) =>
  Effect.flatMap(
    DirectPg,
    ({ sql }) => sql`
      INSERT INTO aquifer_leases (name, holder, expires_at)
      VALUES ('ResearchCache ' || encode(sha256(${keyword}::text::bytea), 'hex'), gen_random_uuid(), now() + ${time}::text::interval)`
  )

/** A second process: the same database or memory, a service of its own. */
const another = Layer.fresh(ResearchCache.layerNoDeps)

layer(research("pgbouncer118"), { excludeTestServices: true })("ResearchCache in two processes", (it) => {
  it.effect("researches once between them, and a lease whose holder died is taken over", () =>
    Effect.gen(function* () {
      const here = yield* ResearchCache
      const there = Context.get(yield* Layer.build(another), ResearchCache)
      const { sql } = yield* DirectPg
      const { begun, letGo, runs, work } = yield* heldResearch
      const first = yield* Effect.forkChild(here.getOrResearch("both", work), { startImmediately: true })
      yield* Deferred.await(begun)
      const second = yield* Effect.forkChild(there.getOrResearch("both", work), { startImmediately: true })
      const held = sql`SELECT FROM aquifer_leases WHERE holder IS NOT NULL`
      yield* Effect.repeat(held, { until: (rows) => rows.length > 0 })
      yield* Deferred.succeed(letGo, 1)
      expect(yield* Effect.all([Fiber.join(first), Fiber.join(second)])).toEqual([1, 1])
      expect(runs()).toBe(1)
      expect(yield* held).toEqual([])

      yield* heldElsewhere("dead", "-1 second")
      expect(yield* there.getOrResearch("dead", Effect.succeed(2))).toBe(2)
    })
  )

  it.effect("researches once for those who take an absence for an answer and those who do not", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { begun, letGo, runs, work } = yield* heldResearch
      const find = cache.findOrResearch("either", Effect.asSome(work))
      const finding = yield* Effect.forkChild(find, { startImmediately: true })
      yield* Deferred.await(begun)
      const getting = yield* Effect.forkChild(cache.getOrResearch("either", work), { startImmediately: true })
      const { sql } = yield* DirectPg
      const taken = sql`SELECT FROM aquifer_leases WHERE holder IS NOT NULL`
      expect(yield* taken).toHaveLength(1)
      yield* Deferred.succeed(letGo, 1)
      expect(yield* Fiber.join(finding)).toEqual(Option.some(1))
      expect(yield* Fiber.join(getting)).toBe(1)
      expect(runs()).toBe(1)
    })
  )

  it.effect("gives the lease back when nobody waits for the research any more", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { begun, work } = yield* heldResearch
      const waiting = yield* Effect.forkChild(cache.getOrResearch("left", work), { startImmediately: true })
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(waiting)
      expect(yield* cache.getOrResearch("left", Effect.succeed(2))).toBe(2)
    })
  )

  it.effect("waits for a lease that is held, holding no connection", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const pool = yield* PooledPg
      yield* heldElsewhere("held", "1 hour")
      const waiting = yield* Effect.forkChild(cache.getOrResearch("held", Effect.die("not researched")), {
        startImmediately: true
      })
      yield* Effect.repeat(pool.stats, { until: ({ used }) => used === 0 })
      yield* cache.store("held", "by another")
      expect(yield* Fiber.join(waiting)).toBe("by another")
    })
  )
})
