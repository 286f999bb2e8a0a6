import { SqlError } from "effect/sql"
import * as PgFailure from "../../../../layers/failure/PgFailure.ts"
import type * as Operation from "../../../../layers/resilience/Operation.ts"
import type { Column } from "../../bulk/BulkTable.ts"
import type { TableRows } from "../model/TableRows.ts"

/** What Postgres says of a view that takes no rows, and of a materialized one. */
const codes: ReadonlySet<string> = new Set(["55000", "42809"])

/** The same failure, but of a view that takes no writes what it lacks, and where to write instead. */
export const explained = (
  error: Operation.Fails,
  columns: ReadonlyArray<Column> | undefined,
  { tableName }: TableRows
): Operation.Fails => {
  if (columns?.[0]?.isDerived !== true) return error
  const failure = SqlError.isSqlError(error) ? PgFailure.classify(error) : error
  if (!PgFailure.isPgFailure(failure) || !codes.has(failure.sqlState ?? "")) return error
  return new PgFailure.Rejected({
    statement: "rolled back",
    ...(failure.sqlState === undefined ? undefined : { sqlState: failure.sqlState }),
    message: `${tableName} is a view that takes no writes: write to the tables behind it, or give it INSTEAD OF triggers; a view of one table without DISTINCT, GROUP BY, LIMIT, set operations and aggregates takes them by itself, and a materialized one never`
  })
}
