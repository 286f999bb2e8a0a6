import { Effect, Layer, Predicate } from "effect"
import { SqlMessageStorage, SqlRunnerStorage } from "effect/cluster"
import { KeyValueStore, PersistedQueue, Persistence } from "effect/persistence"
import { SqlClient, SqlError } from "effect/sql"
import { DirectPg } from "../DirectPg.ts"

/** Which of Effect's modules: `PersistedQueue`; `Persistence`, `PersistedCache` and `KeyValueStore`; the cluster's storage. */
export type EffectModule = "queue" | "cache" | "cluster"

/** Each makes its tables, and brings them up to date, as it starts. */
const starts: Readonly<Record<EffectModule, Layer.Layer<never, SqlError.SqlError, SqlClient.SqlClient>>> = {
  queue: Layer.effectDiscard(PersistedQueue.makeStoreSql()),
  cache: Layer.mergeAll(
    Layer.effectDiscard(Layer.build(Persistence.layerBackingSql)),
    Layer.effectDiscard(Layer.build(KeyValueStore.layerSql()))
  ),
  cluster: Layer.mergeAll(SqlMessageStorage.layerMigrations({}), SqlRunnerStorage.layerMigrations({}))
}

const names: Readonly<Record<EffectModule, string>> = {
  queue: "effect\\_queue%",
  cache: "effect\\_(persistence|key\\_value\\_store)%",
  cluster: "cluster\\_%"
}

/**
 * Rows of theirs may be read and written by programs, as those of every table that is made for them, and by nobody else: in
 * `public`, Supabase grants all on a table to roles that anybody may come as, as soon as it is made.
 */
const locked = (pattern: string): string => `DO $$
DECLARE
  relation record;
  outsider text;
BEGIN
  FOR relation IN
    SELECT c.oid, c.oid::regclass AS name, CASE c.relkind WHEN 'r' THEN 'TABLE' ELSE 'SEQUENCE' END AS kind,
      c.relrowsecurity AND c.relforcerowsecurity AS secured
    FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'S') AND c.relname SIMILAR TO '${pattern}'
  LOOP
    EXECUTE format('REVOKE ALL ON %s %s FROM PUBLIC', relation.kind, relation.name);
    FOR outsider IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated', 'service_role') LOOP
      EXECUTE format('REVOKE ALL ON %s %s FROM %I', relation.kind, relation.name, outsider);
    END LOOP;
    IF relation.kind = 'SEQUENCE' THEN
      EXECUTE format('GRANT USAGE ON SEQUENCE %s TO aquifer_app', relation.name);
    ELSE
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO aquifer_app', relation.name);
      IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = relation.oid AND polname = 'aquifer_app_all') THEN
        EXECUTE format('CREATE POLICY aquifer_app_all ON %s TO aquifer_app USING (true) WITH CHECK (true)', relation.name);
      END IF;
      IF NOT relation.secured THEN
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', relation.name);
      END IF;
    END IF;
  END LOOP;
END
$$`

const refused = (defect: unknown): Effect.Effect<never, SqlError.SqlError> => {
  const cause = Predicate.hasProperty(defect, "cause") ? defect.cause : undefined
  const error = [defect, cause].find(SqlError.isSqlError)
  return error === undefined ? Effect.die(defect) : Effect.fail(error)
}

/**
 * Makes the tables of Effect's own modules, or brings them up to date, over the direct endpoint, and lets programs (the role
 * `aquifer_app`, which `kitSchema` makes) read and write their rows, and nobody else: the modules themselves would do that as they start,
 * which the role of programs may not. `ExistingTables.layerSqlClient` is what they then start on.
 *
 * **Errors**
 *
 * `SqlError` for what Postgres refuses, which Effect's modules themselves die of.
 *
 * **Example** (A queue)
 *
 * ```ts
 * import { kitSchema, Migration } from "aquifer"
 * import { EffectTables } from "aquifer/operations"
 * import { Effect } from "effect"
 *
 * const migrate = Effect.andThen(Migration.run(kitSchema), EffectTables.run(["queue"]))
 * ```
 */
export const run = Effect.fn("EffectTables.run")(function* (
  modules: ReadonlyArray<EffectModule>
): Effect.fn.Return<void, SqlError.SqlError, DirectPg> {
  const { sql } = yield* DirectPg
  for (const module of modules) {
    yield* Layer.build(starts[module]).pipe(
      Effect.scoped,
      Effect.catchDefect(refused),
      Effect.provideService(SqlClient.SqlClient, sql)
    )
    yield* sql.unsafe(locked(names[module]))
  }
})
