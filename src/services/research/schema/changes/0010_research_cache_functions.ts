import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction } from "../../../repository/schema/privileges.ts"

/**
 * What is asked for and stored most, as functions: their plans stay on the server connection, where a transaction
 * pooler keeps nothing that a client has prepared, and planning takes the server longer than finding a row.
 *
 * A plan that was made while the table was small would read all of it after it has grown, until the next ANALYZE; so
 * the one for lookups may use nothing but an index. It gives one row, of nulls where there is none. The search_path is
 * empty in the one for storing: triggers that it sets off, others' included, have to qualify the names that they use.
 */
export const researchCacheFunctions: Change = {
  id: 10,
  name: "research_cache_functions",
  up: [
    `CREATE FUNCTION research_cache_find(
  wanted text, OUT payload jsonb, OUT fetched_at timestamptz, OUT expires_at timestamptz
) LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  SELECT c.payload, c.fetched_at, c.expires_at
  INTO payload, fetched_at, expires_at
  FROM public.research_cache AS c
  WHERE c.keyword = wanted AND c.expires_at > now();
END
$$`,
    // Parameters without names, as ON CONFLICT could not tell a name from a column's.
    `CREATE FUNCTION research_cache_put(text, text, double precision) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  INSERT INTO public.research_cache (keyword, payload, fetched_at, expires_at)
  VALUES ($1, $2::jsonb, now(), now() + $3 * interval '1 second')
  ON CONFLICT (keyword) DO UPDATE
  SET payload = excluded.payload, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at;
END
$$`,
    ...lockFunction("research_cache_find(text)"),
    ...lockFunction("research_cache_put(text, text, double precision)")
  ],
  down: [
    "DROP FUNCTION research_cache_find(text)",
    "DROP FUNCTION research_cache_put(text, text, double precision)"
  ]
}
