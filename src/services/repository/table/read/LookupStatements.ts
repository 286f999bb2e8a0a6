import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import { rejected } from "../../../../layers/failure/rejected.ts"
import type { BulkTable } from "../../bulk/BulkTable.ts"
import { problemOf } from "../../bulk/ColumnValue.ts"
import * as GivenRows from "../model/GivenRows.ts"
import type { OrderBy } from "../model/RepositoryOptions.ts"
import { orderedBy } from "../model/RowOrder.ts"
import type { Row, TableRows } from "../model/TableRows.ts"

/** What statements that look rows up stand on. */
interface Parts {
  readonly sql: SqlClient.SqlClient
  readonly rows: TableRows
  readonly table: BulkTable
}

/** Keys as rows of the columns that they are looked for by, or the first that these could not hold. */
const given = ({ sql, table }: Parts, fields: ReadonlyArray<string>, keys: ReadonlyArray<Row>) =>
  Effect.flatMap(table.columns, (all) => {
    const columns = GivenRows.asKeys(all.filter(({ field }) => fields.includes(field)))
    for (const key of keys) {
      for (const { field, type } of columns) {
        const problem = problemOf(type, key[field])
        if (problem !== undefined) return Effect.fail(rejected(field, problem))
      }
    }
    return Effect.succeed({
      isSame: sql.literal(GivenRows.isSame(columns)),
      keys: GivenRows.given(sql, columns, keys)
    })
  })

const place = `d."${GivenRows.place}"`

/** The rows of each key. */
export const all = (parts: Parts, fields: ReadonlyArray<string>, keys: ReadonlyArray<Row>, order = "") => {
  const { rows, sql, table } = parts
  return table.minding(
    Effect.flatMap(
      given(parts, fields, keys),
      ({ isSame, keys }) => sql<Row>`
        SELECT ${sql.literal(`${rows.selected("r.")}, ${place}`)}
        FROM (SELECT ${keys}) AS d JOIN ${sql.literal(rows.table)} AS r
        ON ${isSame}${sql.literal(rows.present("r."))} ${sql.literal(order)}`
    )
  )
}

/** So many rows of each key: the server looks for them key by key, and reads no more than are wanted. */
export const some = (
  parts: Parts,
  {
    field,
    limit,
    orderBy
  }: { readonly field: string; readonly limit: number; readonly orderBy?: OrderBy<string> },
  keys: ReadonlyArray<Row>
) => {
  const { rows, sql, table } = parts
  return table.minding(
    Effect.flatMap(
      given(parts, [field], keys),
      ({ isSame, keys }) => sql<Row>`
        SELECT r.*, ${sql.literal(place)} FROM (SELECT ${keys}) AS d
        CROSS JOIN LATERAL (
          SELECT ${sql.literal(rows.selected("r."))} FROM ${sql.literal(rows.table)} AS r
          WHERE ${isSame}${sql.literal(rows.present("r."))} ${sql.literal(orderedBy(rows, orderBy, "r."))} LIMIT ${limit}
        ) AS r`
    )
  )
}

/** One row where the ids of two are the same. */
export const sameIds = (parts: Parts, one: Row, other: Row) =>
  Effect.flatMap(
    Effect.all([given(parts, parts.rows.idFields, [one]), given(parts, parts.rows.idFields, [other])]),
    ([{ keys, isSame }, { keys: others }]) =>
      parts.sql`SELECT true AS same FROM (SELECT ${keys}) AS d JOIN (SELECT ${others}) AS r ON ${isSame}`
  )
