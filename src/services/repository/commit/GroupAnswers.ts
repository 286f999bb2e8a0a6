import { Exit, Result, type Schema, type SchemaIssue, SchemaParser } from "effect"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as SchemaRefusal from "../../../layers/failure/SchemaRefusal.ts"
import type { Answers } from "./BatchToken.ts"

/** An answer to a key, or why it cannot be read, which fails for its caller alone. */
export type GroupAnswer<A> = Exit.Exit<A, Rejected>

const unreadable = (issue: SchemaIssue.Issue): Rejected => {
  const { field, message } = SchemaRefusal.refusal(issue, "answer")
  return new Rejected({
    statement: "unknown",
    ...(field === undefined ? undefined : { field }),
    message: `the batch was written, and a row that its statement returned is not what answer says: ${message}; do not write the value again, but give answer a schema of all that the statement returns`
  })
}

/** The longest key that a message names as it is. */
const longestKey = 100

const shown = (key: string): string => {
  const text = JSON.stringify(key)
  return text.length > longestKey ? `a text of ${text.length} characters` : text
}

const strange = (key: string): Rejected =>
  new Rejected({
    statement: "unknown",
    field: "keyOf",
    message: `the batch was written, and keyOf gives ${shown(key)} for a row that its statement returned, which is the key of no value in it, so that nobody knows whom the row answers; do not write the value again, but let keyOf give of a row what key gives of its value, where a column pads, rounds or folds it too, and let the statement return no other rows`
  })

/**
 * Makes what reads the rows that a statement returned, for the callers of these keys.
 *
 * A row that cannot be read, or that has a key which nobody has written, does not say whose it is. So it fails for those
 * who have no other, and for nobody else.
 */
export const reader = <A>(schema: Schema.Decoder<A>, keyOf: (answer: A) => string) => {
  const decode = SchemaParser.decodeUnknownResult(schema)
  const read = (row: unknown): Exit.Exit<readonly [key: string, answer: A], Rejected> => {
    const found = decode(row)
    if (Result.isFailure(found)) return Exit.fail(unreadable(found.failure))
    try {
      return Exit.succeed([keyOf(found.success), found.success])
    } catch (defect) {
      return Exit.die(defect)
    }
  }
  return (answers: Answers, keys: ReadonlyArray<string>): ReadonlyMap<string, GroupAnswer<A>> => {
    const told = new Map<string, GroupAnswer<A>>()
    const asked = new Set(keys)
    let unread: Exit.Exit<never, Rejected> | undefined
    for (const row of answers ?? []) {
      const exit = read(row)
      if (Exit.isFailure(exit)) unread ??= Exit.failCause(exit.cause)
      else if (asked.has(exit.value[0])) told.set(exit.value[0], Exit.succeed(exit.value[1]))
      else unread ??= Exit.fail(strange(exit.value[0]))
    }
    if (unread !== undefined) for (const key of keys) if (!told.has(key)) told.set(key, unread)
    return told
  }
}
