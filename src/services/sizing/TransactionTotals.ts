import { Effect, Option } from "effect"
import type { SqlClient } from "effect/sql"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import * as AdminConsole from "../../layers/probe/AdminConsole.ts"

/** Totals of transactions since some start, of which only differences mean something. */
export interface TransactionTotals {
  readonly transactions: number
  readonly busyMillis: number | undefined
  readonly waitMillis: number | undefined
}

const number = (text: string | null | undefined): number => Number(text ?? 0)

const unavailable = ({ message }: AdminConsole.ConsoleUnavailable): PgFailure.PgFailure =>
  new PgFailure.Unavailable({ statement: "did not run", message })

/** PgBouncer's own totals, which it gives in microseconds; undefined when its console does not let us in. */
export const ofPooler = Effect.gen(function* () {
  const { console, pooled } = yield* PgConfig
  if (console === undefined || pooled === undefined) return undefined
  const stats = Effect.map(AdminConsole.make(console), ({ ask }) => ask("SHOW STATS"))
  const ask = yield* Effect.option(Effect.tap(stats, (ask) => ask))
  if (Option.isNone(ask)) return undefined
  return Effect.map(Effect.mapError(ask.value, unavailable), (rows): TransactionTotals => {
    const row = rows.find(({ database }) => database === pooled.database)
    return {
      transactions: number(row?.["total_xact_count"]),
      busyMillis: number(row?.["total_xact_time"]) / 1_000,
      waitMillis: number(row?.["total_wait_time"]) / 1_000
    }
  })
})

/** Postgres' count of them in this database. */
export const ofDatabase = (sql: SqlClient.SqlClient) =>
  sql<{ readonly transactions: number }>`
    SELECT (xact_commit + xact_rollback)::float8 AS transactions FROM pg_stat_database
    WHERE datname = current_database()`.pipe(
    Effect.map(([row]): TransactionTotals => ({
      transactions: row?.transactions ?? 0,
      busyMillis: undefined,
      waitMillis: undefined
    }))
  )
