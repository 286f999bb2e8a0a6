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
        "WITH written AS MATERIALIZED (SELECT * FROM research_store($1)) SELECT w.* FROM written AS w",
        "WITH a AS (SELECT id FROM orders), b (n) AS (SELECT 1) SELECT * FROM a JOIN b ON a.id = b.n",
        "/* SELECT FROM secret */ COMMIT",
        "SELECT 'FROM secret'",
        "SELECT pg_catalog.record_send(research_cache_find($1)) AS found",
        "SELECT public.f(1), g(2)",
        "SELECT keyword FROM research_lease_take($1::text[])",
        "SELECT extract(epoch FROM now()) FROM pg_stat_activity AS a",
        "INSERT INTO orders(id) VALUES ($1)",
        "DELETE FROM ONLY t WHERE id = $1",
        "create unlogged table if not exists public.t (a int)",
        "CREATE OR REPLACE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT FROM t'",
        "CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)",
        "CREATE INDEX ON t (a)",
        "CREATE POLICY all_rows ON t USING (true)",
        "ALTER TABLE ONLY t ADD COLUMN b int",
        "DROP TABLE IF EXISTS t",
        "REVOKE ALL ON t FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION f(text) TO app",
        "GRANT app TO clerk",
        "DO $$ BEGIN PERFORM FROM t; END $$",
        "TRUNCATE TABLE t"
      ].map(summary)
    ).toEqual([
      "SELECT research_cache",
      "INSERT public.t",
      `UPDATE "My table"`,
      "BEGIN",
      "DELETE t",
      "SELECT research_store",
      "SELECT orders",
      "COMMIT",
      "SELECT",
      "SELECT research_cache_find",
      "SELECT public.f",
      "SELECT research_lease_take",
      "SELECT pg_stat_activity",
      "INSERT orders",
      "DELETE t",
      "CREATE TABLE public.t",
      "CREATE FUNCTION f",
      "CREATE INDEX t_a",
      "CREATE",
      "CREATE POLICY all_rows",
      "ALTER TABLE t",
      "DROP TABLE t",
      "REVOKE t",
      "GRANT f",
      "GRANT",
      "DO",
      "TRUNCATE t"
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
