import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { diagnose } from "../../../support/deployment.ts"
import { freshDatabase } from "../../../support/freshDatabase.ts"

const roles = [
  "CREATE ROLE anon NOINHERIT",
  "CREATE ROLE authenticated NOINHERIT",
  "CREATE ROLE service_role BYPASSRLS",
  "CREATE ROLE team",
  "CREATE ROLE member LOGIN IN ROLE team",
  "CREATE ROLE visitors",
  "GRANT visitors TO anon WITH INHERIT TRUE",
  `CREATE ROLE "Odd one" LOGIN`,
  "CREATE ROLE backup LOGIN IN ROLE pg_read_all_data",
  "CREATE ROLE lurker LOGIN"
]

/** What a role makes of a statement, which is rolled back: so many rows, or that it is refused. */
const may = `CREATE FUNCTION probe.may(who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE rows bigint;
BEGIN
  PERFORM set_config('role', who, true);
  EXECUTE statement;
  GET DIAGNOSTICS rows = ROW_COUNT;
  RAISE SQLSTATE 'AQ000';
EXCEPTION WHEN SQLSTATE 'AQ000' THEN RETURN rows; WHEN insufficient_privilege THEN RETURN 'refused';
END $$`

/** How each table is granted, and what else is done to it. */
const tables: Readonly<Record<string, ReadonlyArray<string>>> = {
  nobodys: [],
  publics: ["GRANT SELECT ON publics TO PUBLIC"],
  public_columns: ["GRANT SELECT (id), UPDATE (note), INSERT (id, note) ON public_columns TO PUBLIC"],
  columns: [`GRANT SELECT (id, note), UPDATE (note) ON columns TO "Odd one"`],
  public_and_named: [
    "GRANT SELECT ON public_and_named TO PUBLIC, anon",
    "GRANT ALL ON public_and_named TO team"
  ],
  outsiders: ["GRANT ALL ON outsiders TO anon, authenticated, service_role"],
  grouped: ["GRANT ALL ON grouped TO team"],
  leaky: ["GRANT ALL ON leaky TO visitors, team"],
  parted: ["GRANT ALL ON parted TO team"],
  parted_1: ["GRANT ALL ON parted_1 TO team"],
  begun: [
    `GRANT ALL ON begun TO team, "Odd one"`,
    `CREATE POLICY all_rows ON begun FOR SELECT TO "Odd one" USING (id = 1)`,
    `CREATE POLICY all_rows_insert ON begun FOR UPDATE TO "Odd one" USING (id = 1)`
  ],
  truncated: [`GRANT TRUNCATE ON truncated TO "Odd one", PUBLIC`]
}

const made = [
  "CREATE SCHEMA probe",
  may,
  ...Object.entries(tables).flatMap(([table, statements]) => [
    table === "parted_1"
      ? "CREATE TABLE parted_1 PARTITION OF parted DEFAULT"
      : `CREATE TABLE ${table} (id int, note text)${table === "parted" ? " PARTITION BY LIST (id)" : ""}`,
    ...(table === "parted" ? [] : [`INSERT INTO ${table} VALUES (1, ''), (2, '')`]),
    ...statements
  ]),
  "ALTER TABLE nobodys OWNER TO keeper"
]

/** Functions of each kind; the first finds its table in `public` alone. */
const functions = [
  "CREATE FUNCTION tally() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM grouped'",
  "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)",
  "CREATE PROCEDURE touch(int) LANGUAGE sql AS 'SELECT id FROM publics'",
  "CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "REVOKE ALL ON FUNCTION theirs() FROM PUBLIC",
  "GRANT EXECUTE ON FUNCTION theirs() TO team, anon"
]

