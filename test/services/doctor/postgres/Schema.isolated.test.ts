import { expect, layer } from "@effect/vitest"
import { researchIndexes, researchSchema } from "aquifer/research"
import { Effect } from "effect"
import { connection, diagnose, env, healthyDatabase, pooler } from "../../../support/deployment.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

layer(SuiteDatabase.layer, { excludeTestServices: true })("Doctor on an empty database", (it) => {
  it.effect("finds that nothing was migrated", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { names, seen } = yield* diagnose(env(admin, yield* pooler()))
      expect(names).toEqual(["migrations-missing", "pgbouncer-vulnerable", "server-guards-off"])
      expect(seen.get("migrations-missing")).toMatchObject({
        severity: "error",
        evidence: expect.stringContaining("28 of 28 changes are missing: 1_roles, 2_batches"),
        remedy: "aquifer migrate"
      })
    })
  )
})

layer(healthyDatabase, { excludeTestServices: true })("Doctor on a schema", (it) => {
  it.effect("looks for the changes and indexes of whoever asks, and says how to bring them in", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const variables = env(admin, yield* pooler())
      const orders = { id: 900, name: "orders", up: ["CREATE TABLE orders (id int PRIMARY KEY)"] }
      const changes = [...researchSchema, orders]
      const missing = yield* diagnose(variables, { schema: { changes } })
      expect(missing.seen.get("migrations-missing")).toMatchObject({
        evidence: `1 of ${changes.length} changes is missing: 900_orders`,
        remedy: expect.stringContaining("Migration.run")
      })
      const indexes = [{ table: "research_cache", columns: ["payload"] }]
      const slow = yield* diagnose(variables, { schema: { changes: researchSchema, indexes } })
      expect(slow.seen.get("index-missing")?.evidence).toBe("no index on research_cache (payload)")
    })
  )

  it.effect("says that it looked for no schema where none was named", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const variables = env(admin, yield* pooler())
      const { names, unchecked } = yield* diagnose(variables, { schema: undefined })
      expect(names).toEqual(["pgbouncer-vulnerable"])
      expect(unchecked).toEqual([
        { name: "schema: migrations, indexes, statistics", reason: expect.stringContaining("schema") }
      ])
    })
  )

  it.effect("knows every index that the changes make", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const query = yield* connection(admin)
      const rows = yield* query(`SELECT concat_ws(' ', i.indrelid::regclass,
          (SELECT string_agg(attname, ',' ORDER BY array_position(i.indkey::int2[], attnum)) FROM pg_attribute
           WHERE attrelid = i.indrelid AND attnum = ANY (i.indkey::int2[]))) AS index
        FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'public'::regnamespace AND (c.relname LIKE 'research%' OR c.relname IN ('aquifer_batches', 'aquifer_changes', 'aquifer_leases', 'aquifer_listeners', 'aquifer_operations', 'aquifer_staging'))`)
      expect(rows.map(({ index }) => index).toSorted()).toEqual(
        researchIndexes.map(({ columns, table }) => `${table} ${columns.join(",")}`).toSorted()
      )
    })
  )

  it.effect("finds indexes that are gone or invalid, and takes wider ones for as good", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const query = yield* connection(admin)
      yield* query("DROP INDEX research_cache_expires_at")
      yield* query("ALTER TABLE research_documents DROP CONSTRAINT research_documents_pkey")
      yield* query(
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'aquifer_operations_expires_at'::regclass"
      )
      const variables = env(admin, yield* pooler())
      expect((yield* diagnose(variables)).seen.get("index-missing")?.evidence).toBe(
        "no index on research_cache (expires_at), research_documents (keyword, url), aquifer_operations (expires_at), which is there and invalid"
      )
      yield* query(
        "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'aquifer_operations_expires_at'::regclass"
      )
      yield* query("ALTER TABLE research_documents ADD PRIMARY KEY (keyword, url)")
      yield* query("CREATE INDEX ON research_cache (expires_at, keyword)")
      expect((yield* diagnose(variables)).names).toEqual(["pgbouncer-vulnerable"])
    })
  )

  it.effect("finds tables whose statistics were never gathered, once they hold rows", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const variables = env(admin, yield* pooler())
      const query = yield* connection(admin)
      yield* query("ALTER TABLE research_lookups SET (autovacuum_enabled = off)")
      yield* query(
        "INSERT INTO research_lookups SELECT i::text, '2026-01-01' FROM generate_series(1, 60) AS i"
      )
      yield* query("SELECT pg_stat_force_next_flush()")
      const { seen } = yield* diagnose(variables)
      expect(seen.get("statistics-missing")?.evidence).toBe("never analyzed: research_lookups (60 rows)")
      yield* query("ANALYZE research_lookups")
      yield* query("SELECT pg_stat_force_next_flush()")
      expect((yield* diagnose(variables)).names).not.toContain("statistics-missing")
    })
  )

  it.effect(
    "finds tables without row security, and functions open to outsiders or with anybody's search_path",
    () =>
      Effect.gen(function* () {
        const { admin, name } = yield* SuiteDatabase
        const query = yield* connection(admin)
        yield* query("CREATE TABLE naked (a int)")
        yield* query("GRANT SELECT ON naked TO PUBLIC")
        yield* query("CREATE TABLE veiled (a int)")
        yield* query("ALTER TABLE veiled ENABLE ROW LEVEL SECURITY")
        yield* query("GRANT EXECUTE ON FUNCTION rpc_check_cache_exists(text) TO PUBLIC")
        yield* query("CREATE FUNCTION grab() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
        const { seen } = yield* diagnose(env(admin, yield* pooler()))
        const evidence = (name: string) => seen.get(name)?.evidence
        expect([evidence("row-security-off"), evidence("row-security-not-forced")]).toEqual([
          "naked\ngranted to PUBLIC: naked; the policy is as open, to every role, until you grant to who works there and REVOKE from PUBLIC",
          "veiled"
        ])
        expect(evidence("function-open-to-outsiders")).toBe(
          "public.grab() by public, with its owner's rights, public.rpc_check_cache_exists(text) by public"
        )
        expect(evidence("function-search-path")).toBe("not pinned in public.grab()")
        const mended = ["row-security-off", "function-open-to-outsiders", "function-search-path"].flatMap(
          (name) => seen.get(name)?.sql ?? []
        )
        expect(mended).toEqual([
          "CREATE POLICY all_rows ON public.naked TO PUBLIC USING (true) WITH CHECK (true);",
          "ALTER TABLE public.naked ENABLE ROW LEVEL SECURITY;",
          "GRANT EXECUTE ON FUNCTION public.grab() TO aquifer_app;",
          "REVOKE ALL ON FUNCTION public.grab() FROM PUBLIC;",
          "REVOKE ALL ON FUNCTION public.rpc_check_cache_exists(text) FROM PUBLIC;",
          "ALTER FUNCTION public.grab() SET search_path = public, pg_temp;"
        ])
        for (const statement of mended) yield* query(statement)
        const { seen: after } = yield* diagnose(env(admin, yield* pooler()))
        expect(after.get("row-security-not-forced")).toMatchObject({
          evidence: "naked, veiled",
          sql: [
            "ALTER TABLE public.naked FORCE ROW LEVEL SECURITY;",
            "ALTER TABLE public.veiled FORCE ROW LEVEL SECURITY;"
          ]
        })
        for (const statement of after.get("row-security-not-forced")?.sql ?? []) yield* query(statement)
        const { names } = yield* diagnose(env(admin, yield* pooler()))
        expect(names.filter((name) => /row-security|function-/.test(name))).toEqual([])
        expect(name).toMatch(/^suite_/)
      })
  )

  it.effect("finds an application that works as superuser", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const pooled = yield* pooler()
      const { username, password } = admin
      const { seen } = yield* diagnose(env(admin, { ...pooled, username, password }))
      expect(seen.get("application-role-too-strong")?.evidence).toBe(
        "postgres is superuser, passes row security by (BYPASSRLS), owns tables"
      )
    })
  )

  it.effect("finds an application that was not granted aquifer_app, and nothing once it is", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const query = yield* connection(admin)
      const { username } = app("direct")
      yield* query(`REVOKE aquifer_app FROM ${username}`)
      const variables = env(admin, yield* pooler())
      const { seen } = yield* diagnose(variables)
      expect(seen.get("application-role-not-granted")).toMatchObject({
        severity: "error",
        evidence: `${username} has none of the privileges that aquifer_app has on its tables`,
        sql: [`GRANT aquifer_app TO ${username};`]
      })
      for (const statement of seen.get("application-role-not-granted")?.sql ?? []) yield* query(statement)
      expect((yield* diagnose(variables)).names).not.toContain("application-role-not-granted")
    })
  )
})
