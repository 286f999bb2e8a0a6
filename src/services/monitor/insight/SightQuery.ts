/** Which server this is, and how its statements can be seen; everybody may ask it. */
export const text = `
  WITH extension AS (
    SELECT n.oid AS schema, quote_ident(n.nspname) AS name FROM pg_extension AS e
    JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'
  ), view AS (
    SELECT c.oid FROM pg_class AS c JOIN extension AS e ON c.relnamespace = e.schema
    WHERE c.relname = 'pg_stat_statements'
  )
  SELECT current_user::text AS role, pg_has_role('pg_read_all_stats', 'USAGE') AS everything,
         current_setting('server_version_num')::int AS version, pg_is_in_recovery() AS standby,
         (SELECT extract(epoch FROM stats_reset)::float8 * 1000
          FROM pg_stat_database WHERE datname = current_database()) AS since,
         (SELECT name FROM extension) AS "statementsSchema",
         coalesce((SELECT has_schema_privilege(schema, 'USAGE') FROM extension)
           AND (SELECT has_table_privilege(oid, 'SELECT') FROM view), false) AS "statementsGranted",
         current_setting('pg_stat_statements.max', true) IS NOT NULL AS "statementsLoaded",
         EXISTS (SELECT FROM pg_class AS c JOIN extension AS e ON c.relnamespace = e.schema
                 WHERE c.relname = 'pg_stat_statements_info') AS "statementsInfo",
         EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements') AS "statementsAvailable",
         coalesce((SELECT a.attname::text FROM pg_attribute AS a JOIN view AS v ON a.attrelid = v.oid
                   WHERE a.attname = 'total_exec_time'), 'total_time') AS "statementsTime"`
