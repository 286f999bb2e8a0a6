import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration, PooledPg } from "aquifer"
import { ChangeFeed, ResearchCache, researchSchema } from "aquifer/research"
import { Context, Effect, Layer, Option, Queue } from "effect"
import { SqlClient } from "effect/sql"
import * as MadeSchema from "../../../../src/layers/migration/drift/MadeSchema.ts"
import * as Outside from "../../../../src/layers/migration/drift/Outside.ts"
import { bareDriver } from "../../../support/bareDriver.ts"
import { keysOf, watching } from "../../../support/ChangingShop.ts"
import { research } from "../../../support/ResearchStore.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const changes: ReadonlyArray<Migration.Change> = [
  { id: 1, name: "one", up: ["CREATE TABLE one (id int)"] },
  { id: 2, name: "two", up: ["CREATE TABLE two (id int)"] }
]

const broken: Migration.Change = {
  id: 3,
  name: "broken",
  up: ["CREATE TABLE three (id int)", "CREATE TABLE one (id int)"]
}

/** Another process' way in: a pool of its own. */
const elsewhere = <A, E>(effect: Effect.Effect<A, E, DirectPg>) =>
  Effect.flatMap(SuiteDatabase, ({ admin }) =>
    Effect.provide(effect, Layer.fresh(DirectPg.layerWith({ endpoint: admin })))
  )

layer(SuiteDatabase.layer)("Migration", (it) => {
  it.effect("applies each change once, however many processes run it at once", () =>
    Effect.gen(function* () {
      const before = yield* elsewhere(Migration.status(changes))
      expect(before.map(({ appliedAt }) => appliedAt)).toEqual([undefined, undefined])
      const applied = yield* Effect.all(
        Array.from({ length: 6 }, () => elsewhere(Migration.run(changes))),
        { concurrency: "unbounded" }
      )
      expect(applied.flat().map(({ name }) => name)).toEqual(["one", "two"])
      const after = yield* elsewhere(Migration.status(changes))
      expect(after.every(({ appliedAt }) => appliedAt instanceof Date)).toBe(true)
    })
  )

  it.effect("changes nothing when one of the statements fails, and says why", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(elsewhere(Migration.run([...changes, broken])))
      expect(error).toMatchObject({
        _tag: "MigrationFailed",
        reason: { _tag: "Rejected", sqlState: "42P07" }
      })
      const status = yield* elsewhere(Migration.status([...changes, broken]))
      expect(status.map(({ appliedAt }) => appliedAt === undefined)).toEqual([false, false, true])
      const rows = yield* elsewhere(
        Effect.flatMap(DirectPg, ({ sql }) => sql`SELECT to_regclass('three') AS found`)
      )
      expect(rows).toEqual([{ found: null }])
    })
  )
})

layer(SuiteDatabase.layer, { excludeTestServices: true })(
  "The change that gives the feed to the kit",
  (it) => {
    it.effect("takes it from listeners that are still there, and gives it back", () =>
      Effect.gen(function* () {
        const before = 15
        const { admin } = yield* SuiteDatabase
        const endpoint = yield* Layer.build(DirectPg.layerWith({ endpoint: admin }))
        const { listen, sql } = Context.get(endpoint, DirectPg)
        const store = (keyword: string) =>
          sql`INSERT INTO research_cache (keyword, payload, expires_at) VALUES (${keyword}, '1', 'infinity')`
        const catalogue = Effect.map(MadeSchema.readAll(sql, "public", Outside.madeBy([])), (entries) =>
          entries.map(({ definition, kind, name }) => `${kind} ${name} ${definition}`).toSorted()
        )
        yield* Effect.gen(function* () {
          yield* Migration.run(researchSchema, { to: before })
          const asItWas = yield* catalogue
          const heard = yield* listen("research_changes")
          yield* sql`INSERT INTO research_listeners (listener) VALUES (gen_random_uuid())`
          yield* store("told to former listeners")
          yield* Queue.take(heard)
          expect(yield* Migration.run(researchSchema)).toMatchObject([
            { set: "research", id: before + 1 },
            { set: "research", id: before + 2 },
            { set: "research", id: before + 3 }
          ])
          const feed = Context.get(yield* Layer.build(ChangeFeed.layerPolling), ChangeFeed)
          const { tag } = yield* watching(feed)
          yield* store("told by the kit")
          expect(keysOf(yield* tag("Changed"))).toEqual(["told by the kit"])
          yield* Migration.undo(researchSchema, { to: before })
          expect(yield* catalogue).toEqual(asItWas)
          yield* store("told as before")
          expect(yield* sql`SELECT keyword FROM research_changes`).toEqual([{ keyword: "told as before" }])
        }).pipe(Effect.provideService(SqlClient.SqlClient, sql), Effect.provideContext(endpoint))
      })
    )
  }
)

