import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg } from "aquifer"
import { type Cause, Effect, Exit, Option, Queue } from "effect"
import { failureOf } from "../../support/failureOf.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { naughtyNames } from "../../support/strings.ts"

const failed = (cause: Cause.Cause<unknown>) => Option.getOrUndefined(PgFailure.ofCause(cause))

/** Names of 63 bytes, the most that Postgres keeps, and of one byte more. */
const longest = ["n".repeat(63), `${"é".repeat(31)}x`]
const tooLong = ["n".repeat(64), "é".repeat(32), `${"😀".repeat(15)}abcd`]
const unfit = [...tooLong, "a\0b", "a\ud800", ""]

const odd = ['a"b', '""', "a b", "é e\u0301", "ORDER", "1; DROP TABLE x; --", "😀", "$1", "A"]

layer(endpoints("pgbouncer118"), { excludeTestServices: true })("A name", (it) => {
  it.effect("of up to 63 bytes is itself, whatever it holds", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      for (const name of [...longest, ...odd]) {
        const [row] = yield* sql<Record<string, number>>`SELECT 1 AS ${sql(name)}`
        expect(Object.keys(row ?? {})).toEqual([name])
      }
    })
  )

  it.effect("that Postgres would cut or could not have is refused before a connection is taken", () =>
    Effect.gen(function* () {
      const { sql, stats } = yield* PooledPg
      const { acquired } = yield* stats
      for (const name of unfit) {
        const statements = [
          sql`SELECT 1 AS ${sql(name)}`,
          sql`SELECT 1 FROM ${sql(`public.${name}`)}`,
          sql`INSERT INTO t ${sql.insert({ [name]: 1 })}`,
          sql`INSERT INTO t ${sql.insert({ a: 1 }).returning(sql`${sql(name)}`)}`,
          sql`UPDATE t SET ${sql.update({ [name]: 1 })}`,
          sql`UPDATE t SET a = v.a FROM ${sql.updateValues([{ a: 1 }], name)}`,
          sql`SELECT 1 ORDER BY ${sql(name)}`
        ]
        for (const statement of statements) {
          expect(yield* failureOf(statement)).toMatchObject({
            _tag: "Rejected",
            statement: "did not run",
            field: "identifier"
          })
          expect(yield* failureOf(statement)).toMatchObject({ field: "identifier" }) // a second time as well
        }
      }
      expect((yield* stats).acquired).toBe(acquired)
    })
  )

  it.effect(
    "and a value are data, whatever is tried with them in a list, a filter, a pattern or an order",
    () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        for (const text of naughtyNames.filter((name) => Buffer.byteLength(name) <= 63)) {
          const [row] = yield* sql<{ same: boolean; like: boolean; one: boolean }>`
          SELECT v.text = ${text} AS same, v.text IN ${sql.in([text, "other"])} AS one,
            v.text LIKE replace(replace(replace(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_') AS "like"
          FROM (VALUES (${text})) AS v (text) ORDER BY v.text = ${text}`
          expect(row, text).toEqual({ same: true, like: true, one: true })
          const sorted = yield* Effect.exit(sql`SELECT 1 FROM research_cache ORDER BY ${sql(text)}`)
          const known = Exit.isFailure(sorted) ? failed(sorted.cause) : undefined
          expect(known?._tag, text).toBe("Rejected") // no such column, and nothing else happened
        }
        expect(yield* sql`SELECT count(*)::int AS n FROM research_cache`).toEqual([{ n: 0 }])
      })
  )

  it.effect("of a channel is heard up to 63 bytes, and refused beyond", () =>
    Effect.gen(function* () {
      const { listen, sql, stats } = yield* DirectPg
      const { acquired } = yield* stats
      for (const channel of unfit) {
        expect(yield* failureOf(Effect.scoped(listen(channel)))).toMatchObject({
          _tag: "Rejected",
          statement: "did not run",
          field: "channel"
        })
      }
      expect((yield* stats).acquired).toBe(acquired)
      for (const channel of [...longest, 'a"b', "A b"]) {
        const heard = yield* Effect.scoped(
          Effect.gen(function* () {
            const queue = yield* listen(channel)
            yield* sql`SELECT pg_notify(${channel}, 'heard')`
            return (yield* Queue.take(queue)).payload
          })
        )
        expect(heard).toBe("heard")
      }
    })
  )
})

layer(endpoints("pgbouncer118"), { excludeTestServices: true })("A statement's text", (it) => {
  it.effect("that could not arrive as it is, is refused before a connection is taken", () =>
    Effect.gen(function* () {
      const { sql, stats } = yield* PooledPg
      const { acquired } = yield* stats
      for (const text of [
        "SELECT 1\0; DROP TABLE t",
        "SELECT '\ud800'",
        `SELECT '${"x".repeat(17 * 2 ** 20)}'`
      ]) {
        expect(yield* failureOf(sql.unsafe(text))).toMatchObject({
          _tag: "Rejected",
          statement: "did not run",
          field: "sql"
        })
      }
      expect((yield* stats).acquired).toBe(acquired)
      expect(yield* sql.unsafe("SELECT 'é 😀' AS text")).toEqual([{ text: "é 😀" }])
    })
  )
})
