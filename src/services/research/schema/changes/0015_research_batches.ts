import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction } from "../../../repository/schema/privileges.ts"

/**
 * Takes leases and looks what there is then: what was stored before a lease was given back is seen. Keywords are given
 * in their order.
 */
const takeLeases = `CREATE FUNCTION research_lease_take(wanted text[], claimants uuid[], seconds double precision[])
RETURNS TABLE (keyword text, is_taken boolean, is_held boolean, is_absent boolean, held jsonb)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  taken text[];
BEGIN
  WITH claimed AS (
    INSERT INTO public.research_leases AS l (keyword, holder, expires_at)
    SELECT w.keyword, w.holder, now() + w.seconds * interval '1 second'
    FROM unnest($1, $2, $3) AS w (keyword, holder, seconds)
    ON CONFLICT (keyword) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE l.holder = excluded.holder OR l.expires_at <= now()
    RETURNING l.keyword
  )
  SELECT coalesce(array_agg(c.keyword), '{}') INTO taken FROM claimed AS c;
  RETURN QUERY
  SELECT w.keyword, w.keyword = ANY (taken), c.keyword IS NOT NULL, c.payload IS NULL, c.payload
  FROM unnest($1) AS w (keyword)
  LEFT JOIN public.research_cache AS c ON c.keyword = w.keyword AND c.expires_at > now();
END
$$`

const takeSignature = "research_lease_take(text[], uuid[], double precision[])"

/** Removes and stores rows of the cache. */
export const writeRows = `IF -1 = ANY ($3) THEN
    PERFORM FROM public.research_cache AS c WHERE c.keyword = ANY ($1) ORDER BY c.keyword FOR UPDATE;
    RETURN QUERY DELETE FROM public.research_cache AS c USING unnest($1, $3) AS w (keyword, seconds)
    WHERE c.keyword = w.keyword AND w.seconds = -1 RETURNING c.keyword;
  END IF;
  INSERT INTO public.research_cache (keyword, payload, fetched_at, expires_at)
  SELECT w.keyword, nullif(w.payload, '')::jsonb, now(), now() + w.seconds * interval '1 second'
  FROM unnest($1, $2, $3) AS w (keyword, payload, seconds) WHERE w.seconds >= 0
  ON CONFLICT (keyword) DO UPDATE
  SET payload = excluded.payload, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at;`

const writeSignature = "research_cache_write(text[], text[], double precision[], uuid[])"

/**
 * Single-row writes of the cache go out together: the functions that write a batch of them, beside the kit's table of batches.
 *
 * Rows are keywords, payloads and seconds to live, in the order of their keywords; an empty payload is a known absence,
 * and a keyword that is to live for less than no time is removed. Whoever is named beside a keyword gives back its lease. It gives the keywords that were there and are not any
 * more. Rows that are removed are locked in the same order as those that are stored.
 */
export const researchBatches: Change = {
  id: 15,
  name: "research_batches",
  up: [
    `CREATE FUNCTION research_cache_write(text[], text[], double precision[], uuid[]) RETURNS TABLE (removed text)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  ${writeRows}
  IF $4 IS NOT NULL THEN
    DELETE FROM public.research_leases AS l USING unnest($1, $4) AS w (keyword, holder)
    WHERE l.keyword = w.keyword AND l.holder = w.holder;
  END IF;
END
$$`,
    takeLeases,
    ...lockFunction(writeSignature),
    ...lockFunction(takeSignature)
  ],
  down: [`DROP FUNCTION ${writeSignature}`, `DROP FUNCTION ${takeSignature}`]
}
