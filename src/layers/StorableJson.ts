import { Predicate } from "effect"
import { unstorable } from "./StorableText.ts"

/** Postgres refuses deeper jsonb by its stack limit, at a depth that depends on the server. */
const maxDepth = 1_000

const scalarProblem = (value: unknown, bytes: number): string | undefined => {
  if (typeof value === "string") return unstorable(value, bytes)
  if (typeof value === "boolean" || value === null) return undefined
  if (typeof value !== "number") return "is no JSON value"
  if (!Number.isFinite(value)) return `is ${value}, which JSON cannot hold`
  return Object.is(value, -0) ? "is negative zero, which JSON in Postgres cannot hold" : undefined
}

const entries = (
  value: object
): ReadonlyArray<readonly [key: string | number, value: unknown]> | undefined => {
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => [index, item] as const)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? Object.entries(value) : undefined
}

/** A value still to be looked at, with the way to it: a path is put together only when it is told. */
interface Place {
  readonly value: unknown
  readonly key: string | number | undefined
  readonly parent: Place | undefined
  readonly depth: number
}

const pathOf = (place: Place): ReadonlyArray<string | number> => {
  const path: Array<string | number> = []
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.parent) path.push(at.key)
  return path.toReversed()
}

/** The first value that would not come back as it was stored, with its path. */
export const problemIn = (
  json: unknown,
  bytes: number
): readonly [path: ReadonlyArray<string | number>, problem: string] | undefined => {
  const pending: Array<Place> = [{ value: json, key: undefined, parent: undefined, depth: 0 }]
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { depth, value } = place
    if (!Predicate.isObjectKeyword(value)) {
      const problem = scalarProblem(value, bytes)
      if (problem !== undefined) return [pathOf(place), problem]
      continue
    }
    const inside = entries(value)
    if (inside === undefined) return [pathOf(place), "is no JSON value"]
    if (depth >= maxDepth)
      return [pathOf(place).slice(0, 3), `is nested deeper than ${maxDepth.toLocaleString("en")} levels`]
    for (const [key, item] of inside) {
      const problem = typeof key === "string" ? unstorable(key, bytes) : undefined
      if (problem !== undefined) return [pathOf(place), `has a key that ${problem}`]
      pending.push({ value: item, key, parent: place, depth: depth + 1 })
    }
  }
  return undefined
}
