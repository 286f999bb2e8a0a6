import { Predicate } from "effect"
import { Statement } from "effect/sql"
import type { Rejected } from "../failure/PgFailure.ts"
import { rejected } from "../failure/rejected.ts"
import { maxBytes } from "./ParameterBytes.ts"
import { unstorable } from "./StorableText.ts"

/** Postgres cuts a longer name without a word, so that two names may become one. */
const maxNameBytes = 63

/** Why a name of an object of the database, or of a channel, cannot be used as it is. */
export const refuseName = (field: string, name: string): Rejected | undefined => {
  const problem = name === "" ? "is empty" : unstorable(name, maxNameBytes)
  return problem === undefined ? undefined : rejected(field, problem)
}

const namesOf = (segment: Statement.Segment): ReadonlyArray<string> => {
  switch (segment._tag) {
    case "Identifier":
      return [segment.value]
    case "RecordInsertHelper":
      return [...Object.keys(segment.value[0] ?? {}), ...returning(segment)]
    case "RecordUpdateHelper":
      return [segment.alias, ...Object.keys(segment.value[0] ?? {}), ...returning(segment)]
    case "RecordUpdateHelperSingle":
      return [...Object.keys(segment.value), ...returning(segment)]
    default:
      return []
  }
}

/** The helpers keep what `.returning(…)` was given under a name that their types do not tell. */
const returning = (segment: object): ReadonlyArray<string> =>
  Predicate.hasProperty(segment, "returningIdentifier") && Statement.isFragment(segment.returningIdentifier)
    ? segment.returningIdentifier.segments.flatMap(namesOf)
    : []

/** The first name in a statement that Postgres would cut, or could not have. */
export const refuseNames = (segments: ReadonlyArray<Statement.Segment>): Rejected | undefined => {
  // A dot stands between a schema and its table: `schema.table` is two names.
  for (const name of segments.flatMap(namesOf).flatMap((path) => path.split("."))) {
    const refusal = refuseName("identifier", name)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Why a statement's own text cannot be sent: the protocol ends it at a NUL, and a lone surrogate would be replaced. */
export const refuse = (sql: string): Rejected | undefined => {
  const problem = unstorable(sql, maxBytes)
  return problem === undefined ? undefined : rejected("sql", problem)
}
