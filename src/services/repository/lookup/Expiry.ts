import { DateTime, Duration } from "effect"

/** Until when a value is fresh. */
export interface Expiry<Value> {
  /** When a value's time is over, by this program's clock; never, where it gives nothing. */
  readonly at: (value: Value) => DateTime.DateTime.Input | null | undefined
  /**
   * Stale while revalidate: a value whose time has been over for no longer than this is answered at once, and loaded anew
   * behind the caller; unless given, it is loaded before the answer.
   */
  readonly staleFor?: Duration.Input | undefined
}

/** Whether a value is an answer, one to be renewed, or none. */
export type Age = "fresh" | "stale" | "over"

const always = (): Age => "fresh"

/** Makes what tells how old a value is. */
export const aging = <Value>(expiry: Expiry<Value> | undefined): ((value: Value, now: number) => Age) => {
  if (expiry === undefined) return always
  const { at, staleFor = 0 } = expiry
  const lasting = Duration.toMillis(Duration.fromInputUnsafe(staleFor))
  return (value, now) => {
    const over = at(value)
    if (over === null || over === undefined) return "fresh"
    const since = now - DateTime.toEpochMillis(DateTime.makeUnsafe(over))
    if (since < 0) return "fresh"
    return lasting > 0 && since <= lasting ? "stale" : "over"
  }
}
