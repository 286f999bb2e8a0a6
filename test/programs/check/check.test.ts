import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Console, Effect, Path, Runtime } from "effect"
import { Command } from "effect/cli"
import { check } from "../../../src/programs/check/check.ts"
import * as ProgramFailed from "../../../src/programs/terminal/ProgramFailed.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const script = `-- a migration
CREATE TABLE a (b int);

SET search_path =
  a;
\\echo done
BEGIN; SET LOCAL a.b = 1; COMMIT;
SELEKT 1;
DO $$
BEGIN
  PERFORM pg_advisory_lock(1);
END $$;
`

/** Runs `aquifer check` on a file of that content; its path reads `FILE` in what comes out. */
const run = Effect.fnUntraced(function* (content: string, ...args: ReadonlyArray<string>) {
  const path = yield* Path.Path
  const file = path.join(yield* temporaryFolder({ "a.sql": content }), "a.sql")
  const lines = { stdout: new Array<string>(), stderr: new Array<string>() }
  const told: Partial<Console.Console> = {
    log: (...parts: ReadonlyArray<unknown>) => lines.stdout.push(parts.join(" ")),
    error: (...parts: ReadonlyArray<unknown>) => lines.stderr.push(parts.join(" "))
  }
  const status = yield* Command.runWith(check, { version: "0" })([file, ...args]).pipe(
    ProgramFailed.report,
    Effect.match({ onSuccess: () => 0, onFailure: (failed) => failed[Runtime.errorExitCode] }),
    Effect.provideService(Console.Console, { ...globalThis.console, ...told })
  )
  const text = (all: ReadonlyArray<string>) => all.join("\n").replaceAll(file, "FILE")
  return { status, stdout: text(lines.stdout), stderr: text(lines.stderr) }
})

describe("aquifer check", () => {
  it.effect("tells people where the trouble is, which rule it breaks and what to write instead", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(script)
      expect(status).toBe(1)
      expect(stdout).toContain(
        "FILE:4: SET: SET search_path = a\n  the setting stays on the server connection and meets another client;\n  write SET LOCAL"
      )
      expect(stdout).toContain("FILE:8: not understood: SELEKT 1\n")
      expect(stdout).toContain("FILE:11: session advisory lock: DO $$ BEGIN PERFORM")
      expect(stdout).toContain(
        "7 statements in 1 file: 4 safe under transaction pooling, 2 unsafe, 1 not understood"
      )
      expect(stderr).toBe("FILE:6: skipped, for psql alone: \\echo done")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("prints one object a statement for programs", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run(script, "--json")
      expect(status).toBe(1)
      const objects = stdout.split("\n").map((line): unknown => JSON.parse(line))
      expect(objects).toHaveLength(7)
      expect(new Set(stdout.split("\n").map(formatOf))).toEqual(new Set(["aquifer-check-1"]))
      expect(objects[0]).toEqual({
        format: "aquifer-check-1",
        file: "FILE",
        line: 2,
        statement: "CREATE TABLE a (b int)",
        verdict: "safe"
      })
      expect(objects[1]).toEqual({
        format: "aquifer-check-1",
        file: "FILE",
        line: 4,
        statement: "SET search_path =\n  a",
        verdict: "unsafe",
        rule: "SET",
        remedy: expect.stringContaining("SET LOCAL")
      })
      expect(objects[5]).toMatchObject({
        file: "FILE",
        line: 8,
        statement: "SELEKT 1",
        verdict: "unparsable"
      })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("succeeds when nothing is unsafe, though not everything is understood", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run("SELECT 1; SELEKT 2;")
      expect([status, stdout.split("\n").at(-1)]).toEqual([
        0,
        "2 statements in 1 file: 1 safe under transaction pooling, 0 unsafe, 1 not understood"
      ])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("says which file it cannot read, and judges none", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run("SELECT 1", "no/such.sql")
      expect([status, stdout, stderr]).toEqual([2, "", "aquifer: no/such.sql cannot be read: NotFound"])
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
