import { spawn, spawnSync } from "node:child_process"
import { stripVTControlCharacters } from "node:util"
import { Effect } from "effect"

const repository = new URL("../..", import.meta.url)

/** Whether there is util-linux's `script`, which gives a program a terminal; every ordinary Linux has it. */
export const hasTerminal = spawnSync("script", ["--version"]).stdout?.includes("util-linux") ?? false
if (!hasTerminal) {
  if (process.env["CI"] !== undefined) throw new Error("there is no script of util-linux (Debian: bsdutils)")
  console.warn("No tests in a terminal: there is no script of util-linux (Debian: bsdutils)")
}

export const rows = 40
export const columns = 120

/** Where a program begins to draw from the first row on, and the mark that says that it is all there. */
const [top, whole] = ["\u001b[H", "\u001b[?2026l"]

/** The rows of the last whole screen that a program drew; none before there is one. */
const screenOf = (output: string): ReadonlyArray<string> =>
  output
    .split(whole)
    .slice(0, -1)
    .map((drawn) => stripVTControlCharacters(drawn.slice(drawn.lastIndexOf(top))).split(/\r+\n/))
    .findLast((lines) => lines.length === rows) ?? []

/** `aquifer ARGS` in a terminal of its own, killed with the scope; `within` is what its shell does around it. */
export const inTerminal = (
  args: ReadonlyArray<string>,
  env: Record<string, string>,
  within = (program: string) => `exec ${program}`
) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const program = within(
        `"${process.execPath}" --conditions=aquifer-source src/programs/aquifer.js ${args.join(" ")}`
      )
      const child = spawn(
        "script",
        ["-q", "-e", "-c", `stty rows ${rows} columns ${columns}; ${program}`, "/dev/null"],
        {
          cwd: repository,
          env: { PATH: process.env["PATH"] ?? "", SHELL: "/bin/sh", TERM: "xterm", ...env },
          stdio: ["pipe", "pipe", "inherit"]
        }
      )
      let output = ""
      const listeners = new Set<() => void>()
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text
        for (const listener of listeners) listener()
      })
      const ended = new Promise<{ readonly status: number | null; readonly output: string }>((resolve) => {
        child.on("close", (status) => resolve({ status, output }))
      })
      return {
        /** Presses keys one after the other, as a person who types. */
        press: (keys: string) => Effect.sync(() => void child.stdin.write(keys)),
        /** Waits until the screen has rows as wanted, and gives them. */
        screen: (wanted: (screen: string) => boolean) =>
          Effect.callback<ReadonlyArray<string>>((resume) => {
            const listener = () => {
              const lines = screenOf(output)
              if (lines.length > 0 && wanted(lines.join("\n"))) resume(Effect.succeed(lines))
            }
            listeners.add(listener)
            listener()
            return Effect.sync(() => listeners.delete(listener))
          }),
        ended: Effect.promise(() => ended),
        kill: () => child.kill("SIGKILL")
      }
    }),
    ({ ended, kill }) => Effect.andThen(Effect.sync(kill), ended)
  )
