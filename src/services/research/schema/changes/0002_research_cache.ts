import type { Change } from "../../../../layers/migration/Change.ts"

/**
 * The cache: a lookup is one probe of the primary key. A row without a payload is a known absence. What lookups
 * count goes to a table of its own, so that counting never rewrites a payload's row nor waits for its lock.
 */
export const researchCache: Change = {
  id: 2,
  name: "research_cache",
  up: [
    `CREATE TABLE research_cache (
  keyword text COLLATE "C" PRIMARY KEY CHECK (octet_length(keyword) BETWEEN 1 AND 512),
  payload jsonb,
  fetched_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
)`,
    `CREATE INDEX research_cache_expires_at ON research_cache (expires_at)`,
    `CREATE TABLE research_lookups (
  keyword text COLLATE "C" NOT NULL CHECK (octet_length(keyword) BETWEEN 1 AND 512),
  day date NOT NULL,
  hits bigint NOT NULL DEFAULT 0,
  misses bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (keyword, day)
) WITH (fillfactor = 70)`
  ]
}
