import type { Change } from "../../../../layers/migration/Change.ts"

const maintain = `CREATE FUNCTION research_metadata_maintain() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    UPDATE public.research_metadata SET documents = 0, bytes = 0;
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    UPDATE public.research_metadata AS m
    SET documents = m.documents - gone.documents, bytes = m.bytes - gone.bytes
    FROM (
      SELECT keyword, count(*) AS documents, sum(octet_length(title) + octet_length(body)) AS bytes
      FROM old_rows GROUP BY keyword
    ) AS gone
    WHERE m.keyword = gone.keyword;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO public.research_metadata AS m (keyword, documents, bytes)
    SELECT keyword, count(*), sum(octet_length(title) + octet_length(body))
    FROM new_rows GROUP BY keyword ORDER BY keyword
    ON CONFLICT (keyword) DO UPDATE
    SET documents = m.documents + excluded.documents, bytes = m.bytes + excluded.bytes;
  END IF;
  RETURN NULL;
END
$$`

const trigger = (event: string, tables: string): string =>
  `CREATE TRIGGER research_metadata_${event} AFTER ${event.toUpperCase()} ON research_documents
${tables} FOR EACH STATEMENT EXECUTE FUNCTION research_metadata_maintain()`

/**
 * Documents by keyword and url, and what is true of each keyword's documents. The triggers keep the metadata equal
 * to a count of the documents in the same transaction, whoever writes them, once a statement rather than once a row.
 */
export const researchDocuments: Change = {
  id: 3,
  name: "research_documents",
  up: [
    `CREATE TABLE research_documents (
  keyword text COLLATE "C" NOT NULL CHECK (octet_length(keyword) BETWEEN 1 AND 512),
  url text COLLATE "C" NOT NULL CHECK (octet_length(url) BETWEEN 1 AND 2000),
  title text NOT NULL,
  body text NOT NULL,
  source text,
  kind text,
  content_hash bytea NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (keyword, url)
)`,
    `CREATE TABLE research_metadata (
  keyword text COLLATE "C" PRIMARY KEY CHECK (octet_length(keyword) BETWEEN 1 AND 512),
  documents bigint NOT NULL DEFAULT 0 CHECK (documents >= 0),
  bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  researched bigint NOT NULL DEFAULT 0,
  last_researched_at timestamptz
) WITH (fillfactor = 70)`,
    maintain,
    trigger("insert", "REFERENCING NEW TABLE AS new_rows"),
    trigger("update", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    trigger("delete", "REFERENCING OLD TABLE AS old_rows"),
    trigger("truncate", "")
  ]
}