/** Views of each kind: of a table that shows anon nothing, which one who passes row security by reads, or one who does not. */
const views = [
  "CREATE TABLE kept (id int, note text)",
  "INSERT INTO kept VALUES (1, '')",
  "ALTER TABLE kept ENABLE ROW LEVEL SECURITY",
  "GRANT ALL ON kept TO anon, authenticated, service_role",
  "CREATE VIEW served AS SELECT * FROM kept",
  "GRANT ALL ON served TO anon, authenticated, service_role",
  "CREATE VIEW shared AS SELECT * FROM kept",
  "GRANT SELECT ON shared TO authenticated, service_role",
  "CREATE VIEW teamed AS SELECT * FROM shared",
  "GRANT SELECT ON teamed TO team, visitors, PUBLIC",
  "CREATE VIEW safe WITH (security_invoker) AS SELECT * FROM kept",
  "GRANT SELECT ON safe TO anon",
  "CREATE VIEW unread AS SELECT * FROM kept",
  "GRANT SELECT ON unread TO team",
  "CREATE TABLE open (id int)",
  "INSERT INTO open VALUES (1)",
  "GRANT SELECT ON open TO anon",
  "CREATE VIEW opener AS SELECT * FROM open",
  "GRANT SELECT ON opener TO anon",
  "CREATE MATERIALIZED VIEW counted AS SELECT * FROM kept",
  "GRANT SELECT ON counted TO PUBLIC, anon"
]

const whoSees = `SELECT format('%s: %s %s', who, of, probe.may(who, format('SELECT * FROM %s', of))) AS may
FROM unnest(ARRAY['anon', 'authenticated', 'service_role', 'team', 'member', 'visitors', 'Odd one', 'keeper']) AS who,
  unnest(ARRAY['served', 'shared', 'teamed', 'safe', 'unread', 'opener', 'counted']) AS of
ORDER BY 1`

const whoCalls = `SELECT format('%s: %s %s', who, call, probe.may(who, call)) AS may
FROM unnest(ARRAY['anon', 'authenticated', 'service_role', 'team', 'member', 'Odd one']) AS who,
  unnest(ARRAY['SELECT tally()', 'SELECT total(1)', 'CALL touch(1)', 'SELECT theirs()']) AS call
ORDER BY 1`

const whoMay = `SELECT format('%s: %s %s %s', who, verb, of, probe.may(who, format(statement, of))) AS may
FROM unnest(ARRAY['anon', 'authenticated', 'service_role', 'team', 'member', 'visitors', 'Odd one', 'backup', 'lurker', 'keeper']) AS who,
  (SELECT relname AS of FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')) AS tables,
  (VALUES ('reads', 'SELECT id FROM %s'), ('adds', 'INSERT INTO %s (id, note) VALUES (3, '''')'),
    ('changes', 'UPDATE %s SET note = ''x'''), ('removes', 'DELETE FROM %s')) AS verbs (verb, statement)
ORDER BY 1`

/** What the policies that were there say of a role that they name, now that they are in force. */
const narrowed = (line: string): string => line.replace(/^(Odd one: (?:reads|changes) begun) 2$/, "$1 1")

/** Whom the finding is about. */
const outside = /^(?:anon|authenticated): /

const database = freshDatabase({ logins: ["keeper"], made: [...roles, ...made] })
const seenBy = (url: string) => Effect.map(diagnose({ DATABASE_URL: url }), ({ seen }) => seen)

/** For those of the roles that there are, as in another database there may be others. */
const ifThere = (head: string, ...roles: ReadonlyArray<string>) => {
  const each = roles.map((role) => `IF to_regrole('${role}') IS NOT NULL THEN ${head} ${role}; END IF;`)
  return `DO $portable$ BEGIN ${each.join(" ")} END $portable$;`
}

