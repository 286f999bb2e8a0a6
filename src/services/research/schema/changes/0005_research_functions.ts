import type { Change } from "../../../../layers/migration/Change.ts"

/** Both by their statements. */
export const clientFunctions: ReadonlyArray<string> = [
  `CREATE FUNCTION rpc_get_cached_research(keyword text)
RETURNS TABLE (payload jsonb, fetched_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 SET search_path = ''
AS $$
  SELECT c.payload, c.fetched_at, c.expires_at
  FROM public.research_cache AS c
  WHERE c.keyword = btrim(rpc_get_cached_research.keyword, E' \\t\\n\\r\\f\\v')
    AND c.payload IS NOT NULL AND c.expires_at > now()
$$`,
  `CREATE FUNCTION rpc_check_cache_exists(keyword text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
  SELECT EXISTS (SELECT FROM public.rpc_get_cached_research(rpc_check_cache_exists.keyword))
$$`
]

/**
 * The cache for clients that do not use this library: Supabase's own, asyncpg, psql. They see what `lookup` sees:
 * the trimmed keyword, entries that have not expired, no known absences.
 */
export const researchFunctions: Change = {
  id: 5,
  name: "research_functions",
  up: clientFunctions,
  down: ["DROP FUNCTION rpc_check_cache_exists(text)", "DROP FUNCTION rpc_get_cached_research(text)"]
}
