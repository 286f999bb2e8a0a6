import { beforeAll, expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Context, Effect, Layer } from "effect"
import { check } from "../../../src/layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../../src/layers/guard/sql/Grammar.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

const table = "CREATE TEMP TABLE a (b int) ON COMMIT DROP"
const parted = "CREATE TEMP TABLE a (b int) PARTITION BY LIST (b) ON COMMIT DROP"
const child = "CREATE TEMP TABLE c (b int)"

/** A function that makes a table, in a path of its own or its caller's. */
const made = (path?: string): string =>
  `CREATE OR REPLACE FUNCTION public.made() RETURNS void LANGUAGE plpgsql ${path === undefined ? "" : `SET search_path = ${path}`}
    AS 'BEGIN CREATE TABLE made (b int); END'`

/** A function that calls it. */
const calling = (path = ""): string =>
  `CREATE OR REPLACE FUNCTION public.calling() RETURNS void LANGUAGE plpgsql ${path} AS 'BEGIN PERFORM public.made(); END'`

/** A table whose trigger makes another one, in the path of what fills it; both are gone at the end. */
const filling = (trigger: string, ...filled: ReadonlyArray<string>): ReadonlyArray<string> => [
  "CREATE TABLE public.filled (b int)",
  `CREATE FUNCTION public.on_fill() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN CREATE TABLE made (b int); RETURN NEW; END'`,
  `CREATE ${trigger} INSERT ON public.filled FOR EACH ROW EXECUTE FUNCTION public.on_fill()`,
  ...filled,
  "DROP TABLE public.filled",
  "DROP FUNCTION public.on_fill()"
]
const inTemporary = "SET LOCAL search_path = pg_temp"

/** A block that goes on behind an exception. */
const block = (body: string, handler = "NULL;"): string =>
  `BEGIN ${body} EXCEPTION WHEN OTHERS THEN ${handler} END;`

const caught = (body: string, handler?: string): string => `DO $$ BEGIN ${block(body, handler)} END $$`

