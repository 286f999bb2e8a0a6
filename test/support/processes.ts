import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync, readFileSync, watch } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Effect, Schema, type Scope } from "effect"
import { until } from "../../src/layers/local/process/ServerProcess.ts"

const statusOf = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8")
  } catch {
    return undefined
  }
}

/** Whether a process runs; one that has ended and that its parent has not asked after yet does not. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !(statusOf(pid)?.includes("State:\tZ") ?? false)
}

/** Waits until none of the processes runs; fails after 3 s. */
export const ended = (...pids: ReadonlyArray<number>) =>
  until(Effect.sync(() => !pids.some(isRunning))).pipe(Effect.timeout("3 seconds"))

/** Waits until nothing is at the path; fails after 3 s. */
export const gone = (path: string) =>
  until(Effect.sync(() => !existsSync(path))).pipe(Effect.timeout("3 seconds"))

const ask = (pid: number, column: string): string =>
  execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" }).trim()

/** As whom a process runs. */
export const uidOf = (pid: number): number =>
  Number(/^Uid:\s+(\d+)/m.exec(statusOf(pid) ?? "")?.[1] ?? ask(pid, "uid"))

/** The process group that a process is in. */
export const processGroupOf = (pid: number): number => Number(ask(pid, "pgid"))

/** The command line, as far as the system shows it. */
export const commandLineOf = (pid: number): string =>
  existsSync(`/proc/${pid}/cmdline`)
    ? readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim()
    : ask(pid, "args")

const Report = Schema.fromJsonString(Schema.Struct({ pid: Schema.Int, folder: Schema.String }))

/** A Node process of its own that runs serverHost.ts; it is killed with the scope at the latest. */
export const startHost = (...args: ReadonlyArray<string>): Effect.Effect<ChildProcess, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const script = fileURLToPath(new URL("./serverHost.ts", import.meta.url))
      return spawn(process.execPath, ["--conditions=aquifer-source", script, ...args], {
        // A process group of its own, as a shell gives to each of its jobs.
        detached: true,
        stdio: ["ignore", "pipe", "inherit"]
      })
    }),
    (host) => Effect.sync(() => host.kill("SIGKILL"))
  )

/** What the host says of the server that it holds. */
export const heldBy = (host: ChildProcess) =>
  Effect.callback<string>((resume) => {
    if (host.stdout === null) return
    createInterface({ input: host.stdout }).once("line", (line) => resume(Effect.succeed(line)))
  }).pipe(Effect.flatMap(Schema.decodeEffect(Report)))

/** Waits until the folder gets an entry whose name starts so. */
export const appearing = (folder: string, prefix: string) =>
  Effect.callback<void>((resume) => {
    const watcher = watch(folder, (_event, name) => {
      if (name?.startsWith(prefix)) resume(Effect.void)
    })
    return Effect.sync(() => watcher.close())
  })

/** The processes that a process has started and that run. */
export const childrenOf = (pid: number): ReadonlyArray<number> =>
  execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid && isRunning(child) ? [child] : []))
