import { randomUUID } from "node:crypto"
import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg, type PooledSqlClient } from "aquifer"
import { Context, Effect, Exit, Layer } from "effect"
import { SqlError } from "effect/sql"
import { type Route, SuiteDatabase } from "../../support/SuiteDatabase.ts"

interface Change {
  readonly name: string
  readonly setup: string
  readonly migrate: string
  readonly statement: (sql: PooledSqlClient, value: string) => Effect.Effect<unknown, unknown>
  readonly before: string
  readonly after: string
}

const columnType = (from: string, to: string, before: string, after: string): Change => ({
  name: `${from} to ${to}`,
  setup: `CREATE TABLE t (id int, v ${from}); INSERT INTO t VALUES (1, '${before}')`,
  migrate: `ALTER TABLE t ALTER v TYPE ${to} USING v::text::${to}`,
  statement: (sql, value) =>
    sql`UPDATE t SET v = ${value} WHERE id = 1 /* ${sql.literal(`${from} ${to}`)} */`,
  before,
  after
})

const recreated = (name: string, create: string, type: string): Change => ({
  name,
  setup: `${create}; CREATE TABLE t (id int, v ${type}); INSERT INTO t VALUES (1, 'new')`,
  migrate: `ALTER TABLE t ALTER v TYPE text; DROP ${create.split(" ")[1]} ${type}; ${create}; ALTER TABLE t ALTER v TYPE ${type} USING v::${type}`,
  statement: (sql, value) => sql`SELECT id FROM t WHERE v = ${value} /* ${sql.literal(name)} */`,
  before: "new",
  after: "new"
})

const changes: ReadonlyArray<Change> = [
  columnType("int", "text", "7", "abc"),
  columnType("text", "uuid", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"),
  columnType("varchar(3)", "text", "abc", "longer"),
  columnType("smallint", "int", "7", "100000"),
  columnType("date", "text", "2024-01-01", "no date"),
  recreated("an enum", "CREATE TYPE state AS ENUM ('new')", "state"),
  recreated("a domain", "CREATE DOMAIN mood AS text", "mood"),
  {
    name: "a function",
    setup: "CREATE TABLE t (id int); CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    migrate: "DROP FUNCTION f(int); CREATE FUNCTION f(x text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    statement: (sql, value) => sql`SELECT f(${value})`,
    before: "7",
    after: "no number"
  },
  {
    name: "columns of a *",
    setup: "CREATE TABLE t (id int, v text); INSERT INTO t VALUES (1, 'a')",
    migrate: "ALTER TABLE t ADD w int",
    statement: (sql, value) => sql`SELECT * FROM t WHERE v = ${value}`,
    before: "a",
    after: "a"
  }
]

/** A pool of two whose statements are named, and the superuser's way to change the schema. */
const named = Effect.fnUntraced(function* (route: Route) {
  const { admin, app } = yield* SuiteDatabase
  const superuser = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg)
  const endpoint = app(route)
  const sql: PooledSqlClient =
    route === "direct"
      ? Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint })), DirectPg).sql
      : Context.get(yield* Layer.build(PooledPg.layerWith({ endpoint, pool: { size: 2, min: 0 } })), PooledPg)
          .sql
  // Its own text: the pooler may have that of an earlier pool still.
  const mark = sql.literal(randomUUID())
  const names = sql`SELECT 1 FROM pg_prepared_statements WHERE statement LIKE '%${mark}%'`
  const naming = Effect.repeat(names, { until: (rows) => rows.length > 0 })
  const script = (text: string) =>
    Effect.forEach(text.split("; "), (statement) => superuser.sql.unsafe(statement), { discard: true })
  return { sql, naming, script }
})

for (const route of ["direct", "pgbouncer124"] as const) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`After a migration, ${route}`, (it) => {
    for (const { after, before, migrate, name, setup, statement } of changes) {
      it.effect(`a statement by name goes on: ${name}`, () =>
        Effect.gen(function* () {
          const { naming, script, sql } = yield* named(route)
          yield* script(`DROP TABLE IF EXISTS t; ${setup}; GRANT ALL ON t TO PUBLIC`)
          yield* naming
          yield* Effect.replicateEffect(statement(sql, before), 4)
          yield* script(migrate)
          const exits = yield* Effect.replicateEffect(Effect.exit(statement(sql, after)), 6)
          expect(exits.filter(Exit.isFailure)).toEqual([])
          // In a program that has begun since, over the same pooler.
          const later = yield* named(route)
          yield* later.naming
          expect(Exit.isSuccess(yield* Effect.exit(statement(later.sql, after)))).toBe(true)
        }).pipe(Effect.scoped)
      )
    }

    it.effect(
      "a transaction is worth repeating where a type has changed, and not where the input is bad",
      () =>
        Effect.gen(function* () {
          const { naming, script, sql } = yield* named(route)
          yield* script("DROP TABLE IF EXISTS t; CREATE TABLE t (v int); GRANT ALL ON t TO PUBLIC")
          yield* naming
          const inserted = (value: string) => sql.withTransaction(sql`INSERT INTO t VALUES (${value})`)
          const selected = (value: string) => sql.withTransaction(sql`SELECT 1 FROM t WHERE v = ${value}`)
          const failure = (work: Effect.Effect<unknown, unknown>) =>
            Effect.map(Effect.flip(work), (error) => {
              if (!SqlError.isSqlError(error)) throw new Error("no error of the database", { cause: error })
              return PgFailure.classify(error)
            })
          yield* Effect.replicateEffect(Effect.andThen(inserted("7"), selected("7")), 4)
          const bad = yield* failure(selected("bad"))
          expect(bad).toMatchObject({ _tag: "Rejected", sqlState: "22P02", statement: "rolled back" })
          expect(PgFailure.advice(bad)).toBe("no")
          yield* script("ALTER TABLE t ALTER v TYPE text")
          const stale = yield* failure(inserted("good"))
          expect(stale).toMatchObject({ _tag: "Rejected", sqlState: "22P02", statement: "rolled back" })
          expect(PgFailure.advice(stale)).toBe("transaction")
          yield* inserted("good")
        }).pipe(Effect.scoped)
    )

    it.effect("bad input is sent once", () =>
      Effect.gen(function* () {
        const { naming, script, sql } = yield* named(route)
        yield* script(
          "DROP SEQUENCE IF EXISTS sent; CREATE SEQUENCE sent; GRANT ALL ON SEQUENCE sent TO PUBLIC"
        )
        yield* naming
        const run = (value: string) => sql`SELECT (nextval('sent')::text || ${value}::text)::int`
        yield* run("7")
        expect(Exit.isFailure(yield* Effect.exit(run("bad")))).toBe(true)
        expect(yield* sql`SELECT last_value::int AS times FROM sent`).toEqual([{ times: 2 }])
      }).pipe(Effect.scoped)
    )
  })
}