const scripts = [
  [table],
  ["CREATE TEMP TABLE a (b int)"],
  [table, "CREATE TEMP TABLE c () INHERITS (a)", "CREATE TEMP TABLE d () INHERITS (c)"],
  [table, child, "ALTER TABLE c INHERIT a"],
  [table, child, "ALTER TABLE c INHERIT a", "ALTER TABLE c NO INHERIT a"],
  [table, "CREATE TEMP TABLE c () INHERITS (a)", "ALTER TABLE c NO INHERIT a"],
  [table, "ALTER TABLE a RENAME TO e", "CREATE TEMP TABLE c () INHERITS (e)"],
  [
    table,
    "CREATE TEMP TABLE c () INHERITS (a)",
    "ALTER TABLE a RENAME TO e",
    "CREATE TEMP TABLE d () INHERITS (e)"
  ],
  [table, child, "SAVEPOINT d", "ALTER TABLE c INHERIT a", "ROLLBACK TO d"],
  [table, "SAVEPOINT d", "ALTER TABLE a RENAME TO e", "ROLLBACK TO d", "CREATE TEMP TABLE c () INHERITS (a)"],
  ["SAVEPOINT d", table, "ROLLBACK TO d", "CREATE TEMP TABLE a (b int)"],
  ["SAVEPOINT d", table, "RELEASE d", "CREATE TEMP TABLE c () INHERITS (a)"],
  [parted, child, "ALTER TABLE a ATTACH PARTITION c DEFAULT"],
  [parted, "CREATE TEMP TABLE c PARTITION OF a DEFAULT", "ALTER TABLE a DETACH PARTITION c"],
  [table, "CREATE TEMP SEQUENCE c OWNED BY a.b"],
  [table, "CREATE TEMP SEQUENCE c", "ALTER SEQUENCE c OWNED BY a.b"],
  [table, "CREATE TEMP SEQUENCE c OWNED BY a.b", "ALTER SEQUENCE c OWNED BY NONE"],
  [
    table,
    "CREATE TEMP TABLE e (b int)",
    "CREATE TEMP SEQUENCE c OWNED BY a.b",
    "ALTER SEQUENCE c OWNED BY e.b"
  ],
  ["CREATE TEMP TABLE a (b serial) ON COMMIT DROP", "ALTER SEQUENCE a_b_seq OWNED BY NONE"],
  ["CREATE TEMP TABLE a (b serial)", "ALTER SEQUENCE a_b_seq OWNED BY NONE", "DROP TABLE a"],
  [
    "CREATE TEMP TABLE a (b serial) ON COMMIT DROP",
    "ALTER SEQUENCE a_b_seq OWNED BY NONE",
    "DROP SEQUENCE a_b_seq CASCADE"
  ],
  ["CREATE TEMP TABLE a (b serial) ON COMMIT DROP", "ALTER SEQUENCE a_b_seq OWNED BY a.b"],
  [table, "CREATE TEMP VIEW v AS SELECT * FROM a", "CREATE TEMP VIEW w AS SELECT * FROM v"],
  [table, "CREATE TEMP VIEW v AS WITH a AS (SELECT 1 AS b) SELECT * FROM a"],
  [table, "CREATE TEMP VIEW v AS WITH a AS (SELECT * FROM a) SELECT * FROM a"],
  [table, "CREATE TEMP VIEW v AS WITH RECURSIVE a AS (SELECT 1 UNION SELECT * FROM a) SELECT * FROM a"],
  [table, "CREATE TEMP VIEW v AS WITH a AS (SELECT 1) SELECT * FROM pg_temp.a"],
  [table, "CREATE TEMP VIEW v AS SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) AS c, a"],
  [table, "CREATE TEMP TABLE c (LIKE a)"],
  ["SET LOCAL search_path = pg_temp", "DO 'BEGIN CREATE TABLE a (b int); END'"],
  ["SET LOCAL search_path = pg_temp", "DO 'BEGIN CREATE TABLE a (b int); END'", "DROP TABLE a"],
  ["SET LOCAL search_path = pg_temp", "DO 'BEGIN SET LOCAL search_path = public; END'", "CREATE TABLE a ()"],
  ["DO 'BEGIN SET LOCAL search_path = pg_temp; END'", "CREATE TABLE a (b int)"],
  ["CREATE TEMP TABLE a (b int)", "DO 'BEGIN DROP TABLE a; END'"],
  [table, "DO 'BEGIN CREATE TEMP VIEW v AS SELECT * FROM a; END'"],
  [made("pg_temp"), "SELECT public.made()"],
  [made("public"), "SET LOCAL search_path = pg_temp", "SELECT public.made()", "DROP TABLE public.made"],
  [made(), "SELECT public.made()", "DROP TABLE made"],
  [made(), "SET LOCAL search_path = pg_temp", "SELECT public.made()"],
  [made(), "SET LOCAL search_path = pg_temp", "SELECT public.made()", "DROP TABLE made"],
  [made(), "ALTER FUNCTION public.made() SET search_path = pg_temp", "SELECT public.made()"],
  [made(), "ALTER ROUTINE public.made RESET ALL SET search_path = pg_temp", "SELECT public.made()"],
  [made(), inTemporary, "ALTER FUNCTION public.made() SET search_path FROM CURRENT", "SELECT public.made()"],
  [
    made(),
    "ALTER FUNCTION public.made() SET search_path = public",
    inTemporary,
    "SELECT public.made()",
    "DROP TABLE public.made"
  ],
  [made(), "ALTER FUNCTION public.made() SET work_mem = '1MB'", "SELECT public.made()", "DROP TABLE made"],
  [
    made("public"),
    "ALTER FUNCTION public.made() RESET search_path",
    inTemporary,
    "SELECT public.made()",
    "DROP TABLE made"
  ],
  [made("public"), "ALTER FUNCTION public.made() RESET search_path", inTemporary, "SELECT public.made()"],
  [
    made(),
    "ALTER FUNCTION public.made() RENAME TO remade",
    inTemporary,
    "SELECT public.remade()",
    "DROP FUNCTION public.remade()"
  ],
  [
    made(),
    "CREATE FUNCTION public.made(int) RETURNS void LANGUAGE plpgsql AS 'BEGIN DROP TABLE made; END'",
    inTemporary,
    "SELECT public.made()",
    "DROP FUNCTION public.made(int)"
  ],
  [
    made(),
    "CREATE FUNCTION public.made(int) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'",
    "ALTER FUNCTION public.made(int) SET search_path = public",
    inTemporary,
    "SELECT public.made()",
    "DROP FUNCTION public.made(int)"
  ],
  [made(), calling(), inTemporary, "SELECT public.calling()"],
  [made(), calling("SET search_path = pg_temp"), "SELECT public.calling()"],
  filling("TRIGGER f BEFORE", inTemporary, "INSERT INTO public.filled VALUES (1)"),
  filling("TRIGGER f BEFORE", inTemporary, "INSERT INTO public.filled VALUES (1)", "DROP TABLE made"),
  filling("TRIGGER f BEFORE", "INSERT INTO public.filled VALUES (1)", "DROP TABLE made"),
  filling(
    "CONSTRAINT TRIGGER f AFTER",
    inTemporary,
    "ALTER FUNCTION public.on_fill() SET search_path = public",
    "INSERT INTO public.filled VALUES (1)",
    "DROP TABLE public.made"
  ),
  [inTemporary, "DO 'BEGIN IF false THEN SET LOCAL search_path = public; END IF; END'", "CREATE TABLE j ()"],
  ["LISTEN a", "UNLISTEN a"],
  ["LISTEN a", "LISTEN c", "UNLISTEN a"],
  ["LISTEN a", "LISTEN c", "UNLISTEN *"],
  ["LISTEN a", "SAVEPOINT d", "UNLISTEN a", "ROLLBACK TO d"],
  ["SAVEPOINT d", "LISTEN a", "ROLLBACK TO d"],
  ["LISTEN a", "UNLISTEN a", "SAVEPOINT d", "LISTEN a", "ROLLBACK TO d"],
  ["SET work_mem = '77kB'"],
  ["SET LOCAL work_mem = '77kB'", "RESET work_mem"],
  ["SET LOCAL work_mem = '77kB'", "SET work_mem TO DEFAULT"],
  ["SET LOCAL work_mem = '77kB'", "SET LOCAL work_mem TO DEFAULT"],
  ["SET work_mem = '77kB'", "RESET work_mem"],
  ["SET work_mem = '77kB'", "SET work_mem TO DEFAULT"],
  ["SET work_mem = '77kB'", "SET LOCAL work_mem TO DEFAULT"],
  ["SET work_mem = '77kB'", "SET LOCAL work_mem = '88kB'", "RESET work_mem"],
  ["SET work_mem = '77kB'", "SAVEPOINT d", "RESET work_mem", "ROLLBACK TO d"],
  ["SELECT set_config('work_mem', '77kB', false)", "RESET work_mem"],
  ["SELECT set_config('work_mem', '77kB', true)", "RESET work_mem"],
  [caught("SET work_mem = '77kB'; RAISE EXCEPTION 'd';")],
  [caught("SET work_mem = '77kB'; RAISE EXCEPTION 'd';", "SET work_mem = '88kB';")],
  [caught("SET work_mem = '77kB';")],
  [caught("SET work_mem = '77kB'; RETURN;")],
  [caught("SET work_mem = '77kB'; RAISE NOTICE 'd';")],
  [caught(`SET work_mem = '77kB'; ${block("RAISE EXCEPTION 'd';")}`)],
  [caught("FOR i IN 1..2 LOOP SET work_mem = '77kB'; RAISE EXCEPTION 'd'; END LOOP;")],
  ["CREATE TEMP TABLE a (b int)", caught("DROP TABLE a; RAISE EXCEPTION 'd';")],
  ["CREATE TEMP TABLE a (b int)", caught("DROP TABLE a; RAISE EXCEPTION 'd';", "DROP TABLE a;")],
  ["SET ROLE aquifer_app"],
  ["SET ROLE aquifer_app", "RESET ROLE"],
  ["SET LOCAL ROLE aquifer_app", "RESET ROLE"],
  ["SET search_path = pg_temp", "CREATE TABLE a (b int)"],
  ["SET search_path = pg_temp", "CREATE TABLE a (b int)", "RESET search_path"],
  ["SET search_path = pg_temp", "SET LOCAL search_path = public", "CREATE TABLE public.e (b int)"],
  ["SET LOCAL search_path = pg_temp", "SET search_path = public", "CREATE TABLE f (b int)"],
  ["SAVEPOINT d", "SET LOCAL search_path = pg_temp", "ROLLBACK TO d", "CREATE TABLE g (b int)"],
  [
    "SET LOCAL search_path = pg_temp",
    "SAVEPOINT d",
    "SET LOCAL search_path = public",
    "ROLLBACK TO d",
    "CREATE TABLE h (b int)"
  ],
  [
    "SET LOCAL search_path = pg_temp",
    "SAVEPOINT d",
    "SET LOCAL search_path = public",
    "RELEASE d",
    "CREATE TABLE i (b int)"
  ]
]

