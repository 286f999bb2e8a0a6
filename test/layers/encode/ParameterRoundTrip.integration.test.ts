import { PgTypes } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Effect } from "effect"
import { failureOf } from "../../support/failureOf.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { naughtyStrings } from "../../support/strings.ts"
import { back } from "./back.ts"
import { array, int8, maxBytes, mebibyte, nested } from "./refusedParameters.ts"

layer(endpoints("pgbouncer118"), { excludeTestServices: true })(
  "A parameter at the pooled endpoint",
  (it) => {
    it.effect("comes back byte for byte as text, in arrays, and as a value and a key of jsonb", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        for (const text of naughtyStrings) {
          expect(yield* back(sql, "text", text)).toBe(text)
          expect(yield* back(sql, "text", PgTypes.text(text))).toBe(text)
          const json = { [text]: [text, { nested: text }] }
          expect(yield* back(sql, "jsonb", PgTypes.jsonb(json))).toEqual(json)
          expect(yield* back(sql, "jsonb", JSON.stringify(json))).toEqual(json)
          expect(yield* back(sql, "bytea", new TextEncoder().encode(text))).toEqual(
            new TextEncoder().encode(text)
          )
        }
        expect(yield* back(sql, "text[]", naughtyStrings)).toEqual(naughtyStrings)
        expect(yield* back(sql, "text[]", [])).toEqual([])
        expect(yield* back(sql, "text[]", ["a", null])).toEqual(["a", null])
        expect(yield* sql`SELECT count(*)::int AS n FROM research_cache`).toEqual([{ n: 0 }])
      })
    )

    it.effect("comes back exactly at the edges of what is accepted", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        for (const number of [int8 - 1n, -int8, 2n ** 53n + 1n]) {
          expect(yield* back(sql, "text", number)).toBe(String(number))
        }
        for (const number of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
          expect(yield* back(sql, "text", number)).toBe(String(number))
        }
        for (const number of [0.1, 5e-324, Number.NaN, Infinity, -Infinity]) {
          expect(yield* back(sql, "float8", number)).toBe(number)
        }
        for (const number of [1.5e300, -0]) {
          expect(yield* back(sql, "float8", PgTypes.float8(number))).toBe(number)
        }
        for (const date of [new Date(Date.UTC(-4713, 10, 24)), new Date(0), new Date(8.64e15)]) {
          expect(yield* back(sql, "timestamptz", date)).toEqual(date)
        }
        expect(yield* back(sql, "text[]", array([null, null], PgTypes.OID.text))).toEqual([null, null])
        expect(yield* back(sql, "bytea", new Uint8Array([0, 1, 255]))).toEqual(new Uint8Array([0, 1, 255]))
        const deep = nested(1_000)
        expect(yield* back(sql, "jsonb", PgTypes.jsonb(deep))).toEqual(deep)
        const places = Array.from({ length: 32_767 }, (_, index) => `$${index + 1}::int`)
        const values = places.map((_, index) => index)
        const [sum] = yield* sql.unsafe<{ sum: string }>(
          `SELECT sum(n)::text AS sum FROM unnest(ARRAY[${places.join(",")}]) AS n`,
          values
        )
        expect(sum?.sum).toBe(String((32_767 * 32_766) / 2))
      })
    )

    it.effect(
      "that is a date beyond what there is, is a sentinel or refused, and a leap second is the next one",
      () =>
        Effect.gen(function* () {
          const { sql } = yield* PooledPg
          const dates = sql.unsafe<{
            up: unknown
            down: unknown
            far: unknown
            leap: unknown
            zero: unknown
          }>(
            `SELECT 'infinity'::timestamptz AS up, '-infinity'::timestamptz AS down, '294276-12-31Z'::timestamptz AS far,
            '2016-12-31T23:59:60Z'::timestamptz AS leap, '0001-01-01 BC'::timestamp AS zero`
          )
          const [row] = yield* dates
          expect([row?.up, row?.down, row?.far]).toEqual([
            "infinity",
            "-infinity",
            "294276-12-31 00:00:00+00"
          ])
          for (const sentinel of [row?.up, row?.down, row?.far]) {
            expect(yield* back(sql, "timestamptz", sentinel)).toEqual(sentinel)
          }
          expect(yield* failureOf(back(sql, "timestamptz", new Date(Number.NaN)))).toMatchObject({
            _tag: "Rejected",
            statement: "did not run",
            field: "$1"
          })
          expect(row?.leap).toEqual(new Date("2017-01-01T00:00:00Z"))
          for (const text of ["294277-01-01", "0000-01-01", "2023-02-29", "not a date"]) {
            expect(yield* failureOf(back(sql, "timestamptz", PgTypes.text(text)))).toMatchObject({
              _tag: "Rejected"
            })
            expect(yield* failureOf(sql`SELECT ${text}::text::timestamptz AS back`)).toMatchObject({
              _tag: "Rejected",
              statement: "rolled back"
            })
          }
          expect(yield* back(sql, "timestamptz", new Date("0000-01-01T00:00:00Z"))).toEqual(
            new Date("0000-01-01T00:00:00Z")
          )
        })
    )

    it.effect("can be a million rows of one statement, all of them or none", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* sql`CREATE TEMPORARY TABLE million (n int PRIMARY KEY) ON COMMIT DROP`
        const numbers = Array.from({ length: 1_000_000 }, (_, index) => index)
        const insert = (values: ReadonlyArray<number>) =>
          sql`INSERT INTO million SELECT unnest(${values}::int[])`
        const count = sql<{ n: number }>`SELECT count(*)::int AS n FROM million`
        expect(yield* failureOf(sql.withTransaction(insert([...numbers, 7])))).toMatchObject({
          _tag: "ConstraintViolated"
        })
        expect(yield* count).toEqual([{ n: 0 }])
        yield* insert(numbers)
        expect(yield* count).toEqual([{ n: 1_000_000 }])
      }).pipe((work) => Effect.flatMap(PooledPg, ({ sql }) => sql.withTransaction(work)))
    )

    it.effect("can be read again when it is as long as may be", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const many = Array.from({ length: 15 }, () => "x".repeat(mebibyte - 4))
        expect(yield* back(sql, "text[]", many)).toEqual(many)
        const json = ["x".repeat(maxBytes / 2), Array.from({ length: 25_000 }, () => 1e300)]
        expect(yield* back(sql, "jsonb", PgTypes.jsonb(json))).toEqual(json)
        const dense = Array.from({ length: 1_000_000 }, () => 1)
        expect(yield* back(sql, "jsonb", PgTypes.jsonb(dense))).toEqual(dense)
        const halves = ["x".repeat(maxBytes / 2), "y".repeat(maxBytes / 2)]
        const [row] = yield* sql.unsafe<{ a: string; b: string }>(
          "SELECT $1::text AS a, $2::text AS b",
          halves
        )
        expect(row?.a === halves[0] && row?.b === halves[1]).toBe(true)
        const text = "é".repeat(maxBytes / 2)
        expect((yield* back(sql, "text", text)) === text).toBe(true)
        const bytes = new Uint8Array(maxBytes).fill(7)
        const read = yield* back(sql, "bytea", bytes)
        expect(read instanceof Uint8Array && Buffer.from(read).equals(bytes)).toBe(true)
      })
    )
  }
)
