import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction } from "../../../repository/schema/privileges.ts"

/** What is larger, as it is stored, is read as a row of its own, so that the one of all is never too long. */
const largest = 4_096

/** Joins what an expression is of each row, in bytes. */
const joined = (each: string, separator: string) => `pg_catalog.string_agg(${each}, '\\x${separator}'::bytea)`

/**
 * Many keywords' rows as one row, which server, pooler and client make and read in less time than a row each; and its
 * plan stays on the server connection, as those of the functions before it do.
 *
 * All in the bytes that Postgres sends, as each further form costs the server a copy: keywords with a NUL between them,
 * which no text has; payloads as lines, since the text of jsonb has no line breaks, empty for a known absence and `-`
 * for one that is too large for this; times of eight bytes each.
 */
export const researchCacheFindAll: Change = {
  id: 14,
  name: "research_cache_find_all",
  up: [
    `CREATE FUNCTION research_cache_find_all(
  wanted text[], OUT keywords bytea, OUT payloads bytea, OUT fetched_at bytea, OUT expires_at bytea
) LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  SELECT ${joined("pg_catalog.textsend(c.keyword)", "00")},
    ${joined(
      `CASE WHEN c.payload IS NULL THEN '' WHEN pg_catalog.pg_column_size(c.payload) > ${largest} THEN '-'::bytea
      ELSE pg_catalog.jsonb_send(c.payload) END`,
      "0a"
    )},
    ${joined("pg_catalog.timestamptz_send(c.fetched_at)", "")},
    ${joined("pg_catalog.timestamptz_send(c.expires_at)", "")}
  INTO keywords, payloads, fetched_at, expires_at
  FROM public.research_cache AS c
  WHERE c.keyword = ANY(wanted) AND c.expires_at > now();
END
$$`,
    ...lockFunction("research_cache_find_all(text[])")
  ],
  down: ["DROP FUNCTION research_cache_find_all(text[])"]
}
