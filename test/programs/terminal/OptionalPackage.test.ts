import { expect, it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import * as OptionalPackage from "../../../src/programs/terminal/OptionalPackage.ts"

it.effect(
  "A package that is not installed is asked for in a sentence, and any other failure is a defect",
  () =>
    Effect.gen(function* () {
      const missing = yield* OptionalPackage.load("--web", ["uplot"], async () =>
        import.meta.resolve("no-such-package-of-anybody")
      ).pipe(Effect.flip)
      expect(missing.message).toBe(
        "--web needs what is not installed with aquifer, as most do without: npm install uplot"
      )
      const broken = yield* Effect.exit(
        OptionalPackage.load("--web", ["uplot"], () => Promise.reject("broken"))
      )
      expect(Exit.isFailure(broken) && Cause.hasDies(broken.cause)).toBe(true)
    })
)
