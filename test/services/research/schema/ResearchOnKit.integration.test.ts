import { createHash } from "node:crypto"
import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration, PgFailure, PooledPg, SchemaDrift } from "aquifer"
import { ResearchDocuments, researchSchema } from "aquifer/research"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

/** Before the store stood on the kit's tables. */
const before = { to: 15 }

const first = { inserted: 7, updated: 0, duplicates: 0 }

const request = (operation: string) => ({
  keyword: "kept",
  operation,
  documents: [{ url: "u", title: "t", body: "b", source: "s" }]
})

/** The digest of that request, as programs of before have stored it. */
const digest = ["kept", "", "u", "t", "b", "s", ""].reduce(
  (hash, text) => hash.update(`${text.length}:`).update(text),
  createHash("sha256")
)
const hash = digest.digest()

/** A key as programs of before have stored it. */
const used = (operation: string, until: string) =>
  DirectPg.use(
    ({ sql }) => sql`
      INSERT INTO research_operations (operation, request_hash, result, expires_at)
      VALUES (${operation}, ${hash}, ${JSON.stringify(first)}::text::jsonb, now() + ${until}::text::interval)`
  )

/** The migrator waits for somebody. */
const isBlocked = Effect.flatMap(
  DirectPg,
  ({ sql }) => sql`SELECT FROM pg_locks WHERE NOT granted AND relation = to_regclass('research_operations')`
).pipe(Effect.repeat({ until: (rows) => rows.length > 0 }))

const store = (operation: string) =>
  Effect.gen(function* () {
    const { app } = yield* SuiteDatabase
    const documents = ResearchDocuments.layerNoDeps.pipe(
      Layer.provide(PooledPg.layerSqlClient),
      Layer.provide(PooledPg.layerWith({ endpoint: app("pgbouncer118") }))
    )
    return yield* ResearchDocuments.use(({ store }) => store(request(operation))).pipe(
      Effect.provide(Layer.fresh(documents))
    )
  })

const databases = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin, pool: { size: 4 } }))
).pipe(Layer.provideMerge(SuiteDatabase.layer))

layer(databases, { excludeTestServices: true })("A research store of before", (it) => {
  it.effect("keeps its idempotency keys when it is brought over to the kit, and when that is undone", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* Migration.run(researchSchema, before)
      yield* used("an hour ago", "23 hours")
      yield* used("two days ago", "-1 day")
      const begun = yield* Deferred.make<void>()
      const blocked = yield* Deferred.make<void>()
      const storing = Effect.gen(function* () {
        yield* used("at this moment", "1 day")
        yield* Deferred.succeed(begun, undefined)
        yield* Deferred.await(blocked)
      })
      const stored = yield* Effect.forkChild(sql.withTransaction(storing))
      yield* Deferred.await(begun)
      const migrated = yield* Effect.forkChild(Migration.run(researchSchema))
      yield* isBlocked
      yield* Deferred.succeed(blocked, undefined)
      yield* Fiber.join(stored)
      yield* Fiber.join(migrated)
      expect(yield* store("an hour ago")).toEqual(first)
      expect(yield* store("at this moment")).toEqual(first)
      expect(yield* sql`SELECT FROM research_documents`).toEqual([])
      expect(yield* store("two days ago")).toEqual({ ...first, inserted: 1 })

      yield* Migration.undo(researchSchema, before)
      const kept = yield* sql`SELECT operation, result FROM research_operations ORDER BY operation`
      expect(kept).toEqual([
        { operation: "an hour ago", result: first },
        { operation: "at this moment", result: first },
        { operation: "two days ago", result: { ...first, inserted: 1 } }
      ])
      expect(yield* SchemaDrift.find(researchSchema)).toEqual([])
    })
  )

  it.effect("answers programs of before that something is missing, and changes nothing for them", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* Migration.run(researchSchema)
      const calls = [
        "SELECT * FROM research_store(true, '{k}', '{1}', '{1}', '{key}', '{x}', '{0}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        "SELECT * FROM research_cache_write('{k}'::text[], '{1}'::text[], '{1}'::float8[], NULL::uuid[])",
        "SELECT * FROM research_lease_take('{k}'::text[], ARRAY[gen_random_uuid()], '{1}'::float8[])",
        "INSERT INTO research_operations (operation, request_hash, expires_at) VALUES ('key', '', now())"
      ]
      for (const call of calls) {
        const failure = PgFailure.classify(yield* Effect.flip(sql.unsafe(call)))
        expect(failure, call).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
        expect(failure.message, call).toContain("aquifer migrate")
      }
    })
  )
})
