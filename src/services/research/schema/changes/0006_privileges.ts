import type { Change } from "../../../../layers/migration/Change.ts"

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

/** Supabase exposes `public` to its roles anon and authenticated; elsewhere they do not exist. */
const fromOutsiders = (what: string): string => `DO $$
DECLARE outsider text;
BEGIN
  FOR outsider IN SELECT rolname FROM pg_catalog.pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON ${what} FROM %I', outsider);
  END LOOP;
END
$$`

export const lockTable = (table: string, granted: string): ReadonlyArray<string> => [
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY aquifer_app_all ON ${table} TO aquifer_app USING (true) WITH CHECK (true)`,
  `REVOKE ALL ON ${table} FROM PUBLIC`,
  fromOutsiders(`TABLE public.${table}`),
  `GRANT ${granted} ON ${table} TO aquifer_app`
]

export const lockFunction = (signature: string): ReadonlyArray<string> => [
  `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
  fromOutsiders(`FUNCTION public.${signature}`),
  `GRANT EXECUTE ON FUNCTION ${signature} TO aquifer_app`
]

const unlockTable = (table: string): ReadonlyArray<string> => [
  `REVOKE ALL ON ${table} FROM aquifer_app`,
  `DROP POLICY aquifer_app_all ON ${table}`,
  `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`
]

/** Row security forced on every table, and nothing for anyone but the application's role. */
export const privileges: Change = {
  id: 6,
  name: "privileges",
  up: [
    ...tables.flatMap((table) => lockTable(table, "SELECT, INSERT, UPDATE, DELETE")),
    ...lockTable("aquifer_migrations", "SELECT"),
    ...functions.flatMap(lockFunction),
    `DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'service_role') THEN
    GRANT SELECT ON public.research_cache TO service_role;
    GRANT EXECUTE ON FUNCTION public.rpc_get_cached_research(text), public.rpc_check_cache_exists(text) TO service_role;
  END IF;
END
$$`
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
