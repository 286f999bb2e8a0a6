import { readFileSync } from "node:fs"
import { describe, expect, it, layer } from "@effect/vitest"
import { Doctor } from "aquifer/operations"
import { Effect, Redacted } from "effect"
import { connection, diagnose, env, healthyDatabase, pooler } from "../../support/deployment.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

layer(healthyDatabase, { excludeTestServices: true })("Doctor on a healthy deployment", (it) => {
  it.effect.each(["bookworm", "trixie"])("finds nothing but the age of its PgBouncer (%s)", (release) =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { names, unchecked } = yield* diagnose(env(admin, yield* pooler({ release })))
      expect({ names, unchecked }).toEqual({ names: ["pgbouncer-vulnerable"], unchecked: [] })
    })
  )

  it.effect("finds nothing where the console is closed to it, and says what it could not check", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const pooled = yield* pooler({ settings: { stats_users: "" } })
      const { checked, names, unchecked } = yield* diagnose(env(admin, pooled))
      expect(names).toEqual([])
      expect(checked.length).toBeGreaterThan(10)
      expect(unchecked.map(({ name }) => name.split(":")[0])).toEqual([
        "PgBouncer",
        "PgBouncer",
        "pooler guard",
        "capacity"
      ])
      expect(unchecked[0]?.reason).toContain("stats_users")
    })
  )

  it.effect("works as a role that sees little, and says what it did not see", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const query = yield* connection(admin)
      yield* query("CREATE SCHEMA theirs")
      yield* query('CREATE SEQUENCE theirs."Odd" AS int')
      const { names, unchecked } = yield* diagnose(env(app("direct"), yield* pooler()))
      expect(names).toEqual(["pgbouncer-vulnerable"])
      const role = app("direct").username
      const sessions = `the role ${role} sees of other roles' sessions only that they exist; GRANT pg_monitor TO ${role}`
      expect(unchecked.map(({ name, reason }) => [name.split(":")[0], reason])).toEqual([
        ["capacity", sessions],
        ["leaks and locks", sessions],
        [
          "upkeep",
          `how far 1 sequence is the role may not see: GRANT SELECT ON ALL SEQUENCES IN SCHEMA theirs TO ${role}`
        ]
      ])
      for (const statement of [
        `GRANT pg_monitor TO ${role}`,
        `GRANT SELECT ON ALL SEQUENCES IN SCHEMA theirs TO ${role}`
      ]) {
        yield* query(statement)
        yield* Effect.addFinalizer(() =>
          Effect.ignore(query(statement.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")))
        )
      }
      expect((yield* diagnose(env(app("direct"), yield* pooler()))).unchecked).toEqual([])
    })
  )

  it.effect("takes no role that may not read the books for one whose database has no changes", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const query = yield* connection(admin)
      const password = "looks-only"
      yield* query(`CREATE ROLE looks LOGIN PASSWORD '${password}'`)
      yield* Effect.addFinalizer(() => Effect.ignore(query("DROP ROLE looks")))
      const direct = { ...admin, username: "looks", password: Redacted.make(password) }
      const look = Effect.map(diagnose(env(direct, app("pgbouncer118"))), ({ names, unchecked }) => ({
        missing: names.includes("migrations-missing"),
        reason: unchecked.find(({ name }) => name.startsWith("schema"))?.reason
      }))
      const unread = {
        missing: false,
        reason: expect.stringContaining("may not read public.aquifer_migrations")
      }
      expect(yield* look).toEqual(unread)
      yield* query("GRANT pg_read_all_data TO looks") // row security shows it none of the rows
      expect(yield* look).toEqual(unread)
    }).pipe(Effect.scoped)
  )

  it.effect("leaves nothing behind", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const pooled = yield* pooler({ poolSize: 1 })
      yield* diagnose(env(admin, pooled))
      const query = yield* connection(pooled)
      expect(
        yield* query(
          "SELECT (SELECT count(*)::int4 FROM pg_prepared_statements) AS statements, (SELECT count(*)::int4 FROM pg_settings WHERE source = 'session' AND name LIKE '%timeout') AS settings"
        )
      ).toEqual([{ statements: 0, settings: 0 }])
    })
  )
})

describe("Doctor", () => {
  it("has each of its findings in the table of Operating.md, and only those", () => {
    const chapter = readFileSync(
      new URL("../../../src/services/doctor/Operating.md", import.meta.url),
      "utf8"
    )
    const [, after = ""] = chapter.split("\n## What `aquifer doctor` finds\n")
    const [section = ""] = after.split("\n#")
    const cells = section.split("\n").flatMap((line) => line.match(/^\| (`.*?) *\|/)?.[1] ?? [])
    const findings = cells.flatMap((cell) => cell.split(", ").map((name) => name.replaceAll("`", "")))
    expect(findings.toSorted()).toEqual(Doctor.rules.map(({ name }) => name).toSorted())
  })
})
