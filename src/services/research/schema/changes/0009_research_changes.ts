import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction, lockTable } from "../../../repository/schema/privileges.ts"

/** A statement that changes more keywords than this tells only that it changed many. */
const most = 50

const changed = (table: string, condition: string): string =>
  `SELECT array_agg(keyword) INTO changed FROM (SELECT keyword FROM ${table} WHERE ${condition} LIMIT ${most + 1}) AS few`

/** The notifications of a statement's changes. */
const notifyAll = `PERFORM pg_catalog.pg_notify('research_changes', coalesce(keyword, '')) FROM unnest(changed) AS keyword;`

/** What the triggers run: writes the log, then notifies. */
const changedFunction = (notify: string): string => `FUNCTION research_cache_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE changed text[];
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    changed := array[NULL];
  ELSIF TG_OP = 'DELETE' THEN
    ${changed("old_rows", "expires_at > now()")}; -- nobody holds what has expired
  ELSE
    ${changed("new_rows", "true")};
  END IF;
  IF changed IS NULL THEN
    RETURN NULL;
  END IF;
  IF cardinality(changed) > ${most} THEN
    changed := array[NULL];
  END IF;
  INSERT INTO public.research_changes (keyword) SELECT unnest(changed);
  ${notify}
  RETURN NULL;
END
$$`

/**
 * Programs that hold entries in memory are told which keywords have changed, after commit: by NOTIFY where there is a
 * direct endpoint, and by a log where there is none. The log has the writer's transaction number, so that a reader finds
 * exactly what has become visible since its last look, in whatever order writers committed. Each statement tells at
 * most fifty keywords, and beyond that once that there were many (a keyword of NULL, a notification without one).
 */
export const researchChanges: Change = {
  id: 9,
  name: "research_changes",
  up: [
    `CREATE TABLE research_changes (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  keyword text COLLATE "C",
  changed_at timestamptz NOT NULL DEFAULT now()
)`,
    `CREATE INDEX research_changes_xid ON research_changes (xid)`,
    `CREATE INDEX research_changes_changed_at ON research_changes (changed_at)`,
    `CREATE ${changedFunction(notifyAll)}`,
    ...(
      [
        ["insert", "REFERENCING NEW TABLE AS new_rows"],
        ["update", "REFERENCING NEW TABLE AS new_rows"],
        ["delete", "REFERENCING OLD TABLE AS old_rows"],
        ["truncate", ""]
      ] as const
    ).map(
      ([event, tables]) =>
        `CREATE TRIGGER research_cache_changed_${event} AFTER ${event.toUpperCase()} ON research_cache
${tables} FOR EACH STATEMENT EXECUTE FUNCTION research_cache_changed()`
    ),
    ...lockTable("research_changes", "SELECT, INSERT, DELETE"),
    ...lockFunction("research_cache_changed()")
  ],
  down: [`DROP FUNCTION research_cache_changed() CASCADE`, `DROP TABLE research_changes`]
}

/** What is done only while somebody listens. */
const whileHeard = (
  notify: string
): string => `IF EXISTS (SELECT FROM public.research_listeners WHERE seen_at > now() - interval '15 seconds') THEN
    ${notify}
  END IF;`

/**
 * Those who listen to changes; each says again every three seconds that it does. Postgres commits transactions that
 * notify one after the other, which doubles what a store takes on a quick disk and more on a slow one; so writers notify
 * only if a listener was seen in the last fifteen seconds. Unlogged, since listeners say so again after a crash.
 */
export const researchListeners: Change = {
  id: 11,
  name: "research_listeners",
  up: [
    `CREATE UNLOGGED TABLE research_listeners (
  listener uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL DEFAULT now()
)`,
    ...lockTable("research_listeners", "SELECT, INSERT, UPDATE, DELETE"),
    `CREATE OR REPLACE ${changedFunction(whileHeard(notifyAll))}`
  ],
  down: [`CREATE OR REPLACE ${changedFunction(notifyAll)}`, "DROP TABLE research_listeners"]
}

/**
 * Notifications say that something has changed, and no longer what: whoever may log in hears every channel, and may
 * notify on it too. Which keywords it was is read from the log, which row security protects.
 */
export const researchWakeups: Change = {
  id: 12,
  name: "research_wakeups",
  up: [
    `CREATE OR REPLACE ${changedFunction(whileHeard("PERFORM pg_catalog.pg_notify('research_changes', '');"))}`
  ],
  down: [`CREATE OR REPLACE ${changedFunction(whileHeard(notifyAll))}`]
}

/** The feed as these three had it, which {@link researchChanges} began. */
export const formerFeed: ReadonlyArray<string> = [
  researchChanges,
  researchListeners,
  researchWakeups
].flatMap(({ up }) => up)
