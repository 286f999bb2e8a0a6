import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration, SchemaDrift } from "aquifer"
import { Effect, Layer, Redacted } from "effect"
import { connection } from "../../support/deployment.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** A login that may make nothing, how it migrates, and the superuser's connection; gone with the scope. */
const newcomer = Effect.gen(function* () {
  const { admin, name } = yield* SuiteDatabase
  const query = yield* connection(admin)
  const role = `migrator_${name}`
  yield* Effect.acquireRelease(query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`), () =>
    Effect.orDie(
      query(
        `REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}; DROP ROLE IF EXISTS ${role}_app, ${role}_reader`
      )
    )
  )
  yield* Effect.addFinalizer(() => Effect.orDie(query("DROP SCHEMA public CASCADE; CREATE SCHEMA public")))
  const endpoint = { ...admin, username: role, password: Redacted.make("secret") }
  const as = <A>(work: Effect.Effect<A, Migration.MigrationFailed, DirectPg>) =>
    Effect.provide(work, Layer.orDie(DirectPg.layerWith({ endpoint })))
  return { query, role, as }
})

const guarded = (role: string) =>
  `DO $$ BEGIN IF to_regrole('${role}') IS NULL THEN CREATE ROLE ${role} NOLOGIN; END IF; END $$`

/** What a failure tells an administrator to run. */
const advice = ({ message }: Migration.MigrationFailed): ReadonlyArray<string> =>
  message.split("\n").flatMap((line) => (line.startsWith("  ") ? [line.trim()] : []))

/** What is there before, the statement that is refused, and what is said of it. */
const refusals: ReadonlyArray<
  readonly [what: string, before: string, statement: string, where: string, missing: string]
> = [
  [
    "a table that somebody else owns",
    'CREATE TABLE "Theirs" (id int)',
    "-- more\nALTER TABLE \"Theirs\" ADD COLUMN note text DEFAULT 'private'",
    'ALTER TABLE "Theirs" ADD COLUMN note text DEFAULT',
    'ownership of "Theirs"'
  ],
  [
    "a function that somebody else owns",
    "CREATE FUNCTION theirs(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION theirs(int) RETURNS int LANGUAGE sql AS 'SELECT 2'",
    "CREATE OR REPLACE FUNCTION theirs",
    "ownership of theirs(integer)"
  ],
  [
    "a type that somebody else owns",
    "CREATE TYPE theirs AS ENUM ('a')",
    "ALTER TYPE theirs RENAME VALUE 'a' TO 'private'",
    "ALTER TYPE theirs RENAME VALUE",
    "ownership of theirs"
  ],
  ["a schema", "SELECT 1", "CREATE SCHEMA more", "CREATE SCHEMA more", "CREATE on the database"],
  [
    "an extension that is not trusted",
    "SELECT 1",
    "CREATE EXTENSION IF NOT EXISTS pageinspect",
    "CREATE EXTENSION IF NOT EXISTS pageinspect",
    "superuser, to make the extension pageinspect"
  ],
  [
    "a role",
    "SELECT 1",
    "CREATE ROLE migrator_reader LOGIN PASSWORD 'private'",
    "CREATE ROLE migrator_reader LOGIN PASSWORD",
    "CREATEROLE"
  ]
]

layer(SuiteDatabase.layer, { excludeTestServices: true })(
  "Migrating as a role that lacks a privilege",
  (it) => {
    it.effect("says at once all that a schema takes, and works once that was done", () =>
      Effect.gen(function* () {
        const { as, query, role } = yield* newcomer
        const changes: ReadonlyArray<Migration.Change> = [
          { id: 1, name: "roles", up: [guarded(`${role}_app`)] },
          { id: 2, name: "orders", up: ["CREATE TABLE orders (id int)"] }
        ]
        const refused = yield* Effect.flip(as(Migration.run(changes)))
        expect(refused.message).toContain("CREATE TABLE IF NOT EXISTS aquifer_migrations")
        expect(refused.message).toContain("Missing: USAGE and CREATE on the schema public. As ")
        expect(refused.message).toContain(`Missing: CREATEROLE, to make the role ${role}_app. As a superuser`)
        for (const statement of advice(refused)) yield* query(statement)
        expect(yield* as(Migration.run(changes))).toHaveLength(2)
      })
    )

    it.effect("names the change and what it makes where a role is missing, or is not its own", () =>
      Effect.gen(function* () {
        const { as, query, role } = yield* newcomer
        yield* query(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}`)
        const app = `${role}_app`
        const up = [guarded(app), `GRANT ${app} TO ${role}`]
        const changes = Migration.ofSet("shop", [{ id: 3, name: "roles", up }])
        const refused = yield* Effect.flip(as(Migration.run(changes)))
        expect(refused).toMatchObject({
          change: { set: "shop", id: 3, name: "roles" },
          reason: { _tag: "Rejected" }
        })
        expect(refused.message).toContain(`shop 3_roles, statement 1 of 2 (DO: CREATE ROLE ${app} NOLOGIN)`)
        yield* query(`CREATE ROLE ${app}`)
        const stranger = yield* Effect.flip(as(Migration.run(changes)))
        expect(stranger.message).toContain(`shop 3_roles, statement 2 of 2 (GRANT ${app} TO ${role})`)
        expect(stranger.message).toContain(`Missing: membership in the role ${app}`)
        for (const statement of advice(stranger)) yield* query(statement)
        expect(yield* as(Migration.run(changes))).toHaveLength(1)
      })
    )

    it.effect.each(refusals)("says whose SQL mends it: %s", ([, before, statement, where, missing]) =>
      Effect.gen(function* () {
        const { as, query, role } = yield* newcomer
        yield* query(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}; ${before}`)
        const up = [statement.replace("migrator_reader", `${role}_reader`)]
        const changes: ReadonlyArray<Migration.Change> = [
          { id: 1, name: "before", up: ["CREATE TABLE mine (id int)"] },
          { id: 2, name: "refused", up, transactional: false }
        ]
        const refused = yield* Effect.flip(as(Migration.run(changes)))
        expect(refused.message.replace(`${role}_reader`, "migrator_reader")).toContain(
          `app 2_refused, statement 1 of 1 (${where}): `
        )
        expect(refused.message).toContain(`Missing: ${missing}`)
        expect(refused.message).not.toContain("private")
        for (const each of advice(refused)) yield* query(each)
        yield* as(Migration.run(changes))
      })
    )

    it.effect("says what comparing takes", () =>
      Effect.gen(function* () {
        const { as, query, role } = yield* newcomer
        yield* query(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}`)
        const changes: ReadonlyArray<Migration.Change> = [
          { id: 1, name: "one", up: ["CREATE TABLE one (id int)"] }
        ]
        yield* as(Migration.run(changes))
        const refused = yield* Effect.flip(as(SchemaDrift.find(changes)))
        expect(refused.message).toContain("a schema to compare with (CREATE SCHEMA aquifer_drift_")
        for (const statement of advice(refused)) yield* query(statement)
        expect(yield* as(SchemaDrift.find(changes))).toEqual([])
      })
    )
  }
)
