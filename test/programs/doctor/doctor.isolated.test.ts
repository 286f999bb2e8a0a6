import { expect, layer } from "@effect/vitest"
import type { Doctor } from "aquifer/operations"
import { Effect } from "effect"
import { doctor as program } from "../../../src/programs/doctor/doctor.ts"
import { migrate as migrateProgram } from "../../../src/programs/migrate/migrate.ts"
import { command } from "../../support/command.ts"
import { connection, env, healthyDatabase, pooler } from "../../support/deployment.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { urlOf } from "../../support/program.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const doctor = command(program)
const migrate = command(migrateProgram)

const shop = ["--from", "test/examples/shop/migrations.ts"]

layer(healthyDatabase, { excludeTestServices: true })("aquifer doctor", (it) => {
  it.effect("ends with 0 when nothing worse than a warning is found, and says what it checked", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { status, stderr, stdout } = yield* doctor([], env(admin, yield* pooler()))
      expect([status, stderr]).toEqual([0, ""])
      expect(stdout).toMatch(/^Warnings\n\n {2}pgbouncer-vulnerable\n {4}seen: {2}version 1\./)
      expect(stdout).toMatch(/\n0 errors, 1 warning, 0 notes; 22 of 22 checks made in \d+\.\d s\n$/)
      expect(stdout.split("\n").every((line) => line.length <= 101)).toBe(true)
    })
  )

  it.effect("ends with 1 on an error, and prints one JSON document without a password", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const variables = env(admin, app("direct"), { POOL_SIZE: "none" })
      const { status, stdout } = yield* doctor(["--json", "--instances", "3"], variables)
      expect(status).toBe(1)
      expect(formatOf(stdout)).toBe("aquifer-doctor-1")
      const report = JSON.parse(stdout)
      expect(report).toMatchObject({ counts: { error: 3, warning: 0, info: 0 }, millis: expect.any(Number) })
      expect(report.findings.map(({ name }: { name: string }) => name)).toEqual([
        "setting-invalid",
        "same-endpoint",
        "pooled-is-direct"
      ])
      for (const finding of report.findings) {
        expect(finding).toMatchObject({
          severity: "error",
          evidence: expect.any(String),
          reason: expect.any(String),
          remedy: expect.any(String)
        })
      }
      expect(stdout).not.toContain(urlOf(admin).split(":")[2]?.split("@")[0])
    })
  )

  it.effect("ends though nobody answers it", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const server = yield* scriptedServer({ onStartup: () => undefined, allowHalfOpen: true })
      const silent = { ...admin, port: server.port }
      const variables = env(silent, { ...silent, host: "localhost" })
      const { status, stdout } = yield* doctor([], variables)
      expect(status).toBe(1)
      expect(stdout).toContain("DATABASE_URL (127.0.0.1:")
      expect(stdout).toContain("Not checked\n")
    })
  )

  it.effect("knows wrong usage", () =>
    Effect.gen(function* () {
      const { status } = yield* doctor(["--instances", "0"])
      expect(status).toBe(2)
    })
  )
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("aquifer doctor in a shop", (it) => {
  const schema = ["schema: migrations, indexes, statistics"]

  /** Whether it looked for the schema, what it found there, and what it could not look for. */
  const examined = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
    const { admin } = yield* SuiteDatabase
    const { stderr, stdout } = yield* doctor(["--json", ...args], env(admin, yield* pooler()))
    expect(stderr).toBe("")
    const { checked, findings, unchecked }: Doctor.Report = JSON.parse(stdout)
    return {
      checked: checked.filter((name) => schema.includes(name)),
      unchecked,
      found: findings.filter(({ name }) => /^(migrations|index)-missing$/.test(name))
    }
  })

  it.effect("looks for no table of the research store, which was never migrated there", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      expect(yield* examined([])).toMatchObject({
        found: [],
        unchecked: [{ reason: expect.stringContaining("aquifer migrate brings them in") }]
      })
      const missing = yield* examined(shop)
      expect(missing).toMatchObject({
        checked: schema,
        found: [
          {
            evidence: expect.stringContaining("13 of 13 changes are missing"),
            remedy: `aquifer migrate ${shop.join(" ")}`
          }
        ]
      })
      expect(yield* migrate(shop, { DATABASE_URL: urlOf(admin) })).toMatchObject({ status: 0 })
      expect(yield* examined(shop)).toEqual({ checked: schema, found: [], unchecked: [] })
      expect(yield* examined([])).toMatchObject({
        found: [],
        unchecked: [{ reason: expect.stringContaining("has changes of shop, which nobody named") }]
      })
    })
  )

  it.effect("finds what the kit lacks there", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const query = yield* connection(admin)
      yield* query("DROP INDEX aquifer_staging_staged_at")
      expect((yield* examined([])).found).toMatchObject([
        { evidence: "no index on aquifer_staging (staged_at)" }
      ])
      yield* query("DELETE FROM aquifer_migrations WHERE set_name = 'kit' AND migration_id = 6")
      expect((yield* examined([])).found).toMatchObject([
        { evidence: "1 of 10 changes is missing: 6_changes" }
      ])
    })
  )
})
