import { Effect } from "effect"
import type { Change } from "../../../layers/migration/Migration.ts"
import type { ProbeFailed, ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { family, type Finding, listed } from "../deployment/Finding.ts"
import { madeBy, type MadeFunctions } from "./mending/MadeFunctions.ts"
import { forEach, type Mendable, some } from "./mending/Mending.ts"

/** Who calls the functions that are exposed, and who decides what they call. */
export const rules = family({
  "function-open-to-outsiders": {
    severity: "error",
    reason:
      "Outsiders call it, at Supabase over HTTP; one that runs as its owner gives them the owner's rights.",
    remedy:
      "Take it from the outsiders, after a grant to who works in the schema: whoever was granted something on a table, a sequence or a function there. Grant it to whom else needs it."
  },
  "function-search-path": {
    severity: "warning",
    reason:
      "Whoever may create objects in a schema of the caller's search_path decides which functions and tables it uses.",
    remedy:
      "Pin it to the schemas where its names are found today, in which nobody but owners should make things; to nothing ('') once the names in the function's body are written with their schemas."
  }
})

/** A function that is open, or is not pinned, and what mends that; one that is both comes twice. */
interface Callable extends Mendable {
  readonly function: string
  readonly definer: boolean
  readonly outsiders: ReadonlyArray<string>
  readonly what: "open" | "unpinned"
}

/** Those that the kit makes for tables of others have names that no change writes out. */
const isAmong = (names: ReadonlyArray<string>): string =>
  `(starts_with(p.proname, 'aquifer_') OR p.proname = ANY ('{${names.join(",")}}'))`

/**
 * Who was let in by PUBLIC, or as a member of an outsider, is not to be shut out with them: so those who are known to work in
 * the schema get a grant of their own, where they have none. Other things than functions are called so too: a procedure is
 * altered by its own word, and an aggregate has no search_path of its own. What changes made is
 * given back as they made it, and whom they let call they say by name, or `aquifer migrate --drift` would tell of it.
 */
const functionsOf = ({ closed, pinned }: MadeFunctions): string => `WITH outsider AS (
    SELECT oid, rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated')
  ), routine AS (
    SELECT p.oid, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl, p.prosecdef, p.oid::regprocedure::text AS called,
      ${isAmong(closed)} AS closed, ${isAmong(pinned)} AS made_pinned,
      CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind,
      p.prokind = 'a' OR coalesce((SELECT bool_or(s LIKE 'search_path=%') FROM unnest(p.proconfig) AS s), false) AS pinned,
      array(SELECT o.name FROM (SELECT 'public' AS name UNION ALL SELECT rolname::text FROM outsider) AS o
        WHERE has_function_privilege(o.name, p.oid, 'EXECUTE')) AS outsiders
    FROM pg_proc AS p WHERE p.pronamespace = to_regnamespace('public')
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
  ), worker AS MATERIALIZED (
    SELECT r.oid, quote_ident(r.rolname) AS called FROM pg_roles AS r WHERE NOT r.rolsuper
      AND r.oid IN (
        SELECT a.grantee FROM pg_class, aclexplode(relacl) AS a WHERE relnamespace = to_regnamespace('public')
        UNION SELECT a.grantee FROM pg_proc, aclexplode(proacl) AS a WHERE pronamespace = to_regnamespace('public')
        UNION SELECT a.grantee FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid AND attacl IS NOT NULL, aclexplode(attacl) AS a
          WHERE relnamespace = to_regnamespace('public'))
      AND NOT EXISTS (SELECT FROM outsider AS o WHERE pg_has_role(o.oid, r.oid, 'USAGE'))
  ), path AS (
    SELECT coalesce(string_agg(quote_ident(nspname), ', ' ORDER BY place) || ', pg_temp', '''''') AS today
    FROM pg_settings, unnest(string_to_array(reset_val, ',')) WITH ORDINALITY AS listed (name, place)
    JOIN pg_namespace ON quote_ident(nspname) = trim(listed.name) WHERE pg_settings.name = 'search_path'
  )
  SELECT called AS function, prosecdef AS definer, array_to_json(outsiders) AS outsiders, what, array_to_json(statements) AS statements
  FROM routine, path, LATERAL (VALUES
    ('open', outsiders <> '{}', array_remove(ARRAY[
      format('GRANT EXECUTE ON %s %s TO ', kind, called) || (
        SELECT string_agg(w.called, ', ' ORDER BY w.called) FROM worker AS w
        WHERE NOT closed AND has_function_privilege(w.oid, routine.oid, 'EXECUTE') AND NOT pg_has_role(w.oid, proowner, 'USAGE')
          AND NOT EXISTS (SELECT FROM aclexplode(acl) AS a WHERE a.grantee <> 0
            AND a.grantee NOT IN (SELECT oid FROM outsider) AND pg_has_role(w.oid, a.grantee, 'USAGE'))) || ';',
      format('REVOKE ALL ON %s %s FROM %s;', kind, called, array_to_string(array_replace(outsiders, 'public', 'PUBLIC'), ', '))], NULL)),
    ('unpinned', NOT pinned, ARRAY[format('ALTER %s %s SET search_path = %s;', kind, called, CASE WHEN made_pinned THEN '''''' ELSE today END)])
  ) AS found (what, so, statements) WHERE so ORDER BY called`

const opened = ({ definer, function: name, outsiders }: Callable): string =>
  `${name} by ${outsiders.join(" and ")}${definer ? ", with its owner's rights" : ""}`

const findings = (rows: ReadonlyArray<Callable>, functions: string): ReadonlyArray<Finding> => [
  ...some(
    rules["function-open-to-outsiders"],
    rows.filter(({ what }) => what === "open"),
    (open) => listed(open.map(opened)),
    forEach(functions, "what = 'open'")
  ),
  ...some(
    rules["function-search-path"],
    rows.filter(({ what }) => what === "unpinned"),
    (unpinned) => `not pinned in ${listed(unpinned.map((row) => row.function))}`,
    forEach(functions, "what = 'unpinned'")
  )
]

/** What is found of the functions of `public`, some of which changes made. */
export const find = (
  rows: ProbeSession["rows"],
  changes: ReadonlyArray<Change>
): Effect.Effect<ReadonlyArray<Finding>, ProbeFailed> => {
  const functions = functionsOf(madeBy(changes))
  return Effect.map(rows<Callable>(functions), (found) => findings(found, functions))
}
