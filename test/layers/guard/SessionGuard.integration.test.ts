import { expect, layer } from "@effect/vitest"
import { type GuardMode, PgFailure, PooledPg, type PooledSqlClient } from "aquifer"
import { Context, Effect, Layer, Logger, Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

type Sql = PooledSqlClient
type Rows = Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>

/** A client of PgBouncer's with one connection; a superuser, as some of what leaks needs one. */
const client = Effect.fnUntraced(function* (guard: GuardMode) {
  const database = yield* SuiteDatabase
  const { host, port } = database.app("pgbouncer118")
  const context = yield* Layer.build(
    PooledPg.layerWith({ endpoint: { ...database.admin, host, port }, pool: { size: 1, min: 0, guard } })
  )
  return Context.get(context, PooledPg).sql
})

interface Row {
  readonly name: string
  readonly rule: string
  /** What the other client has on the server connection, before. */
  readonly before?: string
  readonly act: string
  /** What is unsafe in a transaction too; undefined when it works there. */
  readonly inTransaction?: string | undefined
  /** What the other client asks, on the same server connection, and is answered when it has leaked. */
  readonly probe: string
  readonly leaked: ReadonlyArray<unknown>
}

const value = (value: unknown) => [{ value }]
const setting = (name: string) => `SELECT current_setting('${name}') AS value`

/** Each row of the table of what transaction pooling breaks. */
const rows: ReadonlyArray<Row> = [
  {
    name: "SET",
    rule: "SET",
    act: "SET work_mem = '77kB'",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "SET search_path",
    rule: "SET",
    act: "SET search_path TO pg_catalog, nowhere",
    probe: setting("search_path"),
    leaked: value("pg_catalog, nowhere")
  },
  {
    name: "a write to pg_settings",
    rule: "SET",
    act: "UPDATE pg_settings SET setting = '77' WHERE name = 'work_mem'",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "set_config",
    rule: "set_config",
    act: "SELECT set_config('work_mem', '77kB', false)",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "RESET",
    rule: "RESET",
    before: "SET work_mem = '77kB'",
    act: "RESET work_mem",
    probe: setting("work_mem"),
    leaked: value("4MB")
  },
  {
    name: "DISCARD ALL",
    rule: "DISCARD",
    before: "SET work_mem = '77kB'",
    act: "DISCARD ALL",
    inTransaction: undefined, // the server refuses it there
    probe: setting("work_mem"),
    leaked: value("4MB")
  },
  {
    name: "DISCARD TEMP",
    rule: "DISCARD",
    before: "CREATE TEMP TABLE leaked (id int)",
    act: "DISCARD TEMP",
    probe: "SELECT to_regclass('leaked') AS value",
    leaked: value(null)
  },
  {
    name: "DEALLOCATE ALL",
    rule: "DEALLOCATE",
    before: "PREPARE leaked AS SELECT 1 AS value",
    act: "DEALLOCATE ALL",
    probe: "SELECT count(*)::int AS value FROM pg_prepared_statements WHERE name = 'leaked'",
    leaked: value(0)
  },
  {
    name: "SET SESSION CHARACTERISTICS",
    rule: "SET SESSION CHARACTERISTICS",
    act: "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    probe: setting("default_transaction_read_only"),
    leaked: value("on")
  },
  {
    name: "SET ROLE",
    rule: "SET ROLE",
    act: "SET ROLE aquifer_app",
    probe: "SELECT current_user::text AS value",
    leaked: value("aquifer_app")
  },
  {
    name: "SET SESSION AUTHORIZATION",
    rule: "SET ROLE",
    act: "SET SESSION AUTHORIZATION aquifer_test",
    probe: "SELECT session_user::text AS value",
    leaked: value("aquifer_test")
  },
  {
    name: "PREPARE",
    rule: "PREPARE",
    act: "PREPARE leaked AS SELECT 7 AS value",
    probe: "EXECUTE leaked",
    leaked: value(7)
  },
  {
    name: "EXECUTE",
    rule: "EXECUTE",
    before: "PREPARE leaked AS SELECT set_config('work_mem', '77kB', false)",
    act: "EXECUTE leaked",
    probe: setting("work_mem"),
    leaked: value("77kB")
  },
  {
    name: "a temporary table",
    rule: "temporary table",
    act: "CREATE TEMP TABLE leaked AS SELECT 7 AS value",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary table ON COMMIT PRESERVE ROWS",
    rule: "temporary table",
    act: "CREATE TEMP TABLE leaked ON COMMIT PRESERVE ROWS AS SELECT 7 AS value",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary table ON COMMIT DELETE ROWS",
    rule: "temporary table",
    act: "CREATE TEMP TABLE leaked (value int) ON COMMIT DELETE ROWS",
    probe: "SELECT count(*)::int AS value FROM leaked",
    leaked: value(0)
  },
  {
    name: "SELECT INTO TEMP",
    rule: "temporary table",
    act: "SELECT 7 AS value INTO TEMP leaked",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary view",
    rule: "temporary object",
    act: "CREATE TEMP VIEW leaked AS SELECT 7 AS value",
    probe: "SELECT value FROM leaked",
    leaked: value(7)
  },
  {
    name: "a temporary sequence",
    rule: "temporary object",
    act: "CREATE TEMP SEQUENCE leaked START 7",
    probe: "SELECT nextval('leaked')::int AS value",
    leaked: value(7)
  },
  {
    name: "a temporary function",
    rule: "temporary object",
    act: "CREATE FUNCTION pg_temp.leaked() RETURNS int LANGUAGE sql RETURN 7",
    probe: "SELECT pg_temp.leaked() AS value",
    leaked: value(7)
  },
  {
    name: "a WITH HOLD cursor",
    rule: "WITH HOLD cursor",
    act: "DECLARE leaked CURSOR WITH HOLD FOR SELECT 7 AS value",
    probe: "FETCH ALL FROM leaked",
    leaked: value(7)
  },
  {
    name: "LISTEN",
    rule: "LISTEN",
    act: "LISTEN leaked",
    probe: "SELECT pg_listening_channels() AS value",
    leaked: value("leaked")
  },
  {
    name: "UNLISTEN",
    rule: "LISTEN",
    before: "LISTEN leaked",
    act: "UNLISTEN leaked",
    probe: "SELECT count(*)::int AS value FROM pg_listening_channels()",
    leaked: value(0)
  },
  {
    name: "a session advisory lock",
    rule: "session advisory lock",
    act: "SELECT pg_advisory_lock(7)",
    probe: "SELECT objid::int AS value FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    leaked: value(7)
  },
  {
    name: "a shared session advisory lock that is tried",
    rule: "session advisory lock",
    act: "SELECT pg_try_advisory_lock_shared(7)",
    probe: "SELECT objid::int AS value FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    leaked: value(7)
  },
  {
    name: "currval",
    rule: "currval",
    before: "SELECT setval('numbers', 7)",
    act: "SELECT currval('numbers')",
    probe: "SELECT currval('numbers')::int AS value",
    leaked: value(7)
  },
  {
    name: "lastval",
    rule: "currval",
    before: "SELECT setval('numbers', 7), nextval('numbers')",
    act: "SELECT lastval()",
    probe: "SELECT lastval()::int AS value",
    leaked: value(8)
  },
  {
    name: "setseed",
    rule: "setseed",
    act: "SELECT setseed(0.5)",
    probe: "SELECT random() AS value",
    leaked: value(0.985_167_717_534_799_9)
  },
  {
    name: "LOAD",
    rule: "LOAD",
    act: "LOAD 'plpgsql'",
    probe: "SELECT count(*)::int AS value FROM pg_settings WHERE name = 'plpgsql.variable_conflict'",
    leaked: value(1)
  },
  {
    name: "DO with SET in it",
    rule: "SET",
    act: "DO $$ BEGIN SET work_mem = '77kB'; END $$",
    probe: setting("work_mem"),
    leaked: value("77kB")
  }
]

const worksInTransaction = (row: Row): boolean => !("inTransaction" in row)

const send = (sql: Sql, statement: string): Rows => sql.unsafe(statement)

/** Clears the server connection that both clients share. */
const cleared = (sql: Sql) => Effect.andThen(send(sql, "DISCARD ALL"), send(sql, "SELECT setseed(0.1)"))

const serverOf = (sql: Sql) => send(sql, "SELECT pg_backend_pid() AS pid")

const failureOf = <A>(effect: Effect.Effect<A, SqlError.SqlError>) =>
  Effect.map(Effect.flip(effect), PgFailure.classify)

const clients = Effect.all([client("off"), client("off")])

layer(SuiteDatabase.layer, { excludeTestServices: true })("Through a transaction pooler", (it) => {
  it.effect("both clients of these tests meet the same server connection", () =>
    Effect.gen(function* () {
      const [a, b] = yield* clients
      yield* send(a, "CREATE SEQUENCE IF NOT EXISTS numbers")
      expect(yield* serverOf(a)).toEqual(yield* serverOf(b))
    }).pipe(Effect.scoped)
  )

  for (const row of rows) {
    it.effect(`${row.name} leaks to another client when the guard is off`, () =>
      Effect.gen(function* () {
        const [a, b] = yield* clients
        const leak = Effect.fnUntraced(function* (act: Rows) {
          yield* cleared(b)
          if (row.before !== undefined) yield* send(b, row.before)
          yield* act
          expect(yield* send(b, row.probe)).toEqual(row.leaked)
          yield* cleared(b)
        })
        yield* leak(send(a, row.act))
        if (worksInTransaction(row)) yield* leak(a.withTransaction(send(a, row.act)))
      }).pipe(Effect.scoped)
    )

    it.effect(`${row.name} is refused with the guard on, in a transaction too, and nothing is sent`, () =>
      Effect.gen(function* () {
        const sql = yield* client("refuse")
        const refusal = {
          _tag: "SessionStateRequired",
          statement: "did not run",
          rule: row.rule,
          remedy: expect.stringMatching(/./),
          position: expect.any(Number)
        }
        expect(yield* failureOf(send(sql, row.act))).toMatchObject(refusal)
        expect(yield* failureOf(sql.withTransaction(send(sql, row.act)))).toMatchObject(refusal)
      }).pipe(Effect.scoped)
    )
  }

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

  it.effect("what PgBouncer tracks is set for its client alone, and RESET too", () =>
    Effect.gen(function* () {
      const a = yield* client("refuse")
      const b = yield* client("refuse")
      yield* send(b, "SET TimeZone = 'Asia/Tokyo'")
      yield* send(a, "SET TimeZone = 'Europe/Paris'")
      expect(yield* send(b, setting("TimeZone"))).toEqual(value("Asia/Tokyo"))
      yield* send(a, "RESET TimeZone")
      expect(yield* send(b, setting("TimeZone"))).toEqual(value("Asia/Tokyo"))
      expect(yield* send(a, setting("TimeZone"))).not.toEqual(value("Europe/Paris"))
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
        expect(yield* failureOf<unknown>(way)).toMatchObject(refusal)
        expect(yield* failureOf<unknown>(sql.withTransaction(way))).toMatchObject(refusal)
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
