import type { Change } from "../../../../layers/migration/Change.ts"
import { fromSupabase } from "../../../repository/schema/privileges.ts"
import { clientFunctions } from "../changes/0005_research_functions.ts"
import { forService } from "../changes/0006_privileges.ts"
import * as LeaseFunctions from "./LeaseFunctions.ts"
import * as StoreFunction from "./StoreFunction.ts"

const replaced = (statement: string): string =>
  statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

/** In plpgsql their plans stay on the server connection; and where the table is distributed, SQL's are refused. */
const inPlpgsql = [
  `CREATE OR REPLACE FUNCTION rpc_get_cached_research(keyword text)
RETURNS TABLE (payload jsonb, fetched_at timestamptz, expires_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  RETURN QUERY SELECT c.payload, c.fetched_at, c.expires_at
  FROM public.research_cache AS c
  WHERE c.keyword = btrim(rpc_get_cached_research.keyword, E' \\t\\n\\r\\f\\v')
    AND c.payload IS NOT NULL AND c.expires_at > now();
END
$$`,
  `CREATE OR REPLACE FUNCTION rpc_check_cache_exists(keyword text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = '' AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.rpc_get_cached_research(rpc_check_cache_exists.keyword));
END
$$`
]

const tables = ["research_cache", "research_lookups", "research_documents", "research_metadata"]

const functions = [
  "rpc_get_cached_research(text)",
  "rpc_check_cache_exists(text)",
  "research_metadata_maintain()",
  "research_cache_find(text)",
  "research_cache_find_all(text[])",
  "research_cache_put(text, text, double precision)",
  "aquifer_changed_research_cache()",
  StoreFunction.signature,
  ...LeaseFunctions.signatures
]

const inPublic = (names: ReadonlyArray<string>): string => names.map((name) => `public.${name}`).join(", ")

/**
 * The functions for clients that do not use this library, in plpgsql; and of Supabase's roles, which get everything by
 * default, none may do more than read the cache and call those two, and only `service_role` that.
 */
export const researchForOthers: Change = {
  id: 18,
  name: "research_for_others",
  up: [
    ...inPlpgsql,
    fromSupabase(`TABLE ${inPublic(tables)}`),
    fromSupabase(`FUNCTION ${inPublic(functions)}`),
    forService
  ],
  down: clientFunctions.map(replaced) // what was open before is not opened again
}
