import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import * as Scalar from "../../../../layers/encode/ScalarValue.ts"
import { rejected } from "../../../../layers/failure/rejected.ts"
import type { BulkTable, Column } from "../../bulk/BulkTable.ts"
import { type ColumnType, problemOf } from "../../bulk/ColumnValue.ts"
import type { LookupKey } from "../../lookup/LookupRows.ts"
import * as GivenRows from "../model/GivenRows.ts"
import * as PackedKey from "../model/PackedKey.ts"
import type { OrderBy } from "../model/RepositoryOptions.ts"
import { orderedBy } from "../model/RowOrder.ts"
import { keyText, type Row, type TableRows } from "../model/TableRows.ts"

/** What statements that look rows up stand on. */
interface Parts {
  readonly sql: SqlClient.SqlClient
  readonly rows: TableRows
  readonly table: BulkTable
}

type Fields = ReadonlyArray<string>
type Keys = ReadonlyArray<LookupKey>

/** The rows that were found, by the key that was asked for. */
export interface ByKey {
  readonly get: (key: LookupKey) => ReadonlyArray<Row> | undefined
}

/** Rows of the columns that are looked for by, or the first value that these could not hold. */
const given = ({ sql, table }: Parts, fields: Fields, values: ReadonlyArray<Row>) =>
  Effect.flatMap(table.columns, (all) => {
    const columns = GivenRows.asKeys(all.filter(({ field }) => fields.includes(field)))
    for (const value of values) {
      for (const { field, type } of columns) {
        const problem = problemOf(type, value[field])
        if (problem !== undefined) return Effect.fail(rejected(field, problem))
      }
    }
    return Effect.succeed({
      isSame: sql.literal(GivenRows.isSame(columns)),
      values: GivenRows.given(sql, columns, values)
    })
  })

/** The same of keys. */
const givenKeys = (parts: Parts, fields: Fields, keys: Keys) => {
  const [field = "", ...others] = fields
  const valueOf = (key: LookupKey): Row =>
    others.length === 0 ? { [field]: PackedKey.unpack(key) } : parts.rows.rowOf(key)
  return given(parts, fields, keys.map(valueOf))
}

const place = `d."${GivenRows.place}"`

const byPlace =
  (keys: Keys) =>
  (found: ReadonlyArray<Row>): ByKey =>
    Map.groupBy(found, (row): LookupKey | undefined => keys[Number(row[GivenRows.place]) - 1])

/** By keys of which only the server knows which value is theirs: a row says which of them it was found by. */
const byGiven = (parts: Parts, fields: Fields, keys: Keys, order: string) => {
  const { rows, sql } = parts
  const found = Effect.flatMap(
    givenKeys(parts, fields, keys),
    ({ isSame, values }) => sql<Row>`
      SELECT ${sql.literal(`${rows.selected("r.")}, ${place}`)}
      FROM (SELECT ${values}) AS d JOIN ${sql.literal(rows.table)} AS r
      ON ${isSame}${sql.literal(rows.present("r."))} ${sql.literal(order)}`
  )
  return Effect.map(found, byPlace(keys))
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** Whether a column gives a key back as it was sent, and takes no other for the same. */
const isOwn = ({ ownForm, sort }: ColumnType, key: LookupKey): boolean => {
  if (typeof key !== "string") return sort === "whole" && Scalar.problemOf(key) === undefined
  return ownForm === "text" || (ownForm === "uuid" && uuid.test(key))
}

/** By such keys: they are told apart by themselves, and looked for without a join, at two thirds of its cost. */
const byOwn = ({ rows, sql }: Parts, { field, type }: Column, keys: Keys, order: string) => {
  const wanted = type.ownForm === "uuid" ? sql`${keys}::text[]::uuid[]` : sql`${keys}`
  const found = sql<Row>`
    SELECT ${sql.literal(rows.selected("r."))} FROM ${sql.literal(rows.table)} AS r
    WHERE ${sql.literal(`r.${rows.column(field)}`)} = ANY(${wanted})${sql.literal(rows.present("r."))} ${sql.literal(order)}`
  return Effect.map(found, (found): ByKey => {
    const held = Map.groupBy(found, (row) => keyText(row[field]))
    return { get: (key) => held.get(keyText(key)) }
  })
}

/** The rows of each key. */
export const all = (parts: Parts, fields: Fields, keys: Keys, order = "") =>
  parts.table.minding(
    Effect.flatMap(parts.table.columns, (columns) => {
      const [field, ...others] = fields
      const column = others.length === 0 ? columns.find((each) => each.field === field) : undefined
      return column !== undefined && keys.every((key) => isOwn(column.type, key))
        ? byOwn(parts, column, keys, order)
        : byGiven(parts, fields, keys, order)
    })
  )

/** So many rows of each key: the server looks for them key by key, and reads no more than are wanted. */
export const some = (
  parts: Parts,
  {
    field,
    limit,
    orderBy
  }: { readonly field: string; readonly limit: number; readonly orderBy?: OrderBy<string> | undefined },
  keys: Keys
) => {
  const { rows, sql, table } = parts
  const found = Effect.flatMap(
    givenKeys(parts, [field], keys),
    ({ isSame, values }) => sql<Row>`
      SELECT r.*, ${sql.literal(place)} FROM (SELECT ${values}) AS d
      CROSS JOIN LATERAL (
        SELECT ${sql.literal(rows.selected("r."))} FROM ${sql.literal(rows.table)} AS r
        WHERE ${isSame}${sql.literal(rows.present("r."))} ${sql.literal(orderedBy(rows, orderBy, "r."))} LIMIT ${limit}
      ) AS r`
  )
  return table.minding(Effect.map(found, byPlace(keys)))
}

/** One row where the ids of two are the same. */
export const sameIds = (parts: Parts, one: Row, other: Row) =>
  Effect.flatMap(
    Effect.all([given(parts, parts.rows.idFields, [one]), given(parts, parts.rows.idFields, [other])]),
    ([{ isSame, values }, { values: others }]) =>
      parts.sql`SELECT true AS same FROM (SELECT ${values}) AS d JOIN (SELECT ${others}) AS r ON ${isSame}`
  )
