/** A look for what has expired is a conflict to every other transaction of a stricter isolation, so those look rarely. */
const concluding = `CREATE FUNCTION aquifer_operation_conclude(text, text, json) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  UPDATE public.aquifer_operations SET result = $3 WHERE partition = $1 AND operation = $2;
  IF current_setting('transaction_isolation') = 'read committed' OR random() < 0.03 THEN
    DELETE FROM public.aquifer_operations WHERE (partition, operation) IN (
      SELECT o.partition, o.operation FROM public.aquifer_operations AS o WHERE o.expires_at <= now()
      ORDER BY o.expires_at LIMIT 4 FOR UPDATE SKIP LOCKED
    );
  END IF;
END
$$`

/**
 * The statements that make the table of idempotency keys and the functions that write to it.
 *
 * A key is claimed and concluded in the transaction of the work that it stands for. So a row that others can see and that
 * has no result is of work that failed while its transaction went on: whoever comes next may have it.
 */
export const up: ReadonlyArray<string> = [
  `CREATE TABLE aquifer_operations (
  partition text COLLATE "C" NOT NULL DEFAULT '',
  operation text COLLATE "C" NOT NULL CHECK (octet_length(operation) BETWEEN 1 AND 200),
  request_hash bytea NOT NULL,
  result json,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (partition, operation)
)`,
  "CREATE INDEX aquifer_operations_expires_at ON aquifer_operations (expires_at)",
  // Who claims a key that another transaction has claimed waits here until that one has ended.
  `CREATE FUNCTION aquifer_operation_claim(text, text, bytea, double precision)
RETURNS TABLE (is_claimed boolean, is_same boolean, result json) LANGUAGE plpgsql SET search_path = '' AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO public.aquifer_operations AS o (partition, operation, request_hash, expires_at)
  VALUES ($1, $2, $3, now() + $4 * interval '1 second')
  ON CONFLICT (partition, operation) DO UPDATE
  SET request_hash = excluded.request_hash, result = NULL, created_at = now(), expires_at = excluded.expires_at
  WHERE o.expires_at <= now() OR o.result IS NULL;
  IF FOUND THEN
    RETURN QUERY SELECT true, true, NULL::json;
  ELSE
    RETURN QUERY
    SELECT false, o.request_hash = $3, CASE WHEN o.request_hash = $3 THEN o.result END
    FROM public.aquifer_operations AS o WHERE o.partition = $1 AND o.operation = $2;
  END IF;
END
$$`,
  concluding
]

export const functions: ReadonlyArray<string> = [
  "aquifer_operation_claim(text, text, bytea, double precision)",
  "aquifer_operation_conclude(text, text, json)"
]

export const down: ReadonlyArray<string> = [
  ...functions.map((signature) => `DROP FUNCTION ${signature}`),
  "DROP TABLE aquifer_operations"
]

/**
 * The functions that claim and conclude keys of one partition, of which no two are the same, many at once: so that a
 * domain's own function can write its rows in the same round trip. Rows are locked in the order of their keys, and found
 * by them in the index: a join's plan that was made while the table was small would read all of it. Programs of before
 * call those of one key.
 */
export const many = {
  up: [
    // Who claims a key that another transaction has claimed waits here until that one has ended.
    `CREATE FUNCTION aquifer_operations_claim(text, text[], bytea[], double precision)
RETURNS TABLE (operation text, is_claimed boolean, is_same boolean, result json)
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  claimed text[];
BEGIN
  WITH taken AS (
    INSERT INTO public.aquifer_operations AS o (partition, operation, request_hash, expires_at)
    SELECT $1, g.key, g.hash, now() + $4 * interval '1 second'
    FROM unnest($2, $3) AS g (key, hash) ORDER BY g.key COLLATE "C"
    ON CONFLICT (partition, operation) DO UPDATE
    SET request_hash = excluded.request_hash, result = NULL, created_at = now(), expires_at = excluded.expires_at
    WHERE o.expires_at <= now() OR o.result IS NULL
    RETURNING o.operation
  )
  SELECT coalesce(array_agg(t.operation), '{}') INTO claimed FROM taken AS t;
  IF cardinality(claimed) = cardinality($2) THEN
    RETURN QUERY SELECT g.key, true, true, NULL::json FROM unnest($2) AS g (key);
  ELSE
    RETURN QUERY
    SELECT k.operation, k.is_claimed, k.is_same, CASE WHEN k.is_same AND NOT k.is_claimed THEN k.result END
    FROM (
      SELECT o.operation, o.result, o.operation = ANY (claimed) AS is_claimed,
             o.request_hash = ($3)[array_position($2, o.operation)] AS is_same
      FROM public.aquifer_operations AS o WHERE o.partition = $1 AND o.operation = ANY ($2)
    ) AS k;
  END IF;
END
$$`,
    // A look for what has expired is a conflict to every other transaction of a stricter isolation, so those look rarely.
    `CREATE FUNCTION aquifer_operations_conclude(text, text[], json[]) RETURNS void
LANGUAGE plpgsql SET search_path = '' SET enable_seqscan = off AS $$
BEGIN
  UPDATE public.aquifer_operations AS o SET result = ($3)[array_position($2, o.operation)]
  WHERE o.partition = $1 AND o.operation = ANY ($2);
  IF current_setting('transaction_isolation') = 'read committed' OR random() < 0.03 THEN
    DELETE FROM public.aquifer_operations WHERE ctid = ANY (ARRAY(
      SELECT o.ctid FROM public.aquifer_operations AS o WHERE o.expires_at <= now()
      ORDER BY o.expires_at LIMIT 4 * cardinality($2) FOR UPDATE SKIP LOCKED
    ));
  END IF;
END
$$`
  ],
  signatures: [
    "aquifer_operations_claim(text, text[], bytea[], double precision)",
    "aquifer_operations_conclude(text, text[], json[])"
  ]
} as const

/** The function that concludes one key, whose sweep chooses its rows once, as `aquifer_batch` does. */
export const sweptOnce = {
  up: [
    `CREATE OR REPLACE FUNCTION aquifer_operation_conclude(text, text, json) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  UPDATE public.aquifer_operations SET result = $3 WHERE partition = $1 AND operation = $2;
  IF current_setting('transaction_isolation') = 'read committed' OR random() < 0.03 THEN
    DELETE FROM public.aquifer_operations WHERE ctid = ANY (ARRAY(
      SELECT o.ctid FROM public.aquifer_operations AS o WHERE o.expires_at <= now()
      ORDER BY o.expires_at LIMIT 4 FOR UPDATE SKIP LOCKED
    ));
  END IF;
END
$$`
  ],
  down: [concluding.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")]
} as const
