import { randomBytes } from "node:crypto"
import { PgProtocol, PgTypes } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Context, Duration, Effect, Fiber, Layer, Result, Stream } from "effect"
import type { Statement } from "effect/sql"
import * as BinaryArray from "../../../../src/layers/encode/BinaryArray.ts"
import * as RawParameters from "../../../../src/layers/socket/wire/RawParameters.ts"
import { bareDriver, failureOf, pooledAt } from "../../../support/bareDriver.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const texts = (mark: string): ReadonlyArray<string> =>
  Array.from({ length: 3_000 }, (_, index) => `${mark} ${index} ${"é".repeat(index % 30)}`)

const hashes = Array.from({ length: 1_000 }, (_, index) =>
  (index & 255).toString(16).padStart(2, "0").repeat(32)
)

interface Back {
  readonly texts: ReadonlyArray<string>
  readonly before: Uint8Array
  readonly last: Uint8Array
  readonly n: number
  readonly none: null
}

/** Sends long parameters between short ones, and reads all of them back. */
const back = (sql: Statement.Constructor, mark: string, before: Uint8Array) =>
  Effect.map(
    sql<Back>`SELECT ${before}::bytea AS before, ${BinaryArray.texts(texts(mark))}::text[] AS texts,
      (${BinaryArray.bytes(hashes, 32)}::bytea[])[1000] AS last, ${null}::text AS none, ${7}::int AS n`,
    ([row]) => row
  )

const whole = (mark: string, before: Uint8Array) => ({
  before: new Uint8Array(before),
  texts: texts(mark),
  last: new Uint8Array(32).fill(999 & 255),
  none: null,
  n: 7
})

/** Whether nobody is sending long parameters any more. */
const nothingLeft = () => RawParameters.open(Buffer.alloc(0)) === undefined

/**
 * How many statements share a connection. PgBouncer 1.18 lets go of the server when a statement is answered though a part
 * of the next has come already, and then closes the connection of whoever sent it, with long parameters or short.
 */
const shared = [
  ["pgbouncer118", 1],
  ["pgbouncer124", 8]
] as const

layer(SuiteDatabase.layer, { excludeTestServices: true })("Long parameters", (it) => {
  it.effect.each(shared)(
    "go past the driver through %s, many at once, and nothing else is touched",
    ([route, multiplex]) =>
      Effect.gen(function* () {
        const { app } = yield* SuiteDatabase
        // Whoever waits is not turned away, however busy the machine is.
        const pool = { size: 2, timeout: Duration.minutes(1) }
        const { sql } = yield* pooledAt(app(route), pool, multiplex > 1 ? { multiplex } : {})
        const marks = Array.from({ length: 40 }, (_, index) => `mark ${index}`)
        yield* Effect.forEach(
          marks,
          (mark) =>
            Effect.gen(function* () {
              const alike = randomBytes(16) // as long as a token
              expect(yield* back(sql, mark, alike)).toEqual(whole(mark, alike))
              const [row] = yield* sql<{ b: Uint8Array }>`SELECT ${alike}::bytea AS b`
              expect(row?.b).toEqual(new Uint8Array(alike))
            }),
          { concurrency: "unbounded", discard: true }
        )
        expect(nothingLeft()).toBe(true)
      })
  )

  it.effect("are parameters of named statements too", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { sql } = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg)
      const none = Buffer.alloc(0)
      for (const mark of ["parsed", "bound"]) expect(yield* back(sql, mark, none)).toEqual(whole(mark, none))
      const inOne = sql.withTransaction(Effect.all([back(sql, "a", none), back(sql, "b", none)]))
      expect(yield* inOne).toEqual([whole("a", none), whole("b", none)])
    })
  )

  it.effect("are read as values, streamed, and sent again by who is refused", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const { sql } = yield* pooledAt(app("pgbouncer118"))
      const array = BinaryArray.texts(texts("values"))
      expect(yield* sql`SELECT cardinality(${array}::text[])`.values).toEqual([[3_000]])
      const { failure } = yield* failureOf(sql`SELECT ${array}::text[]::int[]`)
      expect(failure).toMatchObject({ _tag: "Rejected" })
      const counted = sql`SELECT cardinality(${array}::text[]) AS n`
      expect(yield* counted).toEqual([{ n: 3_000 }])
      expect(yield* Stream.runCollect(counted.stream)).toEqual([{ n: 3_000 }])
      expect(nothingLeft()).toBe(true)
    })
  )

  it.effect("leave the types of the statement before as they are", () =>
    Effect.gen(function* () {
      const array = BinaryArray.texts(texts("bound"))
      const other = Result.getOrThrow(
        PgProtocol.encodeParse({ name: "", query: "SELECT $1", parameterTypes: [PgTypes.OID.bytea] })
      )
      const bind = (parameters: ReadonlyArray<unknown>, statement: string) =>
        Result.getOrThrow(
          PgProtocol.encodeBind({
            portal: "",
            statement,
            parameters: parameters as ReadonlyArray<Uint8Array>
          })
        )
      const [frame, pieces] = yield* RawParameters.sending([array], (tokens) =>
        Effect.sync(() => {
          const frame = Buffer.concat([other, bind([randomBytes(16)], ""), bind(tokens, "named")])
          return [Buffer.from(frame), RawParameters.open(frame) ?? []] as const
        })
      )
      const whole = Buffer.concat([
        frame.subarray(0, -bind([randomBytes(16)], "named").length),
        bind([array.bytes], "named")
      ])
      expect(Buffer.concat(pieces).equals(whole)).toBe(true)
    })
  )

  it.effect("are forgotten when their statement is interrupted", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const { sql, stats } = yield* pooledAt(app("pgbouncer118"), { size: 2 })
      const array = BinaryArray.texts(texts("interrupted"))
      yield* Effect.forEach(
        Array.from({ length: 200 }, (_, index) => index),
        (turns) =>
          Effect.gen(function* () {
            const fiber = yield* Effect.forkChild(sql`SELECT cardinality(${array}::text[])`)
            for (let turn = 0; turn < turns % 12; turn++) yield* Effect.yieldNow
            yield* Fiber.interrupt(fiber)
          }),
        { concurrency: 10, discard: true }
      )
      yield* Effect.repeat(stats, { until: ({ used }) => used === 0 })
      expect(nothingLeft()).toBe(true)
      expect(yield* back(sql, "after", Buffer.alloc(0))).toEqual(whole("after", Buffer.alloc(0)))
    })
  )

  it.effect("are parameters of a client that knows nothing of them", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const sql = yield* bareDriver(app("direct"))
      expect(yield* back(sql, "bare", Buffer.alloc(0))).toEqual(whole("bare", Buffer.alloc(0)))
    })
  )
})
