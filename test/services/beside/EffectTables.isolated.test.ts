import { expect, layer } from "@effect/vitest"
import { DirectPg, ExistingTables, kitSchema, Migration, PgFailure } from "aquifer"
import { EffectTables } from "aquifer/operations"
import { Testing } from "aquifer/testing"
import { Cause, Duration, Effect, Exit, Layer, Schema } from "effect"
import { SqlMessageStorage, SqlRunnerStorage } from "effect/cluster"
import { KeyValueStore, PersistedCache, PersistedQueue, Persistable, Persistence } from "effect/persistence"
import { Model } from "effect/schema"
import { Migrator, SqlClient, SqlModel, SqlResolver, SqlSchema } from "effect/sql"

const tables = Migration.ofSet("shop", [
  {
    id: 1,
    name: "groups",
    up: ["CREATE TABLE groups (id int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL)"]
  }
])

/** A suite's database with Effect's tables, and the client that its modules start on. */
const made = (through: "pooled" | "direct") =>
  ExistingTables.layerSqlClient.pipe(
    Layer.provideMerge(
      Layer.tap(Testing.layer({ migrations: [...kitSchema, ...tables], through }), (context) =>
        Effect.provideContext(EffectTables.run(["queue", "cache", "cluster"]), context)
      )
    )
  )

class Group extends Model.Class<Group>("Group")({
  id: Model.Field({ select: Schema.Int, update: Schema.Int, json: Schema.Int }),
  name: Schema.String
}) {}

class Square extends Persistable.Class<{ payload: { readonly n: number } }>()("Square", {
  primaryKey: ({ n }) => String(n),
  success: Schema.Number
}) {}