/** Bodies in which `c` is true at times, and false at others. */
const bodies = [
  "IF c THEN DROP TABLE a; ELSE DROP TABLE a; END IF;",
  "IF c THEN DROP TABLE a; ELSE NULL; END IF;",
  "IF c THEN NULL; ELSE DROP TABLE a; END IF;",
  "IF c THEN DROP TABLE a; END IF;",
  "IF c THEN DROP TABLE a; ELSIF NOT c THEN DROP TABLE a; ELSE DROP TABLE a; END IF;",
  "IF c THEN DROP TABLE a; ELSIF NOT c THEN NULL; ELSE DROP TABLE a; END IF;",
  "IF c THEN DROP TABLE a; ELSE RAISE EXCEPTION 'd'; END IF;",
  "IF c THEN DROP TABLE a; ELSE RAISE NOTICE 'd'; END IF;",
  "CASE c WHEN true THEN DROP TABLE a; WHEN false THEN DROP TABLE a; END CASE;",
  "CASE WHEN c THEN DROP TABLE a; END CASE;",
  "CASE WHEN c THEN DROP TABLE a; ELSE DROP TABLE a; END CASE;",
  "CASE WHEN c THEN DROP TABLE a; ELSE NULL; END CASE;",
  "IF c THEN DROP TABLE a; RETURN; END IF; DROP TABLE a;",
  "IF c THEN RETURN; END IF; DROP TABLE a;",
  "IF c THEN DROP TABLE a; RETURN; ELSE DROP TABLE a; END IF;",
  "IF c THEN RETURN; ELSE DROP TABLE a; END IF;",
  "IF c THEN IF c THEN DROP TABLE a; RETURN; END IF; DROP TABLE a; ELSE DROP TABLE a; END IF;",
  "LOOP IF c THEN DROP TABLE a; EXIT; END IF; DROP TABLE a; EXIT; END LOOP;",
  "DROP TABLE a; LOOP CREATE TEMP TABLE a (b int); IF c THEN DROP TABLE a; EXIT; END IF; DROP TABLE a; EXIT; END LOOP;",
  "DROP TABLE a; LOOP CREATE TEMP TABLE a (b int); EXIT WHEN c; DROP TABLE a; EXIT; END LOOP;",
  "BEGIN IF c THEN RAISE EXCEPTION 'd'; END IF; DROP TABLE a; EXCEPTION WHEN OTHERS THEN DROP TABLE a; END;",
  "BEGIN IF c THEN RAISE EXCEPTION 'd'; END IF; DROP TABLE a; EXCEPTION WHEN OTHERS THEN NULL; END;",
  "BEGIN IF c THEN DROP TABLE a; ELSE RAISE EXCEPTION 'd'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END;",
  "BEGIN IF c THEN RAISE EXCEPTION 'd'; END IF; DROP TABLE a; EXCEPTION WHEN OTHERS THEN RAISE; END;",
  "BEGIN DROP TABLE a; IF c THEN RAISE EXCEPTION 'd'; END IF; EXCEPTION WHEN OTHERS THEN DROP TABLE a; END;",
  "BEGIN DROP TABLE a; IF c THEN RAISE EXCEPTION 'd'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END;",
  "DROP TABLE a; BEGIN IF c THEN CREATE TEMP TABLE a (b int); RAISE EXCEPTION 'd'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END;",
  "DROP TABLE a; BEGIN CREATE TEMP TABLE a (b int); IF c THEN RAISE EXCEPTION 'd'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END;"
]

