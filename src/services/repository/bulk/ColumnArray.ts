import { Predicate } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import * as WireArrays from "../../../layers/encode/arrays/WireArrays.ts"
import type { ArrayRoom, BinaryArray } from "../../../layers/encode/BinaryArray.ts"
import { type ColumnType, textOf } from "./ColumnValue.ts"

type Values = ReadonlyArray<unknown>

/** Values of a share's column as they travel. */
export interface Travelling {
  /** One text for all rows, which the server need not take apart, or an array. */
  readonly value: string | null | BinaryArray
  /** The type that its elements have on their way. */
  readonly element: string
}

const areOf = <A>(values: Values, is: (value: unknown) => value is A): values is ReadonlyArray<A | null> =>
  values.every((value) => value === null || is(value))

const isWhole = (value: unknown): value is number | bigint =>
  typeof value === "bigint" || typeof value === "number"

/** Texts of any type, which the server reads as it would read them in SQL. */
export const texts = (type: ColumnType, values: Values, room?: ArrayRoom): Travelling => ({
  value: WireArrays.texts(
    values.map((value) => textOf(type, value)),
    room
  ),
  element: "text"
})

/** The bytes of a type that is read from them for less than from text, if the values are all such as it holds. */
const binary = ({ bits, sort }: ColumnType, values: Values): Travelling | undefined => {
  switch (sort) {
    case "whole":
      if (bits <= 32 && areOf(values, Predicate.isNumber))
        return { value: WireArrays.int4s(values), element: "int4" }
      return areOf(values, isWhole) ? { value: WireArrays.int8s(values), element: "int8" } : undefined
    case "fraction":
      return areOf(values, Predicate.isNumber)
        ? { value: WireArrays.float8s(values), element: "float8" }
        : undefined
    case "boolean":
      return areOf(values, Predicate.isBoolean)
        ? { value: WireArrays.booleans(values), element: "bool" }
        : undefined
    case "instant":
      return areOf(values, Predicate.isDate)
        ? { value: WireArrays.instants(values), element: "timestamptz" }
        : undefined
    case "bytes":
      return areOf(values, Predicate.isUint8Array)
        ? { value: WireArrays.byteStrings(values), element: "bytea" }
        : undefined
    default:
      return undefined
  }
}

const isShared = (values: Values): boolean => {
  const [first] = values
  return (typeof first !== "object" || first === null) && values.every((value) => Object.is(value, first))
}

/** A column's values; as one where they are the same in all rows, unless each row needs its own. */
export const travelling = (type: ColumnType, values: Values, each: boolean, room: ArrayRoom): Travelling =>
  !each && isShared(values)
    ? { value: textOf(type, values[0]), element: "text" }
    : (binary(type, values) ?? texts(type, values, room))

/** Where a statement takes a column's values from. Arrays are taken apart in the select list: in FROM they would be written down. */
export const source = (
  sql: SqlClient.SqlClient,
  type: Pick<ColumnType, "name">,
  { element, value }: Travelling
): Statement.Fragment =>
  value === null || typeof value === "string"
    ? sql`${value}::text::${sql.literal(type.name)}`
    : sql`unnest(${value}::${sql.literal(element)}[])::${sql.literal(type.name)}`
