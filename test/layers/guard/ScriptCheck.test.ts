import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { check } from "../../../src/layers/guard/ScriptCheck.ts"
import * as Grammar from "../../../src/layers/guard/sql/Grammar.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

/** The rules that a script breaks, in order. */
const rules = (script: string): ReadonlyArray<string> =>
  check(script).statements.flatMap(({ problems, verdict }) =>
    verdict === "unparsable" ? ["unparsable"] : problems.map(({ rule }) => rule.name)
  )

const inTransaction = (statement: string): string => `BEGIN; ${statement}; COMMIT`

describe("a statement outside a transaction", () => {
  it.each([
    ["SET work_mem = '1MB'", "SET"],
    ["set session \"Work_Mem\" to '1MB'", "SET"],
    ["SET search_path TO a, b", "SET"],
    ["SET SCHEMA 'a'", "SET"],
    ["SET app.tenant = '1'", "SET"],
    ["SET work_mem TO DEFAULT", "SET"],
    ["SET IntervalStyle = iso_8601", "SET"],
    ["UPDATE pg_settings SET setting = '1' WHERE name = 'work_mem'", "SET"],
    ["SELECT set_config('work_mem', '1MB', false)", "set_config"],
    ["SELECT set_config('work_mem', '1MB', 'off')", "set_config"],
    ["SELECT set_config('work_mem', '1MB', NOT true)", "set_config"],
    ["SELECT set_config('work_mem', '1MB', $1)", "set_config"],
    ["SELECT set_config(is_local => false, setting_name => 'a.b', new_value => 'c')", "set_config"],
    ["SELECT set_config($1, '1MB', false)", "set_config"],
    ["RESET work_mem", "RESET"],
    ["RESET ALL", "RESET"],
    ["DISCARD ALL", "DISCARD"],
    ["DISCARD PLANS", "DISCARD"],
    ["DEALLOCATE ALL", "DEALLOCATE"],
    ["SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SET SESSION CHARACTERISTICS"],
    ["SET ROLE a", "SET ROLE"],
    ["RESET ROLE", "SET ROLE"],
    ["SET SESSION AUTHORIZATION a", "SET ROLE"],
    ["PREPARE a AS SELECT 1", "PREPARE"],
    ["EXECUTE a", "EXECUTE"],
    ["EXPLAIN EXECUTE a", "EXECUTE"],
    ["CREATE TABLE a AS EXECUTE b", "EXECUTE"],
    ["DEALLOCATE a", "DEALLOCATE"],
    ["CREATE TEMP TABLE a (b int)", "temporary table"],
    ["create global temporary table if not exists a (b int) on commit delete rows", "temporary table"],
    ["CREATE TABLE pg_temp.a (b int)", "temporary table"],
    ['CREATE TABLE "pg_temp".a (b int)', "temporary table"],
    ["CREATE TEMP TABLE a AS SELECT 1", "temporary table"],
    ["SELECT 1 AS a INTO TEMP b", "temporary table"],
    ["EXPLAIN ANALYZE CREATE TEMP TABLE a AS SELECT 1", "temporary table"],
    ["CREATE TEMP VIEW a AS SELECT 1", "temporary object"],
    ["CREATE TEMP SEQUENCE a", "temporary object"],
    ["CREATE FUNCTION pg_temp.a() RETURNS int LANGUAGE sql RETURN 1", "temporary object"],
    ["CREATE TYPE pg_temp.a AS ENUM ('b')", "temporary object"],
    ["CREATE FOREIGN TABLE pg_temp.a (b int) SERVER c", "temporary table"],
    ["CREATE OPERATOR CLASS pg_temp.a FOR TYPE int USING btree AS STORAGE int", "temporary object"],
    ["CREATE OPERATOR FAMILY pg_temp.a USING btree", "temporary object"],
    ["CREATE CONVERSION pg_temp.a FOR 'UTF8' TO 'LATIN1' FROM b", "temporary object"],
    ["CREATE STATISTICS pg_temp.a ON b, c FROM d", "temporary object"],
    ['CREATE COLLATION pg_temp.a FROM "C"', "temporary object"],
    ["CREATE TEXT SEARCH CONFIGURATION pg_temp.a (COPY = simple)", "temporary object"],
    ["CREATE EXTENSION a SCHEMA pg_temp", "temporary object"],
    ["IMPORT FOREIGN SCHEMA a FROM SERVER b INTO pg_temp", "temporary object"],
    ["SELECT NULL::pg_temp.a", "pg_temp"],
    ["DROP TYPE pg_temp.a", "pg_temp"],
    ["SELECT set_limit(0.9)", "set_limit"],
    ["SELECT public.hypopg_create_index('CREATE INDEX ON a (b)')", "session resource"],
    ["SELECT * FROM pg_temp.a", "pg_temp"],
    ["DROP TABLE pg_temp.a", "pg_temp"],
    ["DECLARE a CURSOR WITH HOLD FOR SELECT 1", "WITH HOLD cursor"],
    ["FETCH ALL FROM a", "FETCH outside a transaction"],
    ["CLOSE a", "FETCH outside a transaction"],
    ["LISTEN a", "LISTEN"],
    ["UNLISTEN *", "LISTEN"],
    ["SELECT pg_advisory_lock(1)", "session advisory lock"],
    ["SELECT pg_try_advisory_lock_shared(1, 2)", "session advisory lock"],
    ["SELECT pg_advisory_unlock_all()", "session advisory lock"],
    ["SELECT currval('a')", "currval"],
    ["SELECT lastval()", "currval"],
    ["INSERT INTO a VALUES (currval('b'))", "currval"],
    ["SELECT setseed(0.5)", "setseed"],
    ["SET LOCAL seed = 0.5", "setseed"],
    ["SELECT set_config('seed', '0.5', true)", "setseed"],
    ["LOAD 'a'", "LOAD"],
    ["SELECT pg_create_physical_replication_slot('a', true, true)", "session resource"],
    ["SELECT query_to_xml('SELECT pg_advisory_lock(1)', true, true, '')", "session advisory lock"]
  ])("is refused: %s", (statement, rule) => {
    expect(rules(statement)).toEqual([rule])
  })

  it.each([
    'SELECT "pg_advisory_lock"(1)',
    "SELECT PG_CATALOG . Pg_Advisory_Lock (1)",
    'SELECT "pg_catalog"."pg_advisory_lock"(1)',
    'SELECT U&"pg\\005fadvisory_lock"(1)',
    "SELECT pg_catalog./* */pg_advisory_lock(1)",
    "WITH a AS (SELECT pg_advisory_lock(1)) SELECT * FROM a",
    "SELECT 1 WHERE EXISTS (SELECT FROM pg_advisory_lock(1))",
    "SELECT * FROM a JOIN LATERAL pg_advisory_lock(a.b) ON true",
    "SELECT CASE WHEN pg_try_advisory_lock(1) THEN 1 END",
    "SELECT 1 ORDER BY pg_advisory_lock(1)",
    "SELECT count(*) FILTER (WHERE pg_try_advisory_lock(1)) FROM a",
    "VALUES (pg_advisory_lock(1))",
    "UPDATE a SET b = 1 WHERE pg_try_advisory_lock(c)",
    "INSERT INTO a SELECT pg_advisory_lock(1) ON CONFLICT DO NOTHING RETURNING 1",
    "DELETE FROM a RETURNING pg_advisory_lock(1)",
    "MERGE INTO a USING b ON pg_try_advisory_lock(1) WHEN MATCHED THEN DELETE",
    "CREATE TABLE a (b int DEFAULT pg_advisory_lock(1))",
    "ALTER TABLE a ALTER b SET DEFAULT pg_advisory_lock(1)",
    "CREATE VIEW a AS SELECT pg_advisory_lock(1)",
    "COPY (SELECT pg_advisory_lock(1)) TO STDOUT",
    "DECLARE a CURSOR FOR SELECT pg_advisory_lock(1)",
    "EXPLAIN (ANALYZE) SELECT pg_advisory_lock(1)",
    "CALL a(pg_advisory_lock(1))",
    "SELECT ARRAY[pg_advisory_lock(1)], (ROW(pg_advisory_lock(2))).f1"
  ])("is refused for a call anywhere in it, however it is spelt: %s", (statement) => {
    expect(new Set(rules(statement))).toEqual(new Set(["session advisory lock"]))
  })

  it.each([
    "SET TimeZone = 'UTC'",
    "SET TIME ZONE 'UTC'",
    "SET NAMES 'UTF8'",
    "SET datestyle = iso",
    "SET standard_conforming_strings = on",
    "SET application_name = 'a'",
    "RESET TimeZone",
    "SELECT set_config('TimeZone', 'UTC', false)",
    "SET LOCAL work_mem = '1MB'",
    "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "WITH a AS (SELECT set_config('app.user', $1, true)) SELECT * FROM b, a",
    "SELECT pg_advisory_xact_lock(1)",
    "SELECT pg_try_advisory_xact_lock_shared(1)",
    "CREATE TEMP TABLE a (b int) ON COMMIT DROP",
    "NOTIFY a, 'b'",
    "SELECT pg_notify('a', 'b')",
    "SELECT nextval('a'), currval('a')",
    "WITH a AS (INSERT INTO b DEFAULT VALUES RETURNING 1) SELECT currval('c') FROM a",
    "INSERT INTO a DEFAULT VALUES RETURNING currval('b')",
    "SELECT 'pg_advisory_lock(1); SET x = 1' AS \"LISTEN\"",
    "SELECT $$ SET x = 1 $$ -- ; SET x = 1",
    "SELECT 'pg_advisory_lock'::regproc, pg_advisory_lock FROM a",
    "EXPLAIN SELECT pg_advisory_lock(1)",
    "UPDATE a SET b = 1",
    "ALTER ROLE a SET work_mem = '1MB'",
    "ALTER DATABASE a RESET ALL",
    "ALTER SYSTEM SET work_mem = '1MB'",
    "ALTER TABLE a SET (fillfactor = 10)",
    "CREATE FUNCTION a() RETURNS int LANGUAGE sql SET search_path = '' RETURN 1",
    "ALTER FUNCTION a() SET search_path = ''",
    "CREATE TABLE pg_temperature.a (b int)",
    "CREATE FOREIGN TABLE public.a (b int) SERVER c",
    "SELECT show_limit()",
    "VACUUM a",
    "CREATE INDEX CONCURRENTLY a ON b (c)",
    "COMMIT PREPARED 'a'",
    "SELECT * FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    "SELECT pg_create_physical_replication_slot('a')",
    "SHOW work_mem"
  ])("is safe: %s", (statement) => {
    expect(rules(statement)).toEqual([])
  })
})

