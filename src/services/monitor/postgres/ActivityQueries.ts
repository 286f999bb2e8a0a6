import { Duration, Effect } from "effect"
import type { SqlClient } from "effect/sql"
import * as Rows from "./ActivityRows.ts"
import * as Answer from "./Answer.ts"

const millisSince = (column: string): string =>
  `extract(epoch FROM clock_timestamp() - ${column})::float8 * 1000`

const session = `a.pid, a.usename AS "user", a.datname AS database, a.application_name AS application,
  a.backend_type AS kind, a.state, a.wait_event_type AS "waitEventType", a.wait_event AS "waitEvent",
  ${millisSince("a.query_start")} AS "queryMillis", ${millisSince("a.xact_start")} AS "transactionMillis",
  ${millisSince("a.state_change")} AS "stateMillis", a.query`

/** A role that may not see a session is not told its kind either; the server's own processes have no database. */
const isClient = `(backend_type = 'client backend' OR backend_type IS NULL AND datid IS NOT NULL)`

const use = `
  WITH clients AS MATERIALIZED (
    SELECT coalesce(state, 'not visible') AS state, coalesce(application_name, '') AS application,
           coalesce(usename, '') AS usename
    FROM pg_stat_activity WHERE ${isClient}
  ), limits AS (
    SELECT current_setting('max_connections')::int AS max,
           current_setting('superuser_reserved_connections')::int
             + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
           (SELECT count(*)::int FROM clients) AS total
  )
  SELECT (SELECT count(*)::int FROM pg_stat_activity) AS processes, total, max, reserved,
         greatest(0, max - reserved - total) AS free,
         ${["state", "application", "usename"]
           .map(
             (column) =>
               `(SELECT coalesce(json_agg(json_build_object('name', name, 'count', count) ORDER BY count DESC, name), '[]')
                 FROM (SELECT ${column} AS name, count(*)::int FROM clients GROUP BY 1) AS counts)
                AS "${column === "usename" ? "byUser" : `by${column.slice(0, 1).toUpperCase()}${column.slice(1)}`}"`
           )
           .join(",\n         ")}
  FROM limits`

const sight = `
  SELECT current_user::text AS role, pg_has_role('pg_read_all_stats', 'USAGE') AS everything,
         count(*) FILTER (WHERE query = '<insufficient privilege>')::int AS hidden
  FROM pg_stat_activity`

const totals = `
  SELECT datname::text AS name, xact_commit::float8 AS commits, xact_rollback::float8 AS rollbacks,
         deadlocks::float8, blks_hit::float8 AS "blocksHit", blks_read::float8 AS "blocksRead",
         temp_bytes::float8 AS "tempBytes", blks_hit::float8 / nullif(blks_hit + blks_read, 0) AS "cacheHitRatio"
  FROM pg_stat_database WHERE datname = current_database()`

/** A standby that has applied all that it was sent has no lag, whatever the last one was. */
const standbys = `
  SELECT application_name AS name,
         CASE WHEN replay_lsn >= sent_lsn THEN 0 ELSE extract(epoch FROM coalesce(replay_lag, interval '0'))::float8 * 1000 END AS "lagMillis",
         coalesce(pg_wal_lsn_diff(sent_lsn, replay_lsn), 0)::float8 AS "unappliedBytes"
  FROM pg_stat_replication AS r
  WHERE state IS NOT NULL
    AND NOT EXISTS (SELECT FROM pg_replication_slots AS s WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
  ORDER BY application_name`

const risks = `
  SELECT (SELECT coalesce(max(${millisSince("xact_start")}), 0) FROM pg_stat_activity WHERE ${isClient}
            AND pid <> pg_backend_pid()) AS "longestTransactionMillis",
         (SELECT greatest(max(age(datfrozenxid)), max(mxid_age(datminmxid)))::float8 / 2147483648 FROM pg_database) AS wraparound,
         (SELECT coalesce(json_agg(r), '[]') FROM (${standbys}) AS r) AS standbys`

/** Every role sees all of pg_locks, so that waits show even where the statements behind them do not. */
const lockWaits = `
  WITH waits AS MATERIALIZED (
    SELECT DISTINCT ON (pid) pid, pg_blocking_pids(pid) AS blockers,
           mode || ' on ' || CASE WHEN relation IS NULL THEN locktype
             WHEN database = (SELECT oid FROM pg_database WHERE datname = current_database())
             THEN relation::regclass::text ELSE 'a relation of another database' END AS lock,
           ${millisSince("(to_jsonb(l) ->> 'waitstart')::timestamptz")} AS "waitMillis"
    FROM pg_locks AS l WHERE NOT granted AND pid IS NOT NULL ORDER BY pid
  ), involved AS (
    SELECT pid FROM waits UNION SELECT unnest(blockers) FROM waits
  )
  SELECT i.pid, ${session.replace("a.pid, ", "")},
         coalesce(w.blockers, '{}') AS blockers, w.lock, w."waitMillis"
  FROM involved AS i LEFT JOIN waits AS w ON w.pid = i.pid LEFT JOIN pg_stat_activity AS a ON a.pid = i.pid
  ORDER BY i.pid`

