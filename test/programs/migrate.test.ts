import { expect, layer } from "@effect/vitest"
import { researchSchema } from "aquifer"
import { Effect } from "effect"
import { aquifer, urlOf } from "../support/program.ts"
import { SuiteDatabase } from "../support/SuiteDatabase.ts"

layer(SuiteDatabase.layer)("aquifer migrate", (it) => {
  it.effect("says what is missing, applies it, and finds nothing to do the next time", () =>
    Effect.gen(function* () {
      const env = { DATABASE_URL: urlOf((yield* SuiteDatabase).admin) }
      const before = yield* aquifer(["migrate", "--status"], env)
      expect([before.status, before.stdout]).toEqual([1, expect.stringContaining("6 of 6 changes missing")])
      const applied = yield* aquifer(["migrate", "--json"], env)
      expect(applied.status).toBe(0)
      expect(JSON.parse(applied.stdout).applied).toEqual(researchSchema.map(({ id, name }) => ({ id, name })))
      expect((yield* aquifer(["migrate"], env)).stdout).toContain("nothing to do")
      const after = yield* aquifer(["migrate", "--status", "--json"], env)
      expect([after.status, JSON.parse(after.stdout).missing]).toEqual([0, 0])
    })
  )
})
