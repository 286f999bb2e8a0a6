import { expect, layer } from "@effect/vitest"
import { PgFailure, PgTransaction, type PooledSqlClient } from "aquifer"
import { Cause, Deferred, Effect, Exit, Fiber, Stream } from "effect"
import type { SqlError } from "effect/sql"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as Pipeline from "../../../src/layers/transaction/Pipeline.ts"
import { routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { behindProxy } from "./behindProxy.ts"

const insert = (sql: PooledSqlClient, id: number) => sql`INSERT INTO t VALUES (${id})`

const classified = (error: unknown): PgFailure.PgFailure =>
  PgFailure.isPgFailure(error) ? error : PgFailure.classify(error as SqlError.SqlError)

const failureIn = (exit: Exit.Exit<unknown, unknown>): PgFailure.PgFailure => {
  if (Exit.isSuccess(exit)) throw new Error("succeeded")
  expect(Cause.hasDies(exit.cause)).toBe(false)
  return classified(Cause.squash(exit.cause))
}

const failureOf = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.exit(effect), failureIn)

/** A nested transaction that has done something, and goes on when it is let go. */
const held = Effect.fnUntraced(function* (
  sql: PooledSqlClient,
  id: number,
  then: Effect.Effect<unknown, unknown> = Effect.fail("no")
) {
  const begun = yield* Deferred.make<void>()
  const goOn = yield* Deferred.make<void>()
  const fiber = yield* insert(sql, id).pipe(
    Effect.andThen(Deferred.succeed(begun, undefined)),
    Effect.andThen(Deferred.await(goOn)),
    Effect.andThen(then),
    sql.withTransaction,
    Effect.withSpan("the order's lines"),
    Effect.exit,
    Effect.forkChild
  )
  yield* Deferred.await(begun)
  return { fiber, letGo: Effect.andThen(Deferred.succeed(goOn, undefined), Fiber.join(fiber)) }
})

const forked = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.forkChild(Effect.exit(Effect.asVoid(effect)), { startImmediately: true })

