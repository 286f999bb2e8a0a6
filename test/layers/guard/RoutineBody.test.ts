import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { check } from "../../../src/layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../../src/layers/guard/sql/Grammar.ts"
import { rules } from "./brokenRules.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

/** The beginning of a body that cannot be read as a whole. */
const loose = "DO $$ DECLARE c text; r b%ROWTYPE; BEGIN FETCH nobody INTO r;"

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
    ["DO $$ DECLARE q text := 'LISTEN a'; BEGIN EXECUTE q; END $$", ["LISTEN"]],
    ["DO $$ DECLARE q text; BEGIN Q := 'SET '; q := q || 'a.b = 1'; EXECUTE q; END $$", ["SET"]],
    [
      "DO $$ DECLARE q text; BEGIN IF c THEN q := 'LISTEN a'; ELSE q := 'UNLISTEN a'; END IF; EXECUTE q; END $$",
      ["LISTEN", "UNLISTEN"]
    ],
    ["DO $$ BEGIN SET LOCAL search_path = pg_temp; CREATE TABLE a (b int); END $$", ["temporary table"]],
    [
      "DO $$ BEGIN PERFORM set_config('search_path', 'pg_temp', true); CREATE TABLE a (b int); END $$",
      ["temporary table"]
    ],
    ["DO $$ BEGIN EXECUTE concat_ws(' ', 'SET', 'a.b', '=', '1'); END $$", ["SET"]],
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
    ],
    [`${loose} EXECUTE b; EXECUTE 'SET a.b = ' || c INTO d USING e; END $$`, ["SET"]],
    [
      `${loose} c := 'SELECT 1'; IF e THEN c := 'SET a.b = 1'; ELSE c = 'SELECT 2'; END IF; EXECUTE c; END $$`,
      ["SET"]
    ],
    ["DO $$ DECLARE c text := 'SET a.b = 1'; BEGIN FETCH nobody INTO c; EXECUTE c; END $$", ["SET"]],
    [`${loose} EXECUTE format('SELECT 1', c); END $$`, []]
  ])("is looked into: %s", (statement, expected) => {
    expect(rules(statement)).toEqual(expected)
  })

  it.each([
    "DO $$ BEGIN SET LOCAL a.b = 1; PERFORM set_config('a.b', 'c', true); END $$",
    "DO $$ BEGIN CREATE TEMP TABLE a (b int); DROP TABLE a; END $$",
    "DO $$ BEGIN CREATE TEMP TABLE a (b int) ON COMMIT DROP; END $$",
    "DO $$ BEGIN INSERT INTO a DEFAULT VALUES; PERFORM lastval(); END $$",
    "DO $$ BEGIN EXECUTE 'SET LOCAL a.b = ' || 1; RAISE NOTICE 'SET a.b = 1'; COMMIT; END $$",
    "DO $$ DECLARE q text := 'LISTEN a'; BEGIN q := 'SELECT 1'; EXECUTE q; END $$",
    "DO $$ DECLARE q text := 'CREATE TEMP TABLE a ()'; BEGIN EXECUTE q; q := 'DROP TABLE a'; EXECUTE q; END $$",
    "CREATE FUNCTION a() RETURNS int LANGUAGE c AS 'a', 'pg_advisory_lock'",
    "CREATE FUNCTION a() RETURNS int LANGUAGE plpython3u AS 'SET x = 1'",
    "BEGIN; DO $$ BEGIN SET a.b = 1; END $$; ROLLBACK",
    "DO $$ BEGIN CREATE TEMP TABLE a (b int) ON COMMIT DROP; CREATE TEMP TABLE c () INHERITS (a); END $$"
  ])("runs in a transaction, and is safe when that ends what it does: %s", (statement) => {
    expect(rules(statement)).toEqual([])
  })

  it.each([
    ["CREATE TEMP TABLE a (b int); IF c THEN DROP TABLE a; END IF;", 1],
    ["CREATE TEMP TABLE a (b int); CASE c WHEN 1 THEN NULL; ELSE DROP TABLE a; END CASE;", 1],
    ["CREATE TEMP TABLE a (b int); FOR i IN 1..c LOOP DROP TABLE a; END LOOP;", 1],
    ["CREATE TEMP TABLE a (b int); BEGIN PERFORM d(); EXCEPTION WHEN OTHERS THEN DROP TABLE a; END;", 1],
    [
      "CREATE TEMP TABLE a (b int); BEGIN PERFORM d(); DROP TABLE a; EXCEPTION WHEN OTHERS THEN NULL; END;",
      1
    ],
    ["CREATE TEMP TABLE a (b int); IF c THEN RETURN; END IF; DROP TABLE a;", 1],
    ["LISTEN a; IF c THEN UNLISTEN a; END IF;", 1],
    ["LOOP CREATE TEMP TABLE a (b int); EXIT WHEN c; DROP TABLE a; END LOOP;", 1],
    ["CREATE TEMP TABLE a (b int); IF c THEN ALTER TABLE a RENAME TO d; END IF; DROP TABLE d;", 1],
    ["IF c THEN CREATE TEMP TABLE a (b int) ON COMMIT DROP; ELSE CREATE TEMP TABLE a (b int); END IF;", 1],
    ["IF c THEN CREATE TEMP TABLE a (b int); DROP TABLE a; END IF;", 0],
    ["IF c THEN CREATE TEMP TABLE a (b int); END IF; DROP TABLE IF EXISTS a;", 0],
    ["LOOP EXIT WHEN c; CREATE TEMP TABLE a (b int); DROP TABLE a; END LOOP;", 0],
    ["IF c THEN RETURN; END IF; CREATE TEMP TABLE a (b int); DROP TABLE a;", 0],
    ["CREATE TEMP TABLE a (b int); LOOP EXIT WHEN c; END LOOP; DROP TABLE a;", 0],
    ["CREATE TEMP TABLE a (b int); ROLLBACK;", 0],
    ["SET d.e = 1; COMMIT; CREATE TEMP TABLE a (b int); ROLLBACK;", 1],
    ["CREATE TEMP TABLE a (b int); COMMIT; DROP TABLE a; ROLLBACK;", 1],
    ["CREATE TEMP TABLE a (b int); IF c THEN ROLLBACK; END IF;", 1]
  ])("takes back only what it does in any case: %s", (body, left) => {
    expect(rules(`DO $$ BEGIN ${body} END $$`)).toHaveLength(left)
  })

  it.each([
    ["DECLARE r record; BEGIN\nFOR r IN SELECT a FROM b LOOP\nEXECUTE r.a;\nEXECUTE r.a;\nEND LOOP;", [3, 4]],
    ["DECLARE a text; BEGIN EXECUTE 'CREATE ' || a || ' TABLE b ()';", [1]],
    ["DECLARE q text; BEGIN IF c THEN q := 'SELECT 1'; ELSE q := a(); END IF;\nEXECUTE q;", [2]],
    ["DECLARE q text; BEGIN\nEXECUTE 'DO $a$ BEGIN EXECUTE q(); END $a$';", [2]],
    ["DECLARE r b%ROWTYPE; BEGIN FETCH nobody INTO r;\nEXECUTE a;", [2]],
    ["DECLARE a text; BEGIN EXECUTE format('SELECT %s FROM %I', a, 'b');", undefined],
    ["DECLARE a text; BEGIN EXECUTE format('ALTER SEQUENCE b RESTART WITH %s', a);", undefined],
    ["DECLARE a text; BEGIN EXECUTE format('CREATE TABLE b (%s)', a);", undefined],
    ["DECLARE a text; BEGIN EXECUTE format('CREATE TABLE pg_temp.b (%s)', a);", [1]],
    ["DECLARE a text; BEGIN EXECUTE format('INSERT %s (pg_advisory_lock(1))', a);", [1]],
    ["DECLARE q text := 'SELECT 1'; BEGIN EXECUTE q;", undefined]
  ])("tells where it runs what nobody knows before, and judges the rest: %s", (body, unread) => {
    const [judged] = check(`DO $$ ${body} END $$`).statements
    expect(judged?.unread?.map(({ line }) => line)).toEqual(unread)
    expect(judged?.verdict).toBe("safe")
  })

  it.each([
    [
      "CREATE FUNCTION a() RETURNS int LANGUAGE plpython3u AS $$\nplpy.execute('SET a.b = 1')$$",
      1,
      "plpython3u"
    ],
    ["CREATE FUNCTION a() RETURNS int\nAS 'a', 'b' LANGUAGE C", 2, "c"],
    ["DO LANGUAGE plperl $$\n1 $$", 1, "plperl"],
    ["CREATE FUNCTION a() RETURNS int\nLANGUAGE 'plv8'\nAS '1'", 3, "plv8"],
    ["DO $$ BEGIN\nEXECUTE 'DO LANGUAGE plperl $a$ 1 $a$'; END $$", 2, "plperl"]
  ])("tells that it is in a language that is not read: %s", (statement, line, language) => {
    const [judged] = check(statement).statements
    expect([judged?.verdict, judged?.unread]).toEqual(["safe", [{ line, language }]])
  })

  it("is pointed at by the call that makes it temporary", () => {
    const script =
      "CREATE FUNCTION a() RETURNS void LANGUAGE plpgsql AS 'BEGIN CREATE TABLE b (); END';\nBEGIN;\nSET LOCAL search_path = pg_temp;\nSELECT 1,\n  a()"
    expect(check(script).statements.flatMap(({ problems }) => problems.map(({ line }) => line))).toEqual([5])
  })

  it("is pointed into, at the line of what is unsafe", () => {
    const [judged] = check(
      "\n\nDO $$\nBEGIN\n  PERFORM 1;\n\n  PERFORM\n    pg_advisory_lock(1);\n  SET é.b = 1;\n  PERFORM pg_advisory_lock(1);\nPERFORM pg_advisory_lock(1); END $$"
    ).statements
    expect(judged?.line).toBe(3)
    expect(judged?.problems.map(({ line, rule }) => [rule.name, line])).toEqual([
      ["session advisory lock", 8],
      ["SET", 9],
      ["session advisory lock", 10],
      ["session advisory lock", 11]
    ])
  })
})
