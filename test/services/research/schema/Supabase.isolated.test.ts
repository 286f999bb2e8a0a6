import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration, PgUrl, SchemaDrift } from "aquifer"
import { EffectTables } from "aquifer/operations"
import { researchSchema } from "aquifer/research"
import { Context, Effect, FileSystem, Layer, Result } from "effect"
import * as MigrationFolder from "../../../../src/programs/migrate/MigrationFolder.ts"
import { freshDatabase } from "../../../support/freshDatabase.ts"
import { openFolder } from "../../../support/openFolder.ts"
import { supabase } from "../../../support/supabase.ts"

/** Tables of somebody's own, which are left to Supabase's roles as they are by default. */
const shop = Migration.ofSet("shop", [
  {
    id: 1,
    name: "shop",
    up: [
      "CREATE TABLE products (id int GENERATED ALWAYS AS IDENTITY)",
      "GRANT SELECT ON products TO aquifer_app",
      "CREATE TABLE orders (id int)",
      "GRANT SELECT ON orders TO aquifer_app",
      "CREATE TABLE closed (id int)",
      "REVOKE ALL ON closed FROM anon",
      "CREATE FUNCTION price() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "GRANT EXECUTE ON FUNCTION price() TO aquifer_app"
    ]
  }
])

/** A project of Supabase's that was just migrated by its owner, who is no superuser. */
class Project extends Context.Service<Project>()("Project", {
  make: freshDatabase({ logins: ["postgres_like"], made: supabase("postgres_like") })
}) {
  static readonly layer = Layer.effect(Project, Project.make)
}

const migrated = Layer.tap(
  Layer.unwrap(
    Effect.map(Project, ({ ownerUrl }) =>
      DirectPg.layerWith({ endpoint: Result.getOrThrow(PgUrl.fromString(ownerUrl)) })
    )
  ),
  (context) => Effect.provideContext(Migration.run(researchSchema), context)
).pipe(Layer.provideMerge(Project.layer))

/** Everything in `public` that a role of Supabase's may do. */
const rights = `
SELECT format('%s: %s %s', role, privilege, relname) AS may
FROM unnest(ARRAY['anon', 'authenticated', 'service_role', 'authenticator']) AS role, pg_class,
  unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) AS privilege
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege(role, pg_class.oid, privilege)
UNION ALL
SELECT format('%s: %s %s', role, privilege, relname)
FROM unnest(ARRAY['anon', 'authenticated', 'service_role', 'authenticator']) AS role, pg_class,
  unnest(ARRAY['SELECT', 'USAGE', 'UPDATE']) AS privilege
WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND has_sequence_privilege(role, pg_class.oid, privilege)
UNION ALL
SELECT format('%s: EXECUTE %s', role, proname)
FROM unnest(ARRAY['anon', 'authenticated', 'service_role', 'authenticator']) AS role, pg_proc
WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(role, pg_proc.oid, 'EXECUTE')
ORDER BY 1`

const meant = [
  "service_role: EXECUTE rpc_check_cache_exists",
  "service_role: EXECUTE rpc_get_cached_research",
  "service_role: SELECT research_cache"
]

const given = Effect.gen(function* () {
  const { administrator } = yield* Project
  return (yield* administrator(rights)).map(({ may }) => may)
})

