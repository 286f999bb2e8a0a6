import { describe, expect, it, vi } from "@effect/vitest"
import { Effect, Tracer } from "effect"
import { type SqlConnection, Statement } from "effect/sql"
import * as PgSqlClient from "../../../src/layers/pool/PgSqlClient.ts"
import { UnseenStatement } from "../../../src/layers/pool/UnseenStatement.ts"

const echo = (sql: string, params: ReadonlyArray<unknown>) => Effect.succeed([{ sql, params }])

const connection = { execute: echo, executeUnprepared: echo } as unknown as SqlConnection.Connection // no more is asked

const client = PgSqlClient.make({
  connection,
  acquirer: Effect.succeed(connection),
  reserve: Effect.succeed(connection),
  spanAttributes: [["db.namespace", "shop"]],
  withTransaction: () => (effect) => effect
})

describe("A statement", () => {
  it.effect("has no span where no tracer would see it", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const span = vi.spyOn(Tracer.nativeTracer, "span")
      const sent = [{ sql: "SELECT $1", params: [1] }]
      expect(yield* sql`SELECT ${1}`).toEqual(sent)
      expect(yield* sql.unsafe("SELECT $1", [1])).toEqual(sent)
      expect(yield* sql.safe`SELECT ${1}`).toEqual(sent)
      expect(span).not.toHaveBeenCalled()
    })
  )

  it.effect("has its span where a tracer sees it", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const spans: Array<Tracer.Span> = []
      const tracer = Tracer.make({
        span(options) {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      yield* Effect.provideService(sql`SELECT ${1}`, Tracer.Tracer, tracer)
      expect(spans).toMatchObject([{ name: "shop", kind: "client", status: { _tag: "Ended" } }])
      expect(spans[0]?.attributes.get("db.query.text")).toBe("SELECT $1")
    })
  )

  it.effect("is transformed where a transformer is set", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const [row] = yield* sql`SELECT ${1}`.pipe(
        Effect.provideService(Statement.CurrentTransformer, (_, sql) => Effect.succeed(sql`SELECT ${2}`))
      )
      expect(row).toMatchObject({ params: [2] })
    })
  )

  it.effect("is a statement like Effect's in all else", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const statement = sql`SELECT ${1}`
      expect(statement).toBeInstanceOf(UnseenStatement)
      expect(Statement.isFragment(statement)).toBe(true)
      expect(statement.compile()).toEqual(["SELECT $1", [1]])
      expect((yield* sql`SELECT * FROM (${statement})`)[0]).toMatchObject({
        sql: "SELECT * FROM (SELECT $1)"
      })
      expect(yield* statement.unprepared).toEqual([{ sql: "SELECT $1", params: [1] }])
      const shown = { _id: "Statement", segments: statement.segments, sql: "SELECT $1", params: [1] }
      expect(JSON.parse(JSON.stringify(statement))).toEqual(JSON.parse(JSON.stringify(shown)))
      expect(sql("name")).toMatchObject({ _tag: "Identifier" })
    })
  )
})
