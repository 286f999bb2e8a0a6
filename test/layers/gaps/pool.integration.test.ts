import { PgPool } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import type { PooledSqlClient } from "aquifer"
import { Duration, Effect, Exit, Fiber, Scope } from "effect"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { bareDriver, failureOf, outlasts, pooledAt, until } from "../../support/bareDriver.ts"
import { faultProxy, once } from "../../support/FaultProxy.ts"
import { holdConnection } from "../../support/holdConnection.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const times = <A, E, R>(count: number, effect: Effect.Effect<A, E, R>) =>
  Effect.forEach(
    Array.from({ length: count }, () => effect),
    (one) => Effect.forkChild(Effect.exit(one), { startImmediately: true })
  )

/** A table of the test's own that everybody may write to, and what is in it. */
const table = Effect.fnUntraced(function* (name: string) {
  const { admin } = yield* SuiteDatabase
  const owner = yield* bareDriver(admin)
  yield* owner.unsafe(`CREATE TABLE ${name} (id int)`)
  yield* owner.unsafe(`GRANT ALL ON ${name} TO PUBLIC`)
  const rows = owner.unsafe<{ id: number }>(`SELECT id FROM ${name} ORDER BY id`)
  return Effect.map(rows, (found) => found.map(({ id }) => id))
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("The pool, bare and here:", (it) => {
  it.effect("G8 callers wait without limit there, and here are answered and not more than so many", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const bare = yield* bareDriver(endpoint)
      const { sql, stats } = yield* pooledAt(endpoint, { timeout: Duration.millis(500), maxWaiting: 30 })
      const held = [yield* holdConnection(bare), yield* holdConnection(sql)]
      const alone = yield* times(500, bare`SELECT 1`)
      const ours = yield* times(500, sql`SELECT 1`)
      yield* Effect.forEach(ours, Fiber.await)
      expect(alone.filter((fiber) => fiber.pollUnsafe() !== undefined)).toHaveLength(0)
      expect(yield* stats).toMatchObject({ waitingMax: 30, timedOut: 30, refused: 470, used: 1 })
      for (const { letGo } of held) yield* letGo
      yield* Effect.forEach(alone, Fiber.await)
    }).pipe(Effect.scoped)
  )

  it.effect("G11 what was never sent and what ran fail alike there, and here are told apart", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const rows = yield* table("sent")
      const proxy = yield* faultProxy(endpoint)
      const behind = { ...endpoint, port: proxy.port }
      const nowhere = { ...endpoint, port: 1 }
      const insert = (sql: PooledSqlClient, id: number) => sql.unsafe(`INSERT INTO sent VALUES (${id})`)

      const bare = yield* bareDriver(behind, { prepare: false })
      yield* bare`SELECT 1`
      proxy.decide = once("INSERT", "cut answer")
      const sent = yield* Effect.flip(insert(bare, 1))
      const unsent = yield* Effect.flip(insert(yield* bareDriver(nowhere), 2))
      expect([sent, unsent].map(({ isRetryable, reason }) => [reason._tag, isRetryable])).toEqual([
        ["ConnectionError", true],
        ["ConnectionError", true]
      ])
      yield* until(Effect.map(rows, (found) => found.length === 1)) // and one of them did run

      const { sql } = yield* pooledAt(behind)
      yield* sql`SELECT 1`
      proxy.decide = once("INSERT", "cut answer")
      expect(yield* failureOf(insert(sql, 3))).toMatchObject({
        failure: { _tag: "OutcomeUnknown", statement: "unknown" },
        retryable: false
      })
      expect(yield* failureOf(insert((yield* pooledAt(nowhere)).sql, 4))).toMatchObject({
        failure: { _tag: "Unavailable", statement: "did not run" },
        retryable: true
      })
      yield* until(Effect.map(rows, (found) => found.join() === "1,3"))
    }).pipe(Effect.scoped)
  )

  it.effect("G12 a write that was cut off may run after all: nobody says so there, and here it is said", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const rows = yield* table("late")
      const slow = (sql: PooledSqlClient, id: number) =>
        sql.unsafe(`INSERT INTO late SELECT ${id} FROM pg_sleep(0.5)`)
      const bare = yield* bareDriver(endpoint, { multiplex: true })
      yield* bare`SELECT 1`
      const alone = yield* Effect.flip(Effect.timeout(slow(bare, 1), "100 millis"))
      expect(alone._tag).toBe("TimeoutError")
      const { sql } = yield* pooledAt(endpoint, {}, { multiplex: 8 })
      yield* sql`SELECT 1`
      const ours = yield* Effect.flip(Deadline.within("100 millis")(slow(sql, 2)))
      expect(ours).toMatchObject({ _tag: "DeadlineExceeded", phase: "running", statement: "unknown" })
      yield* until(Effect.map(rows, (found) => found.join() === "1,2"))
    }).pipe(Effect.scoped)
  )

  it.effect("G13 who shares a connection that dies is told to repeat a write there, and here not", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const fall = (sql: PooledSqlClient) =>
        Effect.gen(function* () {
          yield* sql`SELECT 1`
          const dying = yield* times(1, sql`SELECT pg_terminate_backend(pg_backend_pid())`)
          const neighbours = yield* times(4, sql`SELECT 1 AS one`)
          yield* Effect.forEach(dying, Fiber.await)
          return yield* Effect.forEach(neighbours, Fiber.join)
        })
      const bare = yield* fall(yield* bareDriver(endpoint, { multiplex: true }))
      const shared = yield* fall((yield* pooledAt(endpoint, {}, { multiplex: 8 })).sql)
      const separate = yield* fall((yield* pooledAt(endpoint, { size: 5 })).sql)
      for (const exit of bare) {
        const error = yield* Effect.flip(exit)
        expect([error.reason._tag, error.isRetryable]).toEqual(["ConnectionError", true])
      }
      for (const exit of shared) {
        expect(yield* failureOf(exit)).toMatchObject({
          failure: { _tag: "OutcomeUnknown", statement: "unknown" },
          retryable: false
        })
      }
      // Unless it is asked to, the pool shares none.
      expect(separate.every(Exit.isSuccess)).toBe(true)
    }).pipe(Effect.scoped)
  )

  it.effect(
    "G18 a pool does not close while a lease hangs there, and its later callers die; here neither",
    () =>
      Effect.gen(function* () {
        const endpoint = (yield* SuiteDatabase).app("direct")
        const proxy = yield* faultProxy(endpoint)
        const behind = { ...endpoint, port: proxy.port }
        const bareScope = yield* Scope.make()
        const ourScope = yield* Scope.make()
        const bare = yield* Scope.provide(bareDriver(behind), bareScope)
        const { sql } = yield* Scope.provide(pooledAt(behind), ourScope)
        yield* Effect.all([bare`SELECT 1`, sql`SELECT 1`])
        proxy.blackhole = true
        yield* times(1, bare`SELECT 2`)
        yield* times(1, sql`SELECT 2`)
        const closing = yield* Effect.forkChild(Scope.close(bareScope, Exit.void), { startImmediately: true })
        expect(yield* outlasts(closing, Scope.close(ourScope, Exit.void))).toBe(true)
        expect(yield* failureOf(sql`SELECT 3`)).toMatchObject({ failure: { _tag: "Unavailable" } })
        proxy.hangUp()
        yield* Fiber.await(closing)
        const after = yield* Effect.exit(bare`SELECT 3`)
        expect(Exit.isFailure(after) && after.cause.reasons.map(({ _tag }) => _tag)).toEqual(["Interrupt"])
      }).pipe(Effect.scoped)
  )

  it.effect("G19 nobody can see into the pool there, and here its books are open", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const pool = yield* PgPool.make({ ...endpoint, ssl: false })
      expect(Object.keys(pool).toSorted()).toEqual(
        ["config", "get", "invalidate", "reserve", "use", "~@effect/sql-pg/PgPool"].toSorted()
      )
      const { sql, stats } = yield* pooledAt(endpoint)
      yield* sql`SELECT 1`
      expect(yield* stats).toMatchObject({ max: 1, size: 1, free: 1, used: 0, waiting: 0, acquired: 1 })
    }).pipe(Effect.scoped)
  )
})
