import { Effect, Predicate } from "effect"
import type { Rejected } from "../layers/PgFailure.ts"
import { rejected } from "./DataError.ts"
import { place } from "./Input.ts"
import { maxTextBytes, unstorable } from "./ResearchDocument.ts"

/** What a cache entry holds: any JSON value, at most 7 MiB of it. */
export type ResearchPayload =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<ResearchPayload>
  | { readonly [key: string]: ResearchPayload }

/** Postgres refuses deeper jsonb by its stack limit, at a depth that depends on the server. */
const maxDepth = 1_000

const scalarProblem = (value: unknown): string | undefined => {
  if (typeof value === "string") return unstorable(value, maxTextBytes)
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

/** The first value that would not come back as it was stored, with its path. */
const problemIn = (
  payload: unknown
): readonly [path: ReadonlyArray<string | number>, problem: string] | undefined => {
  const pending: Array<readonly [path: ReadonlyArray<string | number>, value: unknown]> = [[[], payload]]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, value] = next
    if (!Predicate.isObjectKeyword(value)) {
      const problem = scalarProblem(value)
      if (problem !== undefined) return [path, problem]
      continue
    }
    const inside = entries(value)
    if (inside === undefined) return [path, "is no JSON value"]
    if (path.length >= maxDepth)
      return [path.slice(0, 3), `is nested deeper than ${maxDepth.toLocaleString("en")} levels`]
    for (const [key, item] of inside) {
      const problem = typeof key === "string" ? unstorable(key, maxTextBytes) : undefined
      if (problem !== undefined) return [path, `has a key that ${problem}`]
      pending.push([[...path, key], item])
    }
  }
  return undefined
}

/** The payload as JSON text that Postgres gives back as it is; a refusal names the place in it. */
export const encode = (payload: unknown): Effect.Effect<string, Rejected> =>
  Effect.suspend(() => {
    const found = problemIn(payload)
    if (found !== undefined) return Effect.fail(rejected(place("payload", found[0]), found[1]))
    const text = JSON.stringify(payload)
    const problem = unstorable(text, maxTextBytes)
    return problem === undefined ? Effect.succeed(text) : Effect.fail(rejected("payload", problem))
  })
