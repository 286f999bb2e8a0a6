import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration } from "aquifer"
import { Context, Effect, Fiber, Latch, Layer } from "effect"
import { Migrator, SqlClient } from "effect/sql"
import { bareDriver, outlasts } from "../../support/bareDriver.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

layer(SuiteDatabase.layer, { excludeTestServices: true })("Migrations, bare and here:", (it) => {
  it.effect("G28 a change waits for a lock for ever there, everybody behind it, and here gives up", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const holder = yield* bareDriver(admin)
      yield* holder`CREATE TABLE busy (id int)`
      const held = yield* Latch.make(false)
      const letGo = yield* Latch.make(false)
      const work = yield* Effect.forkChild(
        holder.withTransaction(Effect.all([holder`SELECT * FROM busy`, held.open, letGo.await]))
      )
      yield* held.await

      const up = "ALTER TABLE busy ADD COLUMN more int"
      const bare = yield* bareDriver(admin)
      const change = Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(up))
      const migrating = yield* Effect.forkChild(
        Effect.exit(
          Migrator.make({})({
            loader: Migrator.fromRecord({ "1_more": change }),
            table: "bare_migrations"
          }).pipe(Effect.provideService(SqlClient.SqlClient, bare))
        ),
        { startImmediately: true }
      )
      const direct = yield* Layer.build(DirectPg.layerWith({ endpoint: admin }))
      const ours = Effect.provideContext(
        Effect.flip(Migration.run([{ id: 1, name: "more", up: [up] }], { lockTimeout: "200 millis" })),
        direct
      )
      expect(yield* ours).toMatchObject({
        _tag: "MigrationFailed",
        reason: { _tag: "Contention", sqlState: "55P03", statement: "rolled back" }
      })
      const { sql } = Context.get(direct, DirectPg)
      expect(yield* outlasts(migrating, sql`SELECT pg_sleep(1)`)).toBe(true)
      expect(yield* sql`SELECT to_regclass('aquifer_migrations') AS "table"`).toEqual([{ table: null }])
      yield* letGo.open
      yield* Effect.all([Fiber.await(work), Fiber.await(migrating)])
    }).pipe(Effect.scoped)
  )
})
