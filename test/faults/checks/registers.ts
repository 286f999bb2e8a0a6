import type { Look, Operation, Put } from "../history/Operation.ts"
import type { Tables } from "../history/Tables.ts"
import { type Class, type Violation, violation } from "./Violation.ts"

type Written = Operation & Put
type Looked = Operation & Look

const isPut = (operation: Operation): operation is Written => operation.kind === "put"
const isLook = (operation: Operation): operation is Looked =>
  operation.kind === "lookup" || operation.kind === "near lookup"

/** Nobody knows whether it took effect, so it may do so at any time, and stand above what was written after it. */
const mayStillHappen = (put: Written): boolean => put.told === "unknown" || put.told === "defect"

/** What is wrong with finding a version at all. */
const impossible = (
  key: string,
  version: number,
  put: Written | undefined,
  look?: Looked
): Violation | undefined => {
  const by = look?.ended ?? Infinity
  const operations = [put, look].filter((each) => each !== undefined)
  if (version === 0) return undefined
  if (put === undefined || put.began > by)
    return violation("invented", key, `version ${version} was not written`, operations)
  return put.told === "did not run" || put.told === "rolled back"
    ? violation("false verdict", key, `told that it ${put.told}, and version ${version} is there`, operations)
    : undefined
}

/** The highest version that was acknowledged by a moment, to one agent or to all. */
const acknowledged = (puts: ReadonlyArray<Written>, by: number, agent?: string): Written | undefined =>
  puts.reduce<Written | undefined>(
    (highest, put) =>
      put.told === "ok" &&
      put.ended <= by &&
      put.version > (highest?.version ?? 0) &&
      (agent === undefined || put.agent === agent)
        ? put
        : highest,
    undefined
  )

/** Checks the looks at one register, in the order in which they began. */
const ofRegister = (
  key: string,
  puts: ReadonlyArray<Written>,
  looks: ReadonlyArray<Looked>,
  staleFor: number
): ReadonlyArray<Violation> => {
  const byVersion = new Map(puts.map((put) => [put.version, put]))
  const seen = new Map<string, Looked>()
  const ofLook = (look: Looked): Violation | undefined => {
    const { agent, began, kind, version } = look
    const put = byVersion.get(version)
    const before = seen.get(agent)
    if (version > (before?.version ?? 0)) seen.set(agent, look)
    const wrong = impossible(key, version, put, look)
    if (wrong !== undefined || (put !== undefined && mayStillHappen(put))) return wrong
    const stale = (newer: Written | Looked | undefined, class_: Class, what: string) =>
      newer !== undefined && version < newer.version
        ? violation(class_, key, `${what} ${newer.version}, and then ${version} was found`, [
            ...(put === undefined ? [] : [put]),
            newer,
            look
          ])
        : undefined
    return (
      stale(acknowledged(puts, began, agent), "stale read", `${agent} wrote`) ??
      stale(before, "backwards read", `${agent} saw`) ??
      stale(acknowledged(puts, kind === "lookup" ? began : began - staleFor), "stale read", "there was")
    )
  }
  return looks.toSorted((a, b) => a.began - b.began).flatMap((look) => ofLook(look) ?? [])
}

const ofFinal = (key: string, puts: ReadonlyArray<Written>, version: number): ReadonlyArray<Violation> => {
  const put = puts.find((put) => put.version === version)
  const wrong = impossible(key, version, put)
  if (wrong !== undefined) return [wrong]
  const highest = acknowledged(puts, Infinity)
  return highest === undefined || version >= highest.version || (put !== undefined && mayStillHappen(put))
    ? []
    : [violation("lost", key, `version ${version} is there in the end`, [highest])]
}

/**
 * Registers: an agent sees what it wrote and never less than it has seen; a lookup in the database sees what had been
 * acknowledged to anybody, one in memory what had been `staleFor` ago; and the last one stays.
 */
export const registers = (
  history: ReadonlyArray<Operation>,
  tables: Pick<Tables, "registers">,
  staleFor: number
): ReadonlyArray<Violation> => {
  const looks = Map.groupBy(
    history.filter(isLook).filter(({ told }) => told === "ok"),
    ({ key }) => key
  )
  const puts = Map.groupBy(history.filter(isPut), ({ key }) => key)
  return [...new Set([...puts.keys(), ...looks.keys(), ...tables.registers.keys()])].flatMap((key) => {
    const written = puts.get(key) ?? []
    return [
      ...ofRegister(key, written, looks.get(key) ?? [], staleFor),
      ...ofFinal(key, written, tables.registers.get(key) ?? 0)
    ]
  })
}