layer(migrated, { excludeTestServices: true })("The research store at Supabase", (it) => {
  it.effect("is as its changes made it right after they were applied, beside rights by default", () =>
    Effect.gen(function* () {
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
    })
  )

  it.effect("is shown to service_role as far as clients need it, and to nobody else", () =>
    Effect.gen(function* () {
      expect(yield* given).toEqual(meant)
    })
  )

  it.effect("is read, and never written, by service_role, whom row security does not hold", () =>
    Effect.gen(function* () {
      const { administrator, owner } = yield* Project
      yield* owner(
        `INSERT INTO research_cache (keyword, payload, expires_at) VALUES ('diabetes', '{"found": 3}', 'infinity')`
      )
      const asService = (statement: string) =>
        Effect.gen(function* () {
          yield* administrator("BEGIN")
          yield* administrator("SET LOCAL ROLE service_role")
          return yield* administrator(statement)
        }).pipe(Effect.ensuring(Effect.ignore(administrator("ROLLBACK"))))
      expect(yield* asService("SELECT payload FROM rpc_get_cached_research(' diabetes ')")).toEqual([
        { payload: { found: 3 } }
      ])
      expect(yield* asService("SELECT rpc_check_cache_exists('diabetes') AS found")).toEqual([
        { found: true }
      ])
      expect(yield* asService("SELECT keyword FROM research_cache")).toEqual([{ keyword: "diabetes" }])
      for (const statement of [
        "DELETE FROM research_cache",
        "TRUNCATE research_cache",
        "INSERT INTO research_cache (keyword, expires_at) VALUES ('a', now())",
        "SELECT * FROM research_documents",
        "SELECT research_cache_find('diabetes')",
        "SELECT nextval('aquifer_leases_token_seq')",
        "SELECT * FROM aquifer_migrations"
      ]) {
        expect((yield* Effect.flip(asService(statement))).message).toMatch(/permission denied/)
      }
    })
  )

  it.effect("is not as its changes made it once somebody has granted more", () =>
    Effect.gen(function* () {
      const { owner } = yield* Project
      yield* owner("GRANT INSERT ON research_cache TO service_role")
      expect(yield* SchemaDrift.find(researchSchema)).toMatchObject([
        { difference: "differs", kind: "privilege", name: "research_cache" }
      ])
      yield* owner("REVOKE INSERT ON research_cache FROM service_role")
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
    })
  )

  it.effect("is not as its changes made it once who comes from outside may make things beside it", () =>
    Effect.gen(function* () {
      const { administrator } = yield* Project
      yield* administrator("GRANT anon TO postgres_like")
      yield* administrator("GRANT CREATE ON SCHEMA public TO anon")
      expect(yield* SchemaDrift.find(researchSchema)).toMatchObject([
        { difference: "differs", kind: "privilege", name: "schema public" }
      ])
      yield* administrator("REVOKE CREATE ON SCHEMA public FROM anon")
      yield* administrator("REVOKE anon FROM postgres_like")
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
    })
  )

  it.effect.each([
    [
      "by itself",
      "GRANT aquifer_app TO anon",
      "joined by anon, authenticator",
      "REVOKE aquifer_app FROM anon"
    ],
    [
      "by way of another role",
      "DO $$ BEGIN CREATE ROLE between; GRANT aquifer_app TO between; GRANT between TO service_role; END $$",
      "joined by authenticator, service_role",
      "DROP ROLE between"
    ]
  ] as const)(
    "is not as its changes made it once who comes from outside may be aquifer_app %s",
    ([, done, actual, mended]) =>
      Effect.gen(function* () {
        const { administrator } = yield* Project
        yield* administrator("GRANT aquifer_app TO postgres_like")
        yield* administrator(done)
        expect(yield* SchemaDrift.find(researchSchema)).toEqual([
          { difference: "differs", kind: "role", name: "aquifer_app", expected: "no attributes", actual }
        ])
        yield* administrator(mended)
        expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
      })
  )

  it.effect("is closed where it was open before, as the version before left it", () =>
    Effect.gen(function* () {
      const { administrator } = yield* Project
      yield* Migration.undo(researchSchema, { to: 17 })
      yield* administrator("DELETE FROM aquifer_migrations WHERE set_name = 'kit' AND migration_id = 8")
      for (const all of ["TABLES", "SEQUENCES", "FUNCTIONS"]) {
        yield* administrator(`GRANT ALL ON ALL ${all} IN SCHEMA public TO anon, authenticated, service_role`)
      }
      expect((yield* given).length).toBeGreaterThan(100)
      const applied = yield* Migration.run(researchSchema)
      expect(applied.map(({ id, set }) => [set, id])).toEqual([
        ["kit", 8],
        ["research", 18]
      ])
      expect(yield* given).toEqual(meant)
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
    })
  )

  it.effect("leaves the tables of Effect's own modules to programs alone, as often as they are made", () =>
    Effect.gen(function* () {
      const { administrator } = yield* Project
      for (let run = 0; run < 2; run++) {
        yield* EffectTables.run(["queue", "cache", "cluster"])
        expect(yield* given).toEqual(meant)
      }
      const ofEffect = "relkind = 'r' AND relname ~ '^(effect|cluster)_'"
      const closed =
        "relrowsecurity AND relforcerowsecurity AND has_table_privilege('aquifer_app', oid, 'INSERT')"
      expect(yield* administrator(`SELECT FROM pg_class WHERE ${ofEffect}`)).not.toEqual([])
      const open = `SELECT relname FROM pg_class WHERE ${ofEffect} AND NOT (${closed})`
      expect(yield* administrator(open)).toEqual([])
    })
  )

  it.effect(
    "comes to be the same by the files of `aquifer migrate --into`, as Supabase's command runs them",
    () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const folder = yield* openFolder
        const written = yield* MigrationFolder.write(folder, researchSchema)
        expect(written.map(({ id, set }) => [set, id])).toEqual(
          researchSchema.map(({ id, set }) => [set, id])
        )
        const { administrator, owner, ownerUrl } = yield* freshDatabase({
          logins: ["postgres_like"],
          made: supabase("postgres_like")
        })
        for (const { file } of written) yield* owner(yield* files.readFileString(file))
        expect((yield* administrator(rights)).map(({ may }) => may)).toEqual(meant)
        const direct = DirectPg.layerWith({ endpoint: Result.getOrThrow(PgUrl.fromString(ownerUrl)) })
        const [applied, drift] = yield* Effect.provide(
          Effect.all([Migration.run(researchSchema), SchemaDrift.find(researchSchema)]),
          direct
        )
        expect([applied, drift]).toEqual([[], []])
      }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect(
    "has what was granted by default still when the defaults are withdrawn, and no more than that",
    () =>
      Effect.gen(function* () {
        const { owner } = yield* Project
        const changes = [...researchSchema, ...shop]
        yield* Migration.run(changes)
        for (const all of ["TABLES", "FUNCTIONS", "SEQUENCES"]) {
          yield* owner(
            `ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON ${all} FROM anon, authenticated, service_role`
          )
        }
        expect(yield* SchemaDrift.find(changes)).toEqual([])
        for (const [more, name, back] of [
          ["GRANT UPDATE ON orders TO PUBLIC", "orders", "REVOKE UPDATE ON orders FROM PUBLIC"],
          ["GRANT SELECT ON closed TO anon", "closed", "REVOKE SELECT ON closed FROM anon"],
          [
            "GRANT INSERT ON research_cache TO anon",
            "research_cache",
            "REVOKE INSERT ON research_cache FROM anon"
          ],
          ["GRANT SELECT ON orders TO pg_monitor", "orders", "REVOKE SELECT ON orders FROM pg_monitor"]
        ] as const) {
          yield* owner(more)
          expect(yield* SchemaDrift.find(changes)).toContainEqual(
            expect.objectContaining({ difference: "differs", kind: "privilege", name })
          )
          yield* owner(back)
          expect(yield* SchemaDrift.find(changes)).toEqual([])
        }
      })
  )

  it.effect("says of a role that came after the changes what grants it what they would have", () =>
    Effect.gen(function* () {
      const { administrator, ownerUrl } = yield* freshDatabase({ logins: ["keeper"] })
      yield* administrator("ALTER ROLE keeper CREATEROLE")
      const at = <A, E>(work: Effect.Effect<A, E, DirectPg>) =>
        Effect.provide(work, DirectPg.layerWith({ endpoint: Result.getOrThrow(PgUrl.fromString(ownerUrl)) }))
      yield* at(Migration.run(researchSchema))
      yield* administrator("CREATE ROLE service_role")
      const [late, ...others] = yield* at(SchemaDrift.find(researchSchema))
      expect(others).toEqual([])
      expect(late).toMatchObject({ difference: "differs", kind: "role", name: "service_role" })
      expect(late?.expected).toContain("SELECT on research_cache")
      const [says = "", ...grants] = (late?.actual ?? "").split(/(?=GRANT )/)
      expect(says).toBe("granted nothing, as it was made after the changes ran; to grant it, run ")
      expect(grants).toHaveLength(3)
      for (const grant of grants) yield* administrator(grant)
      expect(yield* at(SchemaDrift.find(researchSchema))).toEqual([])
      yield* administrator("REVOKE SELECT ON research_cache FROM service_role")
      expect(yield* at(SchemaDrift.find(researchSchema))).toMatchObject([
        { difference: "differs", kind: "privilege", name: "research_cache" }
      ])
    })
  )
})
