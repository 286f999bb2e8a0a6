import { spawnSync } from "node:child_process"
import { openSync } from "node:fs"
import { expect, it } from "@effect/vitest"

const program = new URL("../../src/programs/aquifer.js", import.meta.url).pathname

it("A result that cannot be written is said to be incomplete, with status 1", () => {
  const { PATH } = process.env
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--conditions=aquifer-source", program, "explain", "--sqlstate", "40P01"],
    { encoding: "utf8", env: { PATH }, stdio: ["ignore", openSync("/dev/full", "w"), "pipe"] }
  )
  expect(stderr).toMatch(
    /^aquifer: standard output cannot be written \(ENOSPC\), so the result is incomplete/
  )
  expect(status).toBe(1)
})
