import type { OrderBy } from "./RepositoryOptions.ts"
import type { TableRows } from "./TableRows.ts"

/** One of the columns that order rows; the last ones are those of the id, so that no two rows are equal. */
export interface Ordering {
  readonly field: string
  /** As SQL writes it. */
  readonly column: string
  readonly isDescending: boolean
}

/** By a field if one is given, and then by the id, in the same direction: an index on both serves it. */
export const orderings = (rows: TableRows, orderBy: OrderBy<string> | undefined): ReadonlyArray<Ordering> => {
  const isDescending = orderBy?.direction === "descending"
  const first = orderBy === undefined ? [] : [orderBy.field]
  return [...new Set([...first, ...rows.idFields])].map((field) => ({
    field,
    column: rows.column(field),
    isDescending
  }))
}

/** The clause that orders rows. */
export const orderedBy = (rows: TableRows, orderBy: OrderBy<string> | undefined, prefix = ""): string =>
  `ORDER BY ${orderings(rows, orderBy)
    .map(({ column, isDescending }) => `${prefix}${column}${isDescending ? " DESC" : ""}`)
    .join(", ")}`
