import { expect, layer } from "@effect/vitest"
import { ChangeFeed, DirectPg, kitSchema, Migration, SchemaDrift } from "aquifer"
import { Effect, Layer, Logger, Redacted, Schema } from "effect"
import * as KeySettings from "../../../../src/services/repository/schema/KeySettings.ts"
import { applicationRole } from "../../../../src/services/repository/schema/privileges.ts"
import { connection } from "../../../support/deployment.ts"
import { range } from "../../../support/range.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const before = 9
const ofBefore = kitSchema.filter(({ id }) => id <= before)

const long = `Products of ${"long ".repeat(20)}names`

const shop = Migration.ofSet("shop", [
  {
    id: 1,
    name: "tables",
    up: ["CREATE TABLE products (day date PRIMARY KEY)", `CREATE TABLE "${long}" (day date PRIMARY KEY)`]
  },
  { id: 2, name: "products_changes", ...ChangeFeed.changesFor({ table: "products", idColumn: "day" }) },
  { id: 3, name: "long_changes", ...ChangeFeed.changesFor({ table: long, idColumn: "day" }) }
])

/** As `changesFor` made it before. */
const asBefore = (statements: ReadonlyArray<string>): ReadonlyArray<string> =>
  statements.map((statement) => statement.replace(` ${KeySettings.clauses}`, ""))

const shopOfBefore = shop.map((change) => ({ ...change, up: asBefore(change.up) }))

/** Tables of no migration, with what tells of them as it was before. */
const telling = (table: string) => [
  `CREATE TABLE ${table} (day date, line int, PRIMARY KEY (day, line))`,
  ...asBefore(ChangeFeed.changesFor({ table, idColumn: ["day", "line"] }).up)
]

/** A database of an owner's who is no superuser, how it migrates, and the superuser's connection. */
const owned = Effect.gen(function* () {
  const { admin, name } = yield* SuiteDatabase
  const query = yield* connection(admin)
  const role = `owner_${name}`
  yield* query(applicationRole)
  yield* Effect.acquireRelease(
    query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT aquifer_app TO ${role} WITH ADMIN OPTION`),
    () =>
      Effect.orDie(
        query(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`)
      )
  )
  yield* query(`GRANT CREATE ON DATABASE ${name} TO ${role}; GRANT USAGE, CREATE ON SCHEMA public TO ${role}`)
  yield* Effect.addFinalizer(() =>
    Effect.orDie(
      query(
        "DROP SCHEMA IF EXISTS apart CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"
      )
    )
  )
  const endpoint = { ...admin, username: role, password: Redacted.make("secret") }
  const as = <A, E, R>(work: Effect.Effect<A, E, DirectPg | R>) =>
    Effect.provide(work, Layer.orDie(DirectPg.layerWith({ endpoint })))
  const settings = Effect.flatMap(
    DirectPg,
    ({ sql }) => sql<{ readonly name: string; readonly settings: ReadonlyArray<string> }>`
      SELECT oid::regprocedure::text AS name, proconfig AS settings FROM pg_proc
      WHERE starts_with(proname, 'aquifer_changed_') ORDER BY oid`
  )
  return { as, query, settings }
})

const all = [...kitSchema, ...shop]

layer(SuiteDatabase.layer, { excludeTestServices: true })(
  "The settings of functions that tell keys",
  (it) => {
    it.effect("come to those that were made before, whatever their tables are called now", () =>
      Effect.gen(function* () {
        const { as, query, settings } = yield* owned
        yield* as(Migration.run([...ofBefore, ...shopOfBefore]))
        yield* as(
          Effect.flatMap(DirectPg, ({ sql }) =>
            Effect.forEach(
              ["CREATE SCHEMA apart", ...telling("apart.lines"), "ALTER TABLE apart.lines RENAME TO others"],
              (statement) => sql.unsafe(statement)
            )
          )
        )
        for (const statement of telling("theirs")) yield* query(statement)
        expect((yield* as(settings)).map((each) => each.settings)).toEqual(
          range(4).map(() => ['search_path=""'])
        )
        expect(yield* as(SchemaDrift.find([...ofBefore, ...shop]))).toMatchObject(
          range(2).map(() => ({ kind: "function", difference: "differs" }))
        )
        expect(yield* as(Migration.run(all))).toMatchObject([{ set: "kit", id: 10 }])
        const found = yield* as(settings)
        const told = ['search_path=""', ...KeySettings.kept]
        expect(found.map((each) => each.settings)).toEqual([told, told, told, ['search_path=""']])
        expect(yield* as(SchemaDrift.find(all))).toEqual([])
      })
    )

    it.effect("are there from the beginning where functions are made later", () =>
      Effect.gen(function* () {
        const { as, settings } = yield* owned
        yield* as(Migration.run(kitSchema))
        yield* as(Migration.run(all))
        const told = ['search_path=""', ...KeySettings.kept]
        expect((yield* as(settings)).map((each) => each.settings)).toEqual([told, told])
        expect(yield* as(SchemaDrift.find(all))).toEqual([])
        yield* as(Migration.undo(all, { to: 1 }))
        yield* as(Migration.undo(kitSchema, { to: before }))
        yield* as(Migration.run(all))
        expect(yield* as(SchemaDrift.find(all))).toEqual([])
      })
    )

    it.effect("are missed by a feed, which says so and works", () => {
      const logged: Array<string> = []
      const noting = Logger.layer([Logger.make(({ message }) => void logged.push(String(message)))])
      return Effect.gen(function* () {
        const { as } = yield* owned
        yield* as(Migration.run([...ofBefore, ...shopOfBefore]))
        const feed = ChangeFeed.make({ table: "products", key: Schema.String }).pipe(
          Effect.provide(DirectPg.layerSqlClient),
          Effect.scoped,
          as
        )
        yield* feed
        expect(logged).toEqual([expect.stringContaining("as the owner of aquifer_changed_products()")])
        logged.length = 0
        yield* as(Migration.run(all))
        yield* feed
        expect(logged).toEqual([])
      }).pipe(Effect.provide(noting))
    })

    it.effect(
      "come to a function that an older version made since by the statement that its feed names",
      () => {
        const logged: Array<string> = []
        const noting = Logger.layer([Logger.make(({ message }) => void logged.push(String(message)))])
        return Effect.gen(function* () {
          const { as } = yield* owned
          yield* as(Migration.run([...kitSchema, ...shopOfBefore]))
          const feed = ChangeFeed.make({ table: "products", key: Schema.String }).pipe(
            Effect.provide(DirectPg.layerSqlClient),
            Effect.scoped,
            as
          )
          yield* feed
          const [statement = ""] = /ALTER FUNCTION .*/.exec(logged.join()) ?? []
          yield* as(Effect.flatMap(DirectPg, ({ sql }) => sql.unsafe(statement)))
          logged.length = 0
          yield* feed
          expect(logged).toEqual([])
          expect(yield* as(SchemaDrift.find(all))).toMatchObject([
            { kind: "function", name: expect.stringContaining("aquifer_changed_Products of long") }
          ])
        }).pipe(Effect.provide(noting))
      }
    )
  }
)
