import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { aquifer } from "../support/program.ts"

// What is the same for every command is tested here in processes; what a command does, in this one.
describe("aquifer", () => {
  it.effect.each([
    [["explain", "deadlock detected"], 0, "40P01", ""],
    [["start", "--from", "/no/such.jsonl"], 2, "", "aquifer: --from: there is no /no/such.jsonl"],
    [["migrate", "--to", "some"], 2, "", "--to"],
    [["report", "--jsn"], 2, "", "--jsn"],
    [["--no-such-flag"], 2, "", "no-such-flag"],
    [["repot"], 2, "", "repot"],
    [["report", "--help"], 0, "USAGE", ""]
  ] as const)("%j ends with status %i and says so on the right stream", ([args, status, stdout, stderr]) =>
    Effect.gen(function* () {
      const ended = yield* aquifer(args)
      expect(ended.status, ended.stderr).toBe(status)
      expect(ended.stdout).toContain(stdout)
      expect(ended.stderr).toContain(stderr)
      // Nothing that a program takes for a result where there is none.
      if (status !== 0) expect(ended.stdout).toBe("")
      expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\n\s+at /)
    })
  )
})