for (const through of ["pooled", "direct"] as const) {
  layer(made(through), { excludeTestServices: true })(`Under a role that makes nothing, ${through}`, (it) => {
    it.effect("KeyValueStore keeps values", () =>
      Effect.gen(function* () {
        const store = yield* KeyValueStore.KeyValueStore
        yield* store.set("a", "one")
        expect(yield* store.get("a")).toBe("one")
        yield* store.remove("a")
        expect(yield* store.get("a")).toBeUndefined()
      }).pipe(Effect.provide(KeyValueStore.layerSql()))
    )

    it.effect("PersistedCache looks up once", () =>
      Effect.gen(function* () {
        let lookups = 0
        const square = ({ n }: Square) =>
          Effect.sync(() => {
            lookups++
            return n * n
          })
        const options = {
          storeId: "squares",
          timeToLive: () => Duration.minutes(1),
          inMemoryTTL: () => Duration.zero
        }
        const cache = yield* PersistedCache.make(square, options)
        expect(yield* cache.get(new Square({ n: 3 }))).toBe(9)
        expect(yield* cache.get(new Square({ n: 3 }))).toBe(9)
        expect(lookups).toBe(1)
      }).pipe(Effect.provide(Persistence.layerSql))
    )

    it.effect("PersistedQueue gives what was offered, and offers commit with the transaction", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const queue = yield* PersistedQueue.make({ name: "jobs", schema: Schema.String })
        yield* Effect.exit(sql.withTransaction(Effect.andThen(queue.offer("lost"), Effect.fail("no"))))
        yield* sql.withTransaction(queue.offer("done"))
        expect(yield* queue.take(Effect.succeed)).toBe("done")
      }).pipe(
        Effect.provide(
          PersistedQueue.layer.pipe(
            Layer.provide(PersistedQueue.layerStoreSql({ pollInterval: "10 millis" }))
          )
        )
      )
    )

    it.effect("SqlModel, SqlSchema and SqlResolver read and write", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const groups = yield* SqlModel.makeRepository(Group, {
          tableName: "groups",
          spanPrefix: "Groups",
          idColumn: "id"
        })
        const { id } = yield* groups.insert(Group.insert.make({ name: "first" }))
        const second = yield* groups.insert(Group.insert.make({ name: "second" }))
        yield* groups.update(Group.update.make({ id, name: "renamed" }))
        const named = SqlSchema.findOne({
          Request: Schema.String,
          Result: Group,
          execute: (name) => sql`SELECT * FROM groups WHERE name = ${name}`
        })
        expect(yield* named("renamed")).toMatchObject({ id })
        let statements = 0
        const byId = SqlResolver.findById({
          Id: Schema.Int,
          Result: Group,
          ResultId: (group) => group.id,
          execute: (ids) => {
            statements++
            return sql`SELECT * FROM groups WHERE ${sql.in("id", ids)}`
          }
        })
        const find = SqlResolver.request(byId)
        const found = yield* Effect.all([find(id), find(second.id)], { concurrency: "unbounded" })
        expect(found.map(({ name }) => name)).toEqual(["renamed", "second"])
        expect(statements).toBe(1)
        yield* groups.delete(second.id)
      })
    )

    it.effect("Migrator finds what the owner has migrated with it", () =>
      Effect.gen(function* () {
        const migrate = Migrator.make({})({
          loader: Migrator.fromRecord({
            "1_notes": Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE TABLE notes (id int4)`)
          })
        })
        const direct = yield* DirectPg
        const asOwner = Effect.provideService(migrate, SqlClient.SqlClient, direct.sql)
        expect(yield* asOwner).toEqual([[1, "notes"]])
        expect(yield* migrate).toEqual([])
      })
    )

    it.effect("the cluster's messages are stored, and its tables are there already", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* Layer.build(
          Layer.merge(SqlMessageStorage.layerMigrations({}), SqlRunnerStorage.layerMigrations({}))
        )
        expect(yield* sql`SELECT count(*) AS n FROM cluster_messages`).toEqual([{ n: 0n }])
      })
    )
  })
}

layer(Testing.layer({ migrations: kitSchema }))("Without Effect's tables", (it) => {
  const starts = [
    ["queue", "effect_queue_migrations", Layer.effectDiscard(PersistedQueue.makeStoreSql())],
    ["cache", "effect_persistence", Layer.effectDiscard(Layer.build(Persistence.layerSql))],
    ["cache", "effect_key_value_store", Layer.effectDiscard(Layer.build(KeyValueStore.layerSql()))],
    ["cluster", "cluster_migrations", SqlMessageStorage.layerMigrations({})],
    ["cluster", "cluster_runner_migrations", SqlRunnerStorage.layerMigrations({})]
  ] as const

  for (const [module, table, start] of starts) {
    it.effect(`a module cannot start, and says that ${table} is missing and what makes it`, () =>
      Effect.gen(function* () {
        const exit = yield* Effect.exit(
          Effect.scoped(Layer.build(Layer.provide(start, ExistingTables.layerSqlClient)))
        )
        const told = Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "started"
        expect(told).toContain(`relation "${table}" does not exist; run aquifer migrate --with ${module};`)
      })
    )
  }

  it.effect("the ordinary client refuses them though they are there, which is why there is another", () =>
    Effect.gen(function* () {
      yield* EffectTables.run(["cache"])
      const start = Layer.build(KeyValueStore.layerSql())
      expect(Exit.isFailure(yield* Effect.exit(Effect.scoped(start)))).toBe(true)
      yield* Effect.scoped(
        Layer.build(Layer.provide(KeyValueStore.layerSql(), ExistingTables.layerSqlClient))
      )
    })
  )

  it.effect("a role that may not make them is told so, and nothing dies of it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const direct = yield* DirectPg
      const asProgram = Effect.provideService(EffectTables.run(["queue"]), DirectPg, { ...direct, sql })
      expect(PgFailure.classify(yield* Effect.flip(asProgram))).toMatchObject({ _tag: "Rejected" })
    })
  )

  it.effect("making them twice makes nothing twice", () =>
    Effect.andThen(EffectTables.run(["queue", "cluster"]), EffectTables.run(["queue", "cluster"]))
  )
})
