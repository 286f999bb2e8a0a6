import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Tracer } from "effect"
import { normalized, summary } from "../../../src/layers/measure/StatementFingerprint.ts"
import * as StatementTracer from "../../../src/layers/measure/StatementTracer.ts"

describe("A statement's fingerprint", () => {
  it.each([
    [
      "SELECT * FROM users WHERE email = 'a''b@example.org' AND age > 42",
      "SELECT * FROM users WHERE email = ? AND age > ?"
    ],
    [
      "SELECT E'it\\'s', $tag$ a 'secret' $tag$, $$x$$, B'101', 1.5e3, .5, 0xff",
      "SELECT ?, ?, ?, ?, ?, ?, ?"
    ],
    ["SELECT 1 -- hunter2\n, /* hunter2 */ 2", "SELECT ? , ?"],
    [`SELECT "Name 1", t1.c2, $1::text FROM t1`, `SELECT "Name 1", t1.c2, $1::text FROM t1`],
    ["SELECT * FROM t WHERE id IN (1, 2, 3)", "SELECT * FROM t WHERE id IN (…)"],
    ["INSERT INTO t VALUES ($1, $2), ($3, $4)", "INSERT INTO t VALUES (…)"],
    ["SELECT 'never ends", "SELECT ?"],
    ["SELECT $$never ends", "SELECT ?"],
    ["SELECT 'a' 'b'", "SELECT ? ?"],
    ["SELECT U&'\\0041'", "SELECT ?"]
  ])("of %j is %j", (sql, expected) => {
    expect(normalized(sql)).toBe(expected)
  })

  it("says in few words what is done to what", () => {
    expect(
      [
        "select * from research_cache where keyword = $1",
        "INSERT INTO public.t VALUES (1)",
        `UPDATE "My table" SET a = 1`,
        "BEGIN",
        "WITH x AS (SELECT 1) DELETE FROM t",
        "/* SELECT FROM secret */ COMMIT",
        "SELECT 'FROM secret'",
        "SELECT pg_catalog.record_send(research_cache_find($1)) AS found",
        "SELECT public.f(1), g(2)"
      ].map(summary)
    ).toEqual([
      "SELECT research_cache",
      "INSERT public.t",
      `UPDATE "My table"`,
      "BEGIN",
      "WITH t",
      "COMMIT",
      "SELECT",
      "SELECT research_cache_find",
      "SELECT public.f"
    ])
  })
})

describe("StatementTracer", () => {
  it.effect("lets no value of a statement into a span", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = []
      const exporter = Layer.succeed(
        Tracer.Tracer,
        Tracer.make({
          span: (options) => {
            const span = new Tracer.NativeSpan(options)
            spans.push(span)
            return span
          }
        })
      )
      yield* Effect.useSpan("sql.execute", (span) =>
        Effect.sync(() => {
          span.attribute("db.query.text", "SELECT * FROM users WHERE password = 'hunter2'")
          span.attribute("db.namespace", "app")
        })
      ).pipe(Effect.provide(StatementTracer.layer(exporter)))
      expect(spans.map(({ attributes, name }) => ({ name, ...Object.fromEntries(attributes) }))).toEqual([
        {
          name: "SELECT users",
          "db.query.text": "SELECT * FROM users WHERE password = ?",
          "db.query.summary": "SELECT users",
          "db.namespace": "app"
        }
      ])
    })
  )
})