describe("a statement in a transaction", () => {
  it.each([
    ["SET work_mem = '1MB'", "SET"],
    ["SELECT set_config('work_mem', '1MB', false)", "set_config"],
    ["RESET ALL", "RESET"],
    ["DISCARD TEMP", "DISCARD"],
    ["SET ROLE a", "SET ROLE"],
    ["PREPARE a AS SELECT 1", "PREPARE"],
    ["EXECUTE a", "EXECUTE"],
    ["CREATE TEMP TABLE a (b int) ON COMMIT DELETE ROWS", "temporary table"],
    ["CREATE TEMP VIEW a AS SELECT 1", "temporary object"],
    ["DECLARE a CURSOR WITH HOLD FOR SELECT 1", "WITH HOLD cursor"],
    ["LISTEN a", "LISTEN"],
    ["SELECT pg_advisory_lock(1)", "session advisory lock"],
    ["SELECT currval('a')", "currval"],
    ["SELECT setseed(0.5)", "setseed"],
    ["LOAD 'a'", "LOAD"]
  ])("is refused, for it outlives COMMIT: %s", (statement, rule) => {
    expect(rules(inTransaction(statement))).toEqual([rule])
  })

  it.each([
    "SET LOCAL work_mem = '1MB'",
    "SET LOCAL ROLE a",
    "SELECT set_config('work_mem', '1MB', true)",
    "SET TRANSACTION READ ONLY",
    "CREATE TEMP TABLE a (b int) ON COMMIT DROP",
    "CREATE TEMP TABLE a ON COMMIT DROP AS SELECT 1",
    "CREATE TEMP TABLE a (b int); DROP TABLE a",
    "CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP TABLE c () INHERITS (a) ON COMMIT DELETE ROWS",
    "CREATE TEMP TABLE a (b int) PARTITION BY LIST (b) ON COMMIT DROP; CREATE TEMP TABLE c PARTITION OF a DEFAULT",
    "CREATE TEMP TABLE a ON COMMIT DROP AS SELECT 1; CREATE TEMP VIEW c AS SELECT * FROM a; CREATE TEMP VIEW d AS SELECT * FROM c",
    "CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP SEQUENCE c OWNED BY a.b",
    "CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP TABLE c (b int); ALTER TABLE c INHERIT a",
    "CREATE TEMP TABLE a (b int) PARTITION BY LIST (b) ON COMMIT DROP; CREATE TEMP TABLE c (b int); ALTER TABLE a ATTACH PARTITION c DEFAULT",
    "CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP SEQUENCE c; ALTER SEQUENCE c OWNED BY a.b",
    "CREATE TEMP TABLE a (b int) ON COMMIT DROP; ALTER TABLE a RENAME TO d; CREATE TEMP TABLE c () INHERITS (d)",
    "CREATE TEMP TABLE a (b int); CREATE TEMP TABLE c () INHERITS (a); DROP TABLE a CASCADE",
    "SELECT set_limit(0.9); ROLLBACK",
    "CREATE TEMP VIEW a AS SELECT 1; DROP VIEW pg_temp.a",
    "DECLARE a CURSOR FOR SELECT 1; FETCH a; CLOSE a",
    "DECLARE a CURSOR WITH HOLD FOR SELECT 1; CLOSE ALL",
    "PREPARE a AS SELECT 1; EXECUTE a; DEALLOCATE a",
    "SELECT nextval('a'); SELECT currval('a')",
    "INSERT INTO a DEFAULT VALUES; SELECT lastval()",
    "SELECT pg_advisory_xact_lock(1)",
    "SAVEPOINT a; LOCK TABLE b; SET CONSTRAINTS ALL DEFERRED; RELEASE a",
    "SAVEPOINT a; SET work_mem = '1MB'; ROLLBACK TO a"
  ])("is safe, for it ends with it: %s", (statement) => {
    expect(rules(inTransaction(statement))).toEqual([])
  })

  it.each([
    ["BEGIN; SET a.b = 1; CREATE TEMP TABLE c (d int); SET ROLE e; ROLLBACK", []],
    ["BEGIN; PREPARE a AS SELECT 1; ROLLBACK", ["PREPARE"]],
    ["BEGIN; SELECT pg_advisory_lock(1); ABORT", ["session advisory lock"]],
    ["BEGIN; SELECT setseed(1); ROLLBACK", ["setseed"]],
    ["BEGIN; SAVEPOINT a; SET a.b = 1; RELEASE a; COMMIT", ["SET"]],
    ["BEGIN; SET a.b = 1; SAVEPOINT a; ROLLBACK TO a; COMMIT", ["SET"]],
    ["BEGIN; SET a.b = 1; COMMIT AND CHAIN; SELECT currval('a'); ROLLBACK", ["SET", "currval"]],
    ["ROLLBACK AND CHAIN; SET a.b = 1; ROLLBACK", ["SET"]],
    ["BEGIN; LISTEN a; ROLLBACK", []],
    [
      "BEGIN; CREATE TEMP TABLE a (b int); SAVEPOINT c; DROP TABLE a; ROLLBACK TO c; COMMIT",
      ["temporary table"]
    ],
    ["BEGIN; PREPARE a AS SELECT 1; SAVEPOINT c; DEALLOCATE a; ROLLBACK TO c; COMMIT", []],
    [
      "BEGIN; SET LOCAL search_path = pg_temp, a; CREATE TABLE b (c int); CREATE TYPE d AS ENUM (); CREATE TABLE e.f (); COMMIT; CREATE TABLE g ()",
      ["temporary table", "temporary object"]
    ],
    [
      "BEGIN; SELECT set_config('search_path', 'pg_temp', true); CREATE VIEW a AS SELECT 1; COMMIT",
      ["temporary object"]
    ],
    ["BEGIN; SET LOCAL search_path = a, pg_temp; CREATE TABLE b (c int); COMMIT", []],
    ["BEGIN; CREATE TEMP TABLE a (b int); ALTER TABLE a RENAME TO c; DROP TABLE c; COMMIT", []],
    ["BEGIN; SET a.b = 1; CREATE TEMP TABLE c (d int) ON COMMIT DROP; PREPARE TRANSACTION 'a'", []],
    ["COMMIT AND CHAIN; SET a.b = 1; ROLLBACK", ["SET"]],
    ["BEGIN; ROLLBACK AND CHAIN; SET a.b = 1; ROLLBACK", []],
    [
      "BEGIN; CREATE TEMP TABLE a (b int); CREATE TEMP TABLE c () INHERITS (a); COMMIT",
      ["temporary table", "temporary table"]
    ],
    [
      "BEGIN; CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP TABLE c () INHERITS (a); ALTER TABLE c NO INHERIT a; COMMIT",
      ["temporary table"]
    ],
    [
      "BEGIN; CREATE TEMP TABLE a (b int) PARTITION BY LIST (b) ON COMMIT DROP; CREATE TEMP TABLE c PARTITION OF a DEFAULT; ALTER TABLE a DETACH PARTITION c; COMMIT",
      ["temporary table"]
    ],
    [
      "BEGIN; CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP SEQUENCE c OWNED BY a.b; ALTER SEQUENCE c OWNED BY NONE; COMMIT",
      ["temporary object"]
    ],
    [
      "BEGIN; CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP TABLE c (b int); SAVEPOINT d; ALTER TABLE c INHERIT a; ROLLBACK TO d; COMMIT",
      ["temporary table"]
    ],
    [
      "BEGIN; SAVEPOINT d; CREATE TEMP TABLE a (b int) ON COMMIT DROP; ROLLBACK TO d; CREATE TEMP TABLE a (b int); COMMIT",
      ["temporary table"]
    ],
    ["SAVEPOINT a; BEGIN; SET a.b = 1; ROLLBACK TO a; COMMIT", ["SET"]],
    ["BEGIN; SELECT nextval('a'); END; SELECT currval('a')", ["currval"]],
    ["START TRANSACTION; SET a.b = 1; PREPARE TRANSACTION 'a'", ["SET"]],
    ["BEGIN; SET a.b = 1;\n\\c other\nFETCH a", ["FETCH outside a transaction"]],
    ["BEGIN; SET a.b = 1", ["SET"]],
    ["BEGIN; DEALLOCATE a; PREPARE b AS SELECT 1; DEALLOCATE b; COMMIT", ["DEALLOCATE"]]
  ])("is judged by how its transaction ends: %s", (script, expected) => {
    expect(rules(script)).toEqual(expected)
  })
})

