import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { check } from "../../../src/programs/check/check.ts"
import { explain } from "../../../src/programs/explain/explain.ts"
import { command } from "../../support/command.ts"

const programs = fileURLToPath(new URL("../../../src/programs", import.meta.url))

const hostile = "\u001b]0;TITLE\u0007\u009b31m\u202etxet"
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const commands = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

describe("What commands print", () => {
  it("goes through one place", () => {
    const others = readdirSync(programs, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .filter((file) =>
        /\bConsole\.(?:log|error|warn|info)\b/.test(readFileSync(join(programs, file), "utf8"))
      )
    expect(others).toEqual([join("terminal", "Output.ts")])
  })

  it.effect("holds no command to the terminal of a message that is explained", () =>
    Effect.gen(function* () {
      for (const args of [[hostile], [hostile, "--json"]]) {
        const { stderr, stdout } = yield* command(explain)(args)
        expect(stdout).toContain("TITLE")
        expect(stdout + stderr).not.toMatch(commands)
      }
    })
  )

  it.effect("holds none of a file's name that cannot be read", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* command(check)([`/nowhere/${hostile}`])
      expect(status).toBe(2)
      expect(stderr).toContain("\\u001b]0;TITLE")
      expect(stderr).not.toMatch(commands)
    })
  )
})
