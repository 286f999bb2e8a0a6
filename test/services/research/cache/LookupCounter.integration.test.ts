import { describe, expect, it, layer } from "@effect/vitest"
import { DataError, PgFailure } from "aquifer"
import { Clock, Effect, Exit, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import * as LookupCounter from "../../../../src/services/research/cache/LookupCounter.ts"
import * as Postgres from "../../../../src/services/research/cache/ResearchCachePostgres.ts"
import { research } from "../../../support/ResearchStore.ts"

const failure = (statement: PgFailure.Statement) =>
  new DataError({
    service: "Test",
    operation: "count",
    reason: new PgFailure.OutcomeUnknown({ statement, message: "made for a test" })
  })

/** A counter whose writes fail as they are told, one after the other, then succeed. */
const counting = (...failures: Array<DataError>) =>
  Effect.gen(function* () {
    const written: Array<LookupCounter.LookupCount> = []
    const scope = yield* Scope.make()
    const counter = yield* LookupCounter.make((counts) => {
      const next = failures.shift()
      if (next !== undefined) return Effect.fail(next)
      return Effect.sync(() => void written.push(...counts))
    }).pipe(Scope.provide(scope))
    const clock = yield* Clock.Clock
    const count = (keyword: string, hit: boolean) => counter.counting(clock)(keyword, hit)
    return { close: Scope.close(scope, Exit.void), count, counter, written }
  })

describe("Counted lookups", () => {
  it.effect("are written every five seconds, by keyword and day", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 31, 23, 59, 55)) // before the counter sleeps
      const { count, written } = yield* counting()
      for (const keyword of ["b", "a", "b"]) count(keyword, keyword === "b")
      yield* TestClock.adjust("5 seconds")
      count("a", true)
      yield* TestClock.adjust("5 seconds")
      expect(written).toEqual([
        { keyword: "b", day: "2026-01-31", hits: 2, misses: 0 },
        { keyword: "a", day: "2026-01-31", hits: 0, misses: 1 },
        { keyword: "a", day: "2026-02-01", hits: 1, misses: 0 }
      ])
    })
  )

  it.effect("are of the day of the lookup, though nothing was written at midnight", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 31, 23, 59, 57))
      const { count, counter, written } = yield* counting()
      yield* TestClock.adjust("1 second") // the first time is at once
      count("a", true)
      yield* TestClock.adjust("3 seconds")
      count("a", true)
      yield* counter.flush
      expect(written).toEqual([
        { keyword: "a", day: "2026-01-31", hits: 1, misses: 0 },
        { keyword: "a", day: "2026-02-01", hits: 1, misses: 0 }
      ])
    })
  )

  it.effect("are all written at a clean stop", () =>
    Effect.gen(function* () {
      const { close, count, written } = yield* counting()
      for (let index = 0; index < 5_000; index++) count(`keyword ${index}`, true)
      yield* close
      expect(written.length).toBe(5_000)
    })
  )

  it.effect("stay counted when they could not be written, and are not counted twice when nobody knows", () =>
    Effect.gen(function* () {
      const { count, counter, written } = yield* counting(failure("did not run"), failure("unknown"))
      count("kept", true)
      yield* counter.flush
      count("kept", false)
      yield* counter.flush
      count("kept", true)
      yield* counter.flush
      expect(written).toEqual([{ keyword: "kept", day: "1970-01-01", hits: 1, misses: 0 }])
    })
  )
})

layer(research("pgbouncer118"), {
  excludeTestServices: true
})("Counts of two processes", (it) => {
  it.effect("that are written at once, in whatever order, never lock each other out", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { count } = Postgres.make(sql)
      const counts = Array.from({ length: 2_000 }, (_, index) => ({
        keyword: `keyword ${index}`,
        day: "2026-01-31",
        hits: 1,
        misses: 0
      }))
      const rounds = 20
      yield* Effect.forEach(Array.from({ length: rounds }), () =>
        Effect.all([count(counts), count(counts.toReversed())], { concurrency: 2, discard: true })
      )
      const [row] =
        yield* sql`SELECT sum(hits)::float8 AS hits, count(*)::float8 AS keywords FROM research_lookups`
      expect(row).toEqual({ hits: 2 * rounds * counts.length, keywords: counts.length })
    })
  )
})
