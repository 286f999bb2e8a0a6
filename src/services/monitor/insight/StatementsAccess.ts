import type { InsightSight } from "./InsightRows.ts"

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What stands between this role and pg_stat_statements, and what takes it away; undefined where nothing does. */
export const obstacle = ({
  role,
  statementsAvailable,
  statementsGranted,
  statementsLoaded,
  statementsSchema
}: InsightSight): string | undefined => {
  if (!statementsLoaded) {
    return statementsAvailable
      ? "Postgres counts no statements: add pg_stat_statements to shared_preload_libraries (postgresql.conf, or the provider's parameters), restart it, and run CREATE EXTENSION pg_stat_statements in this database"
      : "Postgres counts no statements, and does not have the extension that does: install its contrib package (postgresql-contrib), add pg_stat_statements to shared_preload_libraries, restart it, and run CREATE EXTENSION pg_stat_statements in this database"
  }
  if (statementsSchema === null) {
    return "Postgres counts statements, and this database does not show them: as an administrator run CREATE EXTENSION pg_stat_statements here"
  }
  return statementsGranted
    ? undefined
    : `role ${quoted(role)} may not read pg_stat_statements: as an administrator GRANT USAGE ON SCHEMA ${statementsSchema} TO ${quoted(role)}; GRANT pg_monitor TO ${quoted(role)}`
}
