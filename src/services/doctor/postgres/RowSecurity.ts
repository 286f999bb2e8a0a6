import { Effect } from "effect"
import * as MigrationBooks from "../../../layers/migration/MigrationBooks.ts"
import type { ProbeFailed, ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"
import { forEach, type Mendable, some } from "./mending/Mending.ts"

/** Who sees which rows of the tables that are exposed. */
export const rules = family({
  "row-security-off": {
    severity: "error",
    reason:
      "At Supabase whoever has the public key reads and writes such a table, elsewhere any role with a grant.",
    remedy:
      "Switch row security on, after a policy that shows all rows, as before, to whoever works with the table: all but anon and authenticated, who see none until a policy says which. Policies that are there come into force. COPY FROM and pg_dump are refused to whom row security holds."
  },
  "row-security-not-forced": {
    severity: "warning",
    reason: "The table's owner, and every function that runs as the owner, passes its policies by.",
    remedy:
      "Force row security on the owner too, after a policy that shows an owner all rows, as before, whom none lets through: narrow it to what functions and programs that run as the owner are to see. COPY FROM and pg_dump as the owner are refused then."
  }
})

/** A table that is not secured, or whose owner is not, and what mends it. */
interface Table extends Mendable {
  readonly table: string
  readonly secured: boolean
  /** Whether anybody besides its owner and superusers was granted something on it, or on a column of it. */
  readonly reached: boolean
  /** Whether PUBLIC, and so every role, reads or writes it. */
  readonly open: boolean
  /** Those of anon and authenticated that there are, whom the policies leave out. */
  readonly outsiders: ReadonlyArray<string>
}

/**
 * Row security shows a role no row that no policy lets through. So each role that may work with a table has a policy made
 * that does so: those that were granted something, PUBLIC too, on the table or a column, and whom Postgres lets read or
 * write all data; once it is on, the owner. What a policy covers already is left to it. Superusers, and whoever passes row
 * security by, need none; outsiders get none, nor do they pass as a member of who does. Of the books of changes the owner
 * writes all rows, as who migrates: to force row security on him there would shut nobody out.
 */
const tables = `WITH outsider AS (
    SELECT oid, rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
  ), role AS (
    SELECT oid, quote_ident(rolname) AS called, rolname, rolsuper, rolsuper OR rolbypassrls AS passing FROM pg_roles
    UNION ALL SELECT 0, 'PUBLIC', NULL, false, false
  ), everywhere AS (
    SELECT r.oid AS grantee, privilege FROM role AS r JOIN (VALUES ('pg_read_all_data', 'SELECT'), ('pg_write_all_data', 'INSERT'),
      ('pg_write_all_data', 'UPDATE'), ('pg_write_all_data', 'DELETE')) AS given (name, privilege) ON given.name = rolname
    WHERE EXISTS (SELECT FROM role AS m WHERE m.oid NOT IN (0, r.oid) AND NOT m.passing AND pg_has_role(m.oid, r.oid, 'MEMBER'))
  )
  SELECT relname::text AS table, relrowsecurity AS secured, reached, open,
    array_to_json(array(SELECT rolname FROM outsider ORDER BY 1)) AS outsiders, array_to_json(statements) AS statements
  FROM pg_class AS c, LATERAL (
    WITH granted AS (
      SELECT grantee, privilege_type AS privilege, true AS here FROM aclexplode(coalesce(relacl, acldefault('r', relowner)))
      UNION SELECT grantee, privilege_type, true FROM pg_attribute, aclexplode(attacl) WHERE attrelid = c.oid AND attacl IS NOT NULL
      UNION SELECT grantee, privilege, false FROM everywhere
    ), worker AS (
      SELECT grantee, called, privilege, EXISTS (
        SELECT FROM pg_policy, unnest(polroles) AS p WHERE polrelid = c.oid AND polpermissive
          AND polcmd IN ('*', CASE privilege WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' ELSE 'd' END)
          AND CASE WHEN 0 IN (p, grantee) THEN p = 0 ELSE pg_has_role(grantee, p, 'USAGE') END) AS covered
      FROM granted JOIN role ON role.oid = grantee
      WHERE relrowsecurity = (grantee = relowner) AND privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') AND NOT passing
        AND grantee NOT IN (SELECT oid FROM outsider)
    ), policy AS (
      SELECT command, CASE WHEN bool_or(grantee = 0) THEN 'PUBLIC' ELSE string_agg(DISTINCT called, ', ' ORDER BY called) END AS roles,
        CASE WHEN bool_or(EXISTS (SELECT FROM outsider AS o WHERE CASE grantee WHEN 0 THEN true ELSE pg_has_role(o.oid, grantee, 'USAGE') END))
          THEN (SELECT format('(SELECT current_user NOT IN (%s))', string_agg(quote_literal(rolname), ', ' ORDER BY rolname)) FROM outsider)
          ELSE 'true' END AS rows
      FROM (SELECT *, CASE WHEN bool_or(covered) OVER (PARTITION BY grantee) THEN privilege END AS command FROM worker) AS w
      WHERE NOT covered GROUP BY command
    )
    SELECT array(SELECT concat('CREATE POLICY ', (
          SELECT name FROM generate_series(1, 1 + (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)) AS n,
            concat('all_rows', '_' || lower(command), '_' || NULLIF(n, 1)) AS name
          WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid AND polname = name) ORDER BY n LIMIT 1),
        ' ON ', c.oid::regclass, ' FOR ' || command, ' TO ', roles,
        CASE WHEN command = 'INSERT' THEN '' ELSE format(' USING (%s)', rows) END,
        CASE WHEN command IN ('SELECT', 'DELETE') THEN '' ELSE format(' WITH CHECK (%s)', rows) END, ';')
        FROM policy ORDER BY command NULLS FIRST)
      || format('ALTER TABLE %s %s ROW LEVEL SECURITY;', c.oid::regclass, CASE WHEN relrowsecurity THEN 'FORCE' ELSE 'ENABLE' END) AS statements,
      EXISTS (SELECT FROM granted JOIN role ON role.oid = grantee WHERE here AND grantee <> relowner AND NOT rolsuper) AS reached,
      EXISTS (SELECT FROM worker WHERE grantee = 0) AS open
  ) AS mended
  WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND (relforcerowsecurity OR relname = '${MigrationBooks.table}'))
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
  ORDER BY 1`

const namesOf = (rows: ReadonlyArray<Table>): string => listed(rows.map(({ table }) => table))

/** PUBLIC is every role, and no list of who works with a table: who that is only its administrator knows. */
const toPublic = (rows: ReadonlyArray<Table>): string => {
  const [{ outsiders } = { outsiders: [] }] = rows
  const but = outsiders.length === 0 ? "" : ` but ${outsiders.join(" and ")}`
  return `granted to PUBLIC: ${namesOf(rows)}; the policy is as open, to every role${but}, until you grant to who works there and REVOKE from PUBLIC`
}

const unsecured = (rows: ReadonlyArray<Table>): string => {
  const open = rows.filter((row) => row.open)
  return [namesOf(rows), ...(open.length === 0 ? [] : [toPublic(open)])].join("\n")
}

/** No hole, as long as it stays so; and whoever has thousands of them is not to be handed as many statements. */
const unreached = (rows: ReadonlyArray<Table>): ReadonlyArray<Finding> => {
  if (rows.length === 0) return []
  const fitted = {
    severity: "info",
    remedy: "Nothing, while it stays so; before anybody is granted something on them, switch row security on."
  } as const
  return [
    found(
      rules["row-security-off"],
      `${namesOf(rows)}: nobody besides owner and superusers is granted anything`,
      fitted
    )
  ]
}

const findings = (rows: ReadonlyArray<Table>): ReadonlyArray<Finding> => {
  const off = rows.filter(({ secured }) => !secured)
  return [
    ...some(
      rules["row-security-off"],
      off.filter(({ reached }) => reached),
      unsecured,
      forEach(tables, "NOT secured AND reached")
    ),
    ...unreached(off.filter(({ reached }) => !reached)),
    ...some(
      rules["row-security-not-forced"],
      rows.filter(({ secured }) => secured),
      namesOf,
      forEach(tables, "secured")
    )
  ]
}

/** What is found of the tables of `public`. */
export const find = (rows: ProbeSession["rows"]): Effect.Effect<ReadonlyArray<Finding>, ProbeFailed> =>
  Effect.map(rows<Table>(tables), findings)
