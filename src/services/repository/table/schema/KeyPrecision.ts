import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import type { Column } from "../../bulk/BulkTable.ts"
import type { AnyOptions } from "../model/RepositoryOptions.ts"
import type { TableRows } from "../model/TableRows.ts"
import type { ColumnFacts, TableFacts } from "./TableFacts.ts"

interface Parts {
  readonly sql: SqlClient.SqlClient
  readonly options: AnyOptions
  readonly rows: TableRows
}

/** A time by which rows are found, and of which the database keeps more than a `Date` has. */
interface Key {
  readonly column: Column
  readonly facts: ColumnFacts
}

/** The digits that a `Date` has of a second. */
const digitsOfDate = 3

/** The rows that are looked at for a time that no `Date` is. */
const sample = 100

/** What gives the time at hand, with its microseconds. */
const now = /^(?:\w+\.)?(?:now\(\)|\w+_timestamp\(\)|CURRENT_TIMESTAMP|LOCALTIMESTAMP)(?:::[\w ]+)?$/

/** Times by which rows are found, whose columns keep microseconds. */
const precise = (
  { options, rows }: Parts,
  { columns }: TableFacts,
  all: ReadonlyArray<Column>
): ReadonlyArray<Key> => {
  const keys = new Set([...rows.idFields, ...Object.values(options.lookups ?? {}).map(({ field }) => field)])
  return all.flatMap((column) => {
    const facts = columns?.find(({ name }) => name === rows.columns.get(column.field))
    const isPrecise = keys.has(column.field) && column.kind === "date" && (facts?.digits ?? 6) > digitsOfDate
    return isPrecise && facts !== undefined ? [{ column, facts }] : []
  })
}

const said = ({ rows }: Parts, { column: { name, type }, facts }: Key, why: string): string =>
  `${rows.tableName}.${facts.name} ${why}, and a row whose time has some is not found by the Date that it is read as, which has milliseconds: ALTER TABLE ${rows.table} ALTER COLUMN ${name} TYPE ${type.name.replace(/^timestamp/, `timestamp(${digitsOfDate})`)}`

/** Whether an insert leaves a field to the database. */
const isMade = ({ options }: Parts, field: string): boolean => {
  const schema = options.model.insert.fields[field]
  return schema === undefined || schema.ast.context?.isOptional === true
}

/** Keys that the database itself makes, each with microseconds. */
export const lost = (
  parts: Parts,
  facts: TableFacts,
  columns: ReadonlyArray<Column>
): ReadonlyArray<string> =>
  precise(parts, facts, columns)
    .filter(({ column: { field }, facts }) => isMade(parts, field) && now.test(facts.default ?? ""))
    .map((key) => said(parts, key, `is by default ${key.facts.default}, which has microseconds`))

const isLossy = ({ rows, sql }: Parts, { column: { name } }: Key) =>
  sql`SELECT 1 FROM (
    SELECT ${sql.literal(name)} FROM ${sql.literal(rows.table)} LIMIT ${sample}
  ) AS r WHERE ${sql.literal(`${name} <> date_trunc('milliseconds', ${name})`)} LIMIT 1`.pipe(
    Effect.map(({ length }) => length > 0),
    // Such as a role's that may write rows and not read them.
    Effect.orElseSucceed(() => false)
  )

/** Keys with microseconds that are there, in the first rows of a table: who writes them may be another program. */
export const found = (
  parts: Parts,
  facts: TableFacts,
  columns: ReadonlyArray<Column>
): Effect.Effect<ReadonlyArray<string>> =>
  facts.sort === "table"
    ? Effect.filter(precise(parts, facts, columns), (key) => isLossy(parts, key)).pipe(
        Effect.map((keys) => keys.map((key) => said(parts, key, "has microseconds")))
      )
    : Effect.succeed([])
