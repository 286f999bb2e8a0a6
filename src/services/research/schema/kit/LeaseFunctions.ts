import { writeRows } from "../changes/0015_research_batches.ts"

/**
 * Takes leases of the kit and looks what there is then: what was stored before a lease was given back is seen. A keyword's
 * lease is named beside it.
 */
const take = `CREATE FUNCTION research_lease_take(text[], text[], uuid[], double precision[])
RETURNS TABLE (keyword text, is_taken boolean, is_held boolean, is_absent boolean, held jsonb)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
DECLARE
  taken text[];
BEGIN
  SELECT coalesce(array_agg(t.name), '{}') INTO taken FROM public.aquifer_leases_take($2, $3, $4) AS t;
  RETURN QUERY
  SELECT w.keyword, w.name = ANY (taken), c.keyword IS NOT NULL, c.payload IS NULL, c.payload
  FROM unnest($1, $2) AS w (keyword, name)
  LEFT JOIN public.research_cache AS c ON c.keyword = w.keyword AND c.expires_at > now();
END
$$`

/**
 * Writes rows of the cache: keywords, payloads and seconds to live, in the order of their keywords; an empty payload is a
 * known absence, and a keyword that is to live for less than no time is removed. Then it gives back leases, by their names
 * and holders. It gives the keywords that were there and are not any more. Rows that are removed are locked in the same
 * order as those that are stored.
 */
const write = `CREATE FUNCTION research_cache_write(text[], text[], double precision[], text[], uuid[])
RETURNS TABLE (removed text) LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  ${writeRows}
  IF $4 <> '{}' THEN
    PERFORM FROM public.aquifer_leases_release($4, $5);
  END IF;
END
$$`

export const up: ReadonlyArray<string> = [take, write]

export const signatures: ReadonlyArray<string> = [
  "research_lease_take(text[], text[], uuid[], double precision[])",
  "research_cache_write(text[], text[], double precision[], text[], uuid[])"
]
