import { expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg, Transaction } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { DateTime, Deferred, Effect, Exit, Fiber, Option } from "effect"
import { SqlClient } from "effect/sql"
import { research } from "../../../support/ResearchStore.ts"
import { payloadOf } from "./payloadOf.ts"

layer(research("pgbouncer118"))("ResearchCache under many callers", (it) => {
  it.effect("answers two hundred of them in a few statements, each with its own", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const pool = yield* PooledPg
      const keywords = Array.from({ length: 50 }, (_, index) => `shared ${index}`)
      yield* Effect.forEach(keywords, (keyword, index) => cache.store(keyword, index))
      yield* cache.stats
      const before = (yield* pool.stats).acquired
      const found = yield* Effect.forEach(
        [...keywords, ...keywords],
        (keyword) =>
          Effect.all([
            payloadOf(keyword),
            cache.exists(`${keyword} `),
            cache.lookupMany([keyword, "nothing"])
          ]),
        { concurrency: "unbounded" }
      )
      for (const [index, [payload, exists, many]] of found.entries()) {
        expect(payload).toEqual(Option.some(index % 50))
        expect(exists).toBe(true)
        expect([...many.values()].map(({ payload }) => payload)).toEqual([index % 50])
      }
      expect((yield* pool.stats).acquired - before).toBeLessThan(20)
    })
  )

  it.effect(
    "fails only those whose row cannot be read",
    () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const { sql } = yield* DirectPg
        yield* cache.store("healthy", 1)
        yield* sql`INSERT INTO research_cache (keyword, payload, expires_at) VALUES ('poisoned', to_jsonb(repeat('x', 33 * 1024 * 1024)), 'infinity')`
        const exits = yield* Effect.forEach(
          ["healthy", "healthy", "poisoned", "healthy"],
          (keyword) => Effect.exit(payloadOf(keyword)),
          { concurrency: "unbounded" }
        )
        expect(exits.map(Exit.isSuccess)).toEqual([true, true, false, true])
        yield* sql`DELETE FROM research_cache WHERE keyword = 'poisoned'`
      }),
    { timeout: 60_000 }
  )

  it.effect("refuses those inside a transaction of another pool, and none of those who ask beside them", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { sql } = yield* DirectPg
      yield* cache.store("beside", 1)
      const inside = payloadOf("beside").pipe(Transaction.run())
      const refused = Effect.flip(Effect.provideService(inside, SqlClient.SqlClient, sql))
      const [failure, ...found] = yield* Effect.all([refused, payloadOf("beside"), payloadOf("nothing")], {
        concurrency: "unbounded"
      })
      expect(failure).toMatchObject({ operation: "lookup", reason: { _tag: "Rejected" } })
      expect(found).toEqual([Option.some(1), Option.none()])
    })
  )

  it.effect("keeps those inside a transaction on its connection, seeing what it wrote", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { sql } = yield* PooledPg
      const wrote = yield* Deferred.make<void>()
      const looked = yield* Deferred.make<void>()
      const inside = sql.withTransaction(
        Effect.gen(function* () {
          yield* cache.store("not yet", 1)
          yield* Deferred.succeed(wrote, undefined)
          yield* Deferred.await(looked)
          return yield* Effect.all([payloadOf("not yet"), cache.exists("not yet")], { concurrency: 2 })
        })
      )
      const fiber = yield* Effect.forkChild(inside)
      yield* Deferred.await(wrote)
      expect(yield* payloadOf("not yet")).toEqual(Option.none())
      yield* Deferred.succeed(looked, undefined)
      expect(yield* Fiber.join(fiber)).toEqual([Option.some(1), true])
    })
  )

  it.effect("reads every time that Postgres has, the same for one and for many", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const cache = yield* ResearchCache
      yield* sql`INSERT INTO research_cache (keyword, payload, fetched_at, expires_at) VALUES
        ('for ever', '1', '-infinity', 'infinity'), ('long', '1', '1969-12-31 23:59:59.999999Z', '9999-12-31 23:59:59.999999Z'),
        ('exact', '1', '2026-01-31 12:00:00.123999Z', '2999-01-31 12:00:00.000001Z')`
      const many = yield* cache.lookupMany(["for ever", "long", "exact"])
      for (const [keyword, entry] of many) {
        expect(yield* cache.lookup(keyword), keyword).toEqual(Option.some(entry))
      }
      const times = [...many.values()].map(({ expiresAt, fetchedAt }) =>
        [fetchedAt, expiresAt].map(DateTime.formatIso)
      )
      expect(times).toEqual([
        ["+275760-09-13T00:00:00.000Z", "+275760-09-13T00:00:00.000Z"],
        ["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"],
        ["2026-01-31T12:00:00.123Z", "2999-01-31T12:00:00.000Z"]
      ])
    })
  )
})
