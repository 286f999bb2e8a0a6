import { expect, layer } from "@effect/vitest"
import { researchSchema } from "aquifer/research"
import { Effect, Redacted } from "effect"
import { migrate as program } from "../../../src/programs/migrate/migrate.ts"
import { command } from "../../support/command.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { urlOf } from "../../support/program.ts"
import { simpleQuery } from "../../support/simpleQuery.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const migrate = command(program)

layer(SuiteDatabase.layer, { excludeTestServices: true })("aquifer migrate", (it) => {
  it.effect("says what is missing, applies it, and finds nothing to do the next time", () =>
    Effect.gen(function* () {
      const env = { DATABASE_URL: urlOf((yield* SuiteDatabase).admin) }
      const before = yield* migrate(["--status"], env)
      expect([before.status, before.stdout]).toEqual([
        1,
        expect.stringMatching(/^Schema: (\d+) of \1 changes missing/)
      ])
      const applied = yield* migrate(["--json"], env)
      expect(applied.status).toBe(0)
      expect(JSON.parse(applied.stdout).applied).toEqual(
        researchSchema.map(({ id, name, set }) => ({ id, name, set }))
      )
      expect(formatOf(applied.stdout)).toBe("aquifer-migrate-1")
      expect((yield* migrate([], env)).stdout).toContain("nothing to do")
      const after = yield* migrate(["--status", "--json"], env)
      expect([after.status, JSON.parse(after.stdout).missing]).toEqual([0, 0])
      expect(formatOf(after.stdout)).toBe("aquifer-migrate-status-1")
      expect(JSON.parse(after.stdout).changes[0]).toEqual({
        set: "kit",
        id: 1,
        name: researchSchema[0]?.name,
        appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/)
      })
    })
  )

  it.effect("prints what it would do, does it, and undoes what can be undone", () =>
    Effect.gen(function* () {
      const env = { DATABASE_URL: urlOf((yield* SuiteDatabase).admin) }
      yield* migrate([], env)
      const undoable = researchSchema.findLast(({ down }) => down === undefined)?.id ?? 0
      const to = ["--to", String(undoable)]
      const printed = yield* migrate(["--print", ...to], env)
      expect(printed.stdout).toContain(
        `DELETE FROM aquifer_migrations WHERE set_name = 'research' AND migration_id = ${undoable + 1};`
      )
      expect((yield* migrate(["--status"], env)).status).toBe(0)
      const undone = yield* migrate(to, env)
      expect([undone.status, undone.stdout]).toEqual([0, expect.stringContaining("undid")])
      const impossible = yield* migrate(["--to", "0"], env)
      expect([impossible.status, impossible.stderr]).toEqual([1, expect.stringContaining("cannot be undone")])
      const script = yield* migrate(["--print", "--json"], env)
      expect(formatOf(script.stdout)).toBe("aquifer-migrate-print-1")
      expect(JSON.parse(script.stdout).apply.length).toBeGreaterThan(0)
      expect((yield* migrate([], env)).status).toBe(0)
    })
  )

  it.effect("ends with status 1 when somebody has changed the schema by hand, and says what", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const env = { DATABASE_URL: urlOf(admin) }
      yield* migrate([], env)
      const clean = yield* migrate(["--drift"], env)
      expect([clean.status, clean.stdout]).toEqual([0, "Schema: as its changes made it\n"])
      yield* simpleQuery(Redacted.make(urlOf(admin)), "DROP INDEX research_cache_expires_at")
      const drifted = yield* migrate(["--drift"], env)
      expect(drifted.status).toBe(1)
      expect(drifted.stdout).toContain("research_cache_expires_at")
      const { stdout } = yield* migrate(["--drift", "--json"], env)
      expect(formatOf(stdout)).toBe("aquifer-migrate-drift-1")
      expect(JSON.parse(stdout).drift).toHaveLength(1)
    })
  )

  it.effect("refuses a pooler with status 1, and wrong usage with status 2, in a sentence", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const { host, port } = app("pgbouncer118")
      const pooled = yield* migrate([], { DATABASE_URL: urlOf({ ...admin, host, port }) })
      expect([pooled.status, pooled.stderr]).toEqual([1, expect.stringContaining("leads through a pooler")])
      const env = { DATABASE_URL: urlOf(admin) }
      for (const [args, says] of [
        [["--to", "9999"], "no change 9999"],
        [["--status", "--drift"], "give one of them"],
        [["--lock-timeout", "soon"], "no duration"]
      ] as const) {
        const ended = yield* migrate(args, env)
        expect(ended.status, args.join(" ")).toBe(2)
        expect(ended.stdout + ended.stderr).toContain(says)
      }
    })
  )
})
