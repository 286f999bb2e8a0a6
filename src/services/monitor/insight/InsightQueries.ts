import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { normalized } from "../../../layers/measure/statement/StatementFingerprint.ts"
import * as Answer from "../postgres/Answer.ts"
import * as IndexQuery from "./IndexQuery.ts"
import * as Rows from "./InsightRows.ts"
import * as ServerQueries from "./ServerQueries.ts"
import * as SightQuery from "./SightQuery.ts"
import * as StatementQuery from "./StatementQuery.ts"
import * as TableQueries from "./TableQueries.ts"
import * as Upkeep from "./UpkeepRows.ts"

const mostStatements = 20
const mostCharacters = 2_000

/**
 * Utility statements, such as ALTER ROLE … PASSWORD, are counted with their values. Of one that is cut an ellipsis says so:
 * people copy it behind EXPLAIN.
 */
const shortened = (counted: string): string => {
  const statement = normalized(counted.slice(0, StatementQuery.most))
  return counted.length > StatementQuery.most || statement.length > mostCharacters
    ? `${statement.slice(0, mostCharacters)}…`
    : statement
}

const withoutValues = ({ statements, ...seen }: Rows.StatementUses): Rows.StatementUses => ({
  ...seen,
  statements: statements.map((each) => ({
    ...each,
    statement: shortened(each.statement)
  }))
})

/** The looks that an insight is made of. */
export const make = (sql: SqlClient.SqlClient) => ({
  sight: Answer.one(Rows.InsightSight, sql.unsafe(SightQuery.text)),
  statements: (sight: Rows.InsightSight): Effect.Effect<Rows.StatementUses, SqlError.SqlError> =>
    Effect.map(
      Answer.one(Rows.StatementUses, sql.unsafe(StatementQuery.text(sight), [mostStatements])),
      withoutValues
    ),
  indexes: Answer.rows(Rows.IndexIssue, sql.unsafe(IndexQuery.text)),
  scans: Answer.rows(Rows.TableScans, sql.unsafe(TableQueries.scans)),
  vacuuming: Answer.one(Upkeep.Vacuuming, sql.unsafe(TableQueries.vacuuming)),
  limits: Answer.one(Upkeep.Limits, sql.unsafe(ServerQueries.limits)),
  replication: Answer.one(Upkeep.Replication, sql.unsafe(ServerQueries.replication))
})
