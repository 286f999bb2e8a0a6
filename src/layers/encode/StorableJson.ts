import { Predicate } from "effect"
import { unstorable, utf8Bytes } from "./StorableText.ts"

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

/** Whether all of a value would come back as it was stored; most do, and this look takes a third of the other's time. */
const isStorable = (value: unknown, bytes: number, depth: number): boolean => {
  if (!Predicate.isObjectKeyword(value)) return scalarProblem(value, bytes) === undefined
  if (depth >= maxDepth) return false
  if (Array.isArray(value)) {
    for (const item of value) if (!isStorable(item, bytes, depth + 1)) return false
    return true
  }
  const inside = entries(value)
  if (inside === undefined) return false
  for (const [key, item] of inside) {
    if (unstorable(String(key), bytes) !== undefined || !isStorable(item, bytes, depth + 1)) return false
  }
  return true
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
  if (isStorable(json, bytes, 0)) return undefined
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

/** Digits that Postgres writes for a number: all of them, as its numeric knows no exponent. */
const digits = (number: number): number => {
  const [mantissa = "", exponent] = String(number).split("e")
  if (exponent === undefined) return mantissa.length
  const sign = number < 0 ? 1 : 0
  const places = Number(exponent)
  const significant = mantissa.length - sign - (mantissa.includes(".") ? 1 : 0)
  return sign + (places < 0 ? 1 - places + significant : Math.max(places + 1, significant + 1))
}

/** More than any one character, and any one number, takes in jsonb's text. */
const characterBytes = 6
const numberBytes = 330

interface Measure {
  readonly text: (text: string) => number
  readonly number: (number: number) => number
}

const atMost: Measure = {
  text: (text) => 2 + characterBytes * text.length,
  number: () => numberBytes
}

const exactly: Measure = {
  text: (text) => utf8Bytes(JSON.stringify(text)),
  number: digits
}

const measured = (json: unknown, measure: Measure): number => {
  let bytes = 0
  const pending: Array<unknown> = [json]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === "string") bytes += measure.text(value)
    else if (typeof value === "number") bytes += measure.number(value)
    else if (Array.isArray(value)) {
      bytes += 2 + 2 * value.length
      for (const item of value) pending.push(item)
    } else if (Predicate.isObjectKeyword(value)) {
      bytes += 2
      for (const [key, item] of Object.entries(value)) {
        bytes += measure.text(key) + 4
        pending.push(item)
      }
    } else bytes += 5
  }
  return bytes
}

/**
 * Bytes of the text that Postgres gives back for a jsonb value, which is longer than the text it was given: a blank
 * follows each comma and colon, and 1e300 becomes three hundred digits. A little too many, never too few; exact work
 * is done only for what may exceed `limit`.
 */
export const jsonbBytes = (json: unknown, limit: number): number => {
  const most = measured(json, atMost)
  return most <= limit ? most : measured(json, exactly)
}
