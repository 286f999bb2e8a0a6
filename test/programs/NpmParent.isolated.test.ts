import { type ChildProcess, spawn } from "node:child_process"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"

const module = new URL("../../src/programs/NpmParent.ts", import.meta.url)

/** Ends by SIGTERM alone, and says then that it does. */
const program = `
  const { follow } = await import("${module.href}")
  process.on("SIGTERM", () => { console.log("ended"); process.exit(0) })
  follow()
  setInterval(() => undefined, 1_000)
  console.log("up")`

/** A program in a shell, as npm starts it. */
const started = (environment: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn("/bin/sh", ["-c", `"${process.execPath}" --input-type=module -e '${program}'; true`], {
        env: { ...environment },
        stdio: ["ignore", "pipe", "inherit"],
        detached: true
      })
    ),
    ({ pid }) =>
      Effect.sync(() => {
        try {
          if (pid !== undefined) process.kill(-pid, "SIGKILL")
        } catch {
          // All of it has ended.
        }
      })
  )

/** Until it prints a word; false when its output ends before. */
const says = (child: ChildProcess, word: string) =>
  Effect.callback<boolean>((resume) => {
    child.stdout?.on("data", (text) => {
      if (String(text).includes(word)) resume(Effect.succeed(true))
    })
    child.stdout?.once("close", () => resume(Effect.succeed(false)))
  })

it.live("A program that npm started ends when the shell between them is gone", () =>
  Effect.gen(function* () {
    const shell = yield* started({ npm_lifecycle_event: "start" })
    expect(yield* says(shell, "up")).toBe(true)
    const ended = says(shell, "ended")
    shell.kill("SIGTERM")
    expect(yield* ended).toBe(true)
  }).pipe(Effect.scoped)
)
