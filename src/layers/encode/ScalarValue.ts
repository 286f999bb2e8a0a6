import { PgTypes } from "@effect/sql-pg"
import { maxBytes } from "./ParameterBytes.ts"
import { unstorable } from "./StorableText.ts"
import * as Undecided from "./Undecided.ts"

/** Where in a parameter something is wrong, and what. */
export class Refused {
  readonly at: string
  readonly problem: string

  constructor(problem: string, at = "") {
    this.at = at
    this.problem = problem
  }
}

const int8 = 2n ** 63n

/** The first day that Postgres has a date for; the last is beyond what `Date` can hold. */
const firstDay = Date.UTC(-4713, 10, 24)

const numberProblem = (value: number): string | undefined =>
  Number.isInteger(value) && !Number.isSafeInteger(value)
    ? "is a whole number beyond 2^53, which would lose digits; pass a bigint, or PgTypes.float8"
    : undefined

const dateProblem = (value: Date): string | undefined => {
  const millis = Date.prototype.getTime.call(value) // throws where something only looks like a date
  if (Number.isNaN(millis)) return "is no valid date"
  return millis < firstDay ? "is a date before Postgres' first, 4714 BC" : undefined
}

const bytesProblem = (value: Uint8Array | Int8Array): string | undefined => {
  if (!ArrayBuffer.isView(value)) return "is a proxy of bytes; pass the bytes themselves"
  if (value.byteLength > maxBytes) return `is longer than ${maxBytes.toLocaleString("en")} bytes`
  return value.byteLength === 0 && value.buffer instanceof ArrayBuffer && value.buffer.detached
    ? "is the view of a buffer that was given away"
    : undefined
}

/** What somebody may have meant who passes an object. */
const objectProblem = (value: object): string => {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return "is no Uint8Array; pass new Uint8Array(…) of its buffer for bytea, or Array.from(…) for numbers"
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
    ? "is an object; pass PgTypes.jsonb(…) for JSON"
    : "is an object of a class that no type of Postgres is known for; pass its text, a Date, or PgTypes.jsonb(…)"
}

/** Why a value that is no array and no typed parameter cannot be sent. */
export const problemOf = (value: unknown): string | undefined => {
  switch (typeof value) {
    case "string":
      return unstorable(value, maxBytes)
    case "undefined":
      return "is undefined; pass null for NULL"
    case "number":
      return numberProblem(value)
    case "bigint":
      return value >= int8 || value < -int8 ? "is a whole number beyond what bigint holds" : undefined
    case "boolean":
      return undefined
    case "object":
      if (value === null) return undefined
      if (value instanceof Date) return dateProblem(value)
      if (value instanceof Uint8Array || value instanceof Int8Array) return bytesProblem(value)
      return objectProblem(value)
    default:
      return `is a ${typeof value}, which Postgres has no type for`
  }
}

/** Whether the driver would round a number, or Postgres may as it stores it. */
export const isFraction = (value: number): boolean => Number.isFinite(value) && !Number.isInteger(value)

/** A value as it is sent, or why it is not. */
export const scalar = (value: unknown): unknown => {
  const problem = problemOf(value)
  if (problem !== undefined) return new Refused(problem)
  if (typeof value === "number") return isFraction(value) ? Undecided.fraction(value) : value
  return value instanceof Date ? Undecided.date(value) : value
}

/** The same of a value that is given its type. */
export const typedProblem = (oid: number, value: unknown): string | undefined =>
  typeof value === "number" && (oid === PgTypes.OID.float4 || oid === PgTypes.OID.float8)
    ? undefined
    : problemOf(value)
