import { PgTypes } from "@effect/sql-pg"
import { problemOf, Refused } from "./ScalarValue.ts"
import * as Timestamp from "./Timestamp.ts"
import * as Undecided from "./Undecided.ts"

const { OID } = PgTypes

/** What an element is on its own; numbers of several kinds are sent as the widest of them. */
type Sort = "null" | "number" | "text" | "boolean" | "date" | "bytes" | "typed"

const sortOf = (value: unknown): Sort => {
  switch (typeof value) {
    case "number":
    case "bigint":
      return "number"
    case "string":
      return "text"
    case "boolean":
      return "boolean"
    default:
      if (value === null) return "null"
      if (value instanceof Date) return "date"
      return PgTypes.isParameter(value) ? "typed" : "bytes"
  }
}

/** How wide the numbers are that were met. */
interface Width {
  /** Beyond 32 bits, or a bigint. */
  long: boolean
  fraction: boolean
  /** What a number could not hold. */
  digits: boolean
}

const int4 = 2 ** 31

const widen = (width: Width, value: unknown): void => {
  if (typeof value === "bigint") {
    width.long = true
    width.digits ||= !Number.isSafeInteger(Number(value))
  } else if (typeof value === "number") {
    if (!Number.isInteger(value)) width.fraction = true
    else if (value >= int4 || value < -int4) width.long = true
  }
}

const map = <A>(values: ReadonlyArray<unknown>, to: (value: unknown) => A): ReadonlyArray<A | null> =>
  values.map((value) => (value === null ? null : to(value)))

const numbers = (values: ReadonlyArray<unknown>, { digits, fraction, long }: Width): PgTypes.Parameter => {
  if (fraction && digits) return Undecided.typed(OID.numericArray, map(values, String))
  if (fraction) return Undecided.fractions(map(values, Number))
  if (!long) return Undecided.typed(OID.int4Array, values)
  return Undecided.typed(
    OID.int8Array,
    map(values, (value) => BigInt(value as number | bigint)) // whole, as no fraction was met
  )
}

const bytes = (value: unknown): unknown =>
  value instanceof Int8Array ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : value

/** Parameters of one type, as an array of it where the driver would write others. */
const typedOnes = (values: ReadonlyArray<unknown>): unknown => {
  const oid = values.find(PgTypes.isParameter)?.oid
  const array = oid === undefined ? undefined : PgTypes.arrayOidFor(oid)
  const each = map(values, (value) => (PgTypes.isParameter(value) ? value.value : value))
  return (array === undefined ? undefined : Timestamp.exact(array, each)) ?? values
}

const whole = (sort: Sort, values: ReadonlyArray<unknown>, width: Width): unknown => {
  switch (sort) {
    case "number":
      return numbers(values, width)
    case "text":
      return Undecided.typed(OID.textArray, values)
    case "boolean":
      return Undecided.typed(OID.boolArray, values)
    case "date":
      return Undecided.dates(map(values, (value) => value as Date)) // each is, as it was sorted
    case "bytes":
      return Undecided.typed(OID.byteaArray, map(values, bytes))
    case "typed":
      return typedOnes(values)
    case "null":
      return new Refused("holds nothing but nulls, so that its type is not known; pass it by PgTypes.array")
  }
}

const named: Readonly<Record<Sort, string>> = {
  null: "null",
  number: "a number",
  text: "text",
  boolean: "a boolean",
  date: "a date",
  bytes: "bytes",
  typed: "a typed parameter"
}

const elementProblem = (value: unknown, typedProblem: TypedProblem): Refused | undefined => {
  if (Array.isArray(value)) {
    return new Refused("is an array in an array, which the driver cannot send; pass one as text or jsonb")
  }
  const problem = PgTypes.isParameter(value) ? typedProblem(value) : problemOf(value)
  return problem === undefined || problem instanceof Refused ? problem : new Refused(problem)
}

type TypedProblem = (parameter: PgTypes.Parameter) => Refused | undefined

/** Typed elements have to be of one type. */
const otherType = (values: ReadonlyArray<unknown>, value: unknown): boolean => {
  const first = values.find(PgTypes.isParameter)
  return PgTypes.isParameter(value) && first !== undefined && first.oid !== value.oid
}

/** An array as it is sent, read once and of one type, or which element is why it is not. */
export const array = (given: ReadonlyArray<unknown>, typedProblem: TypedProblem): unknown => {
  if (given.length === 0) return Undecided.emptyArray
  const values: Array<unknown> = []
  const width: Width = { long: false, fraction: false, digits: false }
  let sort: Sort = "null"
  for (let index = 0; index < given.length; index++) {
    const value = given[index]
    const problem = elementProblem(value, typedProblem)
    if (problem !== undefined) return new Refused(problem.problem, `[${index}]${problem.at}`)
    const own = sortOf(value)
    if (own !== "null" && own !== sort) {
      if (sort !== "null")
        return new Refused(`is ${named[own]}, and before it is ${named[sort]}`, `[${index}]`)
      sort = own
    }
    if (own === "typed" && otherType(values, value)) return new Refused("is of another type", `[${index}]`)
    widen(width, value)
    values.push(value)
  }
  return whole(sort, values, width)
}
