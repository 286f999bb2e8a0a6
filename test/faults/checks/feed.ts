import type { FeedEvent, Operation } from "../history/Operation.ts"
import { type Violation, violation } from "./Violation.ts"

/**
 * The feed: what was put while it told every change is told within `delay`, or else that something may be missed. What
 * was put so late that the feed was not heard out is left out.
 */
export const feed = (
  history: ReadonlyArray<Operation>,
  events: ReadonlyArray<FeedEvent>,
  heardUntil: number,
  delay: number
): ReadonlyArray<Violation> => {
  const changes = Map.groupBy(
    events.filter(({ keyword }) => keyword !== undefined),
    ({ keyword }) => keyword
  )
  const resets = events.filter(({ keyword }) => keyword === undefined)
  const untold = (key: string, began: number, by: number): boolean => {
    if (resets.findLast(({ at }) => at <= began)?.tells !== true) return false
    const within = ({ at }: FeedEvent): boolean => at >= began && at <= by
    return !(changes.get(key) ?? []).some(within) && !resets.some(within)
  }
  return history.flatMap((operation) => {
    const { began, ended, key, kind, told } = operation
    return kind === "put" && told === "ok" && ended + delay <= heardUntil && untold(key, began, ended + delay)
      ? [violation("untold change", key, `put, and not told in ${delay / 1_000} s`, [operation])]
      : []
  })
}
