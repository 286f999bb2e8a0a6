import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { check } from "../../../../src/layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../../../src/layers/guard/sql/Grammar.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

const verdicts = (script: string): string =>
  check(script)
    .statements.map(({ verdict }) => verdict)
    .join(" ")

describe("a placeholder for a name", () => {
  it.each([
    ["psql", ":schema"],
    ["psql, quoted", ':"schema"'],
    ["Flyway and JavaScript", "${schema}"],
    ["JavaScript with an expression", '${ schemas["a;b"] ?? `${x}` }'],
    ["Jinja and dbt", "{{ var('schema') }}"],
    ["Jinja with a dictionary", "{{ of({'a': {'b': \"it's\"}}) }}"],
    ["Go", "{{ .Schema }}"],
    ["Handlebars", "{{schema}}"],
    ["Mustache, as it is", "{{{schema}}}"],
    ["ERB", "<%= schema('it;') %>"],
    ["ERB and EJS", "<%- schema %>"],
    ["Ruby and MyBatis", "#{schema}"],
    ["Elixir", "%{schema}"],
    ["Python's format", "{schema}"],
    ["psycopg", "%(schema)s"],
    ["an extension's script", "@extschema@"],
    ["an extension's script, of another extension", "@extschema:cube@"],
    ["sqlc and Npgsql", "@schema"],
    ["HugSQL", ":i:schema"],
    ["pgtyped", ":schema!"],
    ["SQLite's and JDBC's", "?"],
    ["sqlcmd", "$(schema)"],
    ["Python's Template", "$schema"],
    ["sqlx and node-postgres", "$1"]
  ])("is read as %s has it", (_, name) => {
    const end = name.endsWith("!") ? " " : ""
    const function_ = `CREATE FUNCTION ${name}${end}.a() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_lock(1); END $$;`
    const script = `CREATE TABLE ${name}${end}.t (a int);\n${function_}\nSET ROLE ${name}${end};\nSELECT 1;`
    expect(verdicts(script)).toBe("safe unsafe unsafe safe")
  })

  it("counts in a body, too, and is shown as it was written, at its line", () => {
    const script =
      "SELECT 1;\nDO $$\nBEGIN\n  PERFORM {{ schema }}.f(\n{{ more\n}});\n  PERFORM pg_advisory_lock({{ id }});\nEND $$;"
    const [, block] = check(script).statements
    expect(block?.problems.map(({ line }) => line)).toEqual([7])
    expect(block?.statement).toBe(script.slice(10, -1))
  })
})

describe("a placeholder for a value", () => {
  it.each([
    "SELECT * FROM a WHERE b = %s AND c IN %(ids)s AND pg_try_advisory_lock(%(id)s)",
    "SELECT * FROM a WHERE b IN :ids LIMIT :limit OFFSET :{?offset} + pg_try_advisory_lock(:id)::int",
    "SELECT pg_advisory_lock(?), now() - INTERVAL {{ days }} FROM {{ ref('a') }}",
    "SELECT pg_advisory_lock(1) WHERE day > '{{ var('start; day') }}'",
    "SELECT a[1:2], pg_advisory_lock(:id) FROM b WHERE c @> :d::jsonb",
    "INSERT INTO a (b) VALUES {{ rows }} RETURNING pg_advisory_lock(1)",
    "INSERT INTO a (b) VALUES (@b, @c) RETURNING pg_advisory_lock(@d)"
  ])("is taken for one: %s", (statement) => {
    expect(verdicts(`${statement}; SELECT 2`)).toBe("unsafe safe")
  })

  it.each([
    ["what dbt is told about a model", "{{ config(materialized='table') }}\n\nSELECT 1", "safe"],
    [
      "comments and conditions",
      "{# don't; #}\nSELECT pg_advisory_lock(1)\n{% if x == 'a' %}\nWHERE b > 1\n{% endif %};\nSELECT 2",
      "unsafe safe"
    ],
    [
      "commas between the turns of a loop",
      "SELECT {% for c in cs %} sum({{ c }}) {% if not loop.last %},{% endif %} {% endfor %} FROM a",
      "safe"
    ],
    ["Go's conditions", "{{ if .Owner }}\nSET ROLE {{ .Owner }};\n{{- end }}\nSELECT 1;", "unsafe safe"],
    [
      "what stands before a statement",
      ":EXPLAIN UPDATE a SET b = pg_advisory_lock(:c); :x :y SELECT 1",
      "unsafe safe"
    ],
    ["ERB's loops", "<% roles.each do |role| %>\nSET ROLE <%= role %>;\n<% end %>", "unsafe"]
  ])("leaves out %s", (_, script, expected) => {
    expect(verdicts(script)).toBe(expected)
  })
})

describe("what is no placeholder", () => {
  it.each([
    "SELECT '{{' || a || '}}', pg_advisory_lock(1)",
    "SELECT 'a' <% 'b', pg_advisory_lock(1), 'c' %> 'd'",
    "SELECT a ? 'b', a ?| c, a @? '$.d', pg_advisory_lock(1), 5 % s",
    "SELECT '{{1,2},{3,4}}'::int[], '${x}', pg_advisory_lock(1) /* {{ it's } */"
  ])("is read as it is: %s", (statement) => {
    expect(verdicts(`${statement}; SELECT 2`)).toBe("unsafe safe")
  })

  it("hides nothing when something else is not understood", () => {
    expect(verdicts("SELECT '{{'; SELECT pg_advisory_lock(1); SELECT '}}'; SELEKT 1")).toBe(
      "safe unsafe safe unparsable"
    )
  })

  it("is a string where the grammar takes nothing else", () => {
    expect(verdicts("CREATE TABLESPACE a OWNER :b LOCATION :c")).toBe("safe")
  })

  it("stands for no whole statement", () => {
    expect(verdicts("{{ create_functions() }};\nSELECT 1;\n${x};\n:y;")).toBe(
      "unparsable safe unparsable unparsable"
    )
  })
})
