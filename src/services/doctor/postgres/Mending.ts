import { type Finding, found, type Rule } from "../deployment/Finding.ts"

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

/** One finding of all that was found, which is said of each as `named` does. */
export const some = <A extends Mendable>(
  rule: Rule,
  items: ReadonlyArray<A>,
  evidence: (items: ReadonlyArray<A>) => string,
  sqlForAll: string
): ReadonlyArray<Finding> =>
  items.length === 0
    ? []
    : [found(rule, evidence(items), { sql: items.flatMap(({ statements }) => statements), sqlForAll })]
