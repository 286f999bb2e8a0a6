import { beforeAll, expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Context, Effect, Layer } from "effect"
import { check } from "../../../src/layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../../src/layers/guard/sql/Grammar.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

const schema = `CREATE SEQUENCE s; CREATE SEQUENCE other;
  CREATE TABLE a (id serial PRIMARY KEY, x int); CREATE TABLE b (id serial, x int); CREATE TABLE empty (x int);
  CREATE TABLE c (x int, y int, z int); INSERT INTO c (x) VALUES (1);
  CREATE FUNCTION takes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM nextval(''s''); RETURN NEW; END';
  CREATE FUNCTION takes_one() RETURNS int LANGUAGE sql AS 'SELECT nextval(''s'')::int';
  CREATE FUNCTION set_of_none() RETURNS SETOF int LANGUAGE plpgsql AS 'BEGIN END';
  CREATE FUNCTION never_null(a bigint, b bigint) RETURNS bigint LANGUAGE sql STRICT AS 'SELECT 1'`

const lastval = "SELECT lastval()"
const merged = (source: string, action: string): ReadonlyArray<string> => [
  `MERGE INTO a USING ${source} ON false WHEN NOT MATCHED THEN ${action}`,
  lastval
]
const prepared = (query: string, ...more: ReadonlyArray<string>): ReadonlyArray<string> => [
  `PREPARE p AS ${query}`,
  ...more,
  "DEALLOCATE p",
  lastval
]
const read = (query: string, ...more: ReadonlyArray<string>): ReadonlyArray<string> => [
  `DECLARE p SCROLL CURSOR FOR ${query}`,
  ...more,
  lastval
]