for (const route of routes) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`Nested transactions, ${route}`, (it) => {
    it.effect("that fail undo what is in them, and nothing that runs beside them", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        yield* sql.withTransaction(
          Effect.gen(function* () {
            const { letGo } = yield* held(sql, 1)
            const beside = [
              yield* forked(insert(sql, 2)),
              yield* forked(insert(sql, 3).values),
              yield* forked(
                Pipeline.run(
                  sql,
                  [sql`INSERT INTO t VALUES (5)`, sql`INSERT INTO t VALUES (6)`],
                  () => undefined
                )
              ),
              yield* forked(sql.withTransaction(insert(sql, 7)))
            ]
            expect(Exit.isFailure(yield* letGo)).toBe(true)
            for (const fiber of beside) expect(yield* Fiber.join(fiber)).toEqual(Exit.void)
            const again = yield* held(sql, 1)
            const stream = yield* forked(Stream.runDrain(sql`INSERT INTO t VALUES (4) RETURNING id`.stream))
            yield* again.letGo
            expect(Exit.isSuccess(yield* Fiber.join(stream))).toBe(true)
          })
        )
        expect(yield* rows).toEqual([2, 3, 4, 5, 6, 7])
      }).pipe(Effect.scoped)
    )

    it.effect("begin behind statements that are under way, which stay when they fail", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const both = (id: number) =>
          Effect.all(
            [
              insert(sql, id),
              Effect.exit(sql.withTransaction(Effect.andThen(insert(sql, id + 1), Effect.fail("no")))),
              insert(sql, id + 2)
            ],
            { concurrency: "unbounded" }
          )
        yield* sql.withTransaction(both(1))
        yield* sql.withTransaction(Effect.andThen(insert(sql, 10), both(11)))
        expect(yield* rows).toEqual([1, 3, 10, 11, 13])
      }).pipe(Effect.scoped)
    )

    it.effect("run one after the other, and those inside them beside nothing of theirs", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const nested = (id: number, isKept: boolean) =>
          Effect.andThen(insert(sql, id), Effect.sleep("5 millis")).pipe(
            Effect.andThen(isKept ? Effect.void : Effect.fail("no")),
            sql.withTransaction,
            Effect.exit
          )
        const three = (id: number) =>
          Effect.all([nested(id, false), insert(sql, id + 1), nested(id + 2, true)], {
            concurrency: "unbounded"
          })
        yield* sql.withTransaction(
          Effect.all(
            [
              sql.withTransaction(three(1)),
              Effect.exit(sql.withTransaction(Effect.flip(three(11)))),
              three(21)
            ],
            { concurrency: "unbounded" }
          )
        )
        expect(yield* rows).toEqual([2, 3, 22, 23])
      }).pipe(Effect.scoped)
    )

    it.effect("that wait for a statement beside them have it fail at its deadline, and say so", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        const crossed = Effect.gen(function* () {
          yield* insert(sql, 1)
          const ready = yield* Deferred.make<void>()
          const beside = yield* Effect.forkChild(Effect.andThen(Deferred.await(ready), insert(sql, 2)))
          yield* insert(sql, 3).pipe(
            Effect.andThen(Deferred.succeed(ready, undefined)),
            Effect.andThen(Fiber.join(beside)),
            sql.withTransaction,
            Effect.withSpan("the order's lines")
          )
        })
        yield* sql`SELECT 1` // connecting takes nothing of the deadline
        const failure = yield* failureOf(sql.withTransaction(crossed).pipe(Deadline.within("1 second")))
        expect(failure).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
        expect(failure.message).toContain("nested transaction beside it (the order's lines)")
        yield* sql`SELECT 1`
        expect(yield* rows).toEqual([])
        expect(yield* stats).toMatchObject({ used: 0, waiting: 0 })
      }).pipe(Effect.scoped)
    )

    it.effect("leave the transaction usable for those who give up waiting for them", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        yield* sql.withTransaction(
          Effect.gen(function* () {
            const { letGo } = yield* held(sql, 1)
            const waiting = [
              yield* forked(insert(sql, 2)),
              yield* forked(sql.withTransaction(insert(sql, 3))),
              yield* forked(Stream.runDrain(sql`SELECT 1`.stream))
            ]
            const behind = yield* forked(insert(sql, 4))
            for (const fiber of waiting) yield* Fiber.interrupt(fiber)
            expect(yield* failureOf(insert(sql, 5).pipe(Deadline.within("20 millis")))).toMatchObject({
              _tag: "DeadlineExceeded",
              statement: "did not run"
            })
            yield* letGo
            expect(Exit.isSuccess(yield* Fiber.join(behind))).toBe(true)
            yield* sql.withTransaction(insert(sql, 6))
          })
        )
        expect(yield* rows).toEqual([4, 6])
      }).pipe(Effect.scoped)
    )

    it.effect("take nothing more once they have ended, in whatever way", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        for (const end of [Effect.void, Effect.fail("no")]) {
          yield* sql.withTransaction(
            Effect.gen(function* () {
              const goOn = yield* Deferred.make<void>()
              const late = yield* Deferred.make<ReadonlyArray<Exit.Exit<unknown, unknown>>>()
              const straggler = Effect.andThen(
                Deferred.await(goOn),
                Effect.all([
                  Effect.exit(insert(sql, 1)),
                  Effect.exit(Stream.runDrain(sql`SELECT 1`.stream)),
                  Effect.exit(sql.withTransaction(insert(sql, 2)))
                ])
              ).pipe(Effect.flatMap((exits) => Deferred.succeed(late, exits)))
              yield* Effect.forkChild(straggler).pipe(Effect.andThen(end), sql.withTransaction, Effect.exit)
              yield* Deferred.succeed(goOn, undefined)
              for (const exit of yield* Deferred.await(late)) {
                expect(failureIn(exit)).toMatchObject({ _tag: "Rejected", statement: "did not run" })
                expect(failureIn(exit).message).toContain("nested transaction")
              }
            })
          )
        }
        expect(yield* rows).toEqual([])
      }).pipe(Effect.scoped)
    )

    it.effect("that are open when the one around them is to end have both rolled back", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        const leaving = held(sql, 1, Effect.void)
        const outer = yield* failureOf(sql.withTransaction(leaving))
        expect(outer).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
        expect(outer.message).toContain("still open")
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* insert(sql, 2)
            const left = yield* Deferred.make<Effect.Effect<unknown>>()
            const between = Effect.flatMap(leaving, ({ letGo }) => Deferred.succeed(left, letGo))
            expect(yield* failureOf(sql.withTransaction(between))).toMatchObject({ statement: "rolled back" })
            yield* insert(sql, 3)
            yield* Effect.flatten(Deferred.await(left)) // its savepoint has gone, and it sends nothing
            yield* insert(sql, 4)
          })
        )
        expect(yield* rows).toEqual([2, 3, 4])
        expect(yield* stats).toMatchObject({ used: 0, replaced: { broken: 0 } })
      }).pipe(Effect.scoped)
    )

    it.effect("are refused to the consumer of a stream that is open, and wait for nothing", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const each = sql<{ id: number }>`SELECT id FROM generate_series(1, 3) AS id`.stream.pipe(
          Stream.mapEffect(({ id }) => sql.withTransaction(insert(sql, id))),
          Stream.runDrain
        )
        const failure = yield* failureOf(sql.withTransaction(Effect.andThen(insert(sql, 9), each)))
        expect(failure).toMatchObject({ _tag: "Rejected" })
        expect(failure.message).toContain("a stream of this transaction or session is open")
        expect(yield* rows).toEqual([])
      }).pipe(Effect.scoped)
    )

    it.effect("let a last statement beside them wait, and COMMIT with it", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        yield* sql.withTransaction(
          Effect.gen(function* () {
            const { letGo } = yield* held(sql, 1)
            const last = yield* forked(PgTransaction.last(insert(sql, 2)))
            yield* letGo
            expect(Exit.isSuccess(yield* Fiber.join(last))).toBe(true)
            expect(yield* failureOf(insert(sql, 3))).toMatchObject({ _tag: "Rejected" })
          })
        )
        expect(yield* rows).toEqual([2])
      }).pipe(Effect.scoped)
    )

    it.effect("are as many as there are, one after the other, and a last statement ends behind them", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const one = (id: number) =>
          Effect.exit(
            sql.withTransaction(
              Effect.andThen(insert(sql, id), id % 2 === 0 ? Effect.fail("no") : Effect.void)
            )
          )
        const ids = Array.from({ length: 200 }, (_, index) => index + 1)
        yield* sql.withTransaction(
          Effect.andThen(Effect.forEach(ids, one), PgTransaction.last(insert(sql, 2_000)))
        )
        expect(yield* rows).toEqual([...ids.filter((id) => id % 2 === 1), 2_000])
      }).pipe(Effect.scoped)
    )
  })
}
