import type { Operation, Stall } from "../history/Operation.ts"
import { type Violation, violation } from "./Violation.ts"

/** For how long of a time this process did not run. */
const stalled = (stalls: ReadonlyArray<Stall>, from: number, to: number): number =>
  stalls.reduce((sum, stall) => sum + Math.max(0, Math.min(to, stall.to) - Math.max(from, stall.from)), 0)

const late = (operation: Operation, stalls: ReadonlyArray<Stall>, margin: number) => {
  const { began, due, ended, key, kind } = operation
  const what = `${kind} was due in ${Math.round(due - began)} ms and answered after ${Math.round(ended - began)} ms`
  return ended > due + margin && ended - due - stalled(stalls, due, ended) > margin
    ? [violation("late", key, what, [operation])]
    : []
}

const defect = (operation: Operation) =>
  operation.told === "defect" ? [violation("defect", operation.key, operation.kind, [operation])] : []

const partial = (operation: Operation) =>
  operation.kind === "many rows" && operation.told === "ok" && operation.found !== operation.wanted
    ? [violation("partial read", operation.key, "a part of the rows, as if it were all", [operation])]
    : []

/** Answers: in time, typed, and whole. */
export const answers = (
  history: ReadonlyArray<Operation>,
  stalls: ReadonlyArray<Stall>,
  margin: number
): ReadonlyArray<Violation> =>
  history.flatMap((operation) => [
    ...late(operation, stalls, margin),
    ...defect(operation),
    ...partial(operation)
  ])