/** Scripts whose last statement asks: a session of its own has an answer, or another's would be met. */
const scripts = [
  ["SELECT nextval('s')", "SELECT currval('s')"],
  ["SELECT nextval('s')", "SELECT lastval()"],
  ["SELECT nextval('public.s')", "SELECT currval('\"s\"'::regclass)"],
  ["SELECT nextval('s')", "SELECT currval('other')"],
  ["SELECT setval('s', 5)", "SELECT currval('s')"],
  ["SELECT setval('s', 5)", "SELECT lastval()"],
  ["SELECT setval('s', 5, false)", "SELECT currval('s')"],
  ["SELECT setval('s', (SELECT max(x) FROM empty))", "SELECT currval('s')"],
  ["SELECT nextval('other')", "SELECT setval('s', 5)", "SELECT lastval(), currval('s')"],
  ["SELECT nextval('s'), currval('s')"],
  ["SELECT currval('s'), nextval('s')"],
  ["SELECT nextval('s') FROM empty", "SELECT currval('s')"],
  ["SELECT nextval('s') WHERE false", "SELECT currval('s')"],
  ["SELECT nextval('s') LIMIT 0", "SELECT currval('s')"],
  ["SELECT nextval('s'), currval('s') FROM a"],
  ["SELECT nextval('s') ORDER BY currval('s')"],
  ["SELECT nextval('s') FROM generate_series(1, 2)", "SELECT currval('s')"],
  ["SELECT nextval('s') FROM generate_series(1, 0)", "SELECT currval('s')"],
  ["SELECT * FROM nextval('s')", "SELECT currval('s')"],
  ["SELECT 1 FROM (SELECT nextval('s')) AS n", "SELECT currval('s')"],
  ["SELECT currval('s') FROM (SELECT nextval('s')) AS n"],
  ["SELECT 1 FROM empty LEFT JOIN (SELECT nextval('s')) AS n ON true", "SELECT currval('s')"],
  ["SELECT (SELECT nextval('s')), currval('s')"],
  ["SELECT ARRAY(SELECT nextval('s'))", "SELECT currval('s')"],
  ["SELECT EXISTS (SELECT nextval('s'))", "SELECT currval('s')"],
  ["VALUES (nextval('s'))", "SELECT currval('s')"],
  ["SELECT 1 UNION ALL SELECT nextval('s')", "SELECT currval('s')"],
  ["SELECT CASE WHEN x = 1 THEN nextval('s') END FROM (VALUES (2)) AS v (x)", "SELECT currval('s')"],
  ["SELECT CASE WHEN false THEN nextval('s') END", "SELECT currval('s')"],
  ["SELECT COALESCE(1, nextval('s'))", "SELECT currval('s')"],
  ["SELECT COALESCE(nextval('s'), 1)", "SELECT currval('s')"],
  ["SELECT true OR nextval('s') > 0", "SELECT currval('s')"],
  ["SELECT NOT nextval('s') > 0", "SELECT currval('s')"],
  ["WITH n AS (SELECT nextval('s')) SELECT 1", "SELECT currval('s')"],
  ["WITH n AS MATERIALIZED (SELECT nextval('s')) SELECT 1", "SELECT currval('s')"],
  ["WITH n AS (SELECT nextval('s')) SELECT * FROM n", "SELECT currval('s')"],
  ["WITH n AS (SELECT nextval('s')) SELECT currval('s') FROM n"],
  [
    "WITH n AS (SELECT nextval('s')) SELECT (SELECT nextval FROM n WHERE x = 1) FROM (VALUES (2)) AS v (x)",
    "SELECT currval('s')"
  ],
  ["WITH n AS (INSERT INTO a (x) VALUES (1)) SELECT 1", "SELECT currval('a_id_seq')"],
  ["WITH n AS (INSERT INTO a (x) VALUES (1)) SELECT currval('a_id_seq')"],
  ["WITH n AS (INSERT INTO a (x) VALUES (1) RETURNING id) SELECT currval('a_id_seq') FROM n"],
  ["WITH n AS (INSERT INTO a (x) VALUES (1) RETURNING id) SELECT * FROM empty, n", "SELECT lastval()"],
  ["INSERT INTO a (x) VALUES (1)", "SELECT currval('a_id_seq'), lastval()"],
  ["INSERT INTO a DEFAULT VALUES", "SELECT currval(pg_get_serial_sequence('a', 'id'))"],
  ["INSERT INTO a (x) VALUES (1) ON CONFLICT DO NOTHING", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (x) VALUES (1) ON CONFLICT (id) DO UPDATE SET x = currval('a_id_seq')", "SELECT lastval()"],
  [
    "INSERT INTO a (id) VALUES (1)",
    "INSERT INTO a (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET x = currval('a_id_seq')"
  ],
  ["INSERT INTO a (id, x) VALUES (DEFAULT, 1)", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (id, x) VALUES (7, 1)", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (id, x) VALUES (8, 1)", "SELECT lastval()"],
  ["INSERT INTO a VALUES (9, 1)", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a VALUES (9, 1)", "SELECT lastval()"],
  ["INSERT INTO a SELECT 9, 1", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a VALUES (DEFAULT, 1)", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (x) SELECT 1", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (x) SELECT x FROM empty", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (x) SELECT x FROM empty RETURNING currval('a_id_seq')"],
  ["INSERT INTO a (x) SELECT unnest('{}'::int[])", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (x) SELECT (json_array_elements('[]')::text)::int", "SELECT lastval()"],
  ["SELECT nextval('s'), generate_series(1, 2)", "SELECT currval('s')"],
  ["SELECT nextval('s'), ARRAY(SELECT unnest('{}'::int[]))", "SELECT currval('s')"],
  ["SELECT nextval('s'), currval('s') ORDER BY 2"],
  ["SELECT nextval('s'), currval('s') GROUP BY 2"],
  ["SELECT DISTINCT nextval('s'), currval('s')"],
  ["SELECT nextval('s'), sum(currval('s')) OVER ()"],
  ["SELECT nextval('s'), count(currval('s'))"],
  ["SELECT nextval('s'), count(*) FROM empty", "SELECT currval('s')"],
  ["SELECT max(nextval('s')) FROM empty", "SELECT currval('s')"],
  ["SELECT setval('s', COALESCE(max(x), 1)) FROM empty", "SELECT currval('s')"],
  ["SELECT setval('s', max(x)) FROM empty", "SELECT currval('s')"],
  ["SELECT 1 FROM (SELECT nextval('s')) AS n WHERE currval('s') > 0"],
  ["SELECT 1 FROM (SELECT nextval('s') FROM generate_series(1, 1000)) AS n, (SELECT currval('s')) AS o"],
  ["SELECT 1 FROM (SELECT nextval('s')) AS n LIMIT currval('s')"],
  ["SELECT currval('s') LIMIT nextval('s')"],
  ["SELECT nextval('s') LIMIT 1", "SELECT currval('s')"],
  ["SELECT nextval('s') WHERE true", "SELECT currval('s')"],
  ["SELECT nextval('s') + unnest('{}'::int[])", "SELECT currval('s')"],
  ["SELECT nextval('s'), json_array_elements('[]')", "SELECT currval('s')"],
  ["SELECT nextval('s'), 1 + unnest('{}'::int[])", "SELECT currval('s')"],
  ["SELECT nextval('s'), set_of_none()", "SELECT currval('s')"],
  ["SELECT nextval('s') + set_of_none()", "SELECT currval('s')"],
  ["SELECT nextval('s'), set_of_none() + 1", "SELECT currval('s')"],
  ["INSERT INTO a (x) SELECT set_of_none()", "SELECT currval('a_id_seq')"],
  ["INSERT INTO a (x) SELECT abs(1)", "SELECT currval('a_id_seq')"],
  ["SELECT NULL::bigint + nextval('s')", "SELECT currval('s')"],
  ["SELECT NULL || nextval('s')::text", "SELECT currval('s')"],
  ["SELECT NULLIF(1, 1) + nextval('s')", "SELECT currval('s')"],
  ["SELECT never_null(nextval('s'), NULL)", "SELECT currval('s')"],
  ["SELECT never_null(nextval('s'), 1)", "SELECT currval('s')"],
  ["SELECT (NULL::int[])[nextval('s')::int]", "SELECT currval('s')"],
  ["SELECT x + nextval('s') FROM (VALUES (NULL::int)) AS v (x)", "SELECT currval('s')"],
  ["SELECT concat(NULL, nextval('s'))", "SELECT currval('s')"],
  ["SELECT 'a' || to_char(now(), 'YYYY') || lpad(nextval('s')::text, 8, '0')", "SELECT currval('s')"],
  ["SELECT CASE WHEN nextval('s') > 0 THEN currval('s') END", "SELECT currval('s')"],
  ["SELECT nextval('s') + currval('s')"],
  ["SELECT currval('s') + nextval('s')"],
  ["VALUES (nextval('s')), (currval('s'))"],
  ["INSERT INTO c (y, x) VALUES (nextval('s'), currval('s'))"],
  ["INSERT INTO c (y, x) VALUES (nextval('s'), currval('s')), (1, 2)"],
  ["INSERT INTO c (y, x) SELECT nextval('s'), currval('s')"],
  ["INSERT INTO c VALUES (nextval('s'), currval('s'))"],
  ["INSERT INTO c (y, x) VALUES (nextval('s'), 1)", "SELECT currval('s')"],
  ["UPDATE c SET y = nextval('s'), x = currval('s')"],
  ["UPDATE c SET (y, x) = (nextval('s'), currval('s'))"],
  ["UPDATE c SET y = nextval('s') RETURNING currval('s')"],
  [
    "MERGE INTO c USING (VALUES (1)) AS v (i) ON false WHEN NOT MATCHED THEN INSERT (y, x) VALUES (nextval('s'), currval('s'))"
  ],
  ["CREATE TABLE e AS SELECT nextval('other') AS n", "SELECT lastval()"],
  ["INSERT INTO a (x) VALUES (1) RETURNING currval('a_id_seq')"],
  ["INSERT INTO a (x) VALUES (1)", "SELECT currval('b_id_seq')"],
  ["INSERT INTO empty VALUES (nextval('s')) RETURNING currval('s')"],
  ["UPDATE empty SET x = nextval('s')", "SELECT currval('s')"],
  ["UPDATE empty SET x = nextval('s') RETURNING currval('s')"],
  ["DELETE FROM empty WHERE x = nextval('s')", "SELECT currval('s')"],
  ["CREATE TABLE f (id int DEFAULT nextval('s'))", "SELECT currval('s')"],
  ["ALTER TABLE empty ALTER COLUMN x SET DEFAULT nextval('s')", "SELECT currval('s')"],
  ["CREATE VIEW f AS SELECT nextval('s')", "SELECT currval('s')"],
  ["CREATE TABLE f AS SELECT nextval('s')", "SELECT currval('s')"],
  ["CREATE TABLE f AS SELECT nextval('s') WITH NO DATA", "SELECT currval('s')"],
  ["EXPLAIN SELECT nextval('s')", "SELECT currval('s')"],
  ["EXPLAIN ANALYZE SELECT nextval('s')", "SELECT currval('s')"],
  ["DECLARE c CURSOR FOR SELECT nextval('s')", "SELECT currval('s')"],
  ["SAVEPOINT c", "SELECT nextval('s')", "ROLLBACK TO c", "SELECT currval('s')"],
  ["DO 'BEGIN PERFORM nextval(''s''); END'", "SELECT currval('s')"],
  ["DO 'BEGIN IF false THEN PERFORM nextval(''s''); END IF; END'", "SELECT currval('s')"],
  [
    "DO 'BEGIN IF false THEN PERFORM nextval(''s''); ELSE PERFORM nextval(''s''); END IF; END'",
    "SELECT currval('s')"
  ],
  ["DO 'DECLARE c refcursor; BEGIN OPEN c FOR SELECT nextval(''s''); END'", "SELECT currval('s')"],
  [
    "DO 'DECLARE c refcursor; BEGIN PERFORM nextval(''s''); OPEN c FOR SELECT currval(''s''); END'",
    "SELECT currval('s')"
  ],
  [
    "SET LOCAL plpgsql.check_asserts = off",
    "DO 'BEGIN ASSERT nextval(''s'') > 0; END'",
    "SELECT currval('s')"
  ],
  ["DO 'BEGIN NULL; END'", "SELECT lastval()"],
  [
    "MERGE INTO a USING (VALUES (1)) AS v (x) ON true WHEN NOT MATCHED AND false THEN INSERT DEFAULT VALUES",
    "SELECT lastval()"
  ],
  merged("(VALUES (1)) AS v (x)", "INSERT (x) VALUES (v.x)"),
  merged("(VALUES (1)) AS v (x)", "INSERT (id, x) VALUES (7001, v.x)"),
  merged("(VALUES (1)) AS v (x)", "INSERT DEFAULT VALUES"),
  merged("(VALUES (1)) AS v (x)", "DO NOTHING"),
  merged("(SELECT 1 AS x WHERE false) AS v", "INSERT (x) VALUES (v.x)"),
  merged("empty AS v", "INSERT (x) VALUES (v.x)"),
  ["WITH empty AS (SELECT 1) SELECT nextval('s') FROM public.empty", "SELECT currval('s')"],
  [
    "WITH n AS (SELECT 1) SELECT nextval('s') FROM (WITH m AS (SELECT 1 FROM n) SELECT 1 FROM m) AS q",
    lastval
  ],
  prepared("SELECT nextval('s')", "EXECUTE p"),
  prepared("SELECT nextval('s')"),
  prepared("SELECT nextval('s') FROM empty", "EXECUTE p"),
  prepared("SELECT nextval('s')", "EXPLAIN EXECUTE p"),
  prepared("SELECT nextval('s')", "EXPLAIN ANALYZE EXECUTE p"),
  prepared("SELECT nextval('s')", "CREATE TABLE f AS EXECUTE p"),
  prepared("SELECT nextval('s')", "CREATE TABLE f AS EXECUTE p WITH NO DATA"),
  prepared("SELECT nextval('s')", "DEALLOCATE p", "PREPARE p AS SELECT 1", "EXECUTE p"),
  prepared(
    "INSERT INTO c (x) VALUES (1)",
    "ALTER TABLE c ALTER y SET DEFAULT nextval('s')",
    "ALTER TABLE c ALTER y DROP DEFAULT",
    "EXECUTE p"
  ),
  read("SELECT nextval('s')", "FETCH p"),
  read("SELECT nextval('s')", "FETCH ALL p"),
  read("SELECT nextval('s')", "MOVE p"),
  read("SELECT nextval('s')", "FETCH 0 p"),
  read("SELECT nextval('s')", "FETCH PRIOR p"),
  read("SELECT nextval('s') FROM empty", "FETCH p"),
  read("SELECT 1 UNION ALL SELECT nextval('s')", "FETCH p"),
  read("VALUES (1), (nextval('s'))", "FETCH p"),
  read("SELECT nextval('s')", "CLOSE p", "DECLARE p CURSOR FOR SELECT 1", "FETCH p")
]

const own = (columns: string, ...more: ReadonlyArray<string>): ReadonlyArray<string> => [
  `CREATE TABLE t (${columns})`,
  ...more
]
const filled = "INSERT INTO t (x) VALUES (1)"

/** A table that has another one's columns, is filled by its own name, and asked for the value of a sequence. */
const child = (
  columns: string,
  made: string,
  asked: string,
  ...more: ReadonlyArray<string>
): ReadonlyArray<string> =>
  own(
    columns,
    `CREATE TABLE u ${made}`,
    ...more,
    "INSERT INTO u (x) VALUES (1)",
    `SELECT currval('${asked}')`
  )

/** The columns of a partitioned table. */
const parts = (columns: string): string => `${columns}) PARTITION BY LIST (x`
const partition = "PARTITION OF t DEFAULT"
const ofSequence = "id int DEFAULT nextval('s'), x int"
const ofIdentity = "id int GENERATED BY DEFAULT AS IDENTITY, x int"

const inDomain = (domain: string, columns: string, ...more: ReadonlyArray<string>): ReadonlyArray<string> => [
  `CREATE DOMAIN d AS int ${domain}`,
  ...own(columns, ...more, filled, lastval)
]

/** Tables that the script makes itself, whose columns are known so. */
const withTables = [
  own("id int, x int", filled, lastval),
  own("id serial, x int", filled, lastval),
  own("id serial, x int", filled, "SELECT currval('t_id_seq')"),
  own("id serial, x int", filled, "SELECT currval('s')"),
  own("id serial, x int", "INSERT INTO t VALUES (1, 1)", lastval),
  own("x int, id serial", "INSERT INTO t VALUES (1)", lastval),
  own("x int, id serial", "INSERT INTO t SELECT 1", lastval),
  own("x int, id serial", "INSERT INTO t SELECT 1 UNION SELECT 2", lastval),
  ["CREATE VIEW v AS SELECT currval('s')", "SELECT * FROM v"],
  ["CREATE VIEW v AS SELECT currval('s')", "SELECT nextval('s')", "SELECT * FROM v"],
  [
    "CREATE VIEW v AS SELECT currval('s') AS n",
    "CREATE VIEW w AS SELECT * FROM v",
    "SELECT 1 IN (SELECT n FROM w)"
  ],
  ["CREATE VIEW v AS SELECT nextval('s')", "SELECT count(*) FROM v"],
  ["CREATE VIEW v AS SELECT nextval('s') AS n", "SELECT 1 FROM v", lastval],
  [
    "CREATE VIEW v AS SELECT nextval('s') AS n",
    "CREATE VIEW w AS SELECT n FROM v",
    "SELECT * FROM w",
    lastval
  ],
  ["CREATE VIEW v AS SELECT nextval('s') AS n FROM empty", "SELECT * FROM v", lastval],
  ["CREATE VIEW v AS SELECT nextval('s') AS n", "SELECT * FROM v LIMIT 0", lastval],
  ["CREATE VIEW v AS SELECT nextval('s') AS n", "SELECT 1 FROM empty LEFT JOIN v ON true", lastval],
  ["CREATE VIEW v AS SELECT nextval('s') AS n", "WITH v AS (SELECT 1) SELECT * FROM v", lastval],
  own("x int, id serial", "INSERT INTO t SELECT * FROM (VALUES (1)) AS v", lastval),
  own("x int, id serial", "INSERT INTO t SELECT v.* FROM (VALUES (1)) AS v", lastval),
  own("x int, id serial", "INSERT INTO t SELECT * FROM (VALUES (1)) AS v, (VALUES (2)) AS w", lastval),
  own("x int, id serial", "WITH w AS (SELECT 1) INSERT INTO t SELECT * FROM w", lastval),
  own("x int, id serial", "INSERT INTO t WITH w AS (SELECT 1) SELECT * FROM w", lastval),
  own("x int, id serial", "INSERT INTO t SELECT * FROM generate_series(1, 2)", lastval),
  own("x int, id serial", "INSERT INTO t SELECT * FROM generate_series(1, 2) WITH ORDINALITY", lastval),
  own("x int, id serial", "CREATE VIEW v AS SELECT 1", "INSERT INTO t SELECT * FROM v", lastval),
  ["CREATE VIEW v AS SELECT x FROM a", "INSERT INTO v (x) VALUES (1)", lastval],
  own("x int, id serial", "INSERT INTO t SELECT * FROM (VALUES (1, 2)) AS v", lastval),
  own("id serial, x int", "INSERT INTO t (id, x) VALUES (1, 1), (DEFAULT, 2)", lastval),
  own("id int DEFAULT nextval('other'), x int", filled, "SELECT currval('other')"),
  own("id int DEFAULT nextval('other'), x int", filled, "SELECT currval('s')"),
  own("id text DEFAULT 'A' || nextval('other'), x int", filled, "SELECT currval('other')"),
  own("id int DEFAULT NULL + nextval('other'), x int", filled, lastval),
  own("id int DEFAULT takes_one(), x int", filled, lastval),
  own("id int GENERATED ALWAYS AS IDENTITY, x int", filled, lastval),
  own("id int GENERATED BY DEFAULT AS IDENTITY, x int", "INSERT INTO t VALUES (1, 1)", lastval),
  own(
    "id int GENERATED BY DEFAULT AS IDENTITY, x int",
    "INSERT INTO t (id, x) OVERRIDING USER VALUE VALUES (1, 1)",
    "SELECT currval('t_id_seq')"
  ),
  own(
    "id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME numbers), x int",
    filled,
    "SELECT currval('numbers')"
  ),
  own('"Id" serial, x int', filled, "SELECT currval('\"t_Id_seq\"')"),
  own("id serial, x int", "INSERT INTO t (x) SELECT 1 WHERE false", lastval),
  own("x int", "ALTER TABLE t ADD id serial", filled, lastval),
  own("x int", filled, "ALTER TABLE t ADD id int", filled, lastval),
  own("id int, x int", "ALTER TABLE t ALTER id SET DEFAULT nextval('s')", filled, "SELECT currval('s')"),
  own("id int DEFAULT nextval('s'), x int", "ALTER TABLE t ALTER id DROP DEFAULT", filled, lastval),
  own("id serial, x int", "ALTER TABLE t DROP id", filled, lastval),
  own("id int NOT NULL, x int", "ALTER TABLE t ALTER id ADD GENERATED ALWAYS AS IDENTITY", filled, lastval),
  own(
    "id int GENERATED ALWAYS AS IDENTITY, x int",
    "ALTER TABLE t ALTER id DROP IDENTITY, ALTER id DROP NOT NULL",
    filled,
    lastval
  ),
  own("id int, x int", "DROP TABLE t", "CREATE TABLE t (id serial, x int)", filled, lastval),
  own("id serial, x int", "ALTER TABLE t RENAME TO u", "INSERT INTO u (x) VALUES (1)", lastval),
  own("id int DEFAULT nextval('s'), x int", "ALTER SEQUENCE s RENAME TO z", filled, "SELECT currval('z')"),
  own(
    "id int DEFAULT nextval('s'), x int",
    "ALTER SEQUENCE s OWNED BY t.id",
    filled,
    "SELECT currval(pg_get_serial_sequence('t', 'id'))"
  ),
  own(
    "id int, x int",
    "CREATE TRIGGER takes BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION takes()",
    filled,
    lastval
  ),
  own(
    "id int, x int",
    "SAVEPOINT p",
    "ALTER TABLE t ADD y serial",
    "ROLLBACK TO p",
    "ALTER TABLE t ADD z serial",
    filled,
    lastval
  ),
  own(
    "id int, x int",
    "CREATE SCHEMA n",
    "CREATE TABLE n.t (id serial, x int)",
    "INSERT INTO n.t (x) VALUES (1)",
    lastval
  ),
  own("id serial, x int", "CREATE TEMP TABLE t (x int) ON COMMIT DROP", filled, lastval),
  own(
    "id serial, x int",
    "CREATE TEMP TABLE t (x int) ON COMMIT DROP",
    "INSERT INTO public.t (x) VALUES (1)",
    lastval
  ),
  own("id serial, x int", "CREATE SCHEMA n", "CREATE TABLE n.t (id int, x int)", filled, lastval),
  own("id int, x int", "DROP TABLE t", "ALTER TABLE b RENAME TO t", filled, lastval),
  own(
    "id int DEFAULT nextval('s'), x int",
    "SAVEPOINT p",
    "ALTER TABLE t ALTER id DROP DEFAULT",
    "ROLLBACK TO p",
    filled,
    lastval
  ),
  own("LIKE a INCLUDING ALL", filled, lastval),
  child("id serial, x int", "(LIKE t INCLUDING DEFAULTS)", "t_id_seq"),
  child("id serial, x int", "(LIKE t INCLUDING ALL)", "u_id_seq"),
  own("id serial, x int", "CREATE TABLE u (LIKE t)", "INSERT INTO u (id, x) VALUES (1, 1)", lastval),
  own(
    "id serial, x int",
    "CREATE TABLE u (LIKE t INCLUDING ALL EXCLUDING DEFAULTS)",
    "INSERT INTO u (id, x) VALUES (1, 1)",
    lastval
  ),
  child(ofIdentity, "(y int, LIKE t INCLUDING IDENTITY)", "u_id_seq"),
  child(ofIdentity, "(LIKE t INCLUDING ALL)", "t_id_seq"),
  child(parts("id serial, x int"), partition, "t_id_seq"),
  child(parts(ofIdentity), partition, "t_id_seq"),
  child(parts(ofSequence), "PARTITION OF t (id DEFAULT nextval('other')) DEFAULT", "other"),
  child(parts(ofSequence), "PARTITION OF t (id DEFAULT nextval('other')) DEFAULT", "s"),
  child(parts("id int, x int"), partition, "s", "ALTER TABLE t ALTER id SET DEFAULT nextval('s')"),
  child(parts("id int, x int"), partition, "s", "ALTER TABLE ONLY t ALTER id SET DEFAULT nextval('s')"),
  child(parts("id int, x int"), partition, "t_k_seq", "ALTER TABLE t ADD k serial"),
  child(
    parts(ofIdentity),
    "(id int NOT NULL, x int)",
    "t_id_seq",
    "ALTER TABLE t ATTACH PARTITION u DEFAULT"
  ),
  child(
    parts("id int, x int"),
    partition,
    "s",
    "ALTER TABLE t DETACH PARTITION u",
    "ALTER TABLE t ALTER id SET DEFAULT nextval('s')"
  ),
  child(ofSequence, "(y int) INHERITS (t)", "s"),
  child(ofSequence, "(id int DEFAULT 7, x int) INHERITS (t)", "s"),
  inDomain("DEFAULT nextval('s')", "id d, x int"),
  inDomain("DEFAULT nextval('s')", "id d[], x int"),
  inDomain("DEFAULT nextval('s')", "id d DEFAULT NULL, x int"),
  inDomain("DEFAULT nextval('s')", "id d, x int", "ALTER DOMAIN d DROP DEFAULT"),
  inDomain("", "id d, x int", "ALTER DOMAIN d SET DEFAULT nextval('s')"),
  inDomain("", "id d, x int"),
  inDomain("DEFAULT nextval('s')", "id int, x int", "ALTER TABLE t ALTER id TYPE d"),
  [
    "CREATE DOMAIN e AS int DEFAULT nextval('s')",
    "CREATE DOMAIN d AS e",
    ...own("id d, x int", filled, lastval)
  ],
  own("y int", "CREATE TABLE v (x int) INHERITS (a)", "INSERT INTO v (x) VALUES (1)", lastval),
  own("id int, code text", "INSERT INTO t (id, code) VALUES (nextval('s'), 'A' || currval('s'))"),
  own("id int, code text", "INSERT INTO t (code, id) VALUES ('A' || currval('s'), nextval('s'))"),
  own("code text, id int", "INSERT INTO t (id, code) VALUES (nextval('s'), 'A' || currval('s'))"),
  own("id serial, code text", "INSERT INTO t (code) VALUES ('A' || currval('t_id_seq'))"),
  own("code text, id serial", "INSERT INTO t (code) VALUES ('A' || currval('t_id_seq'))"),
  own("id serial, code text", "INSERT INTO t (code) SELECT 'A' || currval('t_id_seq')"),
  own("id serial, code text", "INSERT INTO t (code) VALUES ('A' || currval('t_id_seq')), ('B')"),
  own("id serial, code text DEFAULT 'A' || currval('t_id_seq')", "INSERT INTO t DEFAULT VALUES"),
  own("code text DEFAULT 'A' || currval('t_id_seq'), id serial", "INSERT INTO t DEFAULT VALUES"),
  own("id serial, x int", `${filled} RETURNING currval('t_id_seq')`),
  own("id int, x int", `${filled} RETURNING lastval()`),
  own("id int, code text", "INSERT INTO t VALUES (1)", "UPDATE t SET code = currval('s'), id = nextval('s')"),
  own("id int, code text", "INSERT INTO t VALUES (1)", "UPDATE t SET id = currval('s'), code = nextval('s')"),
  ["DO 'BEGIN CREATE TABLE t (id serial, x int); INSERT INTO t (x) VALUES (1); PERFORM lastval(); END'"],
  ["DO 'BEGIN CREATE TABLE t (id int, x int); INSERT INTO t (x) VALUES (1); PERFORM lastval(); END'"],
  own(
    "id int DEFAULT nextval('s'), x int",
    "DO 'BEGIN BEGIN ALTER TABLE t ALTER id DROP DEFAULT; RAISE ''no''; EXCEPTION WHEN OTHERS THEN END; INSERT INTO t (x) VALUES (1); PERFORM lastval(); END'"
  ),
  own(
    "id int DEFAULT nextval('s'), x int",
    "DO 'BEGIN IF false THEN ALTER TABLE t ALTER id DROP DEFAULT; END IF; END'",
    filled,
    lastval
  ),
  [
    "DO 'BEGIN CREATE TABLE t (id int DEFAULT nextval(''s''), x int); ALTER TABLE t ALTER id DROP DEFAULT; END'",
    filled,
    lastval
  ]
]

/** Whether a session of its own has no answer to the last statement of a transaction. */
const isUndefined = Effect.fnUntraced(function* (script: ReadonlyArray<string>) {
  const { admin } = yield* SuiteDatabase
  const { sql } = Context.get(
    yield* Layer.build(DirectPg.layerWith({ endpoint: admin, pool: { size: 1 } })),
    DirectPg
  )
  const asked = sql.unsafe(script.at(-1) ?? "")
  return yield* sql
    .withTransaction(
      Effect.gen(function* () {
        yield* Effect.forEach(script.slice(0, -1), (statement) => sql.unsafe(statement))
        const answered = yield* Effect.isSuccess(sql.withTransaction(asked))
        return yield* Effect.fail(!answered)
      })
    )
    .pipe(Effect.flip)
}, Effect.scoped)

layer(SuiteDatabase.layer)("What currval and lastval answer for", (it) => {
  it.effect("needs what takes from sequences", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { sql } = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg)
      for (const statement of schema.split(/;\n?\s*(?=CREATE|INSERT)/)) yield* sql.unsafe(statement)
    }).pipe(Effect.scoped)
  )

  for (const script of [...scripts, ...withTables]) {
    it.effect(`is what is said of it: ${script.join("; ")}`, () =>
      Effect.gen(function* () {
        const { statements } = check(["BEGIN", ...script, "COMMIT"].join(";\n"))
        const broken = statements.flatMap(({ problems }) => problems.map(({ rule }) => rule.name))
        expect(broken.length > 0).toBe(yield* isUndefined(script))
        expect(broken.filter((name) => name !== "currval")).toEqual([])
      })
    )
  }
})
