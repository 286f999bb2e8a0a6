import { normalized } from "./StatementFingerprint.ts"
import { partsOf } from "./StatementParts.ts"

/** The longest that the conventions let a summary be. */
const most = 255

/**
 * What a statement does to what, as OpenTelemetry's conventions have it: operations and their targets in their order and as
 * they are written, such as `INSERT orders SELECT carts products`, of 255 characters at most.
 *
 * What WITH names is no target, and functions are one only where there is no table. A part that comes several times in a
 * row is told once.
 */
export const summary = (sql: string): string => {
  let made = ""
  for (const word of partsOf(normalized(sql)).flatMap(({ operation, targets }) => [operation, ...targets])) {
    const longer = made === "" ? word : `${made} ${word}`
    if (longer.length > most) break
    made = longer
  }
  return made === "" ? "SQL" : made
}