layer(research("pgbouncer118"))("The research store's schema", (it) => {
  const rows = <A extends object>(statement: string) =>
    Effect.flatMap(DirectPg, ({ sql }) => sql.unsafe<A>(statement))

  it.effect("forces row security on every table, with a policy", () =>
    Effect.gen(function* () {
      const open = yield* rows(`
        SELECT relname FROM pg_class AS c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND NOT (relrowsecurity AND relforcerowsecurity
                   AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))`)
      expect(open).toEqual([])
    })
  )

  it.effect("has two tables that a crash or a promotion empties, neither of them that of leases", () =>
    Effect.gen(function* () {
      const unlogged = yield* rows(`
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
          AND relpersistence <> 'p' ORDER BY 1`)
      expect(unlogged).toEqual([{ relname: "aquifer_listeners" }, { relname: "aquifer_staging" }])
    })
  )

  it.effect("lets nobody but its own role execute its functions, each with a pinned search_path", () =>
    Effect.gen(function* () {
      const functions = yield* rows<Record<"app" | "is_trigger" | "open" | "pinned", boolean>>(`
        SELECT prorettype = 'trigger'::regtype AS is_trigger, EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0) OR proacl IS NULL AS open,
               has_function_privilege('aquifer_app', oid, 'EXECUTE') AS app,
               'search_path=""' = ANY (proconfig) AS pinned
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace`)
      expect(functions.length).toBe(18)
      // What triggers run, nobody calls.
      expect(
        functions.every(({ app, is_trigger, open, pinned }) => (app || is_trigger) && pinned && !open)
      ).toBe(true)
    })
  )

  it.effect("lets the application's role read and write rows, and nothing else", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      yield* sql`SELECT FROM research_cache`
      for (const statement of [
        "CREATE TABLE mine (id int)",
        "DROP TABLE research_cache",
        "TRUNCATE research_documents",
        "ALTER TABLE research_cache DISABLE ROW LEVEL SECURITY",
        "DELETE FROM aquifer_migrations"
      ]) {
        const error = yield* Effect.flip(sql.unsafe(statement))
        expect(error.reason.cause, statement).toMatchObject({ sqlState: "42501" })
      }
    })
  )

  it.effect("answers other clients through its two functions", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { sql } = yield* PooledPg
      yield* cache.store("diabetes", { found: 3 })
      yield* cache.store("old", 1, { timeToLive: 0 })
      expect(yield* sql`SELECT payload FROM rpc_get_cached_research(${" diabetes "})`).toEqual([
        { payload: { found: 3 } }
      ])
      expect(yield* sql`SELECT payload FROM rpc_get_cached_research(${"old"})`).toEqual([])
      expect(yield* sql`SELECT * FROM rpc_check_cache_exists(${"diabetes"})`).toEqual([
        { rpc_check_cache_exists: true }
      ])
      expect(yield* sql`SELECT * FROM rpc_check_cache_exists(${"old"})`).toEqual([
        { rpc_check_cache_exists: false }
      ])
    })
  )

  it.effect("is not misled by a function of the same name that another role planted", () =>
    Effect.gen(function* () {
      yield* rows(`CREATE SCHEMA planted`)
      yield* rows(
        `CREATE FUNCTION planted.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 'infinity'::timestamptz $$`
      )
      yield* rows(
        `CREATE FUNCTION planted.btrim(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'stolen' $$`
      )
      yield* (yield* ResearchCache).store("safe", 1)
      const { sql } = yield* DirectPg
      const found = yield* sql.withTransaction(
        Effect.andThen(
          sql`SET LOCAL search_path = planted, public, pg_catalog`,
          sql`SELECT rpc_check_cache_exists('safe') AS found`
        )
      )
      expect(found).toEqual([{ found: true }])
    })
  )

  it.effect("keeps a lookup to its index, though its plan was made while the table was small", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const scans = sql<{ readonly whole: number; readonly probes: number }>`
        SELECT seq_scan::int4 AS whole, idx_scan::int4 AS probes FROM pg_stat_xact_user_tables
        WHERE relid = 'research_cache'::regclass`
      yield* sql`TRUNCATE research_cache`
      yield* sql`INSERT INTO research_cache (keyword, payload, expires_at) VALUES ('small', '1', 'infinity')`
      yield* sql`VACUUM ANALYZE research_cache`
      const lookups = Effect.gen(function* () {
        const [before] = yield* scans
        // After the fifth time the plan is kept, for as long as the connection lives.
        for (let time = 0; time < 10; time++) yield* sql`SELECT payload FROM research_cache_find('small')`
        const [after] = yield* scans
        return [Number(after?.whole) - Number(before?.whole), Number(after?.probes) - Number(before?.probes)]
      })
      expect(yield* sql.withTransaction(lookups)).toEqual([0, 10])
    })
  )

  it.effect("serves the driver's own client as well", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const bare = Layer.effect(SqlClient.SqlClient, bareDriver(admin))
      const found = yield* Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("bare", { found: 2 })
        yield* cache.storeAbsence("nothing")
        const entry = yield* cache.lookup("bare")
        return [
          Option.map(entry, ({ payload }) => payload),
          yield* cache.lookup("nothing"),
          yield* cache.lookup("none")
        ]
      }).pipe(Effect.provide(Layer.fresh(ResearchCache.layerNoDeps).pipe(Layer.provide(bare))))
      expect(found).toEqual([Option.some({ found: 2 }), Option.none(), Option.none()])
    })
  )

  it.effect("answers a lookup by one index probe, and counts without touching the payload's row", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { sql } = yield* DirectPg
      yield* cache.store("probe", { found: 1 })
      yield* sql`INSERT INTO research_cache (keyword, payload, expires_at) SELECT 'filler ' || i, '1', now() + interval '1 day' FROM generate_series(1, 5000) AS i`
      yield* sql`ANALYZE research_cache`
      const plan = yield* sql<{ "QUERY PLAN": string }>`EXPLAIN (COSTS OFF)
        SELECT * FROM research_cache WHERE keyword = ANY(ARRAY['probe']) AND expires_at > now() AND payload IS NOT NULL`
      expect(plan[0]?.["QUERY PLAN"]).toBe("Index Scan using research_cache_pkey on research_cache")
      const version = sql<{
        version: string
      }>`SELECT ctid::text || xmin::text AS version FROM research_cache WHERE keyword = 'probe'`
      const before = yield* version
      yield* cache.lookup("probe")
      yield* cache.stats
      expect(yield* version).toEqual(before)
    })
  )
})
