/**
 * The statements that make the table where a stream's rows wait until all of them are there, a share's column as an array, so that rows of any table do. It
 * is not logged: what is lost with the server is missed when the stream is written. Nor is it compressed, as it is read
 * once.
 */
export const up: ReadonlyArray<string> = [
  `CREATE UNLOGGED TABLE aquifer_staging (
  stream uuid NOT NULL,
  share integer NOT NULL,
  place integer NOT NULL,
  given text[] NOT NULL,
  staged_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (stream, share, place)
)`,
  "ALTER TABLE aquifer_staging ALTER COLUMN given SET STORAGE EXTERNAL",
  "CREATE INDEX aquifer_staging_staged_at ON aquifer_staging USING brin (staged_at)"
]

/** A stream that is under way is missed, and fails. */
export const down: ReadonlyArray<string> = ["DROP TABLE aquifer_staging"]
