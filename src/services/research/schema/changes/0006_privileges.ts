import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction, lockTable } from "../../../repository/schema/privileges.ts"

const tables = [
  "research_cache",
  "research_lookups",
  "research_documents",
  "research_metadata",
  "research_operations"
]

const functions = [
  "rpc_get_cached_research(text)",
  "rpc_check_cache_exists(text)",
  "research_metadata_maintain()"
]

const unlockTable = (table: string): ReadonlyArray<string> => [
  `REVOKE ALL ON ${table} FROM aquifer_app`,
  `DROP POLICY aquifer_app_all ON ${table}`,
  `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`
]

/** What who has Supabase's secret key may do. */
export const forService = `DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'service_role') THEN
    GRANT SELECT ON public.research_cache TO service_role;
    GRANT EXECUTE ON FUNCTION public.rpc_get_cached_research(text), public.rpc_check_cache_exists(text) TO service_role;
  END IF;
END
$$`

/** Row security forced on every table, and nothing for anyone but the application's role. */
export const privileges: Change = {
  id: 6,
  name: "privileges",
  up: [
    ...tables.flatMap((table) => lockTable(table, "SELECT, INSERT, UPDATE, DELETE")),
    ...lockTable("aquifer_migrations", "SELECT"),
    ...functions.flatMap(lockFunction),
    forService
  ],
  // Undone, the tables are their owner's alone. Anybody may call the functions again, which read only what their caller may.
  down: [
    ...[...tables, "aquifer_migrations"].flatMap(unlockTable),
    ...functions.flatMap((signature) => [
      `REVOKE ALL ON FUNCTION ${signature} FROM aquifer_app`,
      `GRANT EXECUTE ON FUNCTION ${signature} TO PUBLIC`
    ]),
    `DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'service_role') THEN
    REVOKE ALL ON public.research_cache FROM service_role;
    REVOKE ALL ON FUNCTION public.rpc_get_cached_research(text), public.rpc_check_cache_exists(text) FROM service_role;
  END IF;
END
$$`
  ]
}
