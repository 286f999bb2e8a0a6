import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Grammar from "../../../../src/layers/guard/sql/Grammar.ts"
import { rules } from "../brokenRules.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

const inTransaction = (statement: string): string => `BEGIN; ${statement}; COMMIT`

describe("a statement in a transaction", () => {
  it.each([
    ["public, pg_temp", ["temporary table"]],
    ["public, Pg_Temp", ["temporary table"]],
    ["pg_temp, public", []],
    ["public", []]
  ])("takes DROP for another's where pg_temp is behind others: %s", (path, left) => {
    const made = "CREATE TEMP TABLE a (b int); DROP TABLE a"
    expect(rules(`BEGIN; SET LOCAL search_path = ${path}; ${made}; COMMIT`)).toEqual(left)
    expect(rules(`BEGIN; SELECT set_config('search_path', '${path}', true); ${made}; COMMIT`)).toEqual(left)
    expect(rules(`BEGIN; SET LOCAL search_path = ${path}; COMMIT; BEGIN; ${made}; COMMIT`)).toEqual([])
  })

  it.each([
    ["f(int); DROP FUNCTION pg_temp.f(integer)", 0],
    ["f(a int, OUT b text); DROP FUNCTION pg_temp.f(int)", 0],
    ["f(int[]); DROP FUNCTION pg_temp.f", 0],
    ["f(int); CREATE FUNCTION pg_temp.f(text) RETURNS int AS 'SELECT 1'; DROP FUNCTION pg_temp.f(int)", 1],
    [
      "f(int); CREATE FUNCTION pg_temp.f(int[]) RETURNS int AS 'SELECT 1'; DROP ROUTINE pg_temp.f(int), pg_temp.f(int[])",
      0
    ],
    ["f(); CREATE AGGREGATE pg_temp.f(int) (sfunc = a, stype = int); DROP FUNCTION pg_temp.f()", 1],
    ["f(); CREATE AGGREGATE pg_temp.f(*) (sfunc = a, stype = int); DROP AGGREGATE pg_temp.f(*)", 0]
  ])("tells routines of one name by their arguments: %s", (script, left) => {
    const made = script.replace(/^f\([^)]*\)/, "CREATE FUNCTION pg_temp.$& RETURNS int AS 'SELECT 1'")
    const found = rules(`BEGIN; ${made}; COMMIT`).filter((rule) => rule === "temporary object")
    expect(found).toHaveLength(left)
  })

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
    ["LOAD 'a'", "LOAD"],
    ["SELECT pg_backup_start('a')", "session resource"],
    ["SELECT pg_copy_physical_replication_slot('a', 'b', true)", "session resource"],
    ["SELECT pg_copy_logical_replication_slot('a', 'b', temporary => true)", "session resource"]
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
    "LISTEN a; UNLISTEN a",
    "SELECT dblink_connect('a', 'dbname=b'); SELECT dblink_exec('a', 'SELECT 1'), dblink_disconnect('a')",
    "SELECT dblink_connect('dbname=b'); SELECT dblink('SELECT 1'); SELECT dblink_disconnect()",
    "DO 'BEGIN PERFORM dblink_connect(a, b); PERFORM dblink_disconnect(a); END'",
    "LISTEN a; LISTEN b; UNLISTEN *",
    "SELECT nextval('a'); SELECT currval('a')",
    "INSERT INTO a DEFAULT VALUES; SELECT lastval()",
    "SELECT pg_advisory_xact_lock(1)",
    "SAVEPOINT a; LOCK TABLE b; SET CONSTRAINTS ALL DEFERRED; RELEASE a",
    "SAVEPOINT a; SET work_mem = '1MB'; ROLLBACK TO a",
    "SET LOCAL ROLE a; RESET ROLE",
    "SET LOCAL work_mem = '1MB'; RESET work_mem; RESET work_mem",
    "SET LOCAL work_mem = '1MB'; SET work_mem TO DEFAULT",
    "SELECT set_config('Work_Mem', '1MB', true); RESET work_mem",
    "SET ROLE a; RESET ROLE",
    "SET work_mem = '1MB'; SET LOCAL work_mem = '2MB'; SET work_mem TO DEFAULT",
    "SELECT set_config('work_mem', '1MB', false); RESET work_mem"
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
      "BEGIN; SELECT dblink_connect('a', 'dbname=b'); ROLLBACK; SELECT dblink_disconnect('a')",
      ["dblink_connect", "dblink"]
    ],
    [
      "BEGIN; SELECT dblink_connect('a', 'dbname=b'); SELECT dblink_disconnect('c'); COMMIT",
      ["dblink_connect"]
    ],
    ["BEGIN; LISTEN a; UNLISTEN b; COMMIT", ["LISTEN", "UNLISTEN"]],
    ["BEGIN; LISTEN a; UNLISTEN a; LISTEN a; COMMIT", ["LISTEN"]],
    ["BEGIN; LISTEN a; SAVEPOINT b; UNLISTEN a; ROLLBACK TO b; COMMIT", ["LISTEN"]],
    ["BEGIN; SAVEPOINT b; LISTEN a; ROLLBACK TO b; UNLISTEN a; COMMIT", ["UNLISTEN"]],
    ["BEGIN; LISTEN a; COMMIT; BEGIN; UNLISTEN a; COMMIT", ["LISTEN", "UNLISTEN"]],
    ["BEGIN; LISTEN a; SELECT pg_listening_channels(); UNLISTEN *; COMMIT", ["pg_listening_channels"]],
    ["BEGIN; PREPARE a AS SELECT 1; ALTER TABLE a RENAME TO b; DEALLOCATE a; COMMIT", []],
    [
      "BEGIN; CREATE TEMP TABLE a (b int);\n\\if :c\nDROP TABLE a;\n\\else\nDROP TABLE a;\n\\endif\nCOMMIT",
      []
    ],
    [
      "BEGIN; LISTEN a;\n\\if :c\nUNLISTEN a;\n\\elif :d\nSELECT 1;\n\\else\nUNLISTEN *;\n\\endif\nCOMMIT",
      ["LISTEN"]
    ],
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
    [
      "BEGIN; CREATE TEMP TABLE a AS SELECT * FROM public.a; DROP TABLE public.a; COMMIT",
      ["temporary table"]
    ],
    [
      "BEGIN; CREATE TEMP TABLE a (b int); ALTER TABLE public.a RENAME TO c; DROP TABLE c; COMMIT",
      ["temporary table"]
    ],
    ["BEGIN; CREATE TEMP TABLE a (b int); DROP FUNCTION a(); COMMIT", ["temporary table"]],
    ["BEGIN; CREATE TEMP TABLE a (b int); DROP TYPE a; COMMIT", ["temporary table"]],
    [
      "BEGIN; CREATE TEMP TABLE a (b int); ALTER TABLE c.a INHERIT d; CREATE TEMP TABLE d (); DROP TABLE d; COMMIT",
      ["temporary table"]
    ],
    [
      "BEGIN; CREATE FUNCTION pg_temp.a() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION a(); COMMIT",
      ["temporary object"]
    ],
    [
      "BEGIN; CREATE FUNCTION pg_temp.a() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP ROUTINE pg_temp.a(); COMMIT",
      []
    ],
    ["BEGIN; CREATE TYPE pg_temp.a AS (b int); CREATE DOMAIN pg_temp.c AS int; DROP TYPE a, c; COMMIT", []],
    ["BEGIN; CREATE TEMP TABLE a (b int);\n\\if :c\nDROP TABLE a;\n\\endif\nCOMMIT", ["temporary table"]],
    [
      "BEGIN;\n\\if :c\nCREATE TEMP TABLE a (b int) ON COMMIT DROP;\n\\else\nCREATE TEMP TABLE a (b int);\n\\endif\nCOMMIT",
      ["temporary table"]
    ],
    ["BEGIN;\n\\if :c\nCREATE TEMP TABLE a (b int);\n\\endif\nDROP TABLE IF EXISTS a; COMMIT", []],
    ["BEGIN; SET a.b = 1;\n\\if :c\nROLLBACK;\n\\endif\nCOMMIT", ["SET"]],
    ["SAVEPOINT a; BEGIN; SET a.b = 1; ROLLBACK TO a; COMMIT", ["SET"]],
    ["BEGIN; RESET ROLE; RESET ROLE; COMMIT", ["SET ROLE", "SET ROLE"]],
    ["BEGIN; SET a.b TO DEFAULT; COMMIT", ["SET"]],
    ["BEGIN; SET LOCAL a.b = 1; RESET c.d; COMMIT; RESET a.b", ["RESET", "RESET"]],
    ["BEGIN; SET a.b = 1; SAVEPOINT c; RESET a.b; ROLLBACK TO c; COMMIT", ["SET"]],
    ["BEGIN;\n\\if :c\nSET LOCAL a.b = 1;\n\\endif\nRESET a.b; COMMIT", ["RESET"]],
    ["BEGIN; SET a.b = 1;\n\\if :c\nRESET a.b;\n\\endif\nCOMMIT", ["SET"]],
    ["\\set AUTOCOMMIT off\nPREPARE a AS SELECT 1; DEALLOCATE a; COMMIT", []],
    [
      "\\set AUTOCOMMIT 'off'\nCREATE TEMP TABLE a (b int) ON COMMIT DROP; SELECT * FROM pg_temp.a; COMMIT; SELECT * FROM pg_temp.a; COMMIT;\n\\set AUTOCOMMIT on\nFETCH a",
      ["FETCH outside a transaction"]
    ],
    ["\\unset AUTOCOMMIT\nDECLARE a CURSOR FOR SELECT 1; FETCH a; SET b.c = 1; ROLLBACK", []],
    ["\\set AUTOCOMMIT off\nROLLBACK; BEGIN; FETCH a; COMMIT; SET b.c = 1; COMMIT", ["SET"]],
    ["\\set AUTOCOMMIT\nFETCH a", ["FETCH outside a transaction"]],
    ["\\if :c\n\\set AUTOCOMMIT off\n\\endif\nFETCH a", ["FETCH outside a transaction"]],
    ["\\set AUTOCOMMIT off\n\\if :c\n\\set AUTOCOMMIT on\n\\endif\nFETCH a", ["FETCH outside a transaction"]],
    ["SET search_path = pg_temp, a; CREATE TABLE b (c int)", ["SET", "temporary table"]],
    [
      "SET search_path = pg_temp; CREATE TABLE a.b (c int); RESET search_path; CREATE TABLE b ()",
      ["SET", "RESET"]
    ],
    [
      "SELECT set_config('search_path', 'pg_temp', false); CREATE VIEW a AS SELECT 1",
      ["set_config", "temporary object"]
    ],
    ["SET LOCAL search_path = pg_temp; CREATE TABLE a ()", []],
    ["BEGIN; SET search_path = pg_temp; ROLLBACK; CREATE TABLE a ()", []],
    [
      "BEGIN; SET search_path = pg_temp; SET LOCAL search_path = b; CREATE TABLE a (); COMMIT; CREATE TABLE a ()",
      ["SET", "temporary table"]
    ],
    ["SET search_path = pg_temp;\n\\c other\nCREATE TABLE a ()", ["SET"]],
    ["SET search_path = pg_temp; DISCARD ALL; CREATE TABLE a ()", ["SET", "DISCARD"]],
    ["BEGIN; SELECT nextval('a'); DO 'BEGIN PERFORM currval(''a''); END'; COMMIT", []],
    [
      "CREATE PROCEDURE a() LANGUAGE plpgsql AS 'BEGIN CREATE TABLE b (); CALL a(); END'; BEGIN; SET LOCAL search_path = pg_temp; CALL c.a(); COMMIT; CALL a()",
      ["temporary table"]
    ],
    ["BEGIN; SELECT nextval('a'); END; SELECT currval('a')", ["currval"]],
    ["START TRANSACTION; SET a.b = 1; PREPARE TRANSACTION 'a'", ["SET"]],
    ["BEGIN; SET a.b = 1;\n\\c other\nFETCH a", ["FETCH outside a transaction"]],
    ["BEGIN; SET a.b = 1", ["SET"]],
    ["BEGIN; DEALLOCATE a; PREPARE b AS SELECT 1; DEALLOCATE b; COMMIT", ["DEALLOCATE"]]
  ])("is judged by how its transaction ends: %s", (script, expected) => {
    expect(rules(script)).toEqual(expected)
  })
  const filled = "INSERT INTO t (x) VALUES (1); SELECT lastval()"
  it.each([
    [`CREATE TABLE t (id int, x int)\\; INSERT INTO t (x) VALUES (1)\\; SELECT lastval()`, ["currval"]],
    [`CREATE TABLE t (id int, x int); BEGIN; ${filled}; COMMIT`, ["currval"]],
    [`CREATE TABLE t (id serial, x int); BEGIN; ${filled}; COMMIT`, []],
    [`BEGIN; CREATE TABLE t (id int, x int); ROLLBACK; BEGIN; ${filled}; COMMIT`, []],
    [
      `CREATE TABLE t (id serial, x int); BEGIN; ALTER TABLE t DROP id; ROLLBACK; BEGIN; ${filled}; COMMIT`,
      []
    ],
    [`BEGIN; CREATE TEMP TABLE t (x int) ON COMMIT DROP; COMMIT; BEGIN; ${filled}; COMMIT`, []],
    [`CREATE TABLE t (x int);\n\\c other\nBEGIN; ${filled}; COMMIT`, []],
    [`CREATE TABLE t (x int);\n\\if :c\nALTER TABLE t ADD id serial;\n\\endif\nBEGIN; ${filled}; COMMIT`, []],
    [`CREATE TABLE IF NOT EXISTS t (x int); BEGIN; ${filled}; COMMIT`, []],
    [`CREATE TABLE t (x int); DROP SCHEMA public CASCADE; BEGIN; ${filled}; COMMIT`, []],
    [`CREATE TABLE t (x int); ALTER TABLE t SET SCHEMA n; BEGIN; ${filled}; COMMIT`, []],
    [
      "CREATE TABLE t (id serial, x int); BEGIN; COPY t (x) FROM STDIN;\n1\n\\.\nSELECT currval('t_id_seq'); COMMIT",
      []
    ],
    ["CREATE VIEW v AS SELECT currval('s'); SELECT nextval('s'); SELECT * FROM v", ["currval"]],
    [
      "CREATE TABLE t (id serial, x int); DO 'BEGIN ALTER TABLE t DROP id; ROLLBACK; INSERT INTO t (x) VALUES (1); PERFORM lastval(); END'",
      []
    ],
    ["CREATE VIEW public.v AS SELECT * FROM v; SELECT * FROM v", []],
    ["CREATE TABLE t (x int); BEGIN; COPY t (x) FROM STDIN;\n1\n\\.\nSELECT lastval(); COMMIT", ["currval"]]
  ])("knows the tables that it has made itself, and no others: %s", (script, expected) => {
    expect(rules(script)).toEqual(expected)
  })
  // A copy of all for each would take minutes, and gigabytes.
  it.each([
    [(n: number) => `SAVEPOINT s${n}; SET a.b${n} = 1`, "ROLLBACK TO s0"],
    [() => "SET a.b = 1; RESET a.b", "SELECT 1"],
    [(n: number) => `CREATE TEMP TABLE t${n} (); DROP TABLE t${n}`, "SELECT 1"]
  ])("is judged in time whatever has been done in it: %s; %s", (statement, last) => {
    const many = Array.from({ length: 20_000 }, (_, n) => statement(n)).join(";\n")
    expect(rules(inTransaction(`${many};\n${last}`))).toEqual([])
  })
  it("finds in time what has taken from a sequence", () => {
    const tables = Array.from({ length: 10_000 }, (_, n) => `t${n}`)
    const filled = tables.map((table) => `INSERT INTO ${table} (a) VALUES (1)`)
    const asked = tables.map((table) => `SELECT currval('${table}_id_seq')`)
    expect(rules(inTransaction([...filled, ...asked, "SELECT currval('u_id_seq')"].join(";\n")))).toEqual([
      "currval"
    ])
  })
})
