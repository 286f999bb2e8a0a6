import { PgTypes } from "@effect/sql-pg"
import * as Timestamp from "./Timestamp.ts"

/** What a value is that needs to know where it goes. */
export type Kind = "fraction" | "date" | "empty array"

/** One value, or an array of such. */
export interface Given {
  readonly kind: Kind
  readonly array: boolean
  /** Its type on the wire where nobody asks, or where nothing comes of asking. */
  readonly oid: number
  /** As that type. */
  readonly value: unknown
  /** What it is as text, from which Postgres makes the value of whatever type it goes into. */
  readonly text: () => string
  /** Whether it says no more than a day, as midnight in UTC does. */
  readonly day: boolean
  /** Digits that it takes to say it. */
  readonly digits: number
}

/**
 * A value that would be stored as another one in some columns: a fraction, which an integer rounds and `numeric` cuts to
 * fifteen digits; a `Date`, which `timestamp` shifts by the session's time zone; an empty array, which is an empty
 * object in JSON. Whoever sends it asks the server first.
 *
 * To the driver it is a parameter of the type it would have without that.
 */
export class Undecided implements PgTypes.Parameter {
  readonly [PgTypes.ParameterTypeId]: PgTypes.ParameterTypeId = PgTypes.ParameterTypeId
  readonly given: Given
  /** What goes the same way, as do the values of one column of many rows; without one it goes its own. */
  readonly column: string | undefined

  constructor(given: Given, column?: string) {
    this.given = given
    this.column = column
  }

  get oid(): number {
    return this.given.oid
  }

  get value(): unknown {
    return this.given.value
  }

  /** What is sent where it goes as it is: itself, or its bytes where the driver would write another value. */
  get asGiven(): PgTypes.Parameter {
    return Timestamp.exact(this.oid, this.value) ?? this
  }

  /** The same as text without a type, which is as if it stood in quotation marks. */
  get untyped(): PgTypes.Parameter {
    return typed(0, this.given.text())
  }
}

/** A parameter of a type. */
export const typed = (oid: number, value: unknown): PgTypes.Parameter => ({
  [PgTypes.ParameterTypeId]: PgTypes.ParameterTypeId,
  oid,
  value
})

/** A date as Postgres reads it whatever its settings are; of a type without a time zone it takes what is before the Z. */
export const dateText = (date: Date): string => {
  const iso = date.toISOString()
  const year = date.getUTCFullYear()
  if (year >= 1 && year <= 9999) return iso
  const rest = iso.slice(-"-01-01T00:00:00.000Z".length)
  return year > 0 ? `${year}${rest}` : `${String(1 - year).padStart(4, "0")}${rest} BC`
}

const dayMillis = 86_400_000
/** Whether it says no more than a day, as midnight in UTC does. */
export const isDay = (date: Date): boolean => date.getTime() % dayMillis === 0

const literal = <A>(values: ReadonlyArray<A | null>, text: (value: A) => string): string =>
  `{${values.map((value) => (value === null ? "NULL" : `"${text(value)}"`)).join(",")}}`

const digitsOf = (value: number): number =>
  String(value)
    .replace(/e.*$/, "")
    .replace(/^-?0*\.?0*|[-.]/g, "").length

export const fraction = (value: number): Undecided =>
  new Undecided({
    kind: "fraction",
    array: false,
    oid: PgTypes.OID.float8,
    value,
    text: () => String(value),
    day: false,
    digits: digitsOf(value)
  })

export const fractions = (values: ReadonlyArray<number | null>): Undecided =>
  new Undecided({
    kind: "fraction",
    array: true,
    oid: PgTypes.OID.float8Array,
    value: values,
    text: () => literal(values, String),
    day: false,
    digits: values.reduce<number>((most, value) => Math.max(most, value === null ? 0 : digitsOf(value)), 0)
  })

export const date = (value: Date): Undecided =>
  new Undecided({
    kind: "date",
    array: false,
    oid: PgTypes.OID.timestamptz,
    value,
    text: () => dateText(value),
    day: isDay(value),
    digits: 0
  })

export const dates = (values: ReadonlyArray<Date | null>): Undecided =>
  new Undecided({
    kind: "date",
    array: true,
    oid: PgTypes.OID.timestamptzArray,
    value: values,
    text: () => literal(values, dateText),
    day: values.every((value) => value === null || isDay(value)),
    digits: 0
  })

export const emptyArray: Undecided = new Undecided({
  kind: "empty array",
  array: true,
  oid: 0,
  value: "{}",
  text: () => "{}",
  day: false,
  digits: 0
})

/** A value of a row among many, with what tells its column from the statement's others. */
export class OfColumn {
  readonly value: unknown
  readonly column: string

  constructor(value: unknown, column: string) {
    this.value = value
    this.column = column
  }
}
