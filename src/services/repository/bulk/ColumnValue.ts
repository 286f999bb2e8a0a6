import { maxBytes } from "../../../layers/encode/ParameterBytes.ts"
import * as Scalar from "../../../layers/encode/ScalarValue.ts"
import { snapshot } from "../../../layers/encode/StorableJson.ts"
import * as Undecided from "../../../layers/encode/Undecided.ts"
import * as Clock from "./ClockValue.ts"

/** What a column's type is to a value. */
export type Sort =
  | "text"
  | "bytes"
  | "boolean"
  | "whole"
  | "fraction"
  | "json"
  | "instant"
  | "day"
  | "clock"
  | "span"
  | "array"
  | "other"

/** The type of a column. */
export interface ColumnType {
  /** As SQL writes it, without a length. */
  readonly name: string
  readonly sort: Sort
  /** The bits that a whole number may have, or that a fraction has. */
  readonly bits: number
  /** What it is an array of. */
  readonly element: ColumnType | undefined
  /** Which texts the database gives back as they were sent, and takes for no other value: all, or an enum's labels, or those of a uuid's form. */
  readonly ownForm?: "text" | "label" | "uuid" | undefined
  /** Whether `null` is a value of JSON in it, as where a column of JSON cannot be NULL. */
  readonly holdsNull?: boolean
  /** What stands between values of it in the text of an array: a comma but for boxes. */
  readonly delimiter?: string
  /** The schema of the operators that compare its values, as SQL writes it, where the search_path does not lead to them. */
  readonly operators?: string | undefined
}

/**
 * An operator that compares values of a type as its indexes do. Of a type whose operators the search_path does not lead to, as
 * where an extension has a schema of its own, the server would take those of another type, such as of `text` for `citext`.
 */
export const comparedBy = (
  { operators }: Pick<ColumnType, "operators">,
  operator: "=" | "<" | "<=" | ">" | ">="
): string => (operators === undefined ? operator : `OPERATOR(${operators}.${operator})`)

/** Whether an array in an array is one of its values, and no further dimension of it. */
export const holdsArrays = ({ element }: ColumnType): boolean =>
  element?.sort === "json" || element?.sort === "array"

const wholeProblem = (value: number | bigint, { bits, name }: ColumnType): string | undefined => {
  if (typeof value === "number" && !Number.isInteger(value)) {
    return `is no whole number, and its column is of type ${name}; round it yourself`
  }
  return value >= 2 ** (bits - 1) || value < -(2 ** (bits - 1)) ? `is beyond what ${name} holds` : undefined
}

const jsonProblem = (value: unknown): string | undefined => {
  const found = snapshot(value, maxBytes)
  if ("json" in found) return undefined
  const at = found.path.length === 0 ? "" : `${found.path.join(".")} `
  return `${at}${found.problem}`
}

/** How long the dimensions of an array are; nothing where its parts are not alike. */
const dimensionsOf = (value: unknown): ReadonlyArray<number> | undefined => {
  if (!Array.isArray(value)) return []
  const [first = [], ...others] = value.map(dimensionsOf)
  const areAlike = value.length === 0 || others.every((other) => other?.join() === first.join())
  return areAlike ? [value.length, ...first] : undefined
}

const dimensionsProblem = (values: ReadonlyArray<unknown>): string | undefined => {
  const dimensions = dimensionsOf(values)
  if (dimensions === undefined) {
    return "has parts that are not alike, and in an array of several dimensions all have as many values: none of them null, and no value beside an array"
  }
  return dimensions.length > 1 && dimensions.includes(0)
    ? "holds an empty array, which Postgres would make no part of it; pass [] for no values at all"
    : undefined
}

const itemsProblem = (values: ReadonlyArray<unknown>, type: ColumnType): string | undefined => {
  const { element, name } = type
  if (element === undefined) return `is an array, and its column is of type ${name}`
  for (const [index, value] of values.entries()) {
    const problem =
      Array.isArray(value) && !holdsArrays(type) ? itemsProblem(value, type) : problemOf(element, value)
    if (problem !== undefined) return `[${index}] ${problem}`
  }
  return undefined
}

const arrayProblem = (values: ReadonlyArray<unknown>, type: ColumnType): string | undefined =>
  itemsProblem(values, type) ?? (holdsArrays(type) ? undefined : dimensionsProblem(values))

const objectProblem = (value: object, { name, sort }: ColumnType): string | undefined => {
  if (sort === "span") {
    return Clock.isSpan(value)
      ? undefined
      : "is no interval: { months, days, microseconds }, the last a bigint"
  }
  if (value instanceof Date) {
    const withTime = `is a Date with a time, and its column is of type ${name}; pass the text of the day`
    return Scalar.problemOf(value) ?? (sort === "day" && !Undecided.isDay(value) ? withTime : undefined)
  }
  if (!(value instanceof Uint8Array)) return `is an object, and its column is of type ${name}`
  return sort === "bytes" ? Scalar.problemOf(value) : `is bytes, and its column is of type ${name}`
}

/** Why a column of a type would not give back what a value is; nothing where it would. */
export const problemOf = (type: ColumnType, value: unknown): string | undefined => {
  if (value === null) return undefined
  if (type.sort === "json") return jsonProblem(value)
  if (Array.isArray(value)) return arrayProblem(value, type)
  switch (typeof value) {
    case "object":
      return objectProblem(value, type)
    case "bigint":
      if (type.sort === "clock") {
        return Clock.isTimeOfDay(value)
          ? undefined
          : "is no time of day, which is microseconds since midnight"
      }
      return type.sort === "whole" ? wholeProblem(value, type) : undefined
    case "number":
      if (type.sort === "clock")
        return "is a number, and a time of day is microseconds since midnight, as a bigint"
      if (type.sort === "fraction") return undefined // it is a number of the same kind, however large
      return Scalar.problemOf(value) ?? (type.sort === "whole" ? wholeProblem(value, type) : undefined)
    case "boolean":
      return type.sort === "boolean" || type.sort === "other"
        ? undefined
        : `is a boolean, and its column is of type ${type.name}`
    default:
      return Scalar.problemOf(value)
  }
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`

const literal = (values: ReadonlyArray<unknown>, type: ColumnType): string => {
  const items = values.map((value) => {
    if (Array.isArray(value) && !holdsArrays(type)) return literal(value, type)
    const text = textOf(type.element ?? type, value)
    return text === null ? "NULL" : quoted(text)
  })
  return `{${items.join(type.element?.delimiter ?? ",")}}`
}

/** A value in which nothing is wrong, as Postgres reads it from text. A string in JSON is one of its values, and never its text. */
export const textOf = (type: ColumnType, value: unknown): string | null => {
  if (value === null && type.holdsNull !== true) return null
  if (type.sort === "json") return JSON.stringify(value)
  if (typeof value === "string") return value
  if (Array.isArray(value)) return literal(value, type)
  if (value instanceof Date) return Undecided.dateText(value)
  if (type.sort === "clock" && typeof value === "bigint") return Clock.clockText(value)
  if (type.sort === "span" && typeof value === "object" && value !== null && Clock.isSpan(value))
    return Clock.spanText(value)
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`
  return Object.is(value, -0) ? "-0" : String(value)
}
