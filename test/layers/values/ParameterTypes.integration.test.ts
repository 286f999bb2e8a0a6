import { PgTypes } from "@effect/sql-pg"
import { describe, expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg } from "aquifer"
import { Effect, Layer, Stream } from "effect"
import type { Statement } from "effect/sql"
import { failureOf } from "../../support/failureOf.ts"
import { type Route, routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** A table of many types, which is written to from a time zone far from UTC. */
const table = `
  DROP TABLE IF EXISTS v;
  CREATE TABLE v (id int UNIQUE, i int, s smallint, b bigint, n numeric, n2 numeric(20, 2), f float8, x text,
    t timestamp, tz timestamptz, d date, tm time, j jsonb, js json, ia int[], na numeric[], fa float8[], ta timestamp[],
    ma mood[], mr int4multirange, dn exact, di positive);
  INSERT INTO v (id, i) VALUES (1, 7);
  GRANT ALL ON v TO PUBLIC`

const types = `
  CREATE TYPE mood AS ENUM ('a', 'b');
  CREATE DOMAIN exact AS numeric;
  CREATE DOMAIN positive AS int CHECK (VALUE > 0)`

const date = new Date("2024-06-15T23:30:00.123Z")
const day = new Date("2024-06-15T00:00:00Z")
const long = 0.1 + 0.2

/** Columns with a value, and what the column holds then, as JSON has it; or the words of the refusal. */
const written: ReadonlyArray<
  readonly [column: string, value: unknown, stored: string | { readonly says: string }]
> = [
  ["n", long, "0.30000000000000004"],
  ["n", -1e-7, "-0.0000001"],
  ["n2", 12345678901234.56, "12345678901234.56"],
  ["dn", long, "0.30000000000000004"],
  ["f", long, "0.30000000000000004"],
  ["x", 0.5, '"0.5"'],
  ["n", Number.NaN, '"NaN"'],
  ["i", 1.5, { says: "column of type integer" }],
  ["s", 1.5, { says: "column of type smallint" }],
  ["b", 1.5, { says: "column of type bigint" }],
  ["di", 1.5, { says: "column of type integer" }],
  ["ia", [1, 1.5], { says: "column of type integer[]" }],
  ["na", [1, long, null], "[1,0.30000000000000004,null]"],
  ["na", [2n ** 62n, 0.5], "[4611686018427387904,0.5]"],
  ["fa", [1, 2.5], "[1,2.5]"],
  ["t", date, '"2024-06-15T23:30:00.123"'],
  ["tz", date, '"2024-06-15T23:30:00.123+00:00"'],
  ["ta", [date, null], '["2024-06-15T23:30:00.123",null]'],
  ["t", new Date("-000043-03-15T12:00:00Z"), '"0044-03-15T12:00:00 BC"'],
  ["tz", new Date("+012024-03-15T12:00:00Z"), '"12024-03-15T12:00:00+00:00"'],
  ["d", day, '"2024-06-15"'],
  ["d", date, { says: "column of type date" }],
  ["tm", date, { says: "column of type time" }],
  ["ia", [], "[]"],
  ["ma", [], "[]"],
  ["x", [], '"{}"'],
  ["j", [], { says: "type jsonb" }],
  ["js", [], { says: "type json" }],
  ["mr", [], { says: "int4multirange" }],
  ["j", PgTypes.jsonb([]), "[]"]
]

/** What both endpoints' clients have. */
type Sql = Statement.Constructor

type Ways = Readonly<
  Record<string, (sql: Sql, column: string, value: unknown) => Statement.Statement<object>>
>

/** The helper's types are narrower than what a caller in JavaScript can do. */
const row = (values: Readonly<Record<string, unknown>>) => values as Record<string, never>

/** Rows of one value each, of which there is at least one. */
const list = ([first, ...more]: ReadonlyArray<unknown>) =>
  [row({ id: 1, value: first }), ...more.map((value, index) => row({ id: index + 2, value }))] as const

const ways: Ways = {
  INSERT: (sql, column, value) => sql`INSERT INTO v (id, ${sql(column)}) VALUES (2, ${value as never})`,
  "INSERT … SELECT": (sql, column, value) =>
    sql`INSERT INTO v (id, ${sql(column)}) SELECT 2, ${value as never}`,
  UPDATE: (sql, column, value) => sql`UPDATE v SET ${sql(column)} = ${value as never} WHERE id = 1`,
  "ON CONFLICT": (sql, column, value) =>
    sql`INSERT INTO v (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET ${sql(column)} = ${value as never}`,
  "sql.insert": (sql, column, value) => sql`INSERT INTO v ${sql.insert(row({ id: 2, [column]: value }))}`,
  "sql.insert of rows": (sql, column, value) =>
    sql`INSERT INTO v ${sql.insert([row({ id: 2, [column]: value }), row({ id: 3, [column]: null })])}`,
  "sql.update": (sql, column, value) => sql`UPDATE v SET ${sql.update(row({ [column]: value }))} WHERE id = 1`
}

/** As administrator to look by, and as the application by a route. */
const endpoints = (route: Route) =>
  Layer.unwrap(
    Effect.map(SuiteDatabase, ({ admin, app, name }) =>
      Layer.merge(
        Layer.tap(DirectPg.layerWith({ endpoint: admin }), (context) =>
          Effect.gen(function* () {
            const { sql } = yield* DirectPg
            const { username } = app(route)
            yield* sql.unsafe(`ALTER ROLE ${username} IN DATABASE ${name} SET timezone = 'Asia/Kolkata'`)
            for (const statement of types.split(";")) yield* sql.unsafe(statement)
          }).pipe(Effect.provideContext(context))
        ),
        Layer.suspend(() => PooledPg.layerWith({ endpoint: app(route) }))
      )
    )
  ).pipe(Layer.provideMerge(SuiteDatabase.layer))

for (const route of routes) {
  layer(endpoints(route), { excludeTestServices: true })(`A value, ${route},`, (it) => {
    const fresh = Effect.gen(function* () {
      const { sql } = yield* DirectPg
      for (const statement of table.split(";")) yield* sql.unsafe(statement)
    })

    const stored = (column: string) =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const found = sql`SELECT to_json(${sql(column)})::text AS v FROM v WHERE ${sql(column)} IS NOT NULL`
        return (yield* found).map(({ v }) => v)
      })

    for (const [way, statement] of Object.entries(ways)) {
      for (const inTransaction of [false, true]) {
        it.effect(
          `is stored by ${way}${inTransaction ? " in a transaction" : ""} as it is, or refused and not stored`,
          () =>
            Effect.gen(function* () {
              const { sql } = yield* PooledPg
              for (const [column, value, result] of written) {
                yield* fresh
                if (column === "i") yield* (yield* DirectPg).sql`UPDATE v SET i = NULL`
                const work = statement(sql, column, value)
                const run = inTransaction ? sql.withTransaction(work) : work
                if (typeof result === "string") {
                  yield* run
                  expect([column, yield* stored(column)]).toEqual([column, [result]])
                } else {
                  const failure = yield* failureOf(run)
                  expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
                  expect(failure.message).toContain(result.says)
                  expect([column, yield* stored(column)]).toEqual([column, []])
                }
              }
            })
        )
      }
    }

    it.effect("is refused in a transaction, which goes on", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* fresh
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* sql`UPDATE v SET n = ${long} WHERE id = 1`
            expect((yield* failureOf(sql`UPDATE v SET i = ${1.5} WHERE id = 1`))._tag).toBe("Rejected")
            yield* sql`UPDATE v SET t = ${date} WHERE id = 1`
          })
        )
        expect(yield* sql`SELECT i, n, t FROM v`).toEqual([{ i: 7, n: "0.30000000000000004", t: date }])
      })
    )

    it.effect("is compared and reckoned with as it was", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* fresh
        yield* sql`UPDATE v SET t = ${date}, tz = ${date}, d = ${day}, n = ${2}`
        const half = 0.5
        const rows = sql`
          SELECT ${half} + 1 AS sum, coalesce(${half}, 0) AS either, i > ${half} AS more, n * ${half} AS product,
            t = ${date} AS same_t, tz = ${date} AS same_tz, d < ${date} AS before, ${date} AS date,
            ${date} + interval '1 day' AS next, id = ANY(${[]}) AS none, id = ANY(${[1, 2 ** 31, 5n]}) AS one,
            ${[date]}::timestamptz[] AS dates, ${half}::numeric AS exact,
            ${long}::numeric AS long, ${[long]}::numeric[] AS longs, ${half}::int AS rounded
          FROM v WHERE id > ${half}`
        const [row] = yield* rows
        expect(row).toEqual({
          sum: 1.5,
          either: 0.5,
          more: true,
          product: 1,
          same_t: true,
          same_tz: true,
          before: true,
          date,
          next: new Date(date.getTime() + 86_400_000),
          none: false,
          one: true,
          dates: [date],
          exact: "0.5",
          long: String(long),
          longs: [String(long)],
          rounded: 0
        })
        expect(yield* rows).toEqual([row]) // as it is remembered
      })
    )

    it.effect("of a list without any is false, and so are no alternatives", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* fresh
        yield* sql`DELETE FROM v WHERE ${sql.or([])}`
        yield* sql`DELETE FROM v WHERE id IN ${sql.in([])}`
        expect(yield* sql`SELECT id FROM v WHERE ${sql.and([])} AND ${sql.or(["id = 1", "id = 2"])}`).toEqual(
          [{ id: 1 }]
        )
        expect(
          yield* failureOf(sql`INSERT INTO v ${sql.insert([row({ id: 5 }), row({ id: 6, i: 1 })])}`)
        ).toMatchObject({
          _tag: "Rejected",
          field: "rows[1].i"
        })
      })
    )

    it.effect("goes through a list of values unchanged, or not at all", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* fresh
        const into = (column: string, values: ReadonlyArray<unknown>) =>
          sql`UPDATE v SET ${sql(column)} = data.value
            FROM ${sql.updateValues(list(values), "data")} WHERE v.id = data.id RETURNING v.${sql(column)} AS value`
        const back = (column: string, values: ReadonlyArray<unknown>) =>
          Effect.map(into(column, values), ([row]) => row?.["value"])
        expect(yield* back("f", [long, 1])).toBe(long)
        expect(yield* back("n", [1.5, 1])).toBe("1.5")
        expect(yield* back("tz", [date, null])).toEqual(date)
        const refused: ReadonlyArray<readonly [string, ReadonlyArray<unknown>, string]> = [
          ["i", [1.5, 2], "$2"],
          ["i", [1, 2.5], "$4"],
          ["n", [1, long], "$4"],
          ["t", [date, null], "$2"],
          ["d", [date], "$2"]
        ]
        for (const [column, values, field] of refused) {
          const failure = yield* failureOf(into(column, values))
          expect([column, failure]).toMatchObject([
            column,
            { _tag: "Rejected", statement: "did not run", field }
          ])
        }
        expect(yield* back("t", [PgTypes.timestamp(date)])).toEqual(date)
        expect(yield* back("n", [PgTypes.numeric(String(long))])).toBe(String(long))
      })
    )

    it.effect("is stored by a stream too", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* fresh
        const statement = sql`UPDATE v SET t = ${date}, n = ${long} WHERE id = 1 RETURNING t, n`
        expect(yield* Stream.runCollect(statement.stream)).toEqual([{ t: date, n: "0.30000000000000004" }])
        const refused = sql`UPDATE v SET i = ${1.5}`.stream
        expect(yield* failureOf(Stream.runDrain(refused))).toMatchObject({ _tag: "Rejected", field: "$1" })
      })
    )

    it.effect("follows a column to its new type", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const direct = (yield* DirectPg).sql
        yield* fresh
        const write = (value: number) =>
          Effect.map(sql`UPDATE v SET n = ${value} RETURNING n::text AS n`, ([row]) => row?.["n"])
        expect(yield* write(1.5)).toBe("1.5")
        yield* direct`ALTER TABLE v ALTER COLUMN n TYPE int USING 0`
        expect((yield* failureOf(write(1.5)))._tag).toBe("Rejected")
        yield* direct`ALTER TABLE v ALTER COLUMN n TYPE numeric`
        expect(yield* write(long)).toBe(String(long))
      })
    )
  })
}

describe("Values of a pool whose connections are shared", () => {
  layer(
    Layer.unwrap(
      Effect.map(SuiteDatabase, ({ admin }) =>
        PooledPg.layerWith({ endpoint: admin, pool: { size: 1, min: 0 }, multiplex: 16 })
      )
    ).pipe(Layer.provideMerge(SuiteDatabase.layer)),
    { excludeTestServices: true }
  )((it) => {
    it.effect("are each asked for while others are on the way", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* sql`CREATE TABLE shared (n numeric, at timestamp, r int4range)`
        const numbers = Array.from({ length: 100 }, (_, index) => index + 0.1)
        const each = yield* Effect.forEach(
          numbers,
          (n) =>
            sql.unsafe(`INSERT INTO shared VALUES ($1, $2, '[1,2)') RETURNING n, at, r /* ${n % 7} */`, [
              n,
              date
            ]),
          { concurrency: "unbounded" }
        )
        expect(each.flat()).toEqual(numbers.map((n) => ({ n: String(n), at: date, r: "[1,2)" })))
      })
    )
  })
})
