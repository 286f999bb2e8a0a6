import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import type { SqlClient } from "effect/sql"

/** A trigger of the suite's owner on tables, until the scope closes, which goes with its function. */
export const triggered = (
  sql: SqlClient.SqlClient,
  { body, tables }: { readonly body: (name: string) => string; readonly tables: string }
) => {
  const name = `aquifer_fault_${randomBytes(6).toString("hex")}`
  return Effect.acquireRelease(
    sql
      .unsafe(`CREATE SEQUENCE ${name}`)
      .pipe(
        Effect.andThen(
          sql.unsafe(
            `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $fault$ BEGIN ${body(name)} RETURN NULL; END $fault$`
          )
        ),
        Effect.andThen(
          sql.unsafe(
            `DO $fault$ DECLARE each regclass; BEGIN FOR each IN ${tables} LOOP EXECUTE format('CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ${name}()', each); END LOOP; END $fault$`
          )
        ),
        sql.withTransaction,
        Effect.as(name)
      ),
    // A trigger that stays would break the tests after it, so that fails this one.
    () =>
      sql
        .unsafe(`DROP FUNCTION ${name}() CASCADE`)
        .pipe(Effect.andThen(sql.unsafe(`DROP SEQUENCE ${name}`)), sql.withTransaction, Effect.orDie)
  )
}

/** All of them but Postgres' own. */
export const everyTable = `SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`
