import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction } from "../../../repository/schema/privileges.ts"

/** What is larger, as it is stored, is read as a row of its own, so that the one of all is never too long. */
const largest = 4_096

/**
 * Many keywords' rows as one row, which server, pooler and client make and read in less time than a row each; and its
 * plan stays on the server connection, as those of the functions before it do.
 *
 * The payloads are lines, as the text of jsonb has no line breaks: empty for a known absence, `-` for one that is too
 * large for this. The times are arrays as Postgres sends them.
 */
export const researchCacheFindAll: Change = {
  id: 14,
  name: "research_cache_find_all",
  up: [
    `CREATE FUNCTION research_cache_find_all(
  wanted text[], OUT keywords text[], OUT payloads bytea, OUT fetched_at bytea, OUT expires_at bytea
) LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  SELECT pg_catalog.array_agg(c.keyword),
    pg_catalog.textsend(pg_catalog.string_agg(
      CASE WHEN c.payload IS NULL THEN '' WHEN pg_catalog.pg_column_size(c.payload) > ${largest} THEN '-'
        ELSE c.payload::text END, E'\\n')),
    pg_catalog.array_send(pg_catalog.array_agg(c.fetched_at)),
    pg_catalog.array_send(pg_catalog.array_agg(c.expires_at))
  INTO keywords, payloads, fetched_at, expires_at
  FROM public.research_cache AS c
  WHERE c.keyword = ANY(wanted) AND c.expires_at > now();
END
$$`,
    ...lockFunction("research_cache_find_all(text[])")
  ],
  down: ["DROP FUNCTION research_cache_find_all(text[])"]
}
