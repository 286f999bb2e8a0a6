import type { AnyOptions, LookupField } from "../model/RepositoryOptions.ts"
import { orderings } from "../model/RowOrder.ts"
import type { TableRows } from "../model/TableRows.ts"
import type { IndexFacts, Sort, TableFacts } from "./TableFacts.ts"

interface Parts {
  readonly options: AnyOptions
  readonly rows: TableRows
}

type Fields = ReadonlyArray<string>

const columnsOf = (rows: TableRows, fields: Fields): Fields =>
  fields.map((field) => rows.columns.get(field) ?? field)

/** As SQL writes them. */
const listed = (rows: TableRows, fields: Fields): string =>
  fields.map((field) => rows.column(field)).join(", ")

/** The indexes by which one row has values in these fields. */
const uniqueOn = (rows: TableRows, { indexes }: TableFacts, fields: Fields): ReadonlyArray<IndexFacts> => {
  const wanted = columnsOf(rows, fields).toSorted().join()
  return (indexes ?? []).filter(
    ({ columns, is_unique }) => is_unique && !columns.includes(null) && columns.toSorted().join() === wanted
  )
}

/** What makes sure that one row is found; neither a view nor a foreign table has indexes, and the model is believed. */
const makingUnique: Readonly<Record<Sort, ((table: string, columns: string) => string) | undefined>> = {
  table: (table, columns) => `ALTER TABLE ${table} ADD UNIQUE (${columns})`,
  "materialized view": (table, columns) => `CREATE UNIQUE INDEX ON ${table} (${columns})`,
  view: undefined,
  "foreign table": undefined
}

/** Fields by which one row is found, without an index that makes sure of it. */
export const ambiguous = ({ options, rows }: Parts, facts: TableFacts): Fields => {
  const making = makingUnique[facts.sort ?? "table"]
  if (making === undefined) return []
  const lookups = Object.values(options.lookups ?? {}).filter(({ kind }) => kind === "unique")
  const wanted = [rows.idFields, ...lookups.map(({ field }) => [field])]
  return wanted.flatMap((fields) => {
    if (uniqueOn(rows, facts, fields).length > 0) return []
    return [
      `${rows.tableName} has no unique index on ${columnsOf(rows, fields).join(", ")}, by which one row is found: ${making(rows.table, listed(rows, fields))}`
    ]
  })
}

/** What replaces rows by their ids: ON CONFLICT, which takes neither an exclusion for an index nor a constraint that may wait. */
const replacing = "which ON CONFLICT cannot use, so that no row can be upserted"

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Why rows that this role may write cannot be replaced by their ids, though these are unique. */
export const irreplaceable = ({ options, rows }: Parts, facts: TableFacts): Fields => {
  const isMade = rows.refusalToReplace(options.model.insert.fields) !== undefined
  if (isMade || facts.sort !== "table" || facts.is_writable !== true) return []
  const own = uniqueOn(rows, facts, rows.idFields)
  const columns = columnsOf(rows, rows.idFields).join(", ")
  const ids = listed(rows, rows.idFields)
  const waiting = own.find(({ is_deferrable, is_exclusion }) => is_deferrable && !is_exclusion)
  if (waiting !== undefined) {
    const kind = waiting.is_primary ? "PRIMARY KEY" : "UNIQUE"
    const name = waiting.constraint ?? ""
    return [
      `${name} of ${rows.tableName} is DEFERRABLE, ${replacing}: ALTER TABLE ${rows.table} DROP CONSTRAINT ${quoted(name)}, ADD ${kind} (${ids})`
    ]
  }
  return own.length > 0 && own.every(({ is_exclusion }) => is_exclusion)
    ? [
        `${rows.tableName} has ${columns} unique by WITHOUT OVERLAPS alone, ${replacing}: ALTER TABLE ${rows.table} ADD UNIQUE (${ids}), beside it`
      ]
    : []
}

/** The fields of an index that finds the rows of a lookup: of so many rows of each value in the order in which they are wanted. */
export const fieldsOfMany = (
  rows: TableRows,
  lookup: LookupField<string> & { readonly kind: "many" }
): Fields => {
  if (lookup.limit === undefined) return [lookup.field]
  return [...new Set([lookup.field, ...orderings(rows, lookup.orderBy).map(({ field }) => field)])]
}

/** A table of fewer rows is read as fast as a whole. */
const worthAnIndex = 10_000

/** Lookups of a large table that no index serves: what is said of them is no reason not to start. */
export const slow = ({ options, rows }: Parts, facts: TableFacts): Fields => {
  if (facts.sort !== "table" || (facts.rows ?? 0) < worthAnIndex) return []
  return Object.entries(options.lookups ?? {}).flatMap(([name, lookup]) => {
    if (lookup.kind !== "many") return []
    const fields = fieldsOfMany(rows, lookup)
    const [first, second] = columnsOf(rows, fields)
    // Behind the first two columns rows are few enough to be put in order.
    const serves = ({ columns, method }: IndexFacts) =>
      columns[0] === first && (second === undefined || (method === "btree" && columns[1] === second))
    if ((facts.indexes ?? []).some(serves)) return []
    const creating = facts.is_partitioned === true ? "CREATE INDEX" : "CREATE INDEX CONCURRENTLY"
    const read =
      second === undefined ? "reads all of the table" : "reads all rows of a value to give the first of them"
    return [
      `${name} ${read}, which has about ${facts.rows} rows: ${creating} ON ${rows.table} (${listed(rows, fields)})`
    ]
  })
}
