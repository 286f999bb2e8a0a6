import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock, TestConsole } from "effect/testing"
import * as ChangeModule from "../../../src/programs/migrate/ChangeModule.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

it.effect("A module of changes whose top level never ends is given up, and told so", () =>
  Effect.gen(function* () {
    const file = join(yield* temporaryFolder(), "endless.mjs")
    writeFileSync(file, "await new Promise(() => {})\nexport const changes = []\n")
    const loading = yield* Effect.forkChild(Effect.flip(ChangeModule.load(file)), { startImmediately: true })
    yield* TestClock.adjust("30 seconds")
    expect(yield* Fiber.join(loading)).toMatchObject({ name: "ProgramFailed" })
    expect((yield* TestConsole.errorLines).join("\n")).toContain(`${file} has not been loaded after 30s`)
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)
