import type { Change } from "../../layers/Migration.ts"

/** Supabase exposes `public` to its roles anon and authenticated; elsewhere they do not exist. */
const fromOutsiders = `DO $$
DECLARE outsider text;
BEGIN
  FOR outsider IN SELECT rolname FROM pg_catalog.pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON TABLE public.research_staging FROM %I', outsider);
  END LOOP;
END
$$`

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
    `ALTER TABLE research_staging ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE research_staging FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY aquifer_app_all ON research_staging TO aquifer_app USING (true) WITH CHECK (true)`,
    `REVOKE ALL ON research_staging FROM PUBLIC`,
    fromOutsiders,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON research_staging TO aquifer_app`
  ],
  down: ["DROP TABLE research_staging"] // a stream that was under way is missed, and stored again
}