/** What a session has of its own after the transaction of a script: tables, sequences and views, channels, settings. */
const left = Effect.fnUntraced(function* (script: ReadonlyArray<string>) {
  const { admin } = yield* SuiteDatabase
  const { sql } = Context.get(
    yield* Layer.build(DirectPg.layerWith({ endpoint: admin, pool: { size: 1 } })),
    DirectPg
  )
  yield* sql.withTransaction(Effect.forEach(script, (statement) => sql.unsafe(statement), { discard: true }))
  return yield* sql`SELECT relname FROM pg_class
    WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'p', 'S', 'v')
    UNION ALL SELECT pg_listening_channels()
    UNION ALL SELECT name FROM pg_settings WHERE name IN ('work_mem', 'search_path') AND source = 'session'
    UNION ALL SELECT current_user WHERE current_user <> session_user`
}, Effect.scoped)

const withCondition = (body: string, condition: string): string =>
  `DO $$ DECLARE c boolean := ${condition}; BEGIN CREATE TEMP TABLE a (b int); ${body} END $$`

/** What a body leaves, at its worst; one that fails leaves nothing. */
const leftBy = Effect.fnUntraced(function* (body: string) {
  const runs = ["true", "false"].map((condition) => left([withCondition(body, condition)]))
  const rows = yield* Effect.forEach(
    runs,
    Effect.orElseSucceed(() => [])
  )
  return Math.max(...rows.map(({ length }) => length))
})

layer(SuiteDatabase.layer)("What a transaction leaves on its connection", (it) => {
  for (const script of scripts) {
    it.effect(`is what is said of it: ${script.join("; ")}`, () =>
      Effect.gen(function* () {
        const { statements } = check(["BEGIN", ...script, "COMMIT"].join(";\n"))
        expect(statements.flatMap(({ problems }) => problems)).toHaveLength((yield* left(script)).length)
      })
    )
  }

  for (const body of bodies) {
    it.effect(`is what is said of it, whichever way it goes: ${body}`, () =>
      Effect.gen(function* () {
        const { statements } = check(withCondition(body, "d"))
        expect(statements.flatMap(({ problems }) => problems)).toHaveLength(yield* leftBy(body))
      })
    )
  }
})
