import type { Change } from "../../../../layers/migration/Change.ts"
import * as BatchTable from "../../../repository/commit/BatchTable.ts"
import { lockFunction, lockTable } from "./0006_privileges.ts"

/**
 * Single-row writes of the cache go out together: the kit's table of batches, and the function that writes one.
 *
 * Rows are keywords, payloads and seconds to live, in the order of their keywords; an empty payload is a known absence,
 * and a keyword that is to live for less than no time is removed. It gives the keywords that were there and are not any
 * more. Rows that are removed are locked in the same order as those that are stored.
 */
export const researchBatches: Change = {
  id: 15,
  name: "research_batches",
  up: [
    ...BatchTable.up,
    `CREATE FUNCTION research_cache_write(text[], text[], double precision[]) RETURNS TABLE (removed text)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  IF -1 = ANY ($3) THEN
    PERFORM FROM public.research_cache AS c WHERE c.keyword = ANY ($1) ORDER BY c.keyword FOR UPDATE;
    RETURN QUERY DELETE FROM public.research_cache AS c USING unnest($1, $3) AS w (keyword, seconds)
    WHERE c.keyword = w.keyword AND w.seconds = -1 RETURNING c.keyword;
  END IF;
  INSERT INTO public.research_cache (keyword, payload, fetched_at, expires_at)
  SELECT w.keyword, nullif(w.payload, '')::jsonb, now(), now() + w.seconds * interval '1 second'
  FROM unnest($1, $2, $3) AS w (keyword, payload, seconds) WHERE w.seconds >= 0
  ON CONFLICT (keyword) DO UPDATE
  SET payload = excluded.payload, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at;
END
$$`,
    ...lockTable("aquifer_batches", "SELECT, INSERT, UPDATE, DELETE"),
    ...lockFunction("aquifer_batch(uuid, json)"),
    ...lockFunction("research_cache_write(text[], text[], double precision[])")
  ],
  down: ["DROP FUNCTION research_cache_write(text[], text[], double precision[])", ...BatchTable.down]
}
