/** A statement that changes more rows than this tells only that there were many. */
export const mostKeys = 500

/**
 * The statements that make the log of changes, the table of those who listen, and the function that triggers tell by.
 *
 * A statement is one row of the log: the table, the keys that it changed (NULL: too many to tell, or all), and its
 * transaction's number, so that a reader finds exactly what has become visible since its last look, in whatever order
 * writers committed. `finished` is a number below which every transaction was over when the row was written: a row is
 * deleted an hour after its transaction was known to be, never sooner, however long that took. One statement in sixteen
 * deletes such rows, but for those at a higher isolation, which would meet other deletes there.
 *
 * Postgres commits transactions that notify one after the other, which doubles what a write takes on a quick disk and
 * more on a slow one; so writers notify only if somebody who listens to their table was seen in the last fifteen seconds.
 * Those who listen say so every three. Their table is not logged, since they say so again after a crash.
 *
 * A notification carries the table's number and no key: whoever may log in hears every channel, and may notify on it too.
 */
export const up: ReadonlyArray<string> = [
  `CREATE TABLE aquifer_changes (
  relation oid NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  finished xid8 NOT NULL DEFAULT pg_snapshot_xmin(pg_current_snapshot()),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  keys jsonb
)`,
  "CREATE INDEX aquifer_changes_relation_xid ON aquifer_changes (relation, xid)",
  "CREATE INDEX aquifer_changes_changed_at ON aquifer_changes (changed_at)",
  `CREATE UNLOGGED TABLE aquifer_listeners (
  listener uuid PRIMARY KEY,
  relation oid NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
)`,
  // As its owner, since whoever may write to a table need not be anybody whom the kit knows.
  `CREATE FUNCTION aquifer_changed(oid, jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.aquifer_changes (relation, keys) VALUES ($1, $2);
  IF EXISTS (SELECT FROM public.aquifer_listeners AS l WHERE l.relation = $1 AND l.seen_at > now() - interval '15 seconds') THEN
    PERFORM pg_catalog.pg_notify('aquifer_changes', $1::text);
  END IF;
  IF random() < 0.0625 AND pg_catalog.current_setting('transaction_isolation') = 'read committed' THEN
    DELETE FROM public.aquifer_changes WHERE ctid = ANY (ARRAY(
      SELECT c.ctid FROM public.aquifer_changes AS c
      WHERE c.changed_at < now() - interval '1 hour' AND c.xid < (
        SELECT o.finished FROM public.aquifer_changes AS o
        WHERE o.changed_at < now() - interval '1 hour' ORDER BY o.changed_at DESC LIMIT 1
      )
      ORDER BY c.changed_at LIMIT 200 FOR UPDATE SKIP LOCKED
    ));
  END IF;
END
$$`
]

export const down: ReadonlyArray<string> = [
  "DROP FUNCTION aquifer_changed(oid, jsonb)",
  "DROP TABLE aquifer_listeners",
  "DROP TABLE aquifer_changes"
]
