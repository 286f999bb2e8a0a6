import type { Operation } from "../history/Operation.ts"
import type { Effect, Tables } from "../history/Tables.ts"
import { type Violation, violation } from "./Violation.ts"

const isKeyedWrite = ({ kind }: Operation): boolean =>
  kind === "store" || kind === "statement" || kind === "transaction"

/** What is wrong with a key, and what its writers were told of it. */
const ofKey = (
  key: string,
  writes: ReadonlyArray<Operation>,
  found: Effect | undefined
): Violation | undefined => {
  const times = found?.times ?? 0
  const told = new Set(writes.map(({ told }) => told))
  if (found !== undefined && !found.whole)
    return violation("half-written", key, "a part of it is there", writes)
  if (times > 1) return violation("doubled", key, `it took effect ${times} times`, writes)
  if (told.has("ok"))
    return times === 0 ? violation("lost", key, "acknowledged, and not there", writes) : undefined
  return times > 0 && !told.has("unknown") && !told.has("defect")
    ? violation("false verdict", key, `told that it ${[...told].join(" and ")}, and it is there`, writes)
    : undefined
}

/** Keyed writes: acknowledged exactly once, definite failures absent, the unknown once or not at all. */
export const effects = (
  history: ReadonlyArray<Operation>,
  tables: Pick<Tables, "effects">
): ReadonlyArray<Violation> => {
  const written = Map.groupBy(history.filter(isKeyedWrite), ({ key }) => key)
  const invented = [...tables.effects.keys()].filter((key) => !written.has(key))
  return [
    ...[...written].flatMap(([key, writes]) => ofKey(key, writes, tables.effects.get(key)) ?? []),
    ...invented.map((key) => violation("invented", key, "nobody wrote it"))
  ]
}
