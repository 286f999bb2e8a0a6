import { PgClient, PgTypes } from "@effect/sql-pg"
import { describe, expect, it, layer } from "@effect/vitest"
import { PgFailure, PooledPg, type PooledSqlClient } from "aquifer"
import { Effect, Exit, Fiber, Latch, Layer, Result, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import type { SqlError } from "effect/sql"
import * as Parameters from "../../../src/layers/encode/Parameters.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { naughtyStrings, unstorableStrings } from "../../support/strings.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** The most bytes that one value may have: the driver reads rows of up to 16 MiB. */
const maxBytes = 16 * 1024 * 1024 - 64 * 1024

const mebibyte = 1024 * 1024

const int8 = 2n ** 63n

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

const array = (values: ReadonlyArray<unknown>, oid: number): unknown =>
  Result.getOrThrow(PgTypes.array(values, oid))

/** What JavaScript callers can do, and the driver's types forbid. */
const makeUndefined = (oid: number): unknown => ({ ...PgTypes.text(null), oid, value: undefined })

const clean = Array.from({ length: 20 }, (_, index) => `text ${index}`)

/** What is wrong with parameters, if anything is. */
const refusalOf = (parameters: ReadonlyArray<unknown>): PgFailure.Rejected | undefined => {
  const prepared = Parameters.prepare(parameters)
  return prepared instanceof PgFailure.Rejected ? prepared : undefined
}

/** Parameters that are refused, with the field that is named and words of the message. */
const refused: ReadonlyArray<
  readonly [what: string, parameters: ReadonlyArray<unknown>, field: string, says: string]
> = [
  ...unstorableStrings.map(
    ([text, says], index) => [`text ${index} of those that cannot be stored`, [text], "$1", says] as const
  ),
  ["the text that is the third parameter", ["a", null, "b\0"], "$3", "NUL"],
  ["typed text with a lone surrogate", [PgTypes.text("\udfff")], "$1", "lone surrogate"],
  ["undefined", [1, undefined], "$2", "pass null"],
  ["2^53", [2 ** 53], "$1", "pass a bigint"],
  ["-2^53", [-(2 ** 53)], "$1", "pass a bigint"],
  ["1e300", [1e300], "$1", "pass a bigint"],
  ["a bigint beyond int8", [int8], "$1", "what bigint holds"],
  ["a bigint below int8", [-int8 - 1n], "$1", "what bigint holds"],
  ["a typed int8 beyond its range", [PgTypes.int8(int8)], "$1", "what bigint holds"],
  ["an invalid date", [new Date(Number.NaN)], "$1", "no valid date"],
  ["a typed invalid date", [PgTypes.timestamptz(new Date(Infinity))], "$1", "no valid date"],
  ["text of 17 MiB", ["x".repeat(17 * mebibyte)], "$1", "longer than"],
  ["text of 300 MiB", ["x".repeat(300 * mebibyte)], "$1", "longer than"],
  ["bytes of 300 MiB", [new Uint8Array(300 * mebibyte)], "$1", "longer than"],
  ["an array of 20 × 1 MiB", ["a", Array.from({ length: 20 }, () => "x".repeat(mebibyte))], "$2", "longer"],
  [
    "a typed array of 20 × 1 MiB",
    [
      array(
        clean.map(() => "x".repeat(mebibyte)),
        PgTypes.OID.text
      )
    ],
    "$1",
    "longer"
  ],
  ["jsonb of 20 × 1 MiB", [PgTypes.jsonb(clean.map(() => "x".repeat(mebibyte)))], "$1", "longer"],
  [
    "jsonb one byte too long with its quotation marks",
    [PgTypes.jsonb("x".repeat(maxBytes - 1))],
    "$1",
    "longer"
  ],
  ["jsonb of large numbers", [PgTypes.jsonb(Array.from({ length: 60_000 }, () => 1e300))], "$1", "longer"],
  [
    "an array of jsonb of 20 × 1 MiB",
    [
      array(
        clean.map(() => "x".repeat(mebibyte)),
        PgTypes.OID.jsonb
      )
    ],
    "$1",
    "longer"
  ],
  ["two texts that are too long together", ["x".repeat(maxBytes), "x"], "parameters", "together"],
  ["twenty texts of 1 MiB", clean.map(() => "x".repeat(mebibyte)), "parameters", "together"],
  ["text one byte too long", ["x".repeat(maxBytes + 1)], "$1", "longer than"],
  ["text too long in UTF-8 alone", [`${"é".repeat(maxBytes / 2)}x`], "$1", "longer than"],
  ["bytes one too many", [new Uint8Array(maxBytes + 1)], "$1", "longer than"],
  ["one bad text in an array", ["a", 1, clean.with(17, "\ud800")], "$3[17]", "lone surrogate"],
  ["undefined in an array", [[1, undefined]], "$1[1]", "pass null"],
  ["a whole number beyond 2^53 in an array", [[1, 2 ** 60]], "$1[1]", "pass a bigint"],
  ["an invalid date in an array", [[new Date(0), new Date(Number.NaN)]], "$1[1]", "no valid date"],
  ["one bad text in a typed array", [array(["a", "b\0"], PgTypes.OID.text)], "$1[1]", "NUL"],
  ["a typed text with a lone surrogate in an array", [[PgTypes.text("\ud800")]], "$1[0]", "lone surrogate"],
  ["an array in an array", [[["a"]]], "$1[0]", "array in an array"],
  ["an array of nothing but nulls", [[null, null]], "$1", "PgTypes.array"],
  ["NaN in an array of jsonb", [array([1, { a: Number.NaN }], PgTypes.OID.jsonb)], "$1[1].a", "NaN"],
  ["signed bytes one too many", [new Int8Array(maxBytes + 1)], "$1", "longer than"],
  ["a date before Postgres' first", [new Date(Date.UTC(-4713, 10, 23))], "$1", "4714 BC"],
  ["typed text that is undefined", [makeUndefined(PgTypes.OID.text)], "$1", "pass null"],
  ["32,768 parameters", Array.from({ length: 32_768 }, () => 1), "parameters", "32,767"],
  ["jsonb with NaN inside", [PgTypes.jsonb({ a: [1, { b: Number.NaN }] })], "$1.a[1].b", "NaN"],
  ["json with NaN inside", [PgTypes.json({ a: Number.NaN })], "$1.a", "NaN"],
  ["jsonb with Infinity", [PgTypes.jsonb([-Infinity])], "$1[0]", "-Infinity"],
  ["jsonb with negative zero", [PgTypes.jsonb({ zero: -0 })], "$1.zero", "negative zero"],
  ["jsonb with undefined inside", [PgTypes.jsonb({ a: undefined })], "$1.a", "no JSON value"],
  ["jsonb of a sparse array", [PgTypes.jsonb([1, undefined, 3])], "$1[1]", "no JSON value"],
  ["jsonb that is undefined", [PgTypes.jsonb(undefined)], "$1", "no JSON value"],
  ["jsonb with a bigint", [PgTypes.jsonb({ n: 1n })], "$1.n", "no JSON value"],
  ["jsonb with a date", [PgTypes.jsonb({ at: new Date(0) })], "$1.at", "no JSON value"],
  ["jsonb with a map", [PgTypes.jsonb({ map: new Map() })], "$1.map", "no JSON value"],
  ["jsonb with NUL inside", [PgTypes.jsonb({ a: { b: "\0" } })], "$1.a.b", "NUL"],
  ["jsonb with a surrogate inside", [PgTypes.jsonb(["\ud83d"])], "$1[0]", "lone surrogate"],
  ["jsonb with NUL in a key", [PgTypes.jsonb({ a: { "b\0": 1 } })], "$1.a", "has a key that contains a NUL"],
  [
    "jsonb with a surrogate in a key",
    [PgTypes.jsonb({ "\udc00": 1 })],
    "$1",
    "has a key that contains a lone"
  ],
  ["jsonb with a text too long", [PgTypes.jsonb(["x".repeat(maxBytes + 1)])], "$1[0]", "longer than"],
  ["jsonb 10,000 levels deep", [PgTypes.jsonb(nested(10_000))], "$1[0][0][0]", "nested deeper than 1,000"],
  ["jsonb 1,001 levels deep", [PgTypes.jsonb(nested(1_001))], "$1[0][0][0]", "nested deeper than 1,000"]
]

/** What has no meaning as a parameter, or none that everybody would agree upon. */
const odd: ReadonlyArray<readonly [what: string, value: () => unknown, field: string]> = [
  ["an object", () => ({ a: 1 }), "$1"],
  ["a map", () => new Map(), "$1"],
  ["an instance of a class", () => new URL("http://localhost"), "$1"],
  ["a function", () => () => 1, "$1"],
  ["a symbol", () => Symbol("s"), "$1"],
  ["floats in a typed array", () => new Float64Array(2), "$1"],
  [
    "a buffer that was given away",
    () => {
      const bytes = new Uint8Array(2)
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
      return bytes
    },
    "$1"
  ],
  ["what only looks like a date", () => Object.create(Date.prototype), "$1"],
  [
    "a proxy that is revoked",
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    },
    "$1"
  ],
  [
    "a hundred million holes",
    () => Array.from({ length: 0 }).concat(Object.assign([], { length: 1e8 })),
    "$1[0]"
  ],
  ["text among numbers", () => [1, null, "a"], "$1[2]"],
  ["an object in an array", () => [1, { a: 1 }], "$1[1]"],
  ["a typed value among others", () => [1, PgTypes.int4(1)], "$1[1]"],
  ["an int4 that is none", () => PgTypes.int4(1.5), "$1"],
  ["a uuid that is none", () => PgTypes.uuid("none"), "$1"],
  ["one of many that is none", () => array([1, 1.5], PgTypes.OID.int4), "$1[1]"],
  [
    "jsonb with a getter that throws",
    () =>
      PgTypes.jsonb({
        get a() {
          throw new Error("thrown")
        }
      }),
    "$1.a"
  ],
  ["jsonb with a symbol as a key", () => PgTypes.jsonb({ [Symbol("s")]: 1 }), "$1"],
  ["jsonb with a function as toJSON", () => PgTypes.jsonb({ toJSON: () => 1 }), "$1.toJSON"],
  ["jsonb of holes", () => PgTypes.jsonb(Object.assign([], { length: 1e8 })), "$1[0]"]
]

