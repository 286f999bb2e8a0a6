import { Schema, String as Text } from "effect"
import * as Undecided from "../../../../layers/encode/Undecided.ts"
import type { Rejected } from "../../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../../layers/failure/rejected.ts"
import { nameOf } from "../../bulk/BulkTable.ts"
import type { LookupKey } from "../../lookup/LookupRows.ts"
import * as PackedKey from "./PackedKey.ts"
import type { AnyOptions } from "./RepositoryOptions.ts"

/** A row as the driver gives it, by the model's fields. */
export type Row = Readonly<Record<string, unknown>>

const ofBigInt = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value)

/** A part of an id as text, in one form for each value. */
export const keyText = (value: unknown): string => {
  if (value instanceof Date) return Undecided.dateText(value)
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`
  return typeof value === "object" ? JSON.stringify(value, ofBigInt) : `${value}`
}

/** How a model's rows lie in their table: the names in it, and what a row's id is on its way. */
export class TableRows {
  readonly table: string
  readonly tableName: string
  /** The fields that are read, and their columns. */
  readonly columns: ReadonlyMap<string, string>
  readonly idFields: ReadonlyArray<string>
  readonly version: string | undefined
  readonly softDelete: string | undefined
  /** An id, and its value as it is encoded, or its values by their fields. */
  readonly idKey: Schema.Codec<unknown, unknown>

  constructor({ columns = {}, idColumn, model, softDeleteColumn, tableName, versionColumn }: AnyOptions) {
    const named: Readonly<Record<string, string | undefined>> = columns
    this.tableName = tableName
    this.table = nameOf(tableName)
    this.columns = new Map(
      Object.keys(model.fields).map((field) => [field, named[field] ?? Text.camelToSnake(field)])
    )
    this.idFields = typeof idColumn === "string" ? [idColumn] : idColumn
    this.version = versionColumn
    this.softDelete = softDeleteColumn
    this.idKey = this.#idKey(model.fields, typeof idColumn === "string")
  }

  /** A field's column as SQL writes it. */
  column(field: string): string {
    return `"${(this.columns.get(field) ?? field).replaceAll('"', '""')}"`
  }

  /** What is read, each column by its field's name. */
  selected(prefix = ""): string {
    return [...this.columns.keys()]
      .map((field) => `${prefix}${this.column(field)} AS "${field.replaceAll('"', '""')}"`)
      .join(", ")
  }

  /** Rows that have not been removed, as a condition that follows others. */
  present(prefix = ""): string {
    return this.softDelete === undefined ? "" : ` AND ${prefix}${this.column(this.softDelete)} IS NULL`
  }

  /** What tells a row from all others, as a question asks for it. */
  readonly keyOf = (row: Row): LookupKey => {
    const [field = ""] = this.idFields
    return PackedKey.pack(this.idFields.length > 1 ? this.idFields.map((field) => row[field]) : row[field])
  }

  /** The same as a text for people. */
  readonly textOf = (row: Row): string => {
    const [field = ""] = this.idFields
    return this.idFields.length > 1
      ? JSON.stringify(this.idFields.map((field) => keyText(row[field])))
      : keyText(row[field])
  }

  /** The fields of an id that is on its way. */
  rowOf(key: LookupKey): Row {
    const [field = ""] = this.idFields
    const value = PackedKey.unpack(key)
    if (this.idFields.length === 1) return { [field]: value }
    const parts = value as ReadonlyArray<unknown> // as `keyOf` made it
    return Object.fromEntries(this.idFields.map((field, index) => [field, parts[index]]))
  }

  /** Why no row can be replaced by its id: the database makes it, so that what is given, or the fields of such, have none. */
  refusalToReplace(given: Readonly<Record<string, unknown>>): Rejected | undefined {
    const field = this.idFields.find((field) => !(field in given))
    return field === undefined
      ? undefined
      : rejected(
          `row.${field}`,
          "is made by the database, so that there is none to replace a row by: insert the row, or update it by the id that it got; where ids are the program's own, let the model's insert variant have them"
        )
  }

  #idKey(fields: Schema.Struct.Fields, isSingle: boolean): Schema.Codec<unknown, unknown> {
    const [field = ""] = this.idFields
    const parts = Object.fromEntries(this.idFields.map((field) => [field, fields[field]]))
    const key = isSingle ? fields[field] : Schema.Struct(parts as Schema.Struct.Fields)
    // Fields of the model, of which the types of options say that they are there and encode by themselves.
    return key as unknown as Schema.Codec<unknown, unknown>
  }
}
