import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PgFailure from "../failure/PgFailure.ts"
import { type Change, setOf, title } from "./Change.ts"
import * as MigrationBooks from "./MigrationBooks.ts"

const refused = (message: string): PgFailure.Rejected =>
  new PgFailure.Rejected({ statement: "did not run", message })

/** A number that was given to another change is a mistake that nothing later can mend. */
const renamed = (
  changes: ReadonlyArray<Change>,
  recorded: ReadonlyArray<MigrationBooks.Recorded>
): PgFailure.Misconfigured | undefined => {
  for (const { id, name, set } of recorded) {
    const change = changes.find((change) => change.id === id && setOf(change) === set)
    if (change === undefined || change.name === name) continue
    return new PgFailure.Misconfigured({
      statement: "did not run",
      message: `change ${id} of the set ${set} is recorded as ${name}, and is ${change.name} here: give a new change a number of its own, and changes of another program a set of their own (Migration.ofSet); a change that was only renamed takes its old name back`
    })
  }
  return undefined
}

/** What the books say of the sets of these changes, if the two agree. */
export const recordedOf = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<
  ReadonlyArray<MigrationBooks.Recorded>,
  SqlError.SqlError | PgFailure.Misconfigured | PgFailure.Rejected
> {
  const twice = changes.find((change, place) =>
    changes.some(
      (other, before) => before < place && other.id === change.id && setOf(other) === setOf(change)
    )
  )
  if (twice !== undefined)
    return yield* Effect.fail(refused(`change ${title(twice)} has a number that another change has`))
  const recorded = yield* MigrationBooks.read(sql, changes)
  const wrong = renamed(changes, recorded)
  return wrong === undefined ? recorded : yield* Effect.fail(wrong)
})

/** The sets of changes, in the order in which they are given. */
const setsOf = (changes: ReadonlyArray<Change>): ReadonlyArray<string> => [...new Set(changes.map(setOf))]

export const isOf = (change: Change, { id, set }: Pick<MigrationBooks.Recorded, "id" | "set">): boolean =>
  change.id === id && setOf(change) === set

/**
 * The changes up to `to` that a database lacks, or has not wholly: sets in the order in which they are given, and of each
 * the oldest first; also one that came late, from another branch.
 */
export const missing = (
  changes: ReadonlyArray<Change>,
  recorded: ReadonlyArray<MigrationBooks.Recorded>,
  to: number
): ReadonlyArray<Change> => {
  const sets = setsOf(changes)
  const lacking = changes.filter(
    (change) =>
      (change.id <= to || setOf(change) !== sets.at(-1)) &&
      !recorded.some((row) => isOf(change, row) && row.done === null)
  )
  return sets.flatMap((set) =>
    lacking.filter((change) => setOf(change) === set).toSorted((a, b) => a.id - b.id)
  )
}

/** Changes that go together in a transaction, and the one after them that cannot run in one. */
export interface Step {
  readonly together: ReadonlyArray<Change>
  readonly alone: Change | undefined
  /** Whether that one was begun before. */
  readonly resumed: boolean
}

export const stepOf = (changes: ReadonlyArray<Change>): Pick<Step, "together" | "alone"> => {
  const place = changes.findIndex(({ transactional }) => transactional === false)
  return place < 0
    ? { together: changes, alone: undefined }
    : { together: changes.slice(0, place), alone: changes[place] }
}

/** The changes to undo, newest first, or the reason why one of them cannot be. */
export const undoable = (
  changes: ReadonlyArray<Change>,
  recorded: ReadonlyArray<MigrationBooks.Recorded>,
  to: number
): Effect.Effect<ReadonlyArray<Change>, PgFailure.Rejected> =>
  Effect.forEach(
    recorded.filter(({ id, set }) => id > to && set === setsOf(changes).at(-1)).toReversed(),
    (row) => {
      const change = changes.find((change) => isOf(change, row))
      if (change?.down !== undefined) return Effect.succeed(change)
      const why =
        change === undefined
          ? "is not known here: a newer version of this program applied it, and that one has to undo it"
          : "cannot be undone without losing what is stored; restore a backup into another database instead"
      return Effect.fail(refused(`change ${title(row)} ${why}`))
    }
  )
