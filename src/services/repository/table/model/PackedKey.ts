import { Predicate } from "effect"
import type { LookupKey } from "../../lookup/LookupRows.ts"

/** What no text of Postgres begins with; a text that begins with it nevertheless is packed too, and then refused as one. */
const mark = "\0"

/** A value as JSON, which names what JSON has no value for. */
const toJson = (value: unknown): unknown => {
  if (typeof value === "bigint") return { bigint: String(value) }
  if (typeof value === "number") return Number.isFinite(value) ? value : { number: String(value) }
  if (value instanceof Date) return { date: value.getTime() }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("hex") }
  if (Array.isArray(value)) return value.map(toJson)
  return Predicate.isObject(value) ? { fields: Object.entries(value).map(toJson) } : value
}

const asJson = (value: unknown): string => mark + JSON.stringify(toJson(value))

const fromJson = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.map(fromJson)
  if (!Predicate.isObject(json)) return json
  const [[kind = "", value] = []] = Object.entries(json)
  switch (kind) {
    case "bigint":
      return BigInt(String(value))
    case "date":
      return new Date(Number(value ?? Number.NaN))
    case "bytes":
      return new Uint8Array(Buffer.from(String(value), "hex"))
    case "fields":
      return Object.fromEntries(fromJson(value) as ReadonlyArray<readonly [string, unknown]>) // as `toJson` made it
    default:
      return Number(value)
  }
}

/**
 * A key as a `Map` tells it from others: a text, a number or a boolean as it is, and what has parts, or is the same as another
 * object, as a text of all of it. What is unpacked is what was packed, so that it goes to its column as any value does.
 */
export const pack = (value: unknown): LookupKey => {
  switch (typeof value) {
    case "string":
      return value.startsWith(mark) ? asJson(value) : value
    case "number":
    case "bigint":
    case "boolean":
      return value
    default:
      return asJson(value)
  }
}

/** Whether a key is one that was packed. */
export const isPacked = (key: LookupKey): key is string => typeof key === "string" && key.startsWith(mark)

/** What was packed. */
export const unpack = (key: LookupKey): unknown => (isPacked(key) ? fromJson(JSON.parse(key.slice(1))) : key)
