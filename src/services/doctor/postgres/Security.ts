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
      "Switch row security on, with a policy for each role that works with the table: without one it sees no row."
  },
  "row-security-not-forced": {
    severity: "warning",
    reason: "The table's owner, and every function that runs as the owner, passes its policies by.",
    remedy: "Force row security on the owner too; a program that works as the owner needs a policy first."
  },
  "function-open-to-outsiders": {
    severity: "error",
    reason:
      "Outsiders call it, at Supabase over HTTP; one that runs as its owner gives them the owner's rights.",
    remedy: "Take it from the outsiders, and grant it to the roles that need it."
  },
  "function-search-path": {
    severity: "warning",
    reason:
      "Whoever may create objects in a schema of the caller's search_path decides which functions and tables it uses.",
    remedy: "Pin it to nothing, once the names in the function's body are written with their schemas."
  }
})

/** Whether a list of privileges has any for somebody besides the table's owner and superusers, who need none. */
const forOthers = (
  acl: string
): string => `EXISTS (SELECT FROM aclexplode(${acl}) AS g LEFT JOIN pg_roles AS r ON r.oid = g.grantee
      WHERE g.grantee <> c.relowner AND NOT coalesce(r.rolsuper, false))`

const exposed = `SELECT c.relname::text AS table, c.oid::regclass::text AS called, c.relrowsecurity AS secured,
    ${forOthers("c.relacl")} OR EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = c.oid AND ${forOthers("attacl")}) AS reached,
    array_to_json(array(SELECT DISTINCT quote_ident(r.rolname) FROM aclexplode(c.relacl) AS a JOIN pg_roles AS r ON r.oid = a.grantee
      WHERE r.oid <> c.relowner AND r.rolname NOT IN ('anon', 'authenticated', 'service_role') ORDER BY 1)) AS workers
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

interface Table extends Record<string, unknown> {
  readonly table: string
  /** With its schema, as SQL has it. */
  readonly called: string
  readonly secured: boolean
  /** Whether anybody besides its owner and superusers was granted something on it, or on a column of it. */
  readonly reached: boolean
  /** Who was granted something on it, besides its owner and the outsiders. */
  readonly workers: ReadonlyArray<string>
}

interface Callable extends Record<string, unknown> {
  readonly function: string
  readonly definer: boolean
  readonly pinned: boolean
  readonly outsiders: ReadonlyArray<string>
}

const some = (
  name: keyof typeof rules,
  what: string,
  items: ReadonlyArray<string>,
  sql: ReadonlyArray<string>,
  sqlForAll: string
): ReadonlyArray<Finding> =>
  items.length === 0 ? [] : [found(rules[name], `${what}${listed(items)}`, { sql, sqlForAll })]

/** Runs a statement for each row of a query that the finding came from. */
const forEach = (query: string, where: string, statement: string): string => `DO $$
DECLARE each record;
BEGIN
  FOR each IN SELECT * FROM (
    ${query.replaceAll("\n", "\n  ")}
  ) AS found WHERE ${where}
  LOOP
    EXECUTE ${statement};
  END LOOP;
END
$$;`

const secureAll = forEach(
  exposed,
  "NOT secured AND reached",
  `concat('CREATE POLICY all_rows ON ' || each.called || ' TO ' ||
      (SELECT string_agg(worker, ', ') FROM json_array_elements_text(each.workers) AS worker) ||
      ' USING (true) WITH CHECK (true); ', 'ALTER TABLE ' || each.called || ' ENABLE ROW LEVEL SECURITY')`
)

const forceAll = forEach(exposed, "secured", "'ALTER TABLE ' || each.called || ' FORCE ROW LEVEL SECURITY'")

const revokeAll = forEach(
  callable,
  "json_array_length(outsiders) > 0",
  `'REVOKE ALL ON FUNCTION ' || each.function || ' FROM ' ||
      (SELECT string_agg(outsider, ', ') FROM json_array_elements_text(each.outsiders) AS outsider)`
)

const pinAll = forEach(
  callable,
  "NOT pinned",
  `format('ALTER FUNCTION %s SET search_path = %L', each.function, '')`
)

const secure = ({ called, workers }: Table): ReadonlyArray<string> => [
  ...(workers.length === 0
    ? []
    : [`CREATE POLICY all_rows ON ${called} TO ${workers.join(", ")} USING (true) WITH CHECK (true);`]),
  `ALTER TABLE ${called} ENABLE ROW LEVEL SECURITY;`
]

/** No hole, as long as it stays so; and whoever has thousands of them is not to be handed as many statements. */
const unreached = (rows: ReadonlyArray<Table>): ReadonlyArray<Finding> => {
  if (rows.length === 0) return []
  const names = listed(rows.map(({ table }) => table))
  const fitted = {
    severity: "info",
    remedy: "Nothing, while it stays so; before anybody is granted something on them, switch row security on."
  } as const
  return [
    found(
      rules["row-security-off"],
      `${names}: nobody besides owner and superusers is granted anything`,
      fitted
    )
  ]
}

const tables = (rows: ReadonlyArray<Table>): ReadonlyArray<Finding> => {
  const unforced = rows.filter(({ secured }) => secured)
  const open = rows.filter(({ secured }) => !secured)
  const off = open.filter(({ reached }) => reached)
  return [
    ...some(
      "row-security-off",
      "",
      off.map(({ table }) => table),
      off.flatMap(secure),
      secureAll
    ),
    ...unreached(open.filter(({ reached }) => !reached)),
    ...some(
      "row-security-not-forced",
      "",
      unforced.map(({ table }) => table),
      unforced.map(({ called }) => `ALTER TABLE ${called} FORCE ROW LEVEL SECURITY;`),
      forceAll
    )
  ]
}

const called = ({ definer, function: name, outsiders }: Callable): string =>
  `${name} by ${outsiders.join(" and ")}${definer ? ", with its owner's rights" : ""}`

const functions = (rows: ReadonlyArray<Callable>): ReadonlyArray<Finding> => {
  const open = rows.filter(({ outsiders }) => outsiders.length > 0)
  const unpinned = rows.filter(({ pinned }) => !pinned).map((row) => row.function)
  return [
    ...some(
      "function-open-to-outsiders",
      "",
      open.map(called),
      // PUBLIC is a word of its own, and no name.
      open.map((row) => `REVOKE ALL ON FUNCTION ${row.function} FROM ${row.outsiders.join(", ")};`),
      revokeAll
    ),
    ...some(
      "function-search-path",
      "not pinned in ",
      unpinned,
      unpinned.map((name) => `ALTER FUNCTION ${name} SET search_path = '';`),
      pinAll
    )
  ]
}

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
