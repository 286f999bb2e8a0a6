import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { check } from "../../../../src/layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../../../src/layers/guard/sql/Grammar.ts"
import { rules } from "../brokenRules.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

describe("a script", () => {
  it("is judged on behind what the grammar does not take", () => {
    expect(rules("SELEKT 1; BEGIN; oops; SET LOCAL a.b = 1; COMMIT; SET a.b = 1")).toEqual([
      "unparsable",
      "unparsable",
      "SET"
    ])
  })

  it("says in which line each statement begins, comments before it left out", () => {
    const lines = check("-- one\nSELECT 1;\n\n/* two\n */ SELECT\n2; SELECT 3").statements
    expect(lines.map(({ line, statement }) => [line, statement])).toEqual([
      [2, "SELECT 1"],
      [5, "SELECT\n2"],
      [6, "SELECT 3"]
    ])
  })

  it.each(["\n", "\r", "\r\n"])("ends comments and lines at %j", (end) => {
    const lines = check(["-- one", "SET a.b =", "1; SELECT 2;", "LISTEN c"].join(end)).statements
    expect(lines.map(({ line, verdict }) => [line, verdict])).toEqual([
      [2, "unsafe"],
      [3, "safe"],
      [4, "unsafe"]
    ])
  })

  it("takes psql's variables for what they may stand for", () => {
    expect(
      rules(`SELECT :'a', :"b", x[1:2] FROM :c WHERE d = :e::int AND pg_try_advisory_lock(:f); SET x.y = :v`)
    ).toEqual(["session advisory lock", "SET"])
  })

  it("reads each query of WITH once, however often others read from it", () => {
    const doubled = Array.from({ length: 40 }, (_, n) => `, c${n + 1} AS (SELECT a.n FROM c${n} a, c${n} b)`)
    const taken = `WITH c0 AS (SELECT 1 AS n)${doubled.join("")} SELECT nextval('s') FROM c40`
    expect(rules(`BEGIN; ${taken}; SELECT currval('s'); COMMIT`)).toEqual([])
    const none = taken.replace("SELECT 1 AS n", "SELECT 1 AS n WHERE false")
    expect(rules(`BEGIN; ${none}; SELECT currval('s'); COMMIT`)).toEqual(["currval"])
  })

  it("takes the names of a query of its own for its own", () => {
    const inner = "WITH a AS (SELECT 1 WHERE false) SELECT * FROM a"
    const taken = `WITH a AS (SELECT 1) SELECT nextval('s') FROM (${inner}) AS b`
    expect(rules(`BEGIN; ${taken}; SELECT currval('s'); COMMIT`)).toEqual(["currval"])
  })

  it("does not take a copy of a table for something that goes with it", () => {
    const copy = "CREATE TEMP TABLE b AS SELECT * FROM a"
    for (const before of ["CREATE TEMP TABLE a (c int) ON COMMIT DROP", "DROP TABLE a"])
      expect(rules(`BEGIN; ${before}; ${copy}; COMMIT`)).toEqual(["temporary table"])
    expect(rules(`BEGIN; CREATE TEMP TABLE a (c int); ${copy}; DROP TABLE a; COMMIT`)).toEqual([
      "temporary table"
    ])
    const view = "CREATE TEMP VIEW b AS SELECT * FROM a"
    expect(rules(`BEGIN; CREATE TEMP TABLE a (c int) ON COMMIT DROP; ${view}; COMMIT`)).toEqual([])
  })

  it("finds a call in what is nested too deeply to be read", () => {
    const deep = `SELECT 1${" + 1".repeat(20_000)}`
    expect(rules(deep)).toEqual([])
    expect(rules(`${deep} + pg_advisory_lock(1)`)).toEqual(["session advisory lock"])
    expect(rules(`${deep} + nextval('a')`)).toEqual([])
    expect(rules(`SELECT pg_advisory_lock(1${" + 1".repeat(20_000)})`)).toEqual(["too deep to be read"])
  })

  it("does not call safe what runs whatever it answers", () => {
    expect(rules("SELECT 'SET a.b = 1' \\gexec\nSELECT 1 \\g\nSELECT pg_advisory_lock(1) \\gexec\n")).toEqual(
      ["unparsable", "session advisory lock"]
    )
  })

  it("says what the grammar says of what it does not take, and of which line", () => {
    const [judged] = check("\n\nSELECT 1\n  FROM a b c").statements
    expect(judged?.complaint).toEqual({ message: 'syntax error at or near "c"', line: 4 })
  })

  it("knows a view over what is temporary for temporary, too", () => {
    expect(rules("CREATE VIEW b AS SELECT * FROM a; CREATE VIEW c AS SELECT * FROM public.t")).toEqual([])
    expect(
      rules(`BEGIN; CREATE TEMP TABLE t (a int) ON COMMIT DROP; CREATE VIEW b AS SELECT 1 FROM t; COMMIT;
        CREATE VIEW c AS SELECT * FROM t; CREATE TEMP TABLE t (a int);
        CREATE VIEW d AS SELECT * FROM (SELECT 1 FROM t) AS u; CREATE VIEW e AS SELECT * FROM public.t;
        CREATE VIEW f AS SELECT * FROM d; DROP TABLE t CASCADE; CREATE VIEW g AS SELECT * FROM t`)
    ).toEqual(["temporary table", "temporary object", "temporary object"])
    expect(rules("BEGIN; CREATE TEMP TABLE t (a int); ROLLBACK; CREATE VIEW b AS SELECT * FROM t")).toEqual(
      []
    )
  })

  it("asks for no currval where one is only written down", () => {
    expect(
      rules("CREATE TABLE a (b bigint DEFAULT currval('s')); CREATE VIEW c AS SELECT lastval()")
    ).toEqual([])
    expect(rules("CREATE TABLE a AS SELECT currval('s')")).toEqual(["currval"])
  })

  it("takes what comes in one message for one transaction", () => {
    expect(rules("PREPARE a AS SELECT 1\\; EXECUTE a\\; DEALLOCATE a; EXECUTE a;")).toEqual(["EXECUTE"])
    expect(rules("SET a.b = 1\\; ROLLBACK; SET a.b = 1;")).toEqual(["SET"])
    expect(rules("SET a.b = 1\\; BEGIN; SET c.d = 1; ROLLBACK; ROLLBACK AND CHAIN; SET e.f = 1;")).toEqual([
      "SET"
    ])
  })

  it("takes rows only for a COPY that Postgres takes", () => {
    expect(rules("COPY (SELECT 1) FROM STDIN;\nSET x.y = 1;\n\\.\n")).toEqual(["unparsable", "SET"])
    expect(rules("COPY a FROM STDIN;\nSET x.y = 1;\n\\.\nSELECT 1;")).toEqual([])
    expect(rules("COPY a FROM STDIN;\n1\tsecret\n2\tit's\n")).toEqual([])
    expect(rules("COPY a FROM STDIN;\nit's mine;\n2\tyours;\n")).toEqual([])
    expect(rules("COPY a FROM STDIN;\nit's mine;\nSET x.y = 1;\n")).toEqual(["SET"])
    expect(rules("COPY a FROM PROGRAM 'b';\nSET x.y = 1;\n\\.\n")).toEqual(["SET"])
  })

  it.each([
    ["SET standard_conforming_strings = off; SELECT 'a\\'; LISTEN b;'; SELECT pg_advisory_lock(1)", 3],
    [
      "BEGIN; SET LOCAL standard_conforming_strings TO 0; COMMIT; SELECT 'a\\'; SELECT pg_advisory_lock(1)",
      5
    ],
    ["BEGIN; SET standard_conforming_strings = off; ROLLBACK; SELECT 'a\\'; SELECT pg_advisory_lock(1)", 5],
    ["SET standard_conforming_strings = off; RESET ALL; SELECT 'a\\'; SELECT pg_advisory_lock(1)", 4],
    [
      "SET standard_conforming_strings = off; DO 'BEGIN\\n LISTEN \\'a\\';\\n PERFORM pg_advisory_lock(1); END'",
      2
    ]
  ])("reads backslashes as standard_conforming_strings has it: %s", (script, last) => {
    const { statements } = check(script)
    expect([statements.length, rules(script).at(-1)]).toEqual([last, "session advisory lock"])
  })

  it("takes a COPY without columns for one that may give them all", () => {
    const copied = (columns: string) =>
      `BEGIN;\nCOPY a${columns} FROM STDIN;\n\\.\nSELECT currval('a_id_seq'); COMMIT;`
    expect(rules(copied(" (b)"))).toEqual([])
    expect(rules(copied(""))).toEqual(["currval"])
  })

  it("takes nothing behind a zero byte for part of a harmless statement", () => {
    expect(rules("SELECT 1 \0 ; SET x.y = 1")).toEqual(["unparsable", "SET"])
  })
})
