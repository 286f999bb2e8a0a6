import { Effect } from "effect"
import type { ProbeFailed, ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { type Finding, listed } from "../deployment/Finding.ts"

/** A privilege that aquifer_app has on a thing of the schema, and how the role in question stands to it. */
export interface Granted extends Record<string, unknown> {
  /** With its schema, as SQL has it. */
  readonly called: string
  readonly kind: "TABLE" | "SEQUENCE" | "FUNCTION"
  readonly privilege: string
  /** Whether the server says that the role has it, in whichever way. */
  readonly has: boolean
  /** Whether row security lets aquifer_app through by a policy, and the role by none. */
  readonly hidden: boolean
}

/** How the role stands to aquifer_app itself, and to the schema. */
export interface Standing {
  readonly member: boolean
  /** Whether it has the privileges of its membership without SET ROLE. */
  readonly inherits: boolean
  readonly schema: boolean
  readonly granted: ReadonlyArray<Granted>
}

const membership = `SELECT pg_has_role(oid, 'MEMBER') AS member, pg_has_role(oid, 'USAGE') AS inherits,
    has_schema_privilege('public', 'USAGE') AS schema
  FROM pg_roles WHERE rolname = 'aquifer_app' AND to_regnamespace('public') IS NOT NULL`

/** Policies let those through who have the privileges of a role that they name; each statement has its own. */
const granted = `WITH app AS (SELECT oid FROM pg_roles WHERE rolname = 'aquifer_app'), policy AS (
  SELECT polrelid, polcmd, 0 = ANY (polroles) OR app.oid = ANY (polroles) AS theirs,
    0 = ANY (polroles) OR EXISTS (SELECT FROM unnest(polroles) AS r WHERE r <> 0 AND pg_has_role(r, 'USAGE')) AS ours
  FROM pg_policy, app WHERE polpermissive
), relation AS (
  SELECT c.oid, c.relkind, a.privilege_type AS privilege,
    (SELECT coalesce(bool_or(theirs) AND NOT bool_or(ours), false) FROM policy WHERE polrelid = c.oid
      AND polcmd IN ('*', CASE a.privilege_type WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' ELSE 'd' END)) AS unseen
  FROM app, pg_class AS c, aclexplode(c.relacl) AS a
  WHERE a.grantee = app.oid AND c.relnamespace = to_regnamespace('public') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
)
SELECT oid::regclass::text AS called, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, privilege,
  CASE relkind WHEN 'S' THEN has_sequence_privilege(oid, privilege) ELSE has_table_privilege(oid, privilege) END AS has,
  relkind <> 'S' AND privilege IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') AND unseen AND row_security_active(oid) AS hidden
FROM relation
UNION ALL
SELECT p.oid::regprocedure::text, 'FUNCTION', a.privilege_type, has_function_privilege(p.oid, a.privilege_type), false
FROM app, pg_proc AS p, aclexplode(p.proacl) AS a
WHERE a.grantee = app.oid AND p.pronamespace = to_regnamespace('public') AND p.prokind = 'f'
ORDER BY 1, 3`

/** Asks the server about the role of this session; nothing where there is no aquifer_app. */
export const ask = Effect.fnUntraced(function* (
  rows: ProbeSession["rows"]
): Effect.fn.Return<Standing | undefined, ProbeFailed> {
  const [standing] = yield* rows<Omit<Standing, "granted"> & Record<string, unknown>>(membership)
  return standing && { ...standing, granted: yield* rows<Granted>(granted) }
})

/** A role as it is told, as SQL has it, and the version of its server. */
interface Subject {
  readonly name: string
  readonly called: string
  readonly version: number
}

type Lack = Pick<Finding, "evidence" | "sql"> & Partial<Pick<Finding, "severity" | "remedy">>

/** Since 16 a membership says itself whether it is inherited; before that the role does. */
const inherited = ({ called, version }: Subject): string =>
  version >= 160_000 ? `GRANT aquifer_app TO ${called} WITH INHERIT TRUE;` : `ALTER ROLE ${called} INHERIT;`

const shown = (rows: ReadonlyArray<Granted>): string =>
  listed(
    [...Map.groupBy(rows, ({ called }) => called)].map(
      ([called, of]) => `${of.map(({ privilege }) => privilege).join(", ")} on ${called}`
    )
  )

/** Nothing of it, by a membership that gives nothing, or by none. */
const none = (subject: Subject, { inherits, member }: Standing): Lack =>
  member && !inherits
    ? {
        evidence: `${subject.name} is a member of aquifer_app and does not inherit its privileges: until it says SET ROLE it has none on the tables`,
        remedy: "Let it inherit them; only work under Identity.as, which sets the role, goes without.",
        sql: [inherited(subject)]
      }
    : {
        evidence: `${subject.name} has none of the privileges that aquifer_app has on its tables`,
        sql: [`GRANT aquifer_app TO ${subject.called};`]
      }

/** What the role lacks of what aquifer_app may do, as a finding tells it; undefined where it lacks nothing. */
export const lackOf = (subject: Subject, standing: Standing | undefined): Lack | undefined => {
  if (standing === undefined || standing.granted.length === 0) return undefined
  const { granted, member, schema } = standing
  const { called, name } = subject
  if (!schema) {
    const evidence = `${name} may not use the schema public`
    return { evidence, remedy: "Let it use the schema.", sql: [`GRANT USAGE ON SCHEMA public TO ${called};`] }
  }
  const onTables = granted.filter(({ kind }) => kind === "TABLE")
  if ((onTables.length > 0 ? onTables : granted).every(({ has }) => !has)) return none(subject, standing)
  const sql = [member ? inherited(subject) : `GRANT aquifer_app TO ${called};`]
  const hidden = granted.filter((row) => row.has && row.hidden)
  if (hidden.length > 0) {
    return {
      evidence: `${name} has privileges, and row security shows it no row: no policy lets it ${shown(hidden)}`,
      sql
    }
  }
  const missing = granted.filter(({ has }) => !has)
  if (missing.length === 0) return undefined
  return {
    severity: "warning",
    evidence: `${name} has ${granted.length - missing.length} of the ${granted.length} privileges that aquifer_app has; it lacks ${shown(missing)}`,
    remedy: "Grant it aquifer_app, unless it is to do only what it may.",
    sql
  }
}
