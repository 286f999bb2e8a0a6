/**
 * The statements that make the table of leases.
 *
 * It is logged: were it lost in a crash, two would hold what one of them still holds. A token is drawn from one sequence
 * for all names, so that it grows for each of them even when its row was deleted meanwhile. A lease that was given back
 * has no holder.
 */
export const up: ReadonlyArray<string> = [
  `CREATE TABLE aquifer_leases (
  name text COLLATE "C" PRIMARY KEY CHECK (octet_length(name) BETWEEN 1 AND 200),
  token bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  holder uuid,
  expires_at timestamptz NOT NULL
)`,
  "CREATE INDEX aquifer_leases_expires_at ON aquifer_leases (expires_at)"
]

/** What is held meanwhile is lost at its next renewal. */
export const down: ReadonlyArray<string> = ["DROP TABLE aquifer_leases"]

/**
 * The functions that take and give back leases, of many names at once, so that a domain's own function can look or store
 * in the same round trip.
 *
 * A token is drawn when the row is locked, not when it is asked for, so that who comes later has the greater one. Names
 * that nobody has asked for in an hour are deleted a few at a time. Rows are locked in the order of their names, and
 * found by them in the index: a join's plan that was made while the table was small would read all of it.
 */
export const functions = {
  up: [
    `CREATE FUNCTION aquifer_leases_take(text[], uuid[], double precision[]) RETURNS TABLE (name text, token bigint)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  DELETE FROM public.aquifer_leases WHERE ctid = ANY (ARRAY(
    SELECT o.ctid FROM public.aquifer_leases AS o
    WHERE o.expires_at < now() - interval '1 hour' AND o.name <> ALL ($1)
    ORDER BY o.expires_at LIMIT 4 * cardinality($1) FOR UPDATE SKIP LOCKED
  ));
  RETURN QUERY
  INSERT INTO public.aquifer_leases AS l (name, holder, expires_at)
  SELECT w.name, w.holder, clock_timestamp() + w.seconds * interval '1 second'
  FROM unnest($1, $2, $3) AS w (name, holder, seconds) ORDER BY w.name COLLATE "C"
  ON CONFLICT (name) DO UPDATE SET token = DEFAULT, holder = excluded.holder, expires_at = excluded.expires_at
  WHERE l.expires_at <= clock_timestamp() OR l.holder = excluded.holder
  RETURNING l.name, l.token;
END
$$`,
    `CREATE FUNCTION aquifer_leases_release(text[], uuid[]) RETURNS TABLE (name text)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  UPDATE public.aquifer_leases AS l SET holder = NULL, expires_at = clock_timestamp()
  WHERE l.name = ANY ($1) AND l.holder = ($2)[array_position($1, l.name)]
  RETURNING l.name;
END
$$`
  ],
  signatures: [
    "aquifer_leases_take(text[], uuid[], double precision[])",
    "aquifer_leases_release(text[], uuid[])"
  ]
} as const
