import { PgTypes } from "@effect/sql-pg"
import type { TypeCatalogue } from "../decode/TypeCatalogue.ts"
import type { Kind, Undecided } from "../encode/Undecided.ts"
import type { Answer } from "../socket/wire/Exchange.ts"

const { OID } = PgTypes

/** How a value is sent, or why it is not. */
export type Plan = (value: Undecided) => PgTypes.Parameter | string

const asGiven: Plan = (value) => value.asGiven
const asText: Plan = (value) => value.untyped

/** Where a value goes. */
export interface Destination {
  readonly sort: "whole" | "digits" | "instant" | "day" | "time" | "json" | "array" | "text" | "other"
  readonly name: string
}

const sorts: ReadonlyMap<number, Destination> = new Map([
  ...named("whole", { smallint: OID.int2, integer: OID.int4, bigint: OID.int8 }),
  ...named("digits", { numeric: OID.numeric, real: OID.float4, "double precision": OID.float8 }),
  ...named("instant", { timestamp: OID.timestamp, timestamptz: OID.timestamptz }),
  ...named("day", { date: OID.date }),
  ...named("time", { time: OID.time, timetz: OID.timetz }),
  ...named("json", { json: OID.json, jsonb: OID.jsonb }),
  ...named("text", { text: OID.text, varchar: OID.varchar, char: OID.bpchar, unknown: 705 })
])

function* named(
  sort: Destination["sort"],
  types: Readonly<Record<string, number>>
): Iterable<readonly [number, Destination]> {
  for (const [name, oid] of Object.entries(types)) {
    yield [oid, { sort, name }]
    const array = PgTypes.arrayOidFor(oid)
    if (array !== undefined)
      yield [array, { sort: sort === "json" || sort === "text" ? "array" : sort, name: `${name}[]` }]
  }
}

const other: Destination = { sort: "other", name: "another type" }

/** Whether the catalogue has to be asked for a type. */
export const isUnknown = (oid: number): boolean => oid !== 0 && !sorts.has(oid)

/** What a type is to a value; a domain is what it stands on. */
export const of = (oid: number, catalogue: TypeCatalogue): Destination => {
  const known = sorts.get(oid)
  if (known !== undefined) return known
  const type = catalogue.get(oid)
  if (type === undefined) return other
  if (type.base !== undefined) return of(type.base, catalogue)
  return { sort: type.array ? "array" : "other", name: type.name }
}

/** Whether it matters if a value is stored there, or only compared or reckoned with. */
export const dependsOnUse = (kind: Kind, to: Destination = other): boolean => {
  if (kind === "fraction") return to.sort === "whole" || to.sort === "digits"
  return kind === "date" && (to.sort === "day" || to.sort === "time")
}

/** What becomes of a value: a column takes it, it is cast, or it is compared or reckoned with. */
export type Use = "stored" | "cast" | "other"

/** The use of a value, from how Postgres refused it for a type that goes nowhere: the routine names what assigns. */
export const useOf = (answer: Answer | undefined): Use => {
  if (answer === undefined || "types" in answer) return "other"
  const { routine, sqlState } = answer.refusal
  if (sqlState === "42804" && routine === "transformAssignedExpr") return "stored"
  return sqlState === "42846" ? "cast" : "other"
}

const rounded = (name: string): string =>
  `is a fraction, and would be stored in a column of type ${name}, which rounds it; round it yourself`

const shifted = (name: string): string =>
  `is a Date with a time, and would be stored in a column of type ${name}; pass the text of what it is to hold, such as date.toISOString().slice(0, 10)`

const asDay =
  (otherwise: Plan): Plan =>
  (value) =>
    value.given.day ? value.untyped : otherwise(value)

/** How a value is sent to where the server says it goes. */
export const plan = (kind: Kind, to: Destination = other, use: Use): Plan => {
  const stored = use === "stored"
  switch (kind) {
    case "fraction":
      // A cast of its text is exact, and one of a float8 keeps 15 digits; to round is what a cast to integer is for.
      if (to.sort === "digits" && use !== "other") return asText
      if (to.sort !== "whole" || !stored) return asGiven
      return (value) => (isWhole(value) ? asText(value) : rounded(to.name))
    case "date":
      if (to.sort === "instant") return asText
      if (to.sort === "day") return asDay(stored ? () => shifted(to.name) : asGiven)
      return to.sort === "time" && stored ? () => shifted(to.name) : asGiven
    case "empty array":
      return to.sort === "json" || to.sort === "other" ? () => noArray(to.name) : asGiven
  }
}

const isWhole = ({ given }: Undecided): boolean => Number.isInteger(given.value)

const noArray = (name: string): string =>
  `is an empty array, and goes where ${name === other.name ? name : `a value of type ${name}`} is expected; for JSON pass PgTypes.jsonb([])`

/** Digits that float8 keeps on its way to numeric. */
const float8Digits = 15

/**
 * How a value is sent that goes through a list of values or a sub-select, where Postgres gives it a type before it sees
 * the column, and refuses text for that: the refusal names the column's type, which no language translates.
 */
export const hidden = (kind: Kind, answer: Answer | undefined): Plan => {
  if (useOf(answer) !== "stored" || answer === undefined || "types" in answer) return asGiven
  const { message } = answer.refusal
  const name = (...names: ReadonlyArray<string>) => names.find((name) => message.includes(`${name} `))
  if (kind === "empty array") return asGiven
  if (kind === "date") {
    const type = name("timestamp without time zone", "time without time zone", "date")
    return type === undefined ? asGiven : () => through(type, "PgTypes.timestamp(…), or its text with a cast")
  }
  const whole = name("smallint", "integer", "bigint")
  if (whole !== undefined) return (value) => (isWhole(value) ? value : rounded(whole))
  return name("numeric") === undefined
    ? asGiven
    : (value) => (value.given.digits <= float8Digits ? value : through("numeric", "PgTypes.numeric(…)"))
}

const through = (type: string, remedy: string): string =>
  `would be changed on its way through a list of values or a sub-select into a column of type ${type}; pass ${remedy}`
