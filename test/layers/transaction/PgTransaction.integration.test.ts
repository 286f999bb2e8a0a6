import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PgFailure, type PooledSqlClient } from "aquifer"
import { Cause, Deferred, Effect, Exit, Fiber, Latch, Scope, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { begun } from "../../../src/layers/transaction/PgTransaction.ts"
import { type Fate, once } from "../../support/FaultProxy.ts"
import { routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { behindProxy } from "./behindProxy.ts"

const failureOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.exit(effect), (exit) => {
    if (Exit.isSuccess(exit)) throw new Error("succeeded")
    expect(Cause.hasDies(exit.cause)).toBe(false)
    const error = Cause.squash(exit.cause)
    return typeof error === "object" && error !== null && "_tag" in error && error._tag === "SqlError"
      ? PgFailure.classify(error as never)
      : (error as PgFailure.PgFailure)
  })

const insert = (sql: PooledSqlClient, id: number) => sql`INSERT INTO t VALUES (${id})`

for (const route of routes) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`A transaction, ${route}`, (it) => {
    const cases: ReadonlyArray<readonly [what: string, fate: Fate, committed: boolean]> = [
      ["before the server got it", "cut", false],
      ["after the server got it", "cut answer", true]
    ]
    for (const [what, fate, committed] of cases) {
      it.effect(
        `whose connection is lost at COMMIT, ${what}, under a deadline is resolved by its number`,
        () =>
          Effect.gen(function* () {
            const { proxy, rows, sql, stats } = yield* behindProxy(route)
            proxy.decide = once("COMMIT", fate)
            const exit = yield* Effect.exit(
              sql.withTransaction(insert(sql, 1)).pipe(Deadline.within("5 seconds"))
            )
            if (committed) expect(Exit.isSuccess(exit)).toBe(true)
            else
              expect(
                yield* failureOf(Effect.failCause(Exit.isFailure(exit) ? exit.cause : Cause.empty))
              ).toMatchObject({ _tag: "Unavailable", statement: "rolled back" })
            expect(yield* rows).toEqual(committed ? [1] : [])
            expect((yield* stats).used).toBe(0)
          }).pipe(Effect.scoped)
      )

      it.effect(`whose connection is lost at COMMIT, ${what}, without a deadline is of unknown outcome`, () =>
        Effect.gen(function* () {
          const { proxy, rows, sql, stats } = yield* behindProxy(route)
          proxy.decide = once("COMMIT", fate)
          expect(yield* failureOf(sql.withTransaction(insert(sql, 1)))).toMatchObject({
            _tag: "OutcomeUnknown",
            statement: "unknown"
          })
          yield* sql`SELECT 1`
          expect(yield* rows).toEqual(committed ? [1] : [])
          expect((yield* stats).used).toBe(0)
        }).pipe(Effect.scoped)
      )
    }

    it.effect("whose COMMIT is not answered is given up at its deadline, as of unknown outcome", () =>
      Effect.gen(function* () {
        const { proxy, rows, sql } = yield* behindProxy(route)
        proxy.decide = once("COMMIT", "swallow answer")
        yield* sql`SELECT 1` // connecting takes nothing of the deadline
        expect(
          yield* failureOf(sql.withTransaction(insert(sql, 1)).pipe(Deadline.within("1 second")))
        ).toMatchObject({ _tag: "OutcomeUnknown" }) // the bare driver takes for ever
        expect(yield* rows).toEqual([1])
      }).pipe(Effect.scoped)
    )

    it.effect(
      "whose connection dies between statements fails with a reason and no defect, and the pool goes on",
      () =>
        Effect.gen(function* () {
          const { rows, sql, stats, truth } = yield* behindProxy(route, 1)
          const dying = sql.withTransaction(
            Effect.gen(function* () {
              yield* insert(sql, 1)
              const [row] = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
              yield* truth`SELECT pg_terminate_backend(${row?.pid ?? 0})`
              yield* insert(sql, 2)
            })
          )
          expect(yield* failureOf(dying)).toMatchObject({ _tag: "Unavailable", statement: "rolled back" })
          expect(yield* rows).toEqual([])
          yield* sql.withTransaction(insert(sql, 3))
          expect(yield* rows).toEqual([3])
          expect(yield* stats).toMatchObject({ used: 0, waiting: 0 })
        }).pipe(Effect.scoped)
    )

    it.effect("whose connection died before its COMMIT was sent was rolled back, though nothing failed", () =>
      Effect.gen(function* () {
        const { proxy, rows, sql } = yield* behindProxy(route)
        const dying = sql.withTransaction(
          Effect.gen(function* () {
            yield* insert(sql, 1)
            const closed = proxy.accepted
            proxy.hangUp()
            yield* Effect.repeat(Effect.exit(sql`SELECT 1`), { until: Exit.isFailure })
            expect(proxy.accepted).toBe(closed)
          })
        )
        expect(yield* failureOf(dying)).toMatchObject({ _tag: "Unavailable", statement: "rolled back" })
        expect(yield* rows).toEqual([])
      }).pipe(Effect.scoped)
    )

    it.effect("is told as running by its deadline once something of it was answered", () =>
      Effect.gen(function* () {
        const { proxy, rows, sql } = yield* behindProxy(route)
        yield* sql`SELECT 1`
        proxy.decide = once("lost answer", "swallow answer")
        const work = Effect.andThen(insert(sql, 1), sql`SELECT 1 /* lost answer */`)
        expect(yield* failureOf(sql.withTransaction(work).pipe(Deadline.within("1 second")))).toMatchObject({
          _tag: "DeadlineExceeded",
          phase: "running",
          statement: "rolled back"
        })
        expect(yield* rows).toEqual([])
      }).pipe(Effect.scoped)
    )

    it.effect("that cannot be interrupted is of unknown outcome when its deadline passes", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const letGo = yield* Latch.make(false)
        const work = Effect.uninterruptible(sql.withTransaction(Effect.andThen(insert(sql, 1), letGo.await)))
        expect(yield* failureOf(Deadline.within("1 second")(work))).toMatchObject({ statement: "unknown" })
        yield* letGo.open
        yield* sql`SELECT 1` // waits for the connection
        expect(yield* rows).toEqual([1])
      }).pipe(Effect.scoped)
    )

    it.effect("refuses at once what would wait for the end of its own stream, and frees its connection", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        const numbers = sql`SELECT generate_series(1, 5) AS i`.stream
        const inside: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          insert(sql, 1),
          sql.withTransaction(insert(sql, 1)),
          Stream.runDrain(numbers),
          Effect.uninterruptible(insert(sql, 1))
        ]
        for (const each of inside) {
          const work = sql.withTransaction(Stream.runForEach(numbers, () => each))
          expect(yield* failureOf(work)).toMatchObject({ _tag: "Rejected", statement: "did not run" })
          expect(yield* sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
        }
        yield* sql.withTransaction(Effect.andThen(Stream.runDrain(numbers), insert(sql, 2)))
        expect(yield* rows).toEqual([2])
        expect((yield* stats).used).toBe(0)
      }).pipe(Effect.scoped)
    )

    it.effect("goes on behind a stream that was ended before its last row, as if that had not begun", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        const first = (text: string) => Stream.runDrain(Stream.take(sql.unsafe(text).stream, 1))
        // Its rows are long, so that each is sent at once; the driver cancels it.
        const slow =
          "SELECT repeat('x', 10000), CASE i WHEN 12 THEN pg_sleep(60)::text END FROM generate_series(10, 12) AS i"
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* insert(sql, 1)
            yield* first(slow)
            yield* first("INSERT INTO t SELECT generate_series(10, 12) RETURNING id")
            yield* Stream.runDrain(sql`SELECT 1`.stream)
            yield* insert(sql, 2)
          })
        )
        const wrong = sql.withTransaction(
          Effect.andThen(Effect.ignore(Stream.runDrain(sql`SELECT 1 / 0`.stream)), insert(sql, 3))
        )
        expect(yield* failureOf(wrong)).toMatchObject({ _tag: "Rejected", sqlState: "25P02" })
        expect(yield* rows).toEqual([1, 2])
        expect((yield* stats).used).toBe(0)
      }).pipe(Effect.scoped)
    )

    it.effect("does not commit with one of its streams still open", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route, 1)
        const open = Effect.gen(function* () {
          const outer = yield* Effect.scope
          const many = sql`SELECT generate_series(1, 1000000) AS i`.stream
          const work = Effect.andThen(
            insert(sql, 1),
            Effect.flatten(Scope.provide(Stream.toPull(many), outer))
          )
          return yield* failureOf(sql.withTransaction(work))
        })
        expect(yield* Effect.scoped(open)).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
        yield* sql`SELECT 1`
        expect(yield* rows).toEqual([])
      }).pipe(Effect.scoped)
    )

    it.effect("that violates a deferred constraint at COMMIT says so, and its connection lives on", () =>
      Effect.gen(function* () {
        const { rows, sql, stats } = yield* behindProxy(route, 1)
        yield* insert(sql, 1)
        expect(yield* failureOf(sql.withTransaction(insert(sql, 1)))).toMatchObject({
          _tag: "ConstraintViolated",
          statement: "rolled back"
        })
        expect(yield* rows).toEqual([1])
        expect((yield* stats).replaced.broken).toBe(0)
      }).pipe(Effect.scoped)
    )

    it.effect("whose failed statement was caught is refused at COMMIT", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route)
        const caught = sql.withTransaction(
          Effect.andThen(Effect.ignore(sql`SELECT 1 / 0`), Effect.succeed("fine"))
        )
        expect(yield* failureOf(caught)).toMatchObject({
          statement: "rolled back",
          message: expect.stringContaining("ROLLBACK")
        })
        expect(yield* rows).toEqual([])
      }).pipe(Effect.scoped)
    )

    it.effect("rolls back what a nested one did, and keeps the rest", () =>
      Effect.gen(function* () {
        const { rows, sql } = yield* behindProxy(route)
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* insert(sql, 1)
            yield* Effect.ignore(sql.withTransaction(Effect.andThen(insert(sql, 2), sql`SELECT 1 / 0`)))
            yield* sql.withTransaction(insert(sql, 3))
          })
        )
        expect(yield* rows).toEqual([1, 3])
      }).pipe(Effect.scoped)
    )

    it.effect("begins with the isolation and access it was asked for", () =>
      Effect.gen(function* () {
        const { sql } = yield* behindProxy(route)
        const settings = sql<{ isolation: string; readonly: string }>`
          SELECT current_setting('transaction_isolation') AS isolation, current_setting('transaction_read_only') AS readonly`
        expect(
          yield* sql.withTransaction(settings).pipe(begun({ isolation: "serializable", readOnly: true }))
        ).toEqual([{ isolation: "serializable", readonly: "on" }])
        expect(yield* sql.withTransaction(settings)).toEqual([
          { isolation: "read committed", readonly: "off" }
        ])
      }).pipe(Effect.scoped)
    )

    it.effect("never has another isolation than was asked for", () =>
      Effect.gen(function* () {
        const { sql } = yield* behindProxy(route)
        const isolation = sql<{
          isolation: string
        }>`SELECT current_setting('transaction_isolation') AS isolation`
        const serializable = begun({ isolation: "serializable" })
        const misplaced = [
          isolation.pipe(serializable, sql.withTransaction),
          isolation.pipe(serializable),
          sql.withTransaction(isolation.pipe(sql.withTransaction, serializable))
        ]
        for (const each of misplaced)
          expect(yield* failureOf(each)).toMatchObject({ _tag: "Rejected", statement: "did not run" })
      }).pipe(Effect.scoped)
    )

    it.effect("gives the server less time than its caller has, and the setting ends with it", () =>
      Effect.gen(function* () {
        const { sql } = yield* behindProxy(route, 1)
        const timeout = sql<{ timeout: string }>`SELECT current_setting('statement_timeout') AS timeout`
        const [inside] = yield* sql.withTransaction(timeout).pipe(Deadline.within("2 seconds"))
        expect(Number.parseInt(inside?.timeout ?? "", 10)).toBeGreaterThan(1_000)
        expect(yield* timeout).toEqual([{ timeout: "0" }])
      }).pipe(Effect.scoped)
    )

    it.effect("that is interrupted is ended behind its caller, and nothing of it stays", () =>
      Effect.gen(function* () {
        const { rows, sql, stats, truth } = yield* behindProxy(route, 1)
        const inside = yield* Deferred.make<void>()
        const fiber = yield* Effect.forkChild(
          sql.withTransaction(
            Effect.gen(function* () {
              yield* insert(sql, 1)
              yield* Deferred.succeed(inside, undefined)
              yield* sql`SELECT pg_sleep(30)`
            })
          )
        )
        yield* Deferred.await(inside)
        yield* Fiber.interrupt(fiber)
        yield* sql`SELECT 1` // waits for the permit, which comes back when the cleaning up is done
        expect(yield* rows).toEqual([])
        expect(
          yield* truth`SELECT pid FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()`
        ).toEqual([])
        expect((yield* stats).used).toBe(0)
      }).pipe(Effect.scoped)
    )
  })
}