const accepted: ReadonlyArray<readonly [what: string, parameters: ReadonlyArray<unknown>]> = [
  ["no parameters", []],
  ["null", [null, PgTypes.text(null), PgTypes.jsonb(null)]],
  ["empty text and bytes", ["", new Uint8Array(0)]],
  ["text of as many bytes as may be", ["x".repeat(maxBytes)]],
  ["as many in UTF-8", ["é".repeat(maxBytes / 2)]],
  ["as many in two parameters", ["x".repeat(maxBytes - 100), "x".repeat(100)]],
  ["as many in an array", [Array.from({ length: 15 }, () => "x".repeat(mebibyte - 4))]],
  ["as many in jsonb", [PgTypes.jsonb("x".repeat(maxBytes - 2))]],
  ["a million numbers in an array", [Array.from({ length: 1_000_000 }, (_, index) => index)]],
  ["as many bytes as may be", [new Uint8Array(maxBytes)]],
  ["bytes that hold a zero", [new Uint8Array([0, 255, 0])]],
  ["the largest whole numbers", [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  ["the largest bigints", [int8 - 1n, -int8]],
  ["numbers that are not whole, and no numbers", [0.1, 1e-300, Number.NaN, Infinity, -Infinity]],
  ["large numbers that are typed as floating", [PgTypes.float8(1e300), PgTypes.float4(2 ** 60)]],
  ["dates of many years", [new Date(0), new Date("0000-01-01T00:00:00Z"), new Date(8.64e15)]],
  ["the first day of Postgres", [new Date(Date.UTC(-4713, 10, 24))]],
  ["32,767 parameters", Array.from({ length: 32_767 }, () => 1)],
  ["arrays, empty and with nulls", [[], ["a", null], [1n, null], clean]],
  ["typed arrays", [array([null, "a"], PgTypes.OID.text), array([null, null], PgTypes.OID.text)]],
  ["jsonb 1,000 levels deep", [PgTypes.jsonb(nested(1_000))]],
  ["jsonb of every kind", [PgTypes.jsonb({ a: [1, 0.5, -1, "é", true, false, null, {}, []] })]],
  ["jsonb without a prototype", [PgTypes.jsonb(Object.assign(Object.create(null), { a: 1 }))]],
  ...naughtyStrings.map(
    (text) =>
      [`the naughty ${JSON.stringify(text)}`, [text, [text], PgTypes.jsonb({ [text]: text })]] as const
  )
]

describe("Parameters.prepare", () => {
  for (const [what, parameters, field, says] of refused) {
    it(`refuses ${what}, and names ${field}`, () => {
      const refusal = refusalOf(parameters)
      expect(refusal).toMatchObject({ _tag: "Rejected", statement: "did not run", field })
      expect(refusal?.message).toContain(says)
      expect(refusal?.message.startsWith(`${field} `)).toBe(true)
      expect(refusal?.message.length).toBeLessThan(200) // of the value itself it repeats nothing
    })
  }

  for (const [what, value, field] of odd) {
    it(`refuses ${what}, and names ${field}`, () => {
      const refusal = refusalOf([value()])
      expect(refusal).toMatchObject({ _tag: "Rejected", statement: "did not run", field })
    })
  }

  it("sends JSON as what it holds, whatever it says of itself", () => {
    const hidden = Object.defineProperty({ a: [1] }, "toJSON", { value: () => "other" })
    let asked = 0
    const changing = {
      get a() {
        return asked++ === 0 ? 1 : Number.NaN
      }
    }
    const sent = Parameters.prepare([
      PgTypes.jsonb(hidden),
      PgTypes.jsonb(Object.assign([1], { toJSON: () => "other" })),
      PgTypes.jsonb(changing)
    ])
    expect(JSON.stringify(sent)).toContain('"value":{"a":[1]}')
    expect(sent).toMatchObject([{ value: { a: [1] } }, { value: [1] }, { value: { a: 1 } }])
  })

  it("sends arrays of numbers as the widest type among them", () => {
    const typeOf = (values: ReadonlyArray<unknown>) => {
      const [sent] = Parameters.prepare([values]) as ReadonlyArray<PgTypes.Parameter>
      return sent?.oid
    }
    expect(typeOf([1, null])).toBe(PgTypes.OID.int4Array)
    expect(typeOf([1, 2 ** 31])).toBe(PgTypes.OID.int8Array)
    expect(typeOf([1, 1n])).toBe(PgTypes.OID.int8Array)
    expect(typeOf([1, 0.5])).toBe(PgTypes.OID.float8Array)
    expect(typeOf([1n, Number.NaN])).toBe(PgTypes.OID.float8Array)
    expect(typeOf([2n ** 60n, 0.5])).toBe(PgTypes.OID.numericArray)
  })

  it("accepts what Postgres gives back as it was given", () => {
    for (const [what, parameters] of accepted) expect(refusalOf(parameters), what).toBe(undefined)
  })

  it("looks into a hundred thousand keys, and names the one that is wrong", () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]))
    expect(refusalOf([PgTypes.jsonb(wide)])).toBe(undefined)
    const bad = refusalOf([PgTypes.jsonb({ ...wide, k99999: Number.NaN })])
    expect(bad?.field).toBe("$1.k99999")
  })

  it("changes no prototype by a key named __proto__", () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": "\\u0061"}')
    expect(refusalOf([PgTypes.jsonb(value)])).toBe(undefined)
    expect(Object.hasOwn({}, "polluted")).toBe(false)
    const bad: unknown = JSON.parse('{"__proto__": {"polluted": "\\ud800"}}')
    expect(refusalOf([PgTypes.jsonb(bad)])?.field).toBe("$1.__proto__.polluted")
  })
})

