const millis = (moment: string): string => `extract(epoch FROM ${moment})::float8 * 1000`

/** Smaller tables are read whole because that is the fastest way. */
const large = 10_000

/** As the planner believes; before the first VACUUM or ANALYZE, as the statistics count. */
const rows = "CASE WHEN c.reltuples > 0 THEN c.reltuples ELSE s.n_live_tup END"

/** Large tables by how many rows were read of them one after the other. */
export const scans = `
  SELECT s.schemaname::text AS schema, s.relname::text AS table,
         greatest(c.relpages, 0) * current_setting('block_size')::float8 AS bytes,
         ${rows}::float8 AS rows, s.seq_scan::float8 AS "sequentialScans",
         s.seq_tup_read::float8 AS "rowsRead", coalesce(s.idx_scan, 0)::float8 AS "indexScans",
         ${millis("(to_jsonb(s) ->> 'last_seq_scan')::timestamptz")} AS "lastAt"
  FROM pg_stat_user_tables AS s JOIN pg_class AS c ON c.oid = s.relid
  WHERE s.seq_scan > 0 AND ${rows} >= ${large}
  ORDER BY s.seq_tup_read DESC, 1, 2 LIMIT 20`

const option = (name: string): string =>
  `(SELECT option_value FROM pg_options_to_table(c.reloptions) WHERE option_name = '${name}')`

const setting = (name: string): string =>
  `coalesce(${option(name)}, current_setting('${name}', true))::float8`

/** Tables by how far they are over the number of dead rows from which on autovacuum is due. */
const tables = `
  SELECT * FROM (
    SELECT s.schemaname::text AS schema, s.relname::text AS table, s.n_dead_tup::float8 AS "deadRows",
           s.n_live_tup::float8 AS "liveRows",
           CASE WHEN coalesce(${option("autovacuum_enabled")}::bool, true) THEN least(
             ${setting("autovacuum_vacuum_threshold")}
               + ${setting("autovacuum_vacuum_scale_factor")} * greatest(c.reltuples, 0),
             nullif(greatest(${setting("autovacuum_vacuum_max_threshold")}, -1), -1)) END AS "dueAt",
           ${millis("greatest(s.last_vacuum, s.last_autovacuum)")} AS "vacuumedAt",
           EXISTS (SELECT FROM pg_stat_progress_vacuum AS p WHERE p.relid = s.relid) AS running
    FROM pg_stat_user_tables AS s JOIN pg_class AS c ON c.oid = s.relid WHERE s.n_dead_tup >= 1000
  ) AS counted
  WHERE "dueAt" IS NULL OR "deadRows" > "dueAt"
  ORDER BY "deadRows" / coalesce(nullif("dueAt", 0), 1) DESC, 1, 2 LIMIT 20`

/**
 * The oldest first; of other roles' sessions a role without pg_read_all_stats sees none.
 *
 * A session that has written and now idles in its transaction has no snapshot (`backend_xmin`), only a transaction of its
 * own (`backend_xid`). Whoever has a snapshot from then on, such as one that waits for its lock, is as old as it is: of
 * those the owner of the transaction comes first. Sessions of other databases hold nothing back here; those of standbys
 * have no database, and do.
 */
const holders = `
  SELECT kind, name, transactions::float8 FROM (
    SELECT 'session' AS kind, pid::text AS name, greatest(age(backend_xid), age(backend_xmin)) AS transactions,
           coalesce(age(backend_xid) >= age(backend_xmin), backend_xid IS NOT NULL) AS owner
    FROM pg_stat_activity
    WHERE (datid IS NULL OR datname = current_database()) AND pid <> pg_backend_pid()
    UNION ALL
    SELECT 'replication slot', slot_name::text, greatest(age(xmin), age(catalog_xmin)), false FROM pg_replication_slots
    UNION ALL
    SELECT 'prepared transaction', gid, age(transaction), true FROM pg_prepared_xacts
  ) AS holding WHERE transactions > 1 ORDER BY transactions DESC, owner DESC, name LIMIT 5`

const list = (query: string): string => `(SELECT coalesce(json_agg(r), '[]') FROM (${query}) AS r)`

/** Tables that wait for VACUUM, and who keeps it from its work. */
export const vacuuming = `
  SELECT current_setting('autovacuum')::bool AND current_setting('track_counts')::bool AS "on",
         ${list(tables)} AS tables, ${list(holders)} AS holders`
