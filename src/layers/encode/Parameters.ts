import { PgTypes } from "@effect/sql-pg"
import { Predicate } from "effect"
import { Rejected } from "../failure/PgFailure.ts"
import { rejected } from "../failure/rejected.ts"
import { readyBytes } from "./BinaryArray.ts"
import { jsonbBytes, problemIn } from "./StorableJson.ts"
import { unstorable, utf8Bytes } from "./StorableText.ts"

/** The driver counts parameters in a signed 16-bit number. */
const most = 32_767

/**
 * All parameters of one statement together: they may become one row, and of rows we read twice as much
 * ({@link maxMessageBytes}), so that what was written can be read again.
 */
export const maxBytes = 16 * 1024 * 1024 - 64 * 1024

/** The longest message that is read from a server; a longer row would end the connection. */
export const maxMessageBytes = 32 * 1024 * 1024

const int8 = 2n ** 63n

/** The first day that Postgres has a date for; the last is beyond what `Date` can hold. */
const firstDay = Date.UTC(-4713, 10, 24)

const json: ReadonlySet<number> = new Set([PgTypes.OID.json, PgTypes.OID.jsonb])
const jsonArrays: ReadonlySet<number | undefined> = new Set([...json].map((oid) => PgTypes.arrayOidFor(oid)))
const floats: ReadonlySet<number> = new Set([PgTypes.OID.float4, PgTypes.OID.float8])

type Problem = readonly [at: string, problem: string]

const scalar = (value: unknown): string | undefined => {
  switch (typeof value) {
    case "string":
      return unstorable(value, maxBytes)
    case "undefined":
      return "is undefined; pass null for NULL"
    case "number":
      return Number.isInteger(value) && !Number.isSafeInteger(value)
        ? "is a whole number beyond 2^53, which would lose digits; pass a bigint, or PgTypes.float8"
        : undefined
    case "bigint":
      return value >= int8 || value < -int8 ? "is a whole number beyond what bigint holds" : undefined
    default:
      return object(value)
  }
}

const object = (value: unknown): string | undefined => {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return "is no valid date"
    return value.getTime() < firstDay ? "is a date before Postgres' first, 4714 BC" : undefined
  }
  if (value instanceof Uint8Array || value instanceof Int8Array) {
    return value.byteLength > maxBytes ? `is longer than ${maxBytes.toLocaleString("en")} bytes` : undefined
  }
  return undefined
}

const inArray = (
  values: ReadonlyArray<unknown>,
  inElement: (value: unknown) => Problem | undefined
): Problem | undefined => {
  for (const [index, value] of values.entries()) {
    const found = inElement(value)
    if (found !== undefined) return [`[${index}]${found[0]}`, found[1]]
  }
  return undefined
}

const inScalar = (value: unknown): Problem | undefined => {
  if (PgTypes.isParameter(value)) return inParameter(value)
  const problem = Array.isArray(value)
    ? "is an array in an array, which the driver cannot send; pass one as text or jsonb"
    : scalar(value)
  return problem === undefined ? undefined : ["", problem]
}

const inJson = (value: unknown): Problem | undefined => {
  const found = value === null ? undefined : problemIn(value, maxBytes)
  if (found === undefined) return undefined
  const [path, problem] = found
  return [path.map((key) => (Predicate.isNumber(key) ? `[${key}]` : `.${key}`)).join(""), problem]
}

const inParameter = (parameter: PgTypes.Parameter): Problem | undefined => {
  if (readyBytes(parameter) !== undefined) return undefined // made of what can be stored
  const { oid, value } = parameter
  if (json.has(oid)) return inJson(value)
  if (Array.isArray(value)) return inArray(value, jsonArrays.has(oid) ? inJson : inScalar)
  return floats.has(oid) && Predicate.isNumber(value) ? undefined : inScalar(value)
}

const inValue = (value: unknown): Problem | undefined => {
  if (!Array.isArray(value)) return inScalar(value)
  return value.length > 0 && value.every((element) => element === null)
    ? ["", "holds nothing but nulls, so that its type is not known; pass it by PgTypes.array"]
    : inArray(value, inScalar)
}

/** A number or a date, which travel in binary. */
const scalarBytes = 8
/** What an array needs for itself and for each element. */
const arrayBytes = 20
const elementBytes = 4

type TextBytes = (text: string) => number

const utf8AtMost: TextBytes = (text) => 3 * text.length

/** Bytes that a value has in a row, or a little more. */
const bytesOf = (value: unknown, textBytes: TextBytes): number => {
  if (typeof value === "string") return textBytes(value)
  if (typeof value !== "object" || value === null) return scalarBytes
  if (value instanceof Uint8Array || value instanceof Int8Array) return value.byteLength
  if (Array.isArray(value)) return arrayBytesOf(value, (element) => bytesOf(element, textBytes))
  if (!PgTypes.isParameter(value)) return scalarBytes
  if (json.has(value.oid)) return jsonbBytes(value.value, maxBytes)
  const ready = readyBytes(value)
  if (ready !== undefined) return ready.byteLength
  if (Array.isArray(value.value) && jsonArrays.has(value.oid)) {
    return arrayBytesOf(value.value, (element) => jsonbBytes(element, maxBytes))
  }
  return bytesOf(value.value, textBytes)
}

const arrayBytesOf = (values: ReadonlyArray<unknown>, element: (value: unknown) => number): number =>
  values.reduce<number>((sum, value) => sum + elementBytes + element(value), arrayBytes)

const sum = (parameters: ReadonlyArray<unknown>, textBytes: TextBytes): number => {
  let bytes = 0
  for (const value of parameters) bytes += bytesOf(value, textBytes)
  return bytes
}

/** Why the parameters are too much for one statement, of which each may be small. */
const tooMuch = (parameters: ReadonlyArray<unknown>): Rejected | undefined => {
  if (sum(parameters, utf8AtMost) <= maxBytes) return undefined
  const bytes = sum(parameters, utf8Bytes)
  if (bytes <= maxBytes) return undefined
  const limit = `${maxBytes.toLocaleString("en")} bytes`
  const alone = parameters.findIndex((value) => bytesOf(value, utf8Bytes) > maxBytes)
  return alone < 0
    ? rejected("parameters", `are longer than ${limit} together; write them by several statements`)
    : rejected(`$${alone + 1}`, `is longer than ${limit} as Postgres gives it back; split it`)
}

/**
 * The first parameter of a statement that would not come back as it was given, or would end the connection; `field` is
 * its place, such as `$3` or `$3[17]`. The driver itself would store a lone surrogate as another character, `undefined`
 * as NULL, and a value too large to be read again. A refusal that stands among the parameters is given back: it is of
 * the statement's own text.
 */
export const refuse = (parameters: ReadonlyArray<unknown>): Rejected | undefined => {
  if (parameters.length > most) {
    const problem = `are ${parameters.length.toLocaleString("en")}, and a statement takes at most ${most.toLocaleString("en")}; pass arrays and unnest them`
    return rejected("parameters", problem)
  }
  // No iterator of pairs, as every statement passes here.
  for (let index = 0; index < parameters.length; index++) {
    const value = parameters[index]
    if (value instanceof Rejected) return value
    const found = inValue(value)
    if (found !== undefined) return rejected(`$${index + 1}${found[0]}`, found[1])
  }
  return tooMuch(parameters)
}
