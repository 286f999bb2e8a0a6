/**
 * The settings by which Postgres writes values as text, for the functions that write keys to the log: with a writer's own
 * a date or a fraction would be told by another text than the one that readers know it by. These lose nothing, and are
 * read in one way.
 */
const settings: ReadonlyArray<readonly [name: string, value: string]> = [
  ["DateStyle", "ISO"],
  ["IntervalStyle", "postgres"],
  ["TimeZone", "UTC"],
  ["extra_float_digits", "3"],
  ["bytea_output", "hex"],
  ["lc_monetary", "C"]
]

/** What a function is made with, or altered by. */
export const clauses = settings.map(([name, value]) => `SET ${name} = '${value}'`).join(" ")

/** The same as the catalogue keeps it (`pg_proc.proconfig`). */
export const kept: ReadonlyArray<string> = settings.map(([name, value]) => `${name}=${value}`)

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * Gives these settings to the functions that migrations made before functions had them. A trigger calls each, so that its
 * table may have been renamed, and be of any schema. Who migrates may alter the own functions alone: feeds say of others that
 * they are as they were.
 */
export const settled = `DO $$
DECLARE teller regprocedure;
BEGIN
  FOR teller IN
    SELECT DISTINCT p.oid FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
    WHERE starts_with(t.tgname::text, 'aquifer_changed_') AND starts_with(p.proname::text, 'aquifer_changed_')
      AND NOT coalesce(p.proconfig, '{}') @> ARRAY[${kept.map(literal).join(", ")}]
      AND pg_catalog.pg_has_role(p.proowner, 'USAGE')
  LOOP
    EXECUTE pg_catalog.format('ALTER FUNCTION %s ${clauses.replaceAll("'", "''")}', teller);
  END LOOP;
END
$$`
