import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction } from "../../../repository/schema/privileges.ts"

/** Writes the documents and counts those of each store; the two ways differ in what they do on a conflict. */
const writing = (conflict: string): string => `WITH written AS (
      INSERT INTO public.research_documents AS r (keyword, url, title, body, source, kind, content_hash)
      SELECT store_keywords[d.store], d.url, d.title, d.body, nullif(d.source, ''), nullif(d.kind, ''), d.hash
      FROM (
        SELECT unnest(document_stores) AS store, unnest(document_urls) AS url, unnest(document_titles) AS title,
               unnest(document_bodies) AS body, unnest(document_sources) AS source, unnest(document_kinds) AS kind,
               unnest(document_hashes) AS hash
      ) AS d
      WHERE wanted[d.store]
      ${conflict}
      RETURNING r.keyword, r.xmax = 0 AS is_new
    )
    SELECT array_agg(coalesce(w.inserted, 0) ORDER BY s.place), array_agg(coalesce(w.updated, 0) ORDER BY s.place)
    INTO inserted, updated
    FROM pg_catalog.generate_subscripts(store_keywords, 1) AS s (place) LEFT JOIN (
      SELECT w.keyword, count(*) FILTER (WHERE w.is_new) AS inserted, count(*) FILTER (WHERE NOT w.is_new) AS updated
      FROM written AS w GROUP BY w.keyword
    ) AS w ON w.keyword = store_keywords[s.place];`

const orUpdate = `ON CONFLICT (keyword, url) DO UPDATE
      SET title = excluded.title, body = excluded.body, source = excluded.source, kind = excluded.kind,
          content_hash = excluded.content_hash, updated_at = now()
      WHERE r.content_hash <> excluded.content_hash`

/** Locks the keywords that are wanted, and writes their documents and their rows of the cache. */
export const storing = `WITH locked AS (
    INSERT INTO public.research_metadata AS m (keyword, researched, last_researched_at)
    SELECT g.keyword, 1, now() FROM unnest(store_keywords, wanted) AS g (keyword, wanted)
    WHERE g.wanted ORDER BY g.keyword COLLATE "C"
    ON CONFLICT (keyword) DO UPDATE SET researched = m.researched + 1, last_researched_at = now()
    RETURNING m.keyword, m.documents
  )
  SELECT coalesce(bool_and(
    l.documents = 0 AND NOT EXISTS (SELECT FROM public.research_documents AS d WHERE d.keyword = l.keyword)
  ), true) INTO is_fresh FROM locked AS l;

  IF is_fresh THEN
    ${writing("")}
  ELSE
    ${writing(orUpdate)}
  END IF;

  INSERT INTO public.research_cache AS c (keyword, payload, fetched_at, expires_at)
  SELECT g.keyword, g.payload::jsonb, now(), now() + g.seconds * interval '1 second'
  FROM unnest(store_keywords, store_payloads, store_seconds, wanted) AS g (keyword, payload, seconds, wanted)
  WHERE g.wanted ORDER BY g.keyword COLLATE "C"
  ON CONFLICT (keyword) DO UPDATE
  SET payload = excluded.payload, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at;`

const signature = `research_store(
  boolean, text[], text[], double precision[], text[], bytea[], bigint[], integer[], text[], text[], text[], text[], text[], bytea[]
)`

/**
 * Stores that fit into one statement, in one round trip: the same as a program does in several where they do not fit, with
 * the same locks in the same order. Stores are given in the order of their keywords, of which no two are the same;
 * documents say by number to which store they belong. A store without an idempotency key has an empty one.
 *
 * It answers a row a store: what became of its documents, now or under that key before. When a key was used for another
 * request, that store is left out, or with it all of them, as asked.
 */
export const researchStore: Change = {
  id: 13,
  name: "research_store",
  up: [
    `CREATE FUNCTION research_store(
  all_or_none boolean, store_keywords text[], store_payloads text[], store_seconds double precision[], store_keys text[],
  store_requests bytea[], store_given bigint[], document_stores integer[], document_urls text[], document_titles text[],
  document_bodies text[], document_sources text[], document_kinds text[], document_hashes bytea[]
) RETURNS TABLE (keyword text, is_reused boolean, outcome jsonb)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  is_keyed CONSTANT boolean := EXISTS (SELECT FROM unnest(store_keys) AS k WHERE k <> '');
  claimed text[] := '{}';
  reused text[] := '{}';
  wanted boolean[];
  is_fresh boolean;
  inserted bigint[];
  updated bigint[];
BEGIN
  IF is_keyed THEN
    WITH taken AS (
      INSERT INTO public.research_operations AS o (operation, request_hash, expires_at)
      SELECT g.key, g.request, now() + interval '1 day'
      FROM unnest(store_keys, store_requests) AS g (key, request) WHERE g.key <> '' ORDER BY g.key COLLATE "C"
      ON CONFLICT (operation) DO UPDATE
      SET request_hash = excluded.request_hash, result = NULL, created_at = now(), expires_at = excluded.expires_at
      WHERE o.expires_at <= now()
      RETURNING o.operation
    )
    SELECT coalesce(array_agg(t.operation), '{}') INTO claimed FROM taken AS t;
    SELECT coalesce(array_agg(g.key), '{}') INTO reused
    FROM unnest(store_keys, store_requests) AS g (key, request)
    JOIN public.research_operations AS o ON o.operation = g.key
    WHERE o.request_hash <> g.request;
    IF all_or_none AND reused <> '{}' THEN
      DELETE FROM public.research_operations AS o WHERE o.operation = ANY (claimed);
      RETURN QUERY SELECT g.keyword, true, NULL::jsonb FROM unnest(store_keywords) AS g (keyword);
      RETURN;
    END IF;
  END IF;

  SELECT array_agg(g.key = '' OR g.key = ANY (claimed) ORDER BY g.place) INTO wanted
  FROM unnest(store_keys) WITH ORDINALITY AS g (key, place);

  ${storing}

  IF is_keyed THEN
    UPDATE public.research_operations AS o
    SET result = jsonb_build_object(
      'inserted', g.inserted, 'updated', g.updated, 'duplicates', g.given - g.inserted - g.updated
    )
    FROM unnest(store_keys, store_given, inserted, updated) AS g (key, given, inserted, updated)
    WHERE o.operation = g.key AND o.operation = ANY (claimed);
  END IF;

  RETURN QUERY
  SELECT g.keyword, g.key = ANY (reused), CASE
    WHEN g.key = ANY (reused) THEN NULL
    WHEN g.wanted THEN jsonb_build_object(
      'inserted', g.inserted, 'updated', g.updated, 'duplicates', g.given - g.inserted - g.updated
    )
    ELSE (SELECT o.result FROM public.research_operations AS o WHERE o.operation = g.key)
  END
  FROM unnest(store_keywords, store_keys, store_given, inserted, updated, wanted)
    AS g (keyword, key, given, inserted, updated, wanted);
END
$$`,
    ...lockFunction(signature)
  ],
  down: [`DROP FUNCTION ${signature}`]
}
