import { Effect } from "effect"
import { type Check, look } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"

/** Who may see and do what. */
export const rules = family({
  "row-security-off": {
    severity: "error",
    reason:
      "At Supabase whoever has the public key reads and writes such a table, elsewhere any role with a grant.",
    remedy:
      "ALTER TABLE … ENABLE ROW LEVEL SECURITY; ALTER TABLE … FORCE ROW LEVEL SECURITY; CREATE POLICY … for the roles that need it."
  },
  "row-security-not-forced": {
    severity: "warning",
    reason: "The table's owner, and every function that runs as the owner, passes its policies by.",
    remedy: "ALTER TABLE … FORCE ROW LEVEL SECURITY."
  },
  "function-open-to-outsiders": {
    severity: "error",
    reason:
      "Outsiders call it, at Supabase over HTTP; one that runs as its owner gives them the owner's rights.",
    remedy:
      "REVOKE ALL ON FUNCTION … FROM PUBLIC, anon, authenticated; GRANT EXECUTE to the roles that need it (aquifer_app)."
  },
  "function-search-path": {
    severity: "warning",
    reason:
      "Whoever may create objects in a schema of the caller's search_path decides which functions and tables it uses.",
    remedy: "ALTER FUNCTION … SET search_path = ''."
  },
  "application-role-too-strong": {
    severity: "warning",
    reason:
      "A role that is superuser, passes row security by or owns the tables can do what no bug should be able to.",
    remedy:
      "Let the application log in as a role of its own that is only granted aquifer_app, and migrate as another."
  }
})

const exposed = `SELECT c.relname::text AS table, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced
  FROM pg_class AS c WHERE c.relnamespace = to_regnamespace('public') AND c.relkind IN ('r', 'p')
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
  ORDER BY 1`

const callable = `SELECT p.oid::regprocedure::text AS function, p.prosecdef AS definer,
    coalesce((SELECT bool_or(s LIKE 'search_path=%') FROM unnest(p.proconfig) AS s), false) AS pinned,
    array_to_json(array(SELECT o.name FROM (
      SELECT 'public' AS name UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname IN ('anon', 'authenticated')) AS o
      WHERE has_function_privilege(o.name, p.oid, 'EXECUTE'))) AS outsiders
  FROM pg_proc AS p WHERE p.pronamespace = to_regnamespace('public')
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
  ORDER BY 1`

const strength = `SELECT r.rolsuper AS superuser, r.rolbypassrls AS bypass,
    EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p')
      AND relowner = r.oid) AS owner
  FROM pg_roles AS r WHERE r.rolname = current_user`

interface Table extends Record<string, unknown> {
  readonly table: string
  readonly secured: boolean
  readonly forced: boolean
}

interface Callable extends Record<string, unknown> {
  readonly function: string
  readonly definer: boolean
  readonly pinned: boolean
  readonly outsiders: ReadonlyArray<string>
}

const some = (name: keyof typeof rules, what: string, items: ReadonlyArray<string>): ReadonlyArray<Finding> =>
  items.length === 0 ? [] : [found(rules[name], `${what}${listed(items)}`)]

const tables = (rows: ReadonlyArray<Table>): ReadonlyArray<Finding> => [
  ...some(
    "row-security-off",
    "",
    rows.filter(({ secured }) => !secured).map(({ table }) => table)
  ),
  ...some(
    "row-security-not-forced",
    "",
    rows.filter(({ secured }) => secured).map(({ table }) => table)
  )
]

const functions = (rows: ReadonlyArray<Callable>): ReadonlyArray<Finding> => [
  ...some(
    "function-open-to-outsiders",
    "",
    rows
      .filter(({ outsiders }) => outsiders.length > 0)
      .map(
        ({ definer, function: name, outsiders }) =>
          `${name} by ${outsiders.join(" and ")}${definer ? ", with its owner's rights" : ""}`
      )
  ),
  ...some(
    "function-search-path",
    "not pinned in ",
    rows.filter(({ pinned }) => !pinned).map((row) => row.function)
  )
]

/** Tables and functions of the schema that is exposed, `public`. */
export const check: Check = {
  name: "security: row security, functions open to outsiders, search_path",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    return yield* look(direct, (rows) =>
      Effect.gen(function* () {
        return [...tables(yield* rows<Table>(exposed)), ...functions(yield* rows<Callable>(callable))]
      })
    )
  })
}

/** What the role may do that the application's traffic comes as. */
export const roleCheck: Check = {
  name: "security: the application's role",
  run: Effect.fnUntraced(function* (deployment) {
    const pooled = yield* deployment.pooled
    const [role] = yield* look(pooled, (rows) =>
      rows<{ superuser: boolean; bypass: boolean; owner: boolean }>(strength)
    )
    const powers = [
      ...(role?.superuser === true ? ["is superuser"] : []),
      ...(role?.bypass === true ? ["passes row security by (BYPASSRLS)"] : []),
      ...(role?.owner === true ? ["owns tables"] : [])
    ]
    return some(
      "application-role-too-strong",
      `${pooled.facts.role} `,
      powers.length > 0 ? [powers.join(", ")] : []
    )
  })
}
