import { expect, layer } from "@effect/vitest"
import { PgFailure, PgTransaction, type PooledSqlClient } from "aquifer"
import { Effect, Exit } from "effect"
import type { SqlError } from "effect/sql"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { once } from "../../support/FaultProxy.ts"
import { routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { behindProxy } from "./behindProxy.ts"

const insert = (sql: PooledSqlClient, id: number) =>
  sql<{ id: number }>`INSERT INTO t VALUES (${id}) RETURNING id`
const { last } = PgTransaction

const failureOf = <A, E extends SqlError.SqlError | PgFailure.PgFailure>(effect: Effect.Effect<A, E>) =>
  Effect.map(Effect.flip(effect), (error) =>
    error._tag === "SqlError" ? PgFailure.classify(error) : (error as PgFailure.PgFailure)
  )

for (const route of routes) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`A last statement, ${route}`, (it) => {
    it.effect("commits its transaction, and gives its rows", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        const work = Effect.andThen(insert(sql, 1), last(insert(sql, 2)))
        expect(yield* sql.withTransaction(work)).toEqual([{ id: 2 }])
        expect(yield* Deadline.within("5 seconds")(sql.withTransaction(last(insert(sql, 3))))).toEqual([
          { id: 3 }
        ])
        expect(yield* rows).toEqual([1, 2, 3])
        expect(yield* stats).toMatchObject({ used: 0, replaced: { broken: 0 } })
      }).pipe(Effect.scoped)
    )

    it.effect("that fails has the transaction rolled back, and so has a COMMIT that is refused", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        const failing = sql.withTransaction(Effect.andThen(insert(sql, 1), last(sql`SELECT 1 / 0`)))
        expect(yield* failureOf(failing)).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
        const twice = sql.withTransaction(Effect.andThen(insert(sql, 1), last(insert(sql, 1))))
        expect(yield* failureOf(twice)).toMatchObject({
          _tag: "ConstraintViolated",
          statement: "rolled back"
        })
        const caught = Effect.andThen(Effect.ignore(sql`SELECT 1 / 0`), last(insert(sql, 1)))
        expect(yield* failureOf(sql.withTransaction(caught))).toMatchObject({ _tag: "Rejected" })
        expect(yield* rows).toEqual([])
        expect(yield* stats).toMatchObject({ used: 0, replaced: { broken: 0 } })
      }).pipe(Effect.scoped)
    )

    it.effect("stays done, whatever comes after it, which is not sent", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const after: ReadonlyArray<Effect.Effect<unknown, SqlError.SqlError>> = [
          insert(sql, 2),
          last(insert(sql, 2)),
          sql.withTransaction(insert(sql, 2))
        ]
        for (const each of after) {
          expect(
            yield* failureOf(sql.withTransaction(Effect.andThen(last(insert(sql, 1)), each)))
          ).toMatchObject({ _tag: "Rejected", statement: "did not run" })
          expect(yield* rows).toEqual([1])
          yield* sql`DELETE FROM t`
        }
        expect(
          yield* Effect.flip(sql.withTransaction(Effect.andThen(last(insert(sql, 3)), Effect.fail("mine"))))
        ).toBe("mine")
        expect(yield* rows).toEqual([3])
      }).pipe(Effect.scoped)
    )

    it.effect("is one like any other in a nested transaction, and outside of one", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        yield* last(insert(sql, 1))
        yield* sql.withTransaction(Effect.andThen(sql.withTransaction(last(insert(sql, 2))), insert(sql, 3)))
        const undone = Effect.andThen(sql.withTransaction(last(insert(sql, 4))), Effect.fail("undone"))
        expect(yield* Effect.flip(sql.withTransaction(undone))).toBe("undone")
        yield* sql.withTransaction(Effect.andThen(sql.withTransaction(insert(sql, 5)), last(insert(sql, 6))))
        expect(yield* rows).toEqual([1, 2, 3, 5, 6])
      }).pipe(Effect.scoped)
    )

    it.effect("whose answer is lost is of unknown outcome", () =>
      Effect.gen(function* () {
        const { proxy, rows, sql, stats } = yield* behindProxy(route, 1)
        const lost = sql.withTransaction(last(insert(sql, 1)))
        for (const [fate, stored, work] of [
          ["cut", [], lost],
          ["cut answer", [1], lost],
          ["swallow answer", [1], Deadline.within("2 seconds")(lost)]
        ] as const) {
          proxy.decide = once("COMMIT", fate)
          expect(yield* failureOf(work)).toMatchObject({ _tag: "OutcomeUnknown", statement: "unknown" })
          yield* Effect.repeat(Effect.exit(sql`SELECT 1`), { until: Exit.isSuccess })
          expect(yield* rows).toEqual(stored)
          yield* sql`DELETE FROM t`
        }
        expect((yield* stats).used).toBe(0)
      }).pipe(Effect.scoped)
    )

    it.effect("that is lost after another was answered is looked for by the transaction's number", () =>
      Effect.gen(function* () {
        const { proxy, rows, sql } = yield* behindProxy(route, 1)
        const work = Effect.andThen(insert(sql, 1), last(insert(sql, 2)))
        const told = Deadline.within("5 seconds")(sql.withTransaction(work))
        proxy.decide = once("COMMIT", "cut")
        expect(yield* failureOf(told)).toMatchObject({ _tag: "Unavailable", statement: "rolled back" })
        expect(yield* rows).toEqual([])
        proxy.decide = once("COMMIT", "cut answer")
        expect(yield* failureOf(told)).toMatchObject({
          _tag: "OutcomeUnknown",
          message: expect.stringContaining("has committed")
        })
        expect(yield* rows).toEqual([1, 2])
      }).pipe(Effect.scoped)
    )

    it.effect("that the server gives up in time was rolled back", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const slow = last(sql`INSERT INTO t SELECT 1 FROM pg_sleep(30)`)
        const work = sql.withTransaction(Effect.andThen(sql`SET LOCAL statement_timeout = '100ms'`, slow))
        expect(yield* failureOf(work)).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
        expect(yield* rows).toEqual([])
      }).pipe(Effect.scoped)
    )
  })
}
