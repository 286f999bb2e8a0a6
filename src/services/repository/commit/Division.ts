import type * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as LockWait from "./LockWait.ts"
import type { Write } from "./Write.ts"
import type { Lane, WriteBatch } from "./WriteBatch.ts"

/** Parts of a batch that failed. More would be more commits, fewer would be more rounds until the culprit is alone. */
const parts = 8

/** Reasons that may lie in one of the rows; a server that is away, or out of disk, is none. */
const ofRows: ReadonlySet<PgFailure.Tag> = new Set([
  "ConstraintViolated",
  "Contention",
  "DeadlineExceeded", // a timeout of the server's, for which a part may be short enough
  "Rejected",
  "Unclassified"
])

/** Whether a failure may be that of one row, so that without it the others succeed. */
export const mayBeOfOneRow = (failure: PgFailure.PgFailure): boolean =>
  failure.statement !== "unknown" && ofRows.has(failure._tag)

/** What may go out again of a batch that failed, and where. */
export interface Divided<V, A> {
  readonly lane: Lane
  readonly parts: ReadonlyArray<ReadonlyArray<Write<V, A>>>
}

/** Those before a row, the row, and those after it, which the server has perhaps not come to. */
const around = <V, A>(
  writes: ReadonlyArray<Write<V, A>>,
  place: number
): ReadonlyArray<ReadonlyArray<Write<V, A>>> =>
  [writes.slice(0, place), writes.slice(place, place + 1), writes.slice(place + 1)]
    .map((part) => part.filter(({ gone }) => !gone))
    .filter(({ length }) => length > 0)

const inParts = <V, A>(writes: ReadonlyArray<Write<V, A>>): ReadonlyArray<ReadonlyArray<Write<V, A>>> => {
  const size = Math.max(1, Math.ceil(writes.length / parts))
  const divided: Array<ReadonlyArray<Write<V, A>>> = []
  for (let at = 0; at < writes.length; at += size) divided.push(writes.slice(at, at + size))
  return divided
}

/**
 * Divides a batch that failed for a reason of one of its rows, until that row is alone; `undefined` when the failure is
 * that of all. Where the server says which row that seems to be, it is alone at once.
 *
 * A row that somebody else has locked is told from the others by the same division, as a batch waits for a lock a
 * moment only. Alone it waits for as long as its caller does, in turns with others that wait so.
 */
export const divide = <V, A>(
  { lane, rows, suspect }: Pick<WriteBatch<V, A>, "lane" | "rows" | "suspect">,
  failure: PgFailure.PgFailure
): Divided<V, A> | undefined => {
  if (!mayBeOfOneRow(failure)) return undefined
  const left = rows.filter(({ gone }) => !gone)
  const [write] = left
  if (write !== undefined && rows.length === 1) {
    const mayWait = failure._tag === "Contention" && (lane !== "alone" || LockWait.left(write) > 0)
    return mayWait ? { lane: "alone", parts: [left] } : undefined
  }
  return { lane: "divided", parts: suspect === undefined ? inParts(left) : around(rows, suspect) }
}

/** The same of a batch of which no statement could be made, as what makes it threw at one of the values: nothing was sent. */
export const divideUnsent = <V, A>({
  progress,
  rows
}: Pick<WriteBatch<V, A>, "progress" | "rows">): Divided<V, A> | undefined =>
  progress.sent || rows.length < 2
    ? undefined
    : { lane: "divided", parts: inParts(rows.filter(({ gone }) => !gone)) }
