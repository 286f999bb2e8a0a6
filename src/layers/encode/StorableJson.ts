import { unstorable } from "./StorableText.ts"

/** Postgres refuses deeper jsonb by its stack limit, at a depth that depends on the server. */
const maxDepth = 1_000

type Key = string | number

/** Why a value would not come back as it was stored; each object around it adds its key to the path. */
class Problem {
  readonly #keys: Array<Key> = []
  readonly what: string
  /** How much of the path is told; of a thousand levels nobody reads all. */
  readonly #told: number

  constructor(what: string, told = Infinity) {
    this.what = what
    this.#told = told
  }

  within(key: Key): this {
    this.#keys.push(key)
    return this
  }

  get path(): ReadonlyArray<Key> {
    return this.#keys.toReversed().slice(0, this.#told)
  }
}

const unreadable = "cannot be read: a getter of it, or the proxy that it is, throws"

const numberProblem = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return `is ${value}, which JSON cannot hold`
  return Object.is(value, -0) ? "is negative zero, which JSON in Postgres cannot hold" : undefined
}

/** A copy of a value, or why there is none. */
const copyOf = (value: unknown, bytes: number, depth: number): unknown => {
  switch (typeof value) {
    case "string": {
      const problem = unstorable(value, bytes)
      return problem === undefined ? value : new Problem(problem)
    }
    case "number": {
      const problem = numberProblem(value)
      return problem === undefined ? value : new Problem(problem)
    }
    case "boolean":
      return value
    case "object":
      if (value === null) return null
      if (depth < maxDepth) return copyInside(value, bytes, depth + 1)
      return new Problem(`is nested deeper than ${maxDepth.toLocaleString("en")} levels`, 3)
    default:
      return new Problem("is no JSON value")
  }
}

const copyInside = (value: object, bytes: number, depth: number): unknown => {
  try {
    if (Array.isArray(value)) return copyItems(value, bytes, depth)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return new Problem("is no JSON value")
    return copyFields(value as Readonly<Record<string, unknown>>, bytes, depth)
  } catch {
    return new Problem(unreadable)
  }
}

/** Ends at the first hole, so that nobody counts to a hundred million. */
const copyItems = (items: ReadonlyArray<unknown>, bytes: number, depth: number): unknown => {
  const copy: Array<unknown> = []
  for (let index = 0; index < items.length; index++) {
    const item = copyOf(items[index], bytes, depth)
    if (item instanceof Problem) return item.within(index)
    copy.push(item)
  }
  return copy
}

const copyFields = (fields: Readonly<Record<string, unknown>>, bytes: number, depth: number): unknown => {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(fields)) {
    const problem = unstorable(key, bytes)
    if (problem !== undefined) return new Problem(`has a key that ${problem}`)
    const item = readField(fields, key, bytes, depth)
    if (item instanceof Problem) return item.within(key)
    if (key === "__proto__") Object.defineProperty(copy, key, { value: item, enumerable: true })
    else copy[key] = item
  }
  return Object.getOwnPropertySymbols(fields).length === 0
    ? copy
    : new Problem("has a symbol as a key, which JSON cannot hold")
}

const readField = (
  fields: Readonly<Record<string, unknown>>,
  key: string,
  bytes: number,
  depth: number
): unknown => {
  let value: unknown
  try {
    value = fields[key]
  } catch {
    return new Problem(unreadable)
  }
  return copyOf(value, bytes, depth)
}

/** A value that JSON.stringify writes as what it holds, or the first place in it that would not come back. */
export type Snapshot =
  | { readonly json: unknown }
  | { readonly path: ReadonlyArray<Key>; readonly problem: string }

/**
 * A copy of a JSON value, of which everything has been read once: no getter, proxy or `toJSON` says something else when
 * it is written.
 */
export const snapshot = (value: unknown, bytes: number): Snapshot => {
  const copy = copyOf(value, bytes, 0)
  return copy instanceof Problem ? { path: copy.path, problem: copy.what } : { json: copy }
}
