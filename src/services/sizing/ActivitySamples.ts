import { Effect, Ref } from "effect"
import type { SqlClient } from "effect/sql"

/** Sums over many looks: sessions in a transaction, the most of them at once, the ages of their transactions. */
export interface ActivitySamples {
  readonly count: number
  readonly busy: number
  readonly busyMax: number
  readonly ageMillis: number
  readonly hidden: number
}

export const none: ActivitySamples = { count: 0, busy: 0, busyMax: 0, ageMillis: 0, hidden: 0 }

/** Counts the sessions that are in a transaction now, and for how long they have been; of one role, or of all. */
export const take = (sql: SqlClient.SqlClient, role: string | null, samples: Ref.Ref<ActivitySamples>) =>
  sql<{ readonly busy: number; readonly age: number; readonly hidden: number }>`
    SELECT count(*) FILTER (WHERE state NOT IN ('idle', 'disabled'))::float8 AS busy,
           coalesce(sum(extract(epoch FROM clock_timestamp() - xact_start) * 1000)
             FILTER (WHERE state NOT IN ('idle', 'disabled')), 0)::float8 AS age,
           count(*) FILTER (WHERE state IS NULL)::float8 AS hidden
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND usename = coalesce(${role}, usename)`.pipe(
    Effect.flatMap(([row]) =>
      Ref.update(samples, (seen) => ({
        count: seen.count + 1,
        busy: seen.busy + (row?.busy ?? 0),
        busyMax: Math.max(seen.busyMax, row?.busy ?? 0),
        ageMillis: seen.ageMillis + (row?.age ?? 0),
        hidden: Math.max(seen.hidden, row?.hidden ?? 0)
      }))
    )
  )
