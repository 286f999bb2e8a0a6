import { type Finding, found, type Rule } from "../../deployment/Finding.ts"
import { portable } from "./Portable.ts"

/** Something that was found, and the statements that mend it, in their order. */
export interface Mendable extends Record<string, unknown> {
  readonly statements: ReadonlyArray<string>
}

/** Runs the statements of each row of a query that the finding came from. */
export const forEach = (query: string, where: string): string => `DO $$
DECLARE each record;
BEGIN
  FOR each IN SELECT statement FROM (
    ${query.replaceAll("\n", "\n  ")}
  ) AS found, json_array_elements_text(found.statements) AS statement WHERE ${where}
  LOOP
    EXECUTE each.statement;
  END LOOP;
END
$$;`

/** A database that is made anew from the changes would have the hole again, and `aquifer migrate --drift` says so. */
const asChange =
  "What a change of yours made is mended by a new change with these statements (aquifer migrate --from FILE): run by hand they are drift."

/** One finding of all that was found, which is said of each as `named` does. */
export const some = <A extends Mendable>(
  rule: Rule,
  items: ReadonlyArray<A>,
  evidence: (items: ReadonlyArray<A>) => string,
  sqlForAll: string
): ReadonlyArray<Finding> =>
  items.length === 0
    ? []
    : [
        found(rule, evidence(items), {
          remedy: `${rule.remedy} ${asChange}`,
          sql: items.flatMap(({ statements }) => portable(statements)),
          sqlForAll
        })
      ]
