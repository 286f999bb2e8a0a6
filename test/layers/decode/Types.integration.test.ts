import { PgTypes } from "@effect/sql-pg"
import { describe, expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg } from "aquifer"
import { Effect, Result, Stream } from "effect"
import type { SqlClient } from "effect/sql"
import { failureOf } from "../../support/failureOf.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { neverInRows, refusedByServer, type Sample, samples } from "./typeSamples.ts"

/** Types of users: an enumeration, a composite, ranges, and domains over several of these and over each other. */
const types = `
  CREATE TYPE mood AS ENUM ('a', 'b');
  CREATE TYPE pair AS (x int, y text);
  CREATE TYPE floatrange AS RANGE (subtype = float8);
  CREATE DOMAIN word AS text;
  CREATE DOMAIN small_word AS word CHECK (length(VALUE) < 5);
  CREATE DOMAIN moods AS mood[];
  CREATE DOMAIN span AS int4range;
  CREATE TYPE celsius AS ENUM ('warm');
  CREATE DOMAIN spans AS span`

const extensions = [
  "citext",
  "cube",
  "dblink",
  "earthdistance",
  "hstore",
  "intarray",
  "isn",
  "lo",
  "ltree",
  "seg",
  "tablefunc"
]

const statements = types.split(";").concat(extensions.map((name) => `CREATE EXTENSION ${name}`))

interface Read {
  readonly v: unknown
  readonly t: string
}

/** A sample as it comes back, and as Postgres writes it. */
const readOf = (sql: SqlClient.SqlClient, expression: string) =>
  Effect.map(sql.unsafe<Read>(`SELECT v, v::text AS t FROM (SELECT ${expression} AS v) AS s`), ([row]) => row)

const expected = ({ value }: Sample, text: string | undefined): unknown =>
  value === undefined ? text : value

const all = Object.entries(samples).flatMap(([name, each]) => each.map((sample) => ({ name, sample })))

/** Pseudo-types, and domains over arrays, have no arrays that a statement could make. */
const withoutArrays = new Set(["cstring", "moods", "record", "void"])
const inArrays = all.filter(({ name }) => !withoutArrays.has(name))

