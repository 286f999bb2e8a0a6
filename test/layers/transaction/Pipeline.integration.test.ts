import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg } from "aquifer"
import { Deferred, Effect, Exit, Fiber, Option, Schedule } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import * as BinaryArray from "../../../src/layers/encode/BinaryArray.ts"
import type { TextRow } from "../../../src/layers/socket/wire/Followers.ts"
import * as Pipeline from "../../../src/layers/transaction/Pipeline.ts"
import { type Route, routes } from "../../support/SuiteDatabase.ts"
import { suiteEndpoints } from "../../support/SuiteEndpoints.ts"

const table = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* sql`CREATE TABLE lines (place serial, text text PRIMARY KEY)`
  yield* sql`GRANT ALL ON lines, lines_place_seq TO PUBLIC`
})

const withTable = (route: Route) => suiteEndpoints(route, table)

const insert = (sql: Statement.Constructor, texts: ReadonlyArray<string>) => sql`
  INSERT INTO lines (text) SELECT unnest(${BinaryArray.texts(texts)}::text[]) RETURNING text`

/** Waits for a lock that a transaction may take. */
const lock = (sql: Statement.Constructor, name: string) =>
  sql`SELECT pg_advisory_xact_lock(hashtext(${name}))::text`

const collected = Effect.fnUntraced(function* (
  sql: Pick<SqlClient.SqlClient, "transactionService">,
  statements: Iterable<Statement.Statement<unknown>>
) {
  const answers: Array<ReadonlyArray<TextRow>> = []
  yield* Pipeline.run(sql, statements, (rows) => answers.push(rows))
  return answers
})

/** Holds a lock in a transaction of the other pool until it is let go. */
const holding = Effect.fnUntraced(function* (name: string) {
  const { sql } = yield* DirectPg
  const held = yield* Deferred.make<void>()
  const letGo = yield* Deferred.make<void>()
  const holder = yield* Effect.forkChild(
    lock(sql, name).pipe(
      Effect.andThen(Deferred.succeed(held, undefined)),
      Effect.andThen(Deferred.await(letGo)),
      sql.withTransaction
    )
  )
  yield* Deferred.await(held)
  return Effect.andThen(Deferred.succeed(letGo, undefined), Fiber.join(holder))
})

/** Whoever waits for a lock on the server. */
const waiting = Effect.flatMap(DirectPg, ({ sql }) =>
  Effect.repeat(
    sql`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    { until: (rows) => rows.length > 0, schedule: Schedule.spaced("2 millis") }
  )
)

const written = (prefix: string) =>
  Effect.flatMap(
    DirectPg,
    ({ sql }) => sql`SELECT text FROM lines WHERE text LIKE ${`${prefix}%`} ORDER BY place`
  )

const failureOf = (exit: Exit.Exit<unknown, SqlError.SqlError>) =>
  Option.map(Exit.findErrorOption(exit), PgFailure.classify).pipe(Option.getOrUndefined)

for (const route of routes) {
  layer(withTable(route), { excludeTestServices: true })(`Statements in a pipeline, ${route}`, (it) => {
    it.effect("are answered in their order, long ones and those without rows", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const long = Array.from({ length: 3_000 }, (_, index) => `long ${index} ${"é".repeat(20)}`)
        const answers = yield* sql.withTransaction(
          collected(sql, [
            insert(sql, long),
            insert(sql, []),
            sql`SELECT ${"a text"}::text, ${null}::text, count(*)::text FROM lines WHERE text LIKE 'long%'`
          ])
        )
        expect(answers).toEqual([long.map((text) => [text]), [], [["a text", undefined, "3000"]]])
      })
    )

    it.effect("go out before those in front are answered, three at a time", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const letGo = yield* holding("ahead")
        const asked: Array<number> = []
        function* statements() {
          asked.push(1)
          yield lock(sql, "ahead")
          for (const next of [2, 3, 4, 5]) {
            asked.push(next)
            yield insert(sql, [`ahead ${next}`])
          }
        }
        const answers = yield* Effect.forkChild(sql.withTransaction(collected(sql, statements())))
        yield* waiting
        expect(asked).toEqual([1, 2, 3])
        yield* letGo
        expect(yield* Fiber.join(answers)).toEqual([
          [[""]],
          [["ahead 2"]],
          [["ahead 3"]],
          [["ahead 4"]],
          [["ahead 5"]]
        ])
        expect(asked).toEqual([1, 2, 3, 4, 5])
      })
    )

    it.effect("fail with the first that fails, and nothing stays of the others", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const exit = yield* Effect.exit(
          sql.withTransaction(
            collected(sql, [
              insert(sql, ["failing 1"]),
              insert(sql, ["failing 1"]),
              insert(sql, ["failing 2"]),
              insert(sql, ["failing 3"])
            ])
          )
        )
        expect(failureOf(exit)).toMatchObject({
          _tag: "ConstraintViolated",
          constraint: "lines_pkey",
          statement: "rolled back"
        })
        expect(yield* written("failing")).toEqual([])
        expect(yield* sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
      })
    )

    it.effect("go on in their transaction, before and behind other statements, and back to a savepoint", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const failing = sql.withTransaction(
          collected(sql, [insert(sql, ["mixed 2"]), insert(sql, ["mixed 2"])])
        )
        yield* Effect.gen(function* () {
          yield* insert(sql, ["mixed 1"])
          expect(Exit.isFailure(yield* Effect.exit(failing))).toBe(true)
          yield* Effect.all(
            [collected(sql, [insert(sql, ["mixed 3"]), insert(sql, ["mixed 4"])]), sql`SELECT 1`],
            {
              concurrency: 2
            }
          )
          yield* insert(sql, ["mixed 5"])
        }).pipe(sql.withTransaction)
        const texts = ["mixed 1", "mixed 3", "mixed 4", "mixed 5"]
        expect(yield* written("mixed")).toEqual(texts.map((text) => ({ text })))
      })
    )

    it.effect("are given up with their caller, and the pool has its connection again", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const letGo = yield* holding("given up")
        const answers = yield* Effect.forkChild(
          sql.withTransaction(
            collected(sql, [insert(sql, ["given up 1"]), lock(sql, "given up"), insert(sql, ["given up 2"])])
          )
        )
        yield* waiting
        yield* Fiber.interrupt(answers)
        yield* letGo
        expect(yield* written("given up")).toEqual([])
        const many = Array.from({ length: 20 }, () => sql`SELECT 1 AS one`)
        expect(yield* Effect.all(many, { concurrency: "unbounded" })).toHaveLength(20)
      })
    )

    it.effect("wait for each other where there is no transaction", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const answers = yield* collected(sql, [
          insert(sql, ["alone 1"]),
          sql`SELECT count(*)::text, NULL::text FROM lines WHERE text LIKE 'alone%'`
        ])
        expect(answers).toEqual([[["alone 1"]], [["1", undefined]]])
      })
    )
  })
}
