import type { Operation } from "../history/Operation.ts"
import type { Tables } from "../history/Tables.ts"
import { type Violation, violation } from "./Violation.ts"

/** Pairs: each looked whether the other one was on call, so one of them is. */
export const skew = (
  history: ReadonlyArray<Operation>,
  tables: Pick<Tables, "onCall">
): ReadonlyArray<Violation> => {
  const asked = Map.groupBy(
    history.filter(({ kind }) => kind === "off call"),
    ({ key }) => key
  )
  return [...tables.onCall]
    .filter(([, onCall]) => onCall === 0)
    .map(([key]) => violation("write skew", key, "nobody is on call", asked.get(key)))
}
