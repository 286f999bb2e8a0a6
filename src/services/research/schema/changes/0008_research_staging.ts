import type { Change } from "../../../../layers/migration/Change.ts"
import { lockTable } from "../../../repository/schema/privileges.ts"

/**
 * Where the documents of a stream wait until all of them are there, so that no connection waits for the stream. It is
 * not logged: what is lost with the server is missed when the stream is stored, and the stream is stored again.
 */
export const researchStaging: Change = {
  id: 8,
  name: "research_staging",
  up: [
    `CREATE UNLOGGED TABLE research_staging (
  batch uuid NOT NULL,
  url text COLLATE "C" NOT NULL,
  place bigint NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  source text NOT NULL,
  kind text NOT NULL,
  content_hash bytea NOT NULL,
  staged_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (batch, url)
)`,
    `CREATE INDEX research_staging_staged_at ON research_staging USING brin (staged_at)`,
    ...lockTable("research_staging", "SELECT, INSERT, UPDATE, DELETE")
  ],
  down: ["DROP TABLE research_staging"] // a stream that was under way is missed, and stored again
}
