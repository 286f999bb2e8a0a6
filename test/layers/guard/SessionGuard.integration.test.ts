import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Context, Effect, Layer, Logger, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { failureOf } from "../../support/failureOf.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { cleared, client, send } from "./guardedClient.ts"
import { setting, value } from "./sessionLeaks.ts"

layer(SuiteDatabase.layer, { excludeTestServices: true })("Through a transaction pooler", (it) => {
  it.effect("what ends with its transaction works in one, and leaves nothing behind", () =>
    Effect.gen(function* () {
      const sql = yield* client("refuse")
      const other = yield* client("off")
      yield* cleared(other)
      yield* send(other, "CREATE SEQUENCE IF NOT EXISTS numbers")
      yield* sql.withTransaction(
        Effect.forEach(
          [
            "SET LOCAL work_mem = '77kB'",
            "SELECT set_config('statement_timeout', '5s', true)",
            "SELECT pg_advisory_xact_lock(7)",
            "CREATE TEMP TABLE kept (id int) ON COMMIT DROP",
            "DECLARE page CURSOR FOR SELECT 1",
            "FETCH page",
            "SELECT nextval('numbers')",
            "SELECT currval('numbers'), lastval()",
            "SAVEPOINT a",
            "ROLLBACK TO a",
            "SET CONSTRAINTS ALL DEFERRED",
            "NOTIFY news",
            "SET TRANSACTION READ ONLY"
          ],
          (statement) => send(sql, statement)
        )
      )
      const state = `SELECT current_setting('work_mem') AS memory, to_regclass('kept') AS kept,
        (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks`
      expect(yield* send(other, state)).toEqual([{ memory: "4MB", kept: null, locks: 0 }])
    }).pipe(Effect.scoped)
  )

  it.effect(
    "currval is asked where its own sequence was taken from in the same transaction, in any case",
    () =>
      Effect.gen(function* () {
        const sql = yield* client("refuse")
        yield* send(yield* client("off"), "CREATE SEQUENCE IF NOT EXISTS numbers")
        const refused = (before: string, asked: string) =>
          failureOf(sql.withTransaction(Effect.andThen(send(sql, before), send(sql, asked))))
        const refusal = { _tag: "SessionStateRequired", rule: "currval" }
        const taken = "SELECT nextval('numbers')"
        expect(yield* refused(taken, "SELECT currval('others')")).toMatchObject(refusal)
        expect(yield* refused(`${taken} WHERE false`, "SELECT currval('numbers')")).toMatchObject(refusal)
        expect(yield* refused("SELECT setval('numbers', 7)", "SELECT lastval()")).toMatchObject(refusal)
        const known = sql.withTransaction(
          Effect.andThen(send(sql, taken), send(sql, "SELECT currval('numbers') = lastval() AS value"))
        )
        expect(yield* known).toEqual(value(true))
      }).pipe(Effect.scoped)
  )

  it.effect("what PgBouncer tracks is set for its client, which is all callers of a pool", () =>
    Effect.gen(function* () {
      const a = yield* client("off")
      const b = yield* client("off")
      yield* send(a, "SET TimeZone = 'Europe/Paris'")
      expect(yield* send(b, setting("TimeZone"))).not.toEqual(value("Europe/Paris"))
      expect(yield* send(a, setting("TimeZone"))).toEqual(value("Europe/Paris")) // asked by anybody
    }).pipe(Effect.scoped)
  )

  it.effect.each([
    ["pgbouncer118", "sql_standard"],
    ["pgbouncer124", "postgres"]
  ] as const)("IntervalStyle meets another client by %s unless that tracks it", ([route, met]) =>
    Effect.gen(function* () {
      const a = yield* client("off", route)
      const b = yield* client("off", route)
      yield* send(a, "SET IntervalStyle = 'sql_standard'")
      expect(yield* send(b, setting("IntervalStyle"))).toEqual(value(met))
      yield* send(a, "RESET IntervalStyle")
    }).pipe(Effect.scoped)
  )

  it.effect.each([
    "SET TimeZone = 'Europe/Paris'",
    "SET TIME ZONE 'Europe/Paris'",
    "SET DateStyle = 'SQL, DMY'",
    "SET NAMES 'LATIN1'",
    "SET application_name = 'a'",
    "SET standard_conforming_strings = off",
    "SELECT set_config('timezone', 'Europe/Paris', false)",
    "DO $$ BEGIN SET TIME ZONE 'Europe/Paris'; END $$"
  ])("the next caller does not get what one has set: %s", (statement) =>
    Effect.gen(function* () {
      const sql = yield* client("refuse")
      const before = yield* send(sql, setting("TimeZone"))
      const alone = yield* failureOf(send(sql, statement))
      const inside = yield* failureOf(sql.withTransaction(send(sql, statement)))
      for (const failure of [alone, inside])
        expect(failure).toMatchObject({
          _tag: "SessionStateRequired",
          rule: "SET of a tracked setting",
          message: expect.stringContaining("SET LOCAL")
        })
      expect(yield* send(sql, setting("TimeZone"))).toEqual(before)
    }).pipe(Effect.scoped)
  )

  it.effect("a tracked setting may be set for a transaction, and set back", () =>
    Effect.gen(function* () {
      const sql = yield* client("refuse")
      const before = yield* send(sql, setting("TimeZone"))
      const zoned = sql.withTransaction(
        Effect.andThen(send(sql, "SET LOCAL TIME ZONE 'Europe/Paris'"), send(sql, setting("TimeZone")))
      )
      expect(yield* zoned).toEqual(value("Europe/Paris"))
      yield* send(sql, "RESET TimeZone")
      yield* send(sql, "SET TIME ZONE DEFAULT")
      expect(yield* send(sql, setting("TimeZone"))).toEqual(before)
    }).pipe(Effect.scoped)
  )

  it.effect("a transaction that the pool does not know of would take in what others are told is done", () =>
    Effect.gen(function* () {
      const sql = yield* client("off")
      const other = yield* client("off")
      yield* send(sql, "CREATE TABLE done (id int)")
      yield* send(sql, "BEGIN")
      yield* send(sql, "INSERT INTO done VALUES (1)") // acknowledged
      expect(yield* send(other, "SELECT * FROM done")).toEqual([])
      yield* send(sql, "ROLLBACK")
    }).pipe(Effect.scoped)
  )

  it.effect("transactions are begun and ended by the pool alone", () =>
    Effect.gen(function* () {
      const sql = yield* client("refuse")
      for (const statement of [
        "BEGIN",
        "/* a */ start transaction read only",
        "COMMIT",
        "END",
        "ROLLBACK",
        "ABORT",
        "PREPARE TRANSACTION 'a'",
        "COMMIT; BEGIN"
      ]) {
        const refusal = { _tag: "SessionStateRequired", rule: "transaction control" }
        expect(yield* failureOf(send(sql, statement))).toMatchObject(refusal)
        expect(yield* failureOf(sql.withTransaction(send(sql, statement)))).toMatchObject(refusal)
      }
      expect(yield* sql.withTransaction(sql.withTransaction(sql`SELECT 1 AS one`))).toEqual([{ one: 1 }])
    }).pipe(Effect.scoped)
  )

  it.effect("streams, values and raw statements are judged like all others", () =>
    Effect.gen(function* () {
      const sql = yield* client("refuse")
      const statement = sql`SELECT pg_advisory_lock(${7})`
      const ways = [
        statement.raw,
        statement.values,
        statement.valuesUnprepared,
        statement.unprepared,
        Stream.runDrain(statement.stream)
      ]
      for (const way of ways) {
        const refusal = { _tag: "SessionStateRequired", position: 7 }
        expect(yield* failureOf<unknown, never>(way)).toMatchObject(refusal)
        expect(yield* failureOf<unknown, never>(sql.withTransaction(way))).toMatchObject(refusal)
      }
      expect(yield* Stream.runCollect(sql`SELECT 1 AS one`.stream)).toEqual([{ one: 1 }])
    }).pipe(Effect.scoped)
  )

  it.effect("a session is not to be reserved, whoever has the whole client", () =>
    Effect.gen(function* () {
      const database = yield* SuiteDatabase
      const layer = PooledPg.layerSqlClient.pipe(
        Layer.provide(PooledPg.layerWith({ endpoint: database.app("pgbouncer118") }))
      )
      const sql = Context.get(yield* Layer.build(layer), SqlClient.SqlClient)
      expect(yield* failureOf(Effect.scoped(sql.reserve))).toMatchObject({
        _tag: "SessionStateRequired",
        rule: "reserve"
      })
    }).pipe(Effect.scoped)
  )

  it.effect("what the grammar does not take goes to the server, which says what is wrong with it", () =>
    Effect.gen(function* () {
      const sql = yield* client("refuse")
      expect(yield* failureOf(send(sql, "SELEKT 1"))).toMatchObject({ _tag: "Rejected", sqlState: "42601" })
    }).pipe(Effect.scoped)
  )

  it.effect("a guard that warns says once for each text what it would have refused, and sends it", () =>
    Effect.gen(function* () {
      const messages: Array<string> = []
      const capture = Logger.make(({ message }) => void messages.push(String(message)))
      yield* Effect.gen(function* () {
        const sql = yield* client("warn")
        yield* send(sql, "SET work_mem = '77kB'")
        yield* send(sql, "SET work_mem = '77kB'")
        expect(yield* send(sql, setting("work_mem"))).toEqual(value("77kB"))
        yield* cleared(sql)
      }).pipe(Effect.provide(Logger.layer([capture])))
      expect(messages.filter((message) => message.startsWith("SET needs a session"))).toHaveLength(1)
    }).pipe(Effect.scoped)
  )
})
