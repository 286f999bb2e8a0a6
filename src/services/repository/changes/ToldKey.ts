import { Exit, Option, Schema, SchemaAST } from "effect"
import * as ColumnKind from "../../../layers/decode/ColumnKind.ts"

const instant = /^(\d{4,})(-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::\d\d)?)?( BC)?$/

/** A point in time as `Date` reads it, every year, and in UTC where no zone is named, as the driver has it. */
const instantText = (text: string): string => {
  const [, digits, day, time, zone = "+00", era] = instant.exec(text) ?? []
  if (digits === undefined) return text
  const year = era === undefined ? Number(digits) : 1 - Number(digits)
  const isPlain = year >= 0 && year <= 9999
  const written = isPlain
    ? String(year).padStart(4, "0")
    : `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`
  return `${written}${day}T${time}${zone.length === 3 ? `${zone}:00` : zone}`
}

/** In another form, as a writer's own `bytea_output` may have it, it could be taken for other bytes. */
const bytesText = (text: string): string =>
  text.startsWith("\\x") ? Buffer.from(text.slice(2), "hex").toString("base64") : "no bytes"

const clock = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?$/

/** A time of day in microseconds, as the driver has it. */
const clockText = (text: string): string => {
  const [, hours, minutes, seconds, fraction = ""] = clock.exec(text) ?? []
  if (hours === undefined) return text
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return String(whole * 1_000_000 + Number(fraction.padEnd(6, "0")))
}

const texts: ReadonlyArray<readonly [kind: ColumnKind.Kind, read: (text: string) => string]> = [
  ["date", instantText],
  ["bytes", bytesText],
  ["bigint", clockText]
]

/** How the text of a column is made what the string form of its field's encoded type is. */
const reading = (ast: SchemaAST.AST): ((text: unknown) => unknown) => {
  const [, read] =
    texts.find(([kind]) => ColumnKind.accepts(ast, kind) && !ColumnKind.accepts(ast, "string")) ?? []
  return (text) => (read === undefined || typeof text !== "string" ? text : read(text))
}

/** Makes what reads a key that a feed tells: the texts of its columns, as Postgres casts them. */
export const decoder = <Key>(key: Schema.Codec<Key, unknown>): ((told: unknown) => Key | undefined) => {
  const decode = Schema.decodeUnknownExit(Schema.toCodecStringTree(key))
  const encoded = SchemaAST.toEncoded(key.ast)
  const parts = ColumnKind.properties(encoded).map(({ name, type }) => [name, reading(type)] as const)
  const whole = reading(encoded)
  const read = (told: unknown): unknown => {
    if (typeof told !== "object" || told === null) return whole(told)
    const columns = told as Readonly<Record<string, unknown>> // a text each, by their names
    return { ...columns, ...Object.fromEntries(parts.map(([name, read]) => [name, read(columns[name])])) }
  }
  return (told) => Option.getOrUndefined(Exit.getSuccess(decode(read(told))))
}
