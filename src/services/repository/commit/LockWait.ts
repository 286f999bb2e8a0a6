import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import type { Write } from "./Write.ts"
import type { Lane } from "./WriteBatch.ts"

/** For so long a batch waits for a lock; its rows are not one caller's, so that none may keep the others waiting. */
const ofBatch = 50

/** For so long a row by itself does, before another that waits by itself has its turn. */
const ofRow = 500

/** A row by itself gives up so long before its caller does, and then it is known that it was not written. */
const margin = 50

type Waiting = Pick<Write<unknown, unknown>, "around" | "clock" | "expiresAt">

/** Milliseconds that a write may still wait for a lock. */
export const left = (write: Waiting): number =>
  Math.floor(
    Math.min(write.expiresAt, CurrentDeadline.expiryOf(write.around)) -
      Monotonic.millisOf(write.clock) -
      margin
  )

/** Milliseconds that a batch waits for a lock. */
export const of = ({
  lane,
  rows
}: {
  readonly lane: Lane
  readonly rows: ReadonlyArray<Waiting>
}): number => {
  const [write] = rows
  return lane !== "alone" || write === undefined ? ofBatch : Math.max(1, Math.min(ofRow, left(write)))
}
