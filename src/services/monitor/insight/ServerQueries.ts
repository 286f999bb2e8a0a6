const list = (query: string): string => `(SELECT coalesce(json_agg(r), '[]') FROM (${query}) AS r)`

/** What transaction numbers wrap around at. */
const half = 2_147_483_648

const wraparound = `
  SELECT datname::text AS database, age(datfrozenxid)::float8 AS transactions, mxid_age(datminmxid)::float8 AS multixacts,
         greatest(age(datfrozenxid), mxid_age(datminmxid))::float8 / ${half} AS share,
         current_setting('autovacuum_freeze_max_age')::float8 / ${half} AS "freezesFrom"
  FROM pg_database ORDER BY 4 DESC, 1 LIMIT 5`

/**
 * Only sequences that end at four bytes or less, by themselves or by the column that they number: nobody comes to the end
 * of eight.
 */
const ending = `
  SELECT c.oid, n.nspname::text AS schema, c.relname::text AS sequence,
         quote_ident(t.relname) || '.' || quote_ident(a.attname) AS column, ends,
         has_sequence_privilege(c.oid, 'SELECT, USAGE') AS visible
  FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid AND c.relpersistence = 'p'
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_class AS t ON t.oid = d.refobjid
  LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  CROSS JOIN LATERAL (SELECT least(s.seqmax, CASE a.atttypid WHEN 'int2'::regtype THEN 32767
    WHEN 'int4'::regtype THEN 2147483647 ELSE s.seqmax END) AS ends) AS e
  WHERE s.seqincrement > 0 AND NOT s.seqcycle AND ends > 0 AND ends <= 2147483647`

const sequences = `
  SELECT schema, sequence, "column", last::float8, ends::float8 AS max, last::float8 / ends::float8 AS share
  FROM (SELECT *, pg_sequence_last_value(oid) AS last FROM ending WHERE visible) AS seen
  WHERE last IS NOT NULL ORDER BY share DESC, 1, 2 LIMIT 20`

/** What runs out for good: transaction numbers, and numbers of rows. */
export const limits = `
  WITH ending AS MATERIALIZED (${ending})
  SELECT ${list(wraparound)} AS wraparound, ${list(sequences)} AS sequences,
         (SELECT count(*)::int FROM ending WHERE NOT visible) AS "hiddenSequences",
         (SELECT coalesce(json_agg(DISTINCT quote_ident(schema)), '[]') FROM ending WHERE NOT visible) AS "hiddenSchemas"`

const position = `CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END`

const standbys = `
  SELECT application_name AS name, state, sync_state AS sync,
         pg_wal_lsn_diff(${position}, flush_lsn)::float8 AS "unwrittenBytes",
         pg_wal_lsn_diff(${position}, replay_lsn)::float8 AS "unappliedBytes",
         extract(epoch FROM replay_lag)::float8 * 1000 AS "lagMillis"
  FROM pg_stat_replication ORDER BY 5 DESC NULLS LAST, 1 LIMIT 50`

const slots = `
  SELECT slot_name::text AS name, slot_type::text AS kind, active,
         pg_wal_lsn_diff(${position}, restart_lsn)::float8 AS "keptBytes", to_jsonb(s) ->> 'wal_status' AS status
  FROM pg_replication_slots AS s ORDER BY 4 DESC NULLS LAST, 1 LIMIT 50`

/** Who follows this server, and what it keeps for them. */
export const replication = `
  SELECT CASE WHEN pg_is_in_recovery() AND pg_last_wal_receive_lsn() IS DISTINCT FROM pg_last_wal_replay_lsn()
           THEN extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 * 1000 END AS "replayMillis",
         ${list(standbys)} AS standbys, ${list(slots)} AS slots`
