import { mostKeys } from "../schema/ChangeTables.ts"
import * as KeySettings from "../schema/KeySettings.ts"
import { fromSupabase } from "../schema/privileges.ts"

/** The table whose changes are to be told. */
export interface ChangeTriggerOptions {
  /** The table, behind its schema's name if it is not in `public`. */
  readonly table: string
  /** The column that a row is known by, or the columns, in any order. */
  readonly idColumn: string | ReadonlyArray<string>
  /**
   * Which removed rows are told: a condition in SQL on the table's columns, such as `expires_at > now()` where nobody reads
   * what has expired. All of them unless given. It is run with an empty search path, in UTC, whoever removes.
   */
  readonly removedWhere?: string | undefined
}

/** Statements of a change, as `Migration` takes them. */
export interface ChangeTriggers {
  /** Statements that make the triggers, for a change's `up`. */
  readonly up: ReadonlyArray<string>
  /** Statements that remove them, for its `down`. */
  readonly down: ReadonlyArray<string>
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** A table's name as SQL writes it. */
export const sqlName = (table: string): string => table.split(".").map(quoted).join(".")

/** A row's key: one column's text, or an object of the columns' texts. */
const keyOf = (idColumn: string | ReadonlyArray<string>): string => {
  if (typeof idColumn === "string") return `to_jsonb(${quoted(idColumn)}::text)`
  return `jsonb_build_object(${idColumn.map((column) => `${text(column)}, ${quoted(column)}::text`).join(", ")})`
}

const changed = (from: string): string => `SELECT jsonb_agg(key) INTO changed FROM ${from} AS few`

const events = [
  ["insert", "REFERENCING NEW TABLE AS new_rows"],
  ["update", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"],
  ["delete", "REFERENCING OLD TABLE AS old_rows"],
  ["truncate", ""]
] as const

const triggerOf = (event: string): string => `aquifer_changed_${event}`

/** The triggers that a table must have, in the order in which they are asked for. */
export const triggerNames: ReadonlyArray<string> = events.map(([event]) => triggerOf(event))

/**
 * The statements that have a table tell which of its rows change: `up` puts four triggers on it and makes their function,
 * `down` removes them. They belong in a migration of yours, behind the kit's own (`kitSchema`) and by the same role.
 *
 * **Details**
 *
 * Each statement writes one row to the log, with the keys of up to 500 rows; one that changes more, and TRUNCATE, is told
 * as a `Gap` that continues. An update of a key tells both. The function runs as its owner, so that whoever may write to
 * the table needs no right to the kit's, and with settings of its own, so that a key is told by the same text whatever the
 * writer's `DateStyle`, `TimeZone` or `extra_float_digits` are. A partition that is written to by its own name tells nothing, nor do triggers
 * that `session_replication_role` keeps from running.
 */
export const changesFor = ({ idColumn, removedWhere, table }: ChangeTriggerOptions): ChangeTriggers => {
  const names = table.split(".")
  const called = sqlName([...names.slice(0, -1), `aquifer_changed_${names.at(-1) ?? ""}`].join("."))
  const keys = (rows: string) => `(SELECT ${keyOf(idColumn)} AS key FROM ${rows} LIMIT ${mostKeys + 1})`
  const removed = removedWhere === undefined ? "old_rows" : `old_rows WHERE ${removedWhere}`
  const body = `FUNCTION ${called}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' ${KeySettings.clauses} AS $$
DECLARE changed jsonb;
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN ${changed(keys("new_rows"))};
    WHEN 'UPDATE' THEN ${changed(`(${keys("new_rows")} UNION ${keys("old_rows")})`)};
    WHEN 'DELETE' THEN ${changed(keys(removed))};
    ELSE PERFORM public.aquifer_changed(TG_RELID, NULL);
  END CASE;
  IF changed IS NOT NULL THEN
    PERFORM public.aquifer_changed(TG_RELID, CASE WHEN jsonb_array_length(changed) <= ${mostKeys} THEN changed END);
  END IF;
  RETURN NULL;
END
$$`
  const triggers = events.map(
    ([event, rows]) => `CREATE TRIGGER ${triggerOf(event)} AFTER ${event.toUpperCase()} ON ${sqlName(table)}
${rows} FOR EACH STATEMENT EXECUTE FUNCTION ${called}()`
  )
  const locked = [`REVOKE ALL ON FUNCTION ${called}() FROM PUBLIC`, fromSupabase(`FUNCTION ${called}()`)]
  return {
    up: [`CREATE ${body}`, ...locked, ...triggers],
    down: [`DROP FUNCTION ${called}() CASCADE`]
  }
}