layer(endpoints("pgbouncer118"), { excludeTestServices: true })("A type of Postgres", (it) => {
  it.effect("is known to this table, whatever pg_type and the shipped extensions have", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      for (const statement of statements) yield* sql.unsafe(statement)
      const rows = yield* sql<{ name: string }>`
        SELECT t.typname::text AS name FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE t.typisdefined AND t.typcategory <> 'A' AND (t.typtype <> 'p') AND (c.oid IS NULL OR c.relkind = 'c')`
      const catalogue = new Set(["pg_node_tree", "pg_ndistinct", "pg_dependencies", "pg_mcv_list"])
      const told = new Set([...Object.keys(samples), ...refusedByServer, ...neverInRows, ...catalogue])
      expect(rows.map(({ name }) => name).filter((name) => !told.has(name))).toEqual([])
    })
  )

  it.effect("that Postgres cannot send is refused by its name, and the statement does not run", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* sql`CREATE TABLE notes (note text)`
      for (const name of refusedByServer) {
        const statement = sql.unsafe(`INSERT INTO notes VALUES ('x') RETURNING NULL::${name} AS reading`)
        const failure = yield* failureOf(statement)
        expect(failure).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
        expect(failure.message).toContain(name)
      }
      expect(yield* sql`SELECT * FROM notes`).toEqual([])
    })
  )

  it.effect("that Postgres cannot take back is refused by its name", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* sql`CREATE TABLE numbers AS SELECT n AS a, n AS b FROM generate_series(1, 1000) AS n`
      yield* sql`CREATE STATISTICS both_numbers (ndistinct) ON a, b FROM numbers`
      yield* sql`ANALYZE numbers`
      const failure = yield* failureOf(sql`SELECT stxdndistinct FROM pg_statistic_ext_data`)
      expect(failure).toMatchObject({ _tag: "Rejected", statement: "unknown" })
      expect(failure.message).toContain("pg_ndistinct")
      const [row] = yield* sql`SELECT stxdndistinct::text AS text, pg_get_expr(adbin, adrelid) AS expression
        FROM pg_statistic_ext_data LEFT JOIN pg_attrdef ON false`
      expect(row?.["text"]).toContain("1000")
    })
  )

  it.effect("that was made in the same transaction is read there, as are arrays that begin elsewhere", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      const read = sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`CREATE TEMPORARY TABLE made (v mood, w int[]) ON COMMIT DROP`
          yield* sql`INSERT INTO made VALUES ('a', '[2:3]={1,2}')`
          return yield* sql`SELECT v, w, made AS whole, '1 2'::int2vector AS vector FROM made`
        })
      )
      expect(yield* read).toEqual([{ v: "a", w: "[2:3]={1,2}", whole: '(a,"[2:3]={1,2}")', vector: "1 2" }])
    })
  )

  it.effect("keeps its own number in what a raw statement tells of its columns", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const raw = yield* sql`SELECT now() AS at, 'a'::mood AS mood, ARRAY[1] AS numbers`.raw
      const [own] = yield* sql<{ oid: number }>`SELECT 'mood'::regtype::oid AS oid`
      expect(raw).toMatchObject({
        fields: [{ dataTypeId: 1184 }, { dataTypeId: own?.oid }, { dataTypeId: 1007 }]
      })
    })
  )

  it.effect("is read by the codec that its user registered with the driver", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const [own] = yield* sql<{ oid: number }>`SELECT 'celsius'::regtype::oid AS oid`
      const decode = (bytes: Uint8Array) => Result.succeed({ celsius: Buffer.from(bytes).toString() })
      PgTypes.register(own?.oid ?? 0, { decode, encode: () => Result.succeed(new Uint8Array()) })
      expect(yield* sql`SELECT 'warm'::celsius AS v`).toEqual([{ v: { celsius: "warm" } }])
      PgTypes.unregister(own?.oid ?? 0)
    })
  )

  for (const endpoint of [DirectPg, PooledPg]) {
    describe(`at ${endpoint === DirectPg ? "Postgres" : "the pooler"}`, () => {
      const reading = Effect.map(endpoint as typeof DirectPg, ({ sql }): SqlClient.SqlClient => sql)

      it.effect("comes back as the table says, by itself and in a stream", () =>
        Effect.gen(function* () {
          const sql = yield* reading
          for (const { name, sample } of all) {
            const row = yield* readOf(sql, sample.sql).pipe(
              Effect.catch(() =>
                sql.unsafe<Read>(`SELECT ${sample.sql} AS v`).pipe(Effect.map(([row]) => row))
              )
            )
            expect([name, row?.v]).toEqual([name, expected(sample, row?.t)])
            const streamed = yield* Stream.runCollect(sql.unsafe<Read>(`SELECT ${sample.sql} AS v`).stream)
            expect([name, streamed[0]?.v]).toEqual([name, row?.v])
          }
        })
      )

      it.effect("comes back in arrays, also of two dimensions, and in rows without a type", () =>
        Effect.gen(function* () {
          const sql = yield* reading
          for (const { name, sample } of inArrays) {
            const one = (yield* readOf(sql, sample.sql))?.v
            const element = `(${sample.sql})`
            const flat = yield* readOf(sql, `ARRAY[${element}, NULL]`)
            expect([name, flat?.v]).toEqual([name, [one, null]])
            const deep = yield* readOf(sql, `ARRAY[ARRAY[${element}, NULL], ARRAY[NULL, ${element}]]`)
            expect([name, deep?.v]).toEqual([
              name,
              [
                [one, null],
                [null, one]
              ]
            ])
            const [row] = yield* sql.unsafe<Read>(`SELECT ROW(${element}, ARRAY[${element}]) AS v`)
            expect([name, row?.v]).toEqual([name, [one, [one]]])
          }
        })
      )
    })
  }
})
