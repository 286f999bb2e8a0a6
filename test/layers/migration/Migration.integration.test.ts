import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration, PooledPg } from "aquifer"
import { Deferred, Duration, Effect, Fiber, Layer, Redacted } from "effect"
import { urlOf } from "../../support/program.ts"
import { simpleQuery } from "../../support/simpleQuery.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const changes: ReadonlyArray<Migration.Change> = [
  { id: 1, name: "one", up: ["CREATE TABLE one (id int)"] },
  { id: 2, name: "two", up: ["CREATE TABLE two (id int)"], down: ["DROP TABLE two"] },
  {
    id: 3,
    name: "it's three",
    up: ["CREATE VIEW three AS SELECT ';' AS id", "COMMENT ON VIEW three IS 'of two'"],
    down: ["DROP VIEW three"]
  }
]

const names = (changes: ReadonlyArray<{ readonly name: string }>) => changes.map(({ name }) => name)

/** A way in of its own, as another process has it. */
const elsewhere = <A, E>(effect: Effect.Effect<A, E, DirectPg>) =>
  Effect.flatMap(SuiteDatabase, ({ admin }) =>
    Effect.provide(effect, Layer.fresh(DirectPg.layerWith({ endpoint: admin })))
  )

const direct = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin }))
).pipe(Layer.provideMerge(SuiteDatabase.layer))

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const rows = yield* sql<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
    ORDER BY 1`
  return names(rows)
})

layer(direct)("Migration", (it) => {
  it.effect("goes up to a change and back down from it, and keeps its books", () =>
    Effect.gen(function* () {
      expect(names(yield* Migration.run(changes, { to: 1 }))).toEqual(["one"])
      expect(names(yield* Migration.run(changes))).toEqual(["two", "it's three"])
      expect(yield* tables).toEqual(["aquifer_migrations", "one", "three", "two"])
      expect(names(yield* Migration.undo(changes, { to: 1 }))).toEqual(["it's three", "two"])
      expect(yield* tables).toEqual(["aquifer_migrations", "one"])
      const status = yield* Migration.status(changes)
      expect(status.map(({ appliedAt }) => appliedAt !== undefined)).toEqual([true, false, false])
      expect(yield* Migration.undo(changes, { to: 1 })).toEqual([])
    })
  )

  it.effect("applies a change that came late, from another branch", () =>
    Effect.gen(function* () {
      yield* Migration.run(changes.filter(({ name }) => name !== "two"))
      expect(names((yield* Migration.plan(changes)).apply)).toEqual(["two"])
      expect(names(yield* Migration.run(changes))).toEqual(["two"])
    })
  )

  it.effect("undoes nothing when one of the changes cannot be undone, and says which", () =>
    Effect.gen(function* () {
      yield* Migration.run(changes)
      const refused = yield* Effect.flip(Migration.undo(changes, { to: 0 }))
      expect(refused.reason).toMatchObject({ _tag: "Rejected", statement: "did not run" })
      expect(refused.message).toContain("1_one cannot be undone")
      const unknown = yield* Effect.flip(Migration.undo(changes.slice(0, 2), { to: 2 }))
      expect(unknown.message).toContain("3_it's three is not known here")
      expect(yield* tables).toEqual(["aquifer_migrations", "one", "three", "two"])
    })
  )

  it.effect("undoes each change once, however many processes undo at once", () =>
    Effect.gen(function* () {
      yield* Migration.run(changes)
      const undone = yield* Effect.all(
        Array.from({ length: 4 }, () => elsewhere(Migration.undo(changes, { to: 1 }))),
        { concurrency: "unbounded" }
      )
      expect(names(undone.flat())).toEqual(["it's three", "two"])
    })
  )

  it.effect("prints a script that does by hand what it would do, in both directions", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const byHand = (script: string) => simpleQuery(Redacted.make(urlOf(admin)), script)
      yield* Migration.undo(changes, { to: 1 })
      const up = yield* Migration.plan(changes)
      expect([names(up.apply), names(up.undo)]).toEqual([["two", "it's three"], []])
      expect(yield* tables).toEqual(["aquifer_migrations", "one"]) // it changes nothing itself
      yield* byHand(up.script)
      expect(yield* Migration.run(changes)).toEqual([])
      expect(yield* tables).toEqual(["aquifer_migrations", "one", "three", "two"])
      const down = yield* Migration.plan(changes, { to: 1 })
      expect([names(down.apply), names(down.undo)]).toEqual([[], ["it's three", "two"]])
      yield* byHand(down.script)
      expect(yield* tables).toEqual(["aquifer_migrations", "one"])
      expect((yield* Migration.plan(changes, { to: 1 })).script).toContain("nothing to do")
    })
  )

  it.effect("gives up a lock that is not to be had in its time, and changes nothing", () =>
    Effect.gen(function* () {
      yield* Migration.run(changes)
      const { sql } = yield* DirectPg
      const locked = yield* Deferred.make<void>()
      const reader = sql`LOCK TABLE one IN ACCESS SHARE MODE`.pipe(
        Effect.andThen(Deferred.succeed(locked, undefined)),
        Effect.andThen(Effect.never),
        sql.withTransaction
      )
      const holding = yield* Effect.forkChild(reader)
      yield* Deferred.await(locked)
      const four = {
        id: 4,
        name: "four",
        up: ["CREATE TABLE four (id int)", "ALTER TABLE one ADD COLUMN b int"]
      }
      const blocked = elsewhere(Migration.run([...changes, four], { lockTimeout: Duration.millis(50) }))
      expect(yield* Effect.flip(blocked)).toMatchObject({
        reason: { _tag: "Contention", sqlState: "55P03" }
      })
      yield* Fiber.interrupt(holding)
      expect(yield* tables).not.toContain("four")
      expect(names(yield* Migration.run([...changes, four]))).toEqual(["four"])
    })
  )
})

for (const route of ["pgbouncer118", "pgbouncer124"] as const) {
  layer(SuiteDatabase.layer)(`Migration by a direct endpoint that leads through ${route}`, (it) => {
    it.effect("is refused before anything is changed, whatever the URL looks like", () =>
      Effect.gen(function* () {
        const { admin, app } = yield* SuiteDatabase
        const { host, port } = app(route)
        const pooler = { ...admin, host, port }
        const refused = Migration.run(changes).pipe(Effect.provide(DirectPg.layerWith({ endpoint: pooler })))
        expect(yield* Effect.flip(refused)).toMatchObject({
          message: expect.stringContaining("DATABASE_URL leads through a pooler"),
          reason: { _tag: "Misconfigured", statement: "did not run" }
        })
        const context = yield* Layer.build(PooledPg.layerWith({ endpoint: pooler }))
        const { sql } = yield* Effect.provideContext(PooledPg, context)
        expect(yield* sql`SELECT to_regclass('aquifer_migrations') AS found`).toEqual([{ found: null }])
      }).pipe(Effect.scoped)
    )
  })
}
