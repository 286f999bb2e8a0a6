import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { doctor as program } from "../../../src/programs/doctor/doctor.ts"
import { command } from "../../support/command.ts"
import { env, healthyDatabase, pooler } from "../../support/deployment.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { urlOf } from "../../support/program.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const doctor = command(program)

layer(healthyDatabase, { excludeTestServices: true })("aquifer doctor", (it) => {
  it.effect("ends with 0 when nothing worse than a warning is found, and says what it checked", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { status, stderr, stdout } = yield* doctor([], env(admin, yield* pooler()))
      expect([status, stderr]).toEqual([0, ""])
      expect(stdout).toMatch(/^Warnings\n\n {2}pgbouncer-vulnerable\n {4}seen: {2}version 1\./)
      expect(stdout).toMatch(/\n0 errors, 1 warning, 0 notes; 17 of 17 checks made in \d+\.\d s\n$/)
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
