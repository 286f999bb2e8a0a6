import { Effect } from "effect"
import type { ProbeFailed, ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { family, type Finding, listed } from "../deployment/Finding.ts"
import { forEach, type Mendable, some } from "./mending/Mending.ts"

/** What shows outsiders rows of tables whose row security says nothing of it. */
export const rules = family({
  "view-passes-row-security": {
    severity: "error",
    reason:
      "A view reads its tables as its owner, past the policies that hold for whoever asks: at Supabase anybody with the public key reads through it what the tables do not show.",
    remedy:
      "Have it read as whoever asks (security_invoker), who needs SELECT on its tables then; where somebody works with it who would lose rows by that, take it from the outsiders instead."
  },
  "relation-open-to-outsiders": {
    severity: "error",
    reason:
      "Row security holds neither for a materialized view nor for a foreign table: at Supabase anybody with the public key reads all of it.",
    remedy:
      "Take it from the outsiders; show them what they may see through a view of it that says which rows, or a function."
  }
})

/** What is open, to whom, and what shuts them out. */
interface Relation extends Mendable {
  readonly relation: string
  readonly kind: "view" | "materialized view" | "foreign table"
  readonly outsiders: ReadonlyArray<string>
  readonly owner: string
}

/** The relations that the rule of a view or of a view among these reads. */
const readBy = (source: string, column: string, where = ""): string => `
    SELECT ${column}, d.refobjid FROM ${source} AS s JOIN pg_rewrite AS w ON w.ev_class = s.oid
    JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid <> s.oid ${where}`

/**
 * A view shows outsiders more than they are granted where it reads a table that has row security, or that they may not read.
 * It is switched to its callers' rights where nobody loses by that who works with it, or with a view that reads it, as they
 * are checked there too: whoever is granted something on it may do the same on its tables, and passes their row security by. Else, and before Postgres 15, which knows no such switch, it
 * is taken from outsiders, and from PUBLIC after a grant to who is known to work in the schema, as functions are.
 */
const relations = `WITH RECURSIVE outsider AS (
    SELECT oid, rolname::text AS name FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
  ), relation AS (
    SELECT c.oid, relkind, relowner, relacl AS acl, c.oid::regclass::text AS called,
      CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END AS kind,
      array(SELECT name FROM outsider AS o WHERE has_any_column_privilege(o.oid, c.oid, 'SELECT, INSERT, UPDATE')
        OR has_table_privilege(o.oid, c.oid, 'DELETE') ORDER BY 1) AS outsiders
    FROM pg_class AS c WHERE relnamespace = to_regnamespace('public') AND relkind IN ('v', 'm', 'f')
      AND NOT EXISTS (SELECT FROM pg_options_to_table(reloptions) WHERE option_name = 'security_invoker' AND option_value::bool)
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
  ), reading (top, oid) AS (${readBy("relation", "s.oid", "WHERE s.relkind = 'v' AND s.outsiders <> '{}'")}
    UNION ${readBy("reading", "s.top", "JOIN pg_class AS v ON v.oid = s.oid AND v.relkind = 'v'")}
  ), source AS (
    SELECT top, t.oid, relowner, relrowsecurity, relforcerowsecurity FROM reading JOIN pg_class AS t USING (oid)
    WHERE t.relkind IN ('r', 'p', 'm', 'f')
  ), reader (base, oid) AS (
    SELECT oid, oid FROM relation WHERE relkind = 'v' AND outsiders <> '{}'
    UNION SELECT r.base, w.ev_class FROM reader AS r
    JOIN pg_depend AS d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite AS w ON w.oid = d.objid
  ), worker AS MATERIALIZED (
    SELECT r.oid, quote_ident(r.rolname) AS name, r.rolbypassrls AS passing FROM pg_roles AS r
    WHERE NOT r.rolsuper AND r.oid IN (
        SELECT a.grantee FROM pg_class, aclexplode(relacl) AS a WHERE relnamespace = to_regnamespace('public')
        UNION SELECT a.grantee FROM pg_proc, aclexplode(proacl) AS a WHERE pronamespace = to_regnamespace('public')
        UNION SELECT a.grantee FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid AND attacl IS NOT NULL, aclexplode(attacl) AS a
          WHERE relnamespace = to_regnamespace('public'))
      AND NOT EXISTS (SELECT FROM outsider AS o WHERE pg_has_role(o.oid, r.oid, 'USAGE'))
  )
  SELECT called AS relation, kind, pg_get_userbyid(relowner)::text AS owner, array_to_json(outsiders) AS outsiders,
    array_to_json(statements) AS statements
  FROM relation AS r, LATERAL (
    SELECT relkind = 'v' AND current_setting('server_version_num')::int >= 150000 AND NOT EXISTS (
        SELECT FROM worker AS w, source AS s, reader AS v, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
        WHERE s.top = r.oid AND v.base = r.oid AND NOT pg_has_role(w.oid, r.relowner, 'USAGE')
          AND (has_table_privilege(w.oid, v.oid, privilege)
            OR privilege <> 'DELETE' AND has_any_column_privilege(w.oid, v.oid, privilege))
          AND NOT (has_table_privilege(w.oid, s.oid, privilege) AND (NOT s.relrowsecurity OR w.passing))) AS unhurt,
      (SELECT 'GRANT ' || string_agg(privilege_type, ', ') || format(' ON %s TO ', called) || (
          SELECT string_agg(name, ', ' ORDER BY name) FROM worker AS w WHERE NOT pg_has_role(w.oid, r.relowner, 'USAGE')) || ';'
        FROM aclexplode(acl) WHERE grantee = 0) AS kept,
      (SELECT string_agg(name, ', ' ORDER BY name = 'PUBLIC' DESC, name) FROM (
        SELECT 'PUBLIC' AS name UNION SELECT quote_ident(g.rolname) FROM pg_roles AS g
        WHERE EXISTS (SELECT FROM outsider AS o WHERE pg_has_role(o.oid, g.oid, 'USAGE'))
          AND (g.oid IN (SELECT oid FROM outsider) OR g.oid IN (SELECT grantee FROM aclexplode(acl)))) AS through) AS through
  ) AS judged, LATERAL (
    SELECT CASE WHEN unhurt THEN ARRAY[format('ALTER VIEW %s SET (security_invoker = true);', called)]
      ELSE array_remove(ARRAY[kept, format('REVOKE ALL ON %s FROM %s;', called, through)], NULL) END AS statements
  ) AS mended
  WHERE outsiders <> '{}' AND (relkind <> 'v' OR EXISTS (
    SELECT FROM source AS s, outsider AS o WHERE s.top = r.oid AND o.name = ANY (outsiders)
      AND (s.relrowsecurity OR NOT has_any_column_privilege(o.oid, s.oid, 'SELECT'))))
  ORDER BY called`

const opened = ({ kind, outsiders, owner, relation }: Relation): string =>
  `${kind} ${relation} by ${outsiders.join(" and ")}${kind === "view" ? `, as ${owner}` : ""}`

const isView = ({ kind }: Relation): boolean => kind === "view"

const findings = (rows: ReadonlyArray<Relation>): ReadonlyArray<Finding> => [
  ...some(
    rules["view-passes-row-security"],
    rows.filter(isView),
    (views) => listed(views.map(opened)),
    forEach(relations, "kind = 'view'")
  ),
  ...some(
    rules["relation-open-to-outsiders"],
    rows.filter((row) => !isView(row)),
    (open) => listed(open.map(opened)),
    forEach(relations, "kind <> 'view'")
  )
]

/** What is found of the views and foreign tables of `public`. */
export const find = (rows: ProbeSession["rows"]): Effect.Effect<ReadonlyArray<Finding>, ProbeFailed> =>
  Effect.map(rows<Relation>(relations), findings)
