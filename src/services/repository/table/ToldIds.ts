import { Option, Schema } from "effect"
import type { Column } from "../bulk/BulkTable.ts"
import type { ColumnType } from "../bulk/ColumnValue.ts"
import * as ToldKey from "../changes/ToldKey.ts"
import { identify } from "../near/KeyIdentity.ts"
import type { TableRows } from "./model/TableRows.ts"

/** Types of which a program is shown the very text that a value is told by; without its last part the name is a schema's. */
const plain = /^(?:numeric|cidr|macaddr8?|(?:.*\.)?citext)$/

const day = /^\d{4,}-\d\d-\d\d$/

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

const toldText = ({ name, ownForm, sort }: ColumnType, value: string): string | undefined => {
  if (sort === "text") return /^(?:bpchar|character)$/.test(name) ? value.replace(/ +$/, "") : value
  if (sort === "day") return day.test(value) ? value : undefined
  return ownForm !== undefined || plain.test(name) ? value : undefined
}

/**
 * The text by which the feed tells a value that a column shows, or another that is read as the same. Nothing where it would
 * take the database to know, as of ranges, `inet`, `real`, and zero as a fraction, which has two texts.
 */
const told = (type: ColumnType, value: unknown): string | undefined => {
  if (typeof value === "string") return toldText(type, value)
  switch (type.sort) {
    case "whole":
    case "boolean":
      return String(value)
    case "fraction":
      return type.bits === 64 && value !== 0 ? String(value) : undefined
    case "clock":
      return String(value)
    default:
      if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`
      return value instanceof Date ? value.toISOString() : undefined
  }
}

/** Whether a column shows no value otherwise than this that it takes for the same. */
const isOnly = ({ ownForm, sort }: ColumnType, value: unknown): boolean => {
  if (typeof value !== "string") return true
  if (sort === "day") return day.test(value)
  return ownForm === "uuid" ? uuid.test(value) : ownForm !== undefined
}

/** What the columns' types say of ids. */
export interface ToldIds {
  /** Whether what was found for an id, a row or nothing, changes under no other id than this, as the feed tells it. */
  readonly isTold: (id: unknown, found: Option.Option<object>) => boolean
  /** Whether no row has this id in another form. */
  readonly isOnly: (id: unknown) => boolean
}

/**
 * Makes what says of an id whether the feed would tell it as it was asked for. Postgres takes several forms for the same
 * value, and tells of one: of a row that was found, the form is its own. What may come where there is nothing can only
 * be told where a value has one form.
 */
export const make = (
  key: Schema.Codec<unknown, unknown>,
  { columns: names, idFields }: TableRows,
  columns: ReadonlyArray<Column>
): ToldIds => {
  const [first = ""] = idFields
  const isSingle = idFields.length === 1
  const encode = Schema.encodeUnknownOption(key)
  const decode = ToldKey.decoder(key)
  const idOf = identify(key)
  const types = idFields.map((field) => columns.find((column) => column.field === field)?.type)
  const partsOf = (id: unknown): ReadonlyArray<unknown> => {
    const encoded = Option.getOrUndefined(encode(id))
    if (isSingle) return [encoded]
    const parts = Object(encoded) as Readonly<Record<string, unknown>> // by the columns' names, as the feed has them
    return idFields.map((field) => parts[names.get(field) ?? field])
  }
  const asTold = (parts: ReadonlyArray<unknown>): unknown => {
    const texts = types.map((type, index) => type && told(type, parts[index]))
    if (texts.includes(undefined)) return undefined
    const named = idFields.map((field, index) => [names.get(field) ?? field, texts[index]] as const)
    return decode(isSingle ? texts[0] : Object.fromEntries(named))
  }
  const areOnly = (parts: ReadonlyArray<unknown>): boolean =>
    types.every((type, index) => type && isOnly(type, parts[index]))
  const isTold: ToldIds["isTold"] = (id, found) => {
    const row = Option.getOrUndefined(found) as Readonly<Record<string, unknown>> | undefined // of the model
    const own = isSingle ? row?.[first] : Object.fromEntries(idFields.map((field) => [field, row?.[field]]))
    const parts = partsOf(row === undefined ? id : own)
    if (row === undefined && !areOnly(parts)) return false
    const known = asTold(parts)
    return known !== undefined && idOf(known) === idOf(id)
  }
  return { isTold, isOnly: (id) => areOnly(partsOf(id)) }
}