describe("a body of SQL or PL/pgSQL", () => {
  it.each([
    ["DO $$ BEGIN SET a.b = 1; END $$", ["SET"]],
    ["DO LANGUAGE plpgsql 'BEGIN PERFORM pg_advisory_lock(1); END'", ["session advisory lock"]],
    ["DO $$ DECLARE a int := lastval(); BEGIN END $$", ["currval"]],
    ["DO $$ DECLARE a int; BEGIN a := currval('b'); END $$", ["currval"]],
    ["DO $$ BEGIN IF pg_try_advisory_lock(1) THEN NULL; END IF; END $$", ["session advisory lock"]],
    ["DO $$ BEGIN EXECUTE 'SET a.b = 1'; END $$", ["SET"]],
    ["DO $$ DECLARE a text; BEGIN EXECUTE 'SET a.b = ' || quote_literal(a); END $$", ["SET"]],
    ["DO $$ DECLARE a text; BEGIN EXECUTE format('SET %I = %L', a, 'b'); END $$", ["SET"]],
    ["DO $$ BEGIN EXECUTE format('CREATE TEMP TABLE %I (a int)', 'b'); END $$", ["temporary table"]],
    ["CREATE FUNCTION a() RETURNS void LANGUAGE plpgsql AS $$ BEGIN LISTEN b; END $$", ["LISTEN"]],
    ["CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT setseed(1); SELECT 1'", ["setseed"]],
    ["CREATE PROCEDURE a() BEGIN ATOMIC SELECT 1; SELECT lastval(); END", ["currval"]],
    ["CREATE FUNCTION a() RETURNS int LANGUAGE sql RETURN lastval()", ["currval"]],
    [
      "CREATE FUNCTION a(r no_such_type) RETURNS no_such_type LANGUAGE plpgsql AS $$ BEGIN FOR x IN SELECT 1 LOOP SET a.b = 1; END LOOP; PERFORM set_config('a.b', 'c', false); END $$",
      ["SET", "set_config"]
    ],
    [
      "CREATE FUNCTION a(r no_such_type) RETURNS no_such_type LANGUAGE plpgsql AS $$ BEGIN FOR x IN SELECT 1 LOOP PERFORM pg_advisory_lock(1); END LOOP; END $$",
      ["session advisory lock"]
    ]
  ])("is looked into: %s", (statement, expected) => {
    expect(rules(statement)).toEqual(expected)
  })

  it.each([
    "DO $$ BEGIN SET LOCAL a.b = 1; PERFORM set_config('a.b', 'c', true); END $$",
    "DO $$ BEGIN CREATE TEMP TABLE a (b int); DROP TABLE a; END $$",
    "DO $$ BEGIN CREATE TEMP TABLE a (b int) ON COMMIT DROP; END $$",
    "DO $$ BEGIN INSERT INTO a DEFAULT VALUES; PERFORM lastval(); END $$",
    "DO $$ BEGIN EXECUTE 'SET LOCAL a.b = ' || 1; RAISE NOTICE 'SET a.b = 1'; COMMIT; END $$",
    "CREATE FUNCTION a() RETURNS int LANGUAGE c AS 'a', 'pg_advisory_lock'",
    "CREATE FUNCTION a() RETURNS int LANGUAGE plpython3u AS 'SET x = 1'",
    "BEGIN; DO $$ BEGIN SET a.b = 1; END $$; ROLLBACK",
    "DO $$ BEGIN CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP TABLE c () INHERITS (a); END $$"
  ])("runs in a transaction, and is safe when that ends what it does: %s", (statement) => {
    expect(rules(statement)).toEqual([])
  })

  it("is pointed into, at the line of what is unsafe", () => {
    const [judged] = check(
      "\n\nDO $$\nBEGIN\n  PERFORM 1;\n\n  PERFORM\n    pg_advisory_lock(1);\n  SET é.b = 1;\nEND $$"
    ).statements
    expect(judged?.line).toBe(3)
    expect(judged?.problems.map(({ line, rule }) => [rule.name, line])).toEqual([
      ["session advisory lock", 8],
      ["SET", 9]
    ])
  })
})

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

  it("takes psql's variables for what they may stand for", () => {
    expect(
      rules(`SELECT :'a', :"b", x[1:2] FROM :c WHERE d = :e::int AND pg_try_advisory_lock(:f); SET x.y = :v`)
    ).toEqual(["session advisory lock", "SET"])
  })

  it("finds a call in what is nested too deeply to be read", () => {
    const deep = `SELECT 1${" + 1".repeat(20_000)}`
    expect(rules(deep)).toEqual([])
    expect(rules(`${deep} + pg_advisory_lock(1)`)).toEqual(["session advisory lock"])
    expect(rules(`${deep} + nextval('a')`)).toEqual([])
    expect(rules(`SELECT pg_advisory_lock(1${" + 1".repeat(20_000)})`)).toEqual(["too deep to be read"])
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

  it("takes nothing behind a zero byte for part of a harmless statement", () => {
    expect(rules("SELECT 1 \0 ; SET x.y = 1")).toEqual(["unparsable", "SET"])
  })
})