layer(SuiteDatabase.layer, { excludeTestServices: true })("The bare driver", (it) => {
  it.effect(
    "turns a connection that dies in a transaction into a defect, which is why there is a runner of our own",
    () =>
      Effect.gen(function* () {
        const { endpoint, truth } = yield* behindProxy("direct")
        const bare = yield* PgClient.make({ ...endpoint, ssl: false, maxConnections: 1 })
        const exit = yield* Effect.exit(
          bare.withTransaction(
            Effect.gen(function* () {
              const [row] = yield* bare<{ pid: number }>`SELECT pg_backend_pid() AS pid`
              yield* truth`SELECT pg_terminate_backend(${row?.pid ?? 0})`
              yield* bare`SELECT 1`
            })
          )
        )
        expect(Exit.isFailure(exit) && Cause.hasDies(exit.cause)).toBe(true)
      }).pipe(Effect.scoped, Effect.provide(Reactivity.layer))
  )

  it.effect("calls a connection lost at COMMIT retryable, though the transaction may have committed", () =>
    Effect.gen(function* () {
      const { endpoint, proxy, rows } = yield* behindProxy("direct")
      proxy.decide = once("COMMIT", "cut answer")
      const bare = yield* PgClient.make({ ...endpoint, ssl: false, maxConnections: 1 })
      const error = yield* Effect.flip(bare.withTransaction(bare`INSERT INTO t VALUES (1)`))
      expect(error.isRetryable).toBe(true)
      expect(yield* rows).toEqual([1])
    }).pipe(Effect.scoped, Effect.provide(Reactivity.layer))
  )
})
