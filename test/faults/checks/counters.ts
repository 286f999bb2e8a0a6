import type { Increment, Operation } from "../history/Operation.ts"
import type { Tables } from "../history/Tables.ts"
import { type Violation, violation } from "./Violation.ts"

type Incremented = Operation & Increment

const isIncrement = (operation: Operation): operation is Incremented => operation.kind === "increment"

/** Values that more than one acknowledged increment has read. */
const readTwice = (key: string, done: ReadonlyArray<Incremented>): ReadonlyArray<Violation> =>
  [...Map.groupBy(done, ({ read }) => read)]
    .filter(([read, readers]) => read !== undefined && readers.length > 1)
    .map(([read, readers]) =>
      violation(
        "lost update",
        key,
        `${readers.map(({ agent }) => agent).join(" and ")} read ${read} and wrote one more`,
        readers
      )
    )

const ofCounter = (
  key: string,
  increments: ReadonlyArray<Incremented>,
  value: number
): ReadonlyArray<Violation> => {
  const done = increments.filter(({ told }) => told === "ok")
  const unknown = increments.filter(({ told }) => told === "unknown" || told === "defect")
  const most = done.length + unknown.length
  const total =
    value < done.length
      ? [violation("lost update", key, `${done.length} were acknowledged, and it is ${value}`)]
      : value > most
        ? [violation("false verdict", key, `at most ${most} can have taken effect, and it is ${value}`)]
        : []
  return [...readTwice(key, done), ...total]
}

/** Counters: every acknowledged increment counts, on a value of its own, and none of those that failed. */
export const counters = (
  history: ReadonlyArray<Operation>,
  tables: Pick<Tables, "counters">
): ReadonlyArray<Violation> =>
  [...Map.groupBy(history.filter(isIncrement), ({ key }) => key)].flatMap(([key, increments]) =>
    ofCounter(key, increments, tables.counters.get(key) ?? 0)
  )
