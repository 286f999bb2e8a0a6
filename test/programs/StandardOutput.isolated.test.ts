import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { openSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { openFolder } from "../support/openFolder.ts"

const program = new URL("../../src/programs/aquifer.js", import.meta.url).pathname

const commandLine = (...given: ReadonlyArray<string>) => ["--conditions=aquifer-source", program, ...given]

it.each([
  ["", "--sqlstate", "40P01"],
  [" of a command that ends with a failure", "nobody", "knows"]
])("A result%s that cannot be written is said to be incomplete, with status 1", (_, ...given) => {
  const { PATH } = process.env
  const { status, stderr } = spawnSync(process.execPath, commandLine("explain", ...given), {
    encoding: "utf8",
    env: { PATH },
    stdio: ["ignore", openSync("/dev/full", "w"), "pipe"]
  })
  expect(stderr).toMatch(
    /^aquifer: standard output cannot be written \(ENOSPC\), so the result is incomplete/
  )
  expect(status).toBe(1)
})

/** A command that ends with status 1 and has far more to say than a pipe holds: at least 1 MB. */
const verbose = Effect.map(openFolder, (folder) => {
  const file = join(folder, "many.sql")
  writeFileSync(file, "SET search_path TO x;\n".repeat(3_000))
  return { given: commandLine("check", file, "--json"), whole: join(folder, "whole.json") }
})

it.live("A long result comes whole through a slow pipe, with status 1", () =>
  Effect.gen(function* () {
    const { given, whole } = yield* verbose
    const env = { PATH: process.env["PATH"] }
    const { status } = spawnSync(process.execPath, given, {
      env,
      stdio: ["ignore", openSync(whole, "w"), "pipe"]
    })
    expect(status).toBe(1)
    const child = spawn(process.execPath, given, { env, stdio: ["ignore", "pipe", "ignore"] })
    const ended = once(child, "exit")
    const read = yield* Effect.promise(async () => {
      const chunks: Array<Buffer> = []
      for await (const chunk of child.stdout) {
        chunks.push(chunk)
        await setImmediate()
      }
      return Buffer.concat(chunks).toString()
    })
    expect(yield* Effect.promise(() => ended)).toEqual([1, null])
    const expected = readFileSync(whole, "utf8")
    expect(expected.length).toBeGreaterThan(1_000_000)
    expect(read.length).toBe(expected.length)
    expect(read === expected).toBe(true) // not toBe, which would print both
  }).pipe(Effect.scoped)
)

it.live("A command whose reader has gone, as head does, ends", () =>
  Effect.gen(function* () {
    const { given } = yield* verbose
    const child = spawn(process.execPath, given, {
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "ignore"]
    })
    const ended = once(child, "exit")
    yield* Effect.promise(async () => {
      await once(child.stdout, "data")
      child.stdout.destroy()
    })
    expect(yield* Effect.promise(() => ended)).toEqual([1, null])
  }).pipe(Effect.scoped)
)