for (const form of ["sql", "sqlForAll"] as const) {
  it.live(
    `What the doctor prints (${form}) shuts outsiders out of tables, and nobody who worked with them`,
    () =>
      Effect.gen(function* () {
        const { administrator, ownerUrl } = yield* database
        const seen = Effect.map(administrator(whoMay), (rows) => rows.map(({ may = "" }) => may))
        const mend = Effect.fnUntraced(function* (name: string) {
          const finding = (yield* seenBy(ownerUrl)).get(name)
          for (const statement of [finding?.[form] ?? []].flat()) yield* administrator(statement)
          return finding
        })
        const before = yield* seen
        const off = yield* mend("row-security-off")
        expect(off?.evidence.split("\n")).toContain(
          "granted to PUBLIC: public_and_named, public_columns, publics; the policy is as open, to every role but anon and authenticated, until you grant to who works there and REVOKE from PUBLIC"
        )
        const after = yield* seen
        expect(after.filter((line) => !outside.test(line))).toEqual(
          before.filter((line) => !outside.test(line)).map(narrowed)
        )
        expect(after.filter((line) => outside.test(line) && !/ (?:0|refused)$/.test(line))).toEqual([])
        yield* administrator("ALTER TABLE nobodys ENABLE ROW LEVEL SECURITY")
        const unforced = yield* seen
        yield* mend("row-security-not-forced")
        expect(yield* seen).toEqual(unforced)
        expect([...(yield* seenBy(ownerUrl)).keys()].filter((name) => name.startsWith("row-"))).toEqual([])
      }).pipe(Effect.scoped)
  )

  it.live(
    `What the doctor prints (${form}) for views shuts outsiders out of what they do not see in the tables`,
    () =>
      Effect.gen(function* () {
        const { administrator, ownerUrl } = yield* database
        for (const statement of views) yield* administrator(statement)
        const seen = Effect.map(administrator(whoSees), (rows) => rows.map(({ may = "" }) => may))
        const before = yield* seen
        const found = yield* seenBy(ownerUrl)
        const [passing, open] = ["view-passes-row-security", "relation-open-to-outsiders"].map((name) =>
          found.get(name)
        )
        expect(passing?.evidence).toBe(
          "view public.served by anon and authenticated, as postgres, view public.shared by authenticated, as postgres, view public.teamed by anon and authenticated, as postgres"
        )
        expect(open?.evidence).toBe("materialized view public.counted by anon and authenticated")
        if (form === "sql") {
          expect(passing?.sql).toEqual([
            "ALTER VIEW public.served SET (security_invoker = true);",
            "REVOKE ALL ON public.shared FROM PUBLIC;",
            ifThere("REVOKE ALL ON public.shared FROM", "anon", "authenticated"),
            ifThere("GRANT SELECT ON public.teamed TO", '"Odd one"', "service_role", "team"),
            "REVOKE ALL ON public.teamed FROM PUBLIC;",
            ifThere("REVOKE ALL ON public.teamed FROM", "anon", "authenticated", "visitors")
          ])
        }
        for (const finding of [passing, open]) {
          for (const statement of [finding?.[form] ?? []].flat()) yield* administrator(statement)
        }
        const works = /^(?:service_role|team|member|Odd one): /
        expect((yield* seen).filter((line) => works.test(line))).toEqual(
          before.filter((line) => works.test(line))
        )
        expect((yield* seen).filter((line) => outside.test(line) && !/ (?:0|refused)$/.test(line))).toEqual([
          "anon: opener 1"
        ])
        expect(
          [...(yield* seenBy(ownerUrl)).keys()].filter((name) => /^(?:view|relation)-/.test(name))
        ).toEqual([])
      }).pipe(Effect.scoped)
  )

  it.live(
    `What the doctor prints (${form}) takes functions from outsiders alone, and leaves them at work`,
    () =>
      Effect.gen(function* () {
        const { administrator, ownerUrl } = yield* database
        for (const statement of functions) yield* administrator(statement)
        const seen = Effect.map(administrator(whoCalls), (rows) => rows.map(({ may = "" }) => may))
        const before = yield* seen
        for (const name of ["function-open-to-outsiders", "function-search-path"]) {
          const finding = (yield* seenBy(ownerUrl)).get(name)
          for (const statement of [finding?.[form] ?? []].flat()) yield* administrator(statement)
        }
        expect(yield* seen).toEqual(
          before.map((line) => (outside.test(line) ? line.replace(/\S+$/, "refused") : line))
        )
        expect([...(yield* seenBy(ownerUrl)).keys()].filter((name) => name.startsWith("function-"))).toEqual(
          []
        )
      }).pipe(Effect.scoped)
  )
}