const longRunning = `
  SELECT ${session} FROM pg_stat_activity AS a
  WHERE a.state IN ('active', 'fastpath function call') AND a.pid <> pg_backend_pid()
    AND a.backend_type NOT IN ('walsender', 'parallel worker')
    AND clock_timestamp() - a.query_start >= $1 * interval '1 millisecond'
  ORDER BY a.query_start, a.pid LIMIT 1000`

const idleInTransaction = `
  SELECT ${session} FROM pg_stat_activity AS a WHERE a.state LIKE 'idle in transaction%'
  ORDER BY a.state_change, a.pid LIMIT 1000`

const indexes = "SELECT indexrelid FROM pg_index WHERE indrelid = c.oid"
const pagesOf = (relations: string): string =>
  `(SELECT coalesce(sum(relpages), 0) * current_setting('block_size')::float8 FROM pg_class WHERE oid IN (${relations}))`

/** Who asks a table for its size waits for whoever has it, or an index of it, to himself; of such a one the statistics tell. */
const largestTables = `
  WITH locked AS MATERIALIZED (
    SELECT relation FROM pg_locks WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  )
  SELECT n.nspname::text AS schema, c.relname::text AS table,
         CASE WHEN l.locked THEN ${pagesOf(`c.oid, c.reltoastrelid`)} + ${pagesOf(indexes)}
              ELSE pg_total_relation_size(c.oid)::float8 END AS "totalBytes",
         CASE WHEN l.locked THEN ${pagesOf(indexes)} ELSE pg_indexes_size(c.oid)::float8 END AS "indexBytes",
         nullif(c.reltuples, -1)::float8 AS rows, s.n_dead_tup::float8 AS "deadRows"
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_stat_user_tables AS s ON s.relid = c.oid
  CROSS JOIN LATERAL (SELECT EXISTS (
    SELECT FROM locked WHERE relation IN (SELECT c.oid UNION SELECT c.reltoastrelid UNION ${indexes})) AS locked) AS l
  WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg\\_t%'
  ORDER BY 3 DESC, 1, 2 LIMIT $1`

const row = (query: string): string => `(SELECT row_to_json(r) FROM (${query}) AS r)`
const rows = (query: string): string => `(SELECT coalesce(json_agg(r), '[]') FROM (${query}) AS r)`

/** One statement, because a round trip costs more than what is asked; in it Postgres shows its sessions at one moment. */
const everything = `
  SELECT ${row(use)} AS connections, ${rows(longRunning)} AS "longRunning",
         ${rows(idleInTransaction)} AS "idleInTransaction", ${rows(lockWaits)} AS "lockWaits",
         ${row(totals)} AS totals, ${row(risks)} AS risks, ${row(sight)} AS sight`

/** The function of Postgres that ends a statement, or a session. */
export type Signal = "pg_cancel_backend" | "pg_terminate_backend"

/** The looks at Postgres that {@link DatabaseActivity} is made of. */
export const make = (sql: SqlClient.SqlClient) => ({
  use: Answer.one(Rows.ConnectionUse, sql.unsafe(use)),
  sight: Answer.one(Rows.Sight, sql.unsafe(sight)),
  totals: Answer.one(Rows.DatabaseTotals, sql.unsafe(totals)),
  lockWaits: Answer.rows(Rows.LockWait, sql.unsafe(lockWaits)),
  longRunning: (bound: Duration.Duration) =>
    Answer.rows(Rows.Session, sql.unsafe(longRunning, [Duration.toMillis(bound)])),
  idleInTransaction: Answer.rows(Rows.Session, sql.unsafe(idleInTransaction)),
  everything: (bound: Duration.Duration) =>
    Answer.one(Rows.Everything, sql.unsafe(everything, [Duration.toMillis(bound)])),
  largestTables: (most: number) => Answer.rows(Rows.TableSize, sql.unsafe(largestTables, [most])),
  signal: (how: Signal, pid: number) =>
    Effect.map(
      sql.unsafe<{ done: boolean }>(`SELECT ${how}($1) AS done`, [pid]),
      ([row]) => row?.done === true
    )
})
