import type { SqlClient, Statement } from "effect/sql"
import type { ArrayRoom } from "../../../layers/encode/BinaryArray.ts"
import * as BulkRows from "./BulkRows.ts"
import { type Column, nameOf } from "./BulkTable.ts"
import * as ColumnArray from "./ColumnArray.ts"

/**
 * What becomes of a row whose key is there: it is an error, it stays, or it is replaced where anything differs, unless a
 * clause of one's own says what then; the table is `r` in it.
 */
export type Conflict =
  | undefined
  | "ignore"
  | { readonly key: ReadonlyArray<string>; readonly clause?: string }

/** What of a column is looked at to write it. */
export type TargetColumn = Pick<Column, "field" | "name" | "type"> & Partial<Pick<Column, "isRouted">>

/** Where rows go. */
export interface Target {
  readonly table: string
  readonly columns: ReadonlyArray<TargetColumn>
  readonly conflict: Conflict
}

/** What became of rows. */
export interface Written {
  readonly inserted: number
  readonly written: number
}

export const nothing: Written = { inserted: 0, written: 0 }

/** Adds what a share's statement answers, whose columns are texts. */
export const added = (sum: Written, [inserted, written]: ReadonlyArray<string | undefined>): Written => ({
  inserted: sum.inserted + Number(inserted),
  written: sum.written + Number(written)
})

/** What a share's statement answers. */
export interface Counts {
  readonly inserted: string
  readonly written: string
}

/** Rows with a key in the order of their keys. */
export const ordered = (
  { conflict }: Pick<Target, "conflict">,
  rows: ReadonlyArray<BulkRows.Encoded>
): ReadonlyArray<BulkRows.Encoded> =>
  typeof conflict === "object" ? BulkRows.byKey(rows, conflict.key) : rows

const listed = (columns: ReadonlyArray<TargetColumn>, prefix = ""): string =>
  columns.map(({ name }) => prefix + name).join(", ")

/**
 * Where rows say nothing of themselves, a setting of the transaction says of the row at hand whether one was there: it is
 * set back as a row comes up, and set where it replaces another. The server takes the next row when the one before is
 * written and returned. It takes an eighth more time than to look at the row.
 */
const setting = "aquifer.replaces"

const isRouted = ({ columns }: Pick<Target, "columns">): boolean =>
  columns.some((column) => column.isRouted === true)

/** Bytes are compared and not values: what is equal to what was there (1.0 and 1.00) may yet be another text. */
const orUpdate = ({ columns }: Pick<Target, "columns">, key: ReadonlyArray<string>): string => {
  const keys = columns.filter(({ field }) => key.includes(field))
  const others = columns.filter(({ field }) => !key.includes(field))
  if (others.length === 0) return `ON CONFLICT (${listed(keys)}) DO NOTHING`
  const marked = isRouted({ columns }) ? ` AND set_config('${setting}', 'yes', true) <> ''` : ""
  return `ON CONFLICT (${listed(keys)}) DO UPDATE SET ${others.map(({ name }) => `${name} = excluded.${name}`).join(", ")}
    WHERE pg_catalog.record_image_ne(ROW(${listed(others, "r.")}), ROW(${listed(others, "excluded.")}))${marked}`
}

const onConflict = (target: Target): string => {
  const { conflict } = target
  if (conflict === undefined) return ""
  return conflict === "ignore"
    ? "ON CONFLICT DO NOTHING"
    : (conflict.clause ?? orUpdate(target, conflict.key))
}

/** Whether a row that was written is new. */
const isNew = (target: Target): string => {
  if (typeof target.conflict !== "object") return "true"
  // A row that was there has a transaction that locked it.
  return isRouted(target) ? `current_setting('${setting}') = 'no'` : "r.xmax = 0"
}

/** What tells rows that are not to be written: the place of each among those given, and the places of those. */
export interface Wanted {
  readonly nth: Statement.Fragment
  readonly unwanted: Statement.Fragment
}

/** Writes what the sources give, one for each column, and counts it. */
export const insert = (
  sql: SqlClient.SqlClient,
  target: Target,
  sources: ReadonlyArray<Statement.Fragment>,
  wanted?: Wanted
): Statement.Statement<Counts> => {
  const { columns, table } = target
  const given = columns.map(({ name }, index) => sql`${sources[index]} AS ${sql.literal(name)}`)
  if (wanted !== undefined) given.push(sql`${wanted.nth} AS "place among those given"`)
  const conditions = [
    ...(wanted === undefined ? [] : [sql`d."place among those given" NOT IN (${wanted.unwanted})`]),
    ...(isRouted(target) ? [sql.literal(`set_config('${setting}', 'no', true) <> ''`)] : [])
  ]
  const condition = conditions.length === 0 ? sql`` : sql`WHERE ${sql.and(conditions)}`
  return sql<Counts>`
    WITH written AS (
      INSERT INTO ${sql.literal(nameOf(table))} AS r (${sql.literal(listed(columns))})
      SELECT ${sql.literal(listed(columns, "d."))} FROM (SELECT ${sql.csv(given)}) AS d ${condition}
      ${sql.literal(onConflict(target))}
      RETURNING ${sql.literal(isNew(target))} AS inserted
    )
    SELECT (count(*) FILTER (WHERE inserted))::text AS inserted, count(*)::text AS written FROM written`
}

const valuesOf = (rows: ReadonlyArray<BulkRows.Encoded>, field: string): ReadonlyArray<unknown> =>
  rows.map((row) => row[field])

/** A statement that writes a share. */
export const ofShare = (
  sql: SqlClient.SqlClient,
  target: Target,
  rows: ReadonlyArray<BulkRows.Encoded>,
  room: ArrayRoom
): Statement.Statement<Counts> =>
  insert(
    sql,
    target,
    target.columns.map(({ field, type }, index) =>
      // One of them has to say how many rows there are.
      ColumnArray.source(sql, type, ColumnArray.travelling(type, valuesOf(rows, field), index === 0, room))
    )
  )
