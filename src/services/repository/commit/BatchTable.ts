/** As a function, since its plan stays on the server connection. */
const writing = `CREATE FUNCTION aquifer_batch(uuid, json) RETURNS json LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  INSERT INTO public.aquifer_batches (token, written, answers, expires_at)
  VALUES ($1, true, $2, now() + interval '5 minutes');
  IF random() < 0.0625 THEN
    DELETE FROM public.aquifer_batches WHERE token IN (
      SELECT b.token FROM public.aquifer_batches AS b WHERE b.expires_at < now()
      ORDER BY b.expires_at LIMIT 100 FOR UPDATE SKIP LOCKED
    );
  END IF;
  RETURN $2;
END
$$`

/**
 * The statements that make the table of batches and the function that writes to it.
 *
 * A token is written with its batch, in the same transaction, so that it is there if the batch is. `answers` is what the
 * batch's callers are told where the server's own answer was lost. A row that says `written = false` was written by
 * whoever asked for a batch that was not there, and keeps it from being written afterwards: it stays for longer, as the
 * statement may arrive late. One batch in sixteen deletes tokens that nobody asks for any more.
 */
export const up: ReadonlyArray<string> = [
  `CREATE TABLE aquifer_batches (
  token uuid PRIMARY KEY,
  written boolean NOT NULL,
  answers json,
  expires_at timestamptz NOT NULL
)`,
  "CREATE INDEX aquifer_batches_expires_at ON aquifer_batches (expires_at)",
  writing
]

export const down: ReadonlyArray<string> = [
  "DROP FUNCTION aquifer_batch(uuid, json)",
  "DROP TABLE aquifer_batches"
]

/**
 * The same function, whose sweep chooses its rows once: of a table that seems to be empty, as one does that mostly is, the
 * planner would join them, and choose as many others for each row that it looks at.
 */
export const sweptOnce = {
  up: [
    `CREATE OR REPLACE FUNCTION aquifer_batch(uuid, json) RETURNS json LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  INSERT INTO public.aquifer_batches (token, written, answers, expires_at)
  VALUES ($1, true, $2, now() + interval '5 minutes');
  IF random() < 0.0625 THEN
    DELETE FROM public.aquifer_batches WHERE ctid = ANY (ARRAY(
      SELECT b.ctid FROM public.aquifer_batches AS b WHERE b.expires_at < now()
      ORDER BY b.expires_at LIMIT 100 FOR UPDATE SKIP LOCKED
    ));
  END IF;
  RETURN $2;
END
$$`
  ],
  down: [writing.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")]
} as const
