import { readFileSync } from "node:fs"
import { describe, expect, it, layer } from "@effect/vitest"
import { Doctor } from "aquifer/operations"
import { Effect } from "effect"
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
        "pooler guard",
        "capacity"
      ])
      expect(unchecked[0]?.reason).toContain("stats_users")
    })
  )

  it.effect("works as a role that sees little, and says what it did not see", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const { names, unchecked } = yield* diagnose(env(app("direct"), yield* pooler()))
      expect(names).toEqual(["pgbouncer-vulnerable"])
      expect(unchecked.map(({ reason }) => reason)).toEqual([expect.stringContaining("GRANT pg_monitor")])
    })
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