const failureOf = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.map(Effect.flip(effect), PgFailure.classify)

/** A pool of one connection, so that whoever holds it is noticed. */
const poolOfOne = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ app }) =>
    PooledPg.layerWith({ endpoint: app("pgbouncer118"), pool: { size: 1, min: 0 } })
  )
)

/** What comes back of one value of a type. */
const back = (sql: PooledSqlClient, type: string, value: unknown) =>
  Effect.map(sql.unsafe<{ back: unknown }>(`SELECT $1::${type} AS back`, [value]), ([row]) => row?.back)

layer(endpoints("pgbouncer118"), { excludeTestServices: true })(
  "A parameter at the pooled endpoint",
  (it) => {
    it.effect("that is refused costs no connection, whichever way the statement is run", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const { acquired } = yield* stats
        for (const [what, parameters, field] of refused) {
          expect(yield* failureOf(sql.unsafe("SELECT $1", parameters)), what).toMatchObject({
            _tag: "Rejected",
            statement: "did not run",
            field
          })
        }
        const statement = sql.unsafe("SELECT $1::text", ["\ud800"])
        const ways = [statement.raw, statement.values, statement.unprepared, statement.withoutTransform]
        for (const way of ways) {
          expect(yield* failureOf(Effect.asVoid<unknown, SqlError.SqlError, never>(way))).toMatchObject({
            _tag: "Rejected",
            field: "$1"
          })
        }
        expect(yield* stats).toMatchObject({ acquired, used: 0, waiting: 0, refused: 0 })
      })
    )

    it.effect("that is refused fails a stream too", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const stream = sql.unsafe("SELECT $1::text", ["a\0"]).stream
        expect(yield* failureOf(Stream.runDrain(stream))).toMatchObject({ _tag: "Rejected", field: "$1" })
        expect((yield* stats).used).toBe(0)
      })
    )

    it.effect("that is refused is answered while the only connection is held", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const taken = yield* Latch.make(false)
        const letGo = yield* Latch.make(false)
        const holder = yield* Effect.forkChild(sql.withTransaction(Effect.andThen(taken.open, letGo.await)))
        yield* taken.await
        expect(yield* failureOf(sql`SELECT ${"\0"}`)).toMatchObject({ _tag: "Rejected" })
        expect(yield* stats).toMatchObject({ acquired: 1, used: 1, waitingMax: 0 })
        yield* letGo.open
        yield* Fiber.join(holder)
      }).pipe(Effect.provide(poolOfOne))
    )

    it.effect("that is refused inside a transaction names its field, and the transaction goes on", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const kept = yield* sql.withTransaction(
          Effect.gen(function* () {
            const [before] = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
            for (const [what, parameters, field] of refused) {
              expect(yield* failureOf(sql.unsafe("SELECT $1", parameters)), what).toMatchObject({
                _tag: "Rejected",
                statement: "did not run",
                field
              })
            }
            const [after] = yield* sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`
            return before?.pid === after?.pid
          })
        )
        expect(kept).toBe(true)
        expect((yield* stats).replaced.broken).toBe(0)
      })
    )

    it.effect("that is refused and not caught rolls its transaction back, as Rejected", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const failing = sql.withTransaction(
          Effect.andThen(
            sql`INSERT INTO research_cache (keyword, payload, expires_at) VALUES ('lost', '{}', now())`,
            sql`SELECT ${"\ud800"}::text`
          )
        )
        expect(yield* failureOf(failing)).toMatchObject({ _tag: "Rejected", field: "$1" })
        expect(yield* sql`SELECT count(*)::int AS n FROM research_cache`).toEqual([{ n: 0 }])
      })
    )

    it.effect("that is refused harms none of its neighbours", () =>
      Effect.gen(function* () {
        const { sql, stats } = yield* PooledPg
        const exits = yield* Effect.forEach(
          Array.from({ length: 200 }, (_, index) => index),
          (index) => Effect.exit(back(sql, "text", index % 10 === 7 ? `bad ${index}\0` : `good ${index}`)),
          { concurrency: "unbounded" }
        )
        for (const [index, exit] of exits.entries()) {
          if (index % 10 === 7) expect(Exit.isFailure(exit)).toBe(true)
          else expect(exit).toEqual(Exit.succeed(`good ${index}`))
        }
        expect(yield* stats).toMatchObject({ used: 0, replaced: { broken: 0, dead: 0 } })
      })
    )

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

layer(SuiteDatabase.layer, { excludeTestServices: true })("The bare driver", (it) => {
  it.effect("stores a lone surrogate as U+FFFD and undefined as NULL, which is why both are refused", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const bare = yield* PgClient.make({ ...app("direct"), ssl: false, maxConnections: 1 })
      expect(yield* back(bare, "text", "a\ud800b")).toBe("a\ufffdb")
      expect(yield* back(bare, "text", undefined)).toBe(null)
      expect(yield* back(bare, "jsonb", PgTypes.jsonb({ a: Number.NaN, b: undefined, c: -0 }))).toEqual({
        a: null,
        c: 0
      })
    }).pipe(Effect.scoped, Effect.provide(Reactivity.layer))
  )
})
