import { storing } from "../changes/0013_research_store.ts"

/**
 * Stores that fit into one statement, in one round trip: the same as a program does in several where they do not fit, with
 * the same locks in the same order. Stores are given in the order of their keywords, of which no two are the same;
 * documents say by number to which store they belong. A store without an idempotency key has an empty one; the others'
 * are claimed and concluded by the kit, in their order.
 *
 * It answers a row a store: what became of its documents, now or under that key before. When a key was used for another
 * request, that store is left out, or with it all of them, as asked.
 */
export const up = `CREATE FUNCTION research_store(
  all_or_none boolean, key_partition text, key_seconds double precision, store_keywords text[], store_payloads text[],
  store_seconds double precision[], store_keys text[], store_requests bytea[], store_given bigint[],
  document_stores integer[], document_urls text[], document_titles text[], document_bodies text[],
  document_sources text[], document_kinds text[], document_hashes bytea[]
) RETURNS TABLE (keyword text, is_reused boolean, outcome json)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  is_keyed CONSTANT boolean := EXISTS (SELECT FROM unnest(store_keys) AS k WHERE k <> '');
  wanted boolean[] := array_fill(true, ARRAY[cardinality(store_keys)]);
  reused boolean[] := array_fill(false, ARRAY[cardinality(store_keys)]);
  outcomes json[] := array_fill(NULL::json, ARRAY[cardinality(store_keys)]);
  is_fresh boolean;
  inserted bigint[];
  updated bigint[];
BEGIN
  IF is_keyed THEN
    WITH claims AS MATERIALIZED (
      SELECT c.* FROM (
        SELECT array_agg(k.key) AS keys, array_agg(k.request) AS requests
        FROM unnest(store_keys, store_requests) AS k (key, request) WHERE k.key <> ''
      ) AS g, LATERAL public.aquifer_operations_claim(key_partition, g.keys, g.requests, key_seconds) AS c
    )
    SELECT array_agg(coalesce(c.is_claimed, true) ORDER BY s.place),
           array_agg(c.is_same IS FALSE ORDER BY s.place), array_agg(c.result ORDER BY s.place)
    INTO wanted, reused, outcomes
    FROM unnest(store_keys) WITH ORDINALITY AS s (key, place) LEFT JOIN claims AS c ON c.operation = s.key;
    IF all_or_none AND true = ANY (reused) THEN
      RETURN QUERY SELECT g.keyword, true, NULL::json FROM unnest(store_keywords) AS g (keyword);
      RETURN;
    END IF;
  END IF;

  ${storing}

  SELECT array_agg(CASE WHEN g.wanted THEN json_build_object(
    'inserted', g.inserted, 'updated', g.updated, 'duplicates', g.given - g.inserted - g.updated
  ) ELSE g.earlier END ORDER BY g.place) INTO outcomes
  FROM unnest(store_given, inserted, updated, wanted, outcomes) WITH ORDINALITY
    AS g (given, inserted, updated, wanted, earlier, place);
  IF is_keyed THEN
    PERFORM public.aquifer_operations_conclude(key_partition, array_agg(g.key), array_agg(g.outcome))
    FROM unnest(store_keys, outcomes, wanted) AS g (key, outcome, wanted) WHERE g.wanted AND g.key <> ''
    HAVING count(*) > 0;
  END IF;
  RETURN QUERY SELECT * FROM unnest(store_keywords, reused, outcomes);
END
$$`

export const signature = `research_store(
  boolean, text, double precision, text[], text[], double precision[], text[], bytea[], bigint[], integer[], text[], text[],
  text[], text[], text[], bytea[]
)`
