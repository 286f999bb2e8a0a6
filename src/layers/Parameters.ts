import { PgTypes } from "@effect/sql-pg"
import { Predicate } from "effect"
import { Rejected } from "./PgFailure.ts"
import { problemIn } from "./StorableJson.ts"
import { unstorable } from "./StorableText.ts"

/** The driver counts parameters in a signed 16-bit number. */
const most = 32_767

/** The driver reads rows of up to 16 MiB; a value that filled one could be written and never read again. */
const maxBytes = 16 * 1024 * 1024 - 64 * 1024

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

const inParameter = ({ oid, value }: PgTypes.Parameter): Problem | undefined => {
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

const rejected = (field: string, problem: string): Rejected =>
  new Rejected({ field, statement: "did not run", message: `${field} ${problem}` })

/**
 * The first parameter of a statement that would not come back as it was given, or would end the connection; `field` is
 * its place, such as `$3` or `$3[17]`. The driver itself would store a lone surrogate as another character, `undefined`
 * as NULL, and a value too large to be read again.
 */
export const refuse = (parameters: ReadonlyArray<unknown>): Rejected | undefined => {
  if (parameters.length > most) {
    const problem = `are ${parameters.length.toLocaleString("en")}, and a statement takes at most ${most.toLocaleString("en")}; pass arrays and unnest them`
    return rejected("parameters", problem)
  }
  for (const [index, value] of parameters.entries()) {
    const found = inValue(value)
    if (found !== undefined) return rejected(`$${index + 1}${found[0]}`, found[1])
  }
  return undefined
}
