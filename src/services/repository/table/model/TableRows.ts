import { Schema, SchemaGetter, String as Text } from "effect"
import * as Undecided from "../../../../layers/encode/Undecided.ts"
import type { Rejected } from "../../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../../layers/failure/rejected.ts"
import { nameOf } from "../../bulk/BulkTable.ts"
import type { LookupKey } from "../../lookup/LookupRows.ts"
import type { AnyOptions } from "./RepositoryOptions.ts"

/** A row as the driver gives it, by the model's fields. */
export type Row = Readonly<Record<string, unknown>>

/** A part of an id as text, in one form for each value, which Postgres reads as what it is. */
export const keyText = (value: unknown): string => {
  if (value instanceof Date) return Undecided.dateText(value)
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString("hex")}` : `${value}`
}

const isKey = (value: unknown): value is LookupKey =>
  typeof value === "string" ||
  typeof value === "number" ||
  typeof value === "bigint" ||
  typeof value === "boolean"

/** How a model's rows lie in their table: the names in it, and what a row's id is on its way. */
export class TableRows {
  readonly table: string
  readonly tableName: string
  /** The fields that are read, and their columns. */
  readonly columns: ReadonlyMap<string, string>
  readonly idFields: ReadonlyArray<string>
  readonly version: string | undefined
  readonly softDelete: string | undefined
  /** An id, and what it is on its way: its value, or the text of its values. */
  readonly idKey: Schema.Codec<unknown, LookupKey>

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
    const value = row[field]
    if (this.idFields.length > 1) return JSON.stringify(this.idFields.map((field) => keyText(row[field])))
    return isKey(value) ? value : keyText(value)
  }

  /** The same as text. */
  readonly textOf = (row: Row): string => String(this.keyOf(row))

  /** The fields of an id that is on its way. */
  rowOf(key: LookupKey): Row {
    const [field = ""] = this.idFields
    if (this.idFields.length === 1) return { [field]: key }
    const parts: ReadonlyArray<string> = JSON.parse(String(key)) // as `keyOf` made it
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

  #idKey(fields: Schema.Struct.Fields, isSingle: boolean): Schema.Codec<unknown, LookupKey> {
    const [field = ""] = this.idFields
    const parts = Object.fromEntries(this.idFields.map((field) => [field, fields[field]]))
    // A field of the model, of which the types of options say that it is there and encodes by itself.
    if (isSingle) return fields[field] as Schema.Codec<unknown, LookupKey>
    const text = Schema.String.pipe(
      Schema.decodeTo(Schema.Struct(parts as Schema.Struct.Fields), {
        decode: SchemaGetter.forbidden(() => "an id is read from its row"),
        encode: SchemaGetter.transform((id: Row) => this.keyOf(id) as string) // several parts make a text
      } as never)
    )
    // As above: the types of options say of each part what they say of a single one.
    return text as unknown as Schema.Codec<unknown, LookupKey>
  }
}
