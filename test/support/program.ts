import { spawn } from "node:child_process"
import type { PgUrl } from "aquifer"
import { Effect, Redacted } from "effect"

const repository = new URL("../..", import.meta.url)

/** What a program printed and ended with; `status` is null when a signal ended it. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Effect.Effect<Ended>
  /** Waits until it has printed this on either stream. */
  readonly said: (text: string) => Effect.Effect<void>
}

/** The URL of an endpoint, as a person would put it into the environment. */
export const urlOf = ({ database, host, password, port, username }: PgUrl.PgEndpoint): string => {
  const secret = password === undefined ? "" : `:${encodeURIComponent(Redacted.value(password))}`
  return `postgresql://${username}${secret}@${host}:${port}/${database}`
}

/** Starts a file of the repository with this Node, in an environment of its own; killed with the scope. */
export const startFile = (
  file: string,
  args: ReadonlyArray<string>,
  env: Record<string, string>,
  cwd = repository
) =>
  Effect.acquireRelease(
    Effect.sync((): Running => {
      const { PATH = "" } = process.env
      const path = new URL(file, repository).pathname
      const child = spawn(process.execPath, ["--conditions=aquifer-source", path, ...args], {
        cwd,
        env: { PATH, ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
      let stdout = ""
      let stderr = ""
      const listeners = new Set<() => void>()
      child.stdout.on("data", (chunk) => {
        stdout += chunk
        for (const listener of listeners) listener()
      })
      child.stderr.on("data", (chunk) => {
        stderr += chunk
        for (const listener of listeners) listener()
      })
      const closed = new Promise<Ended>((resolve) => {
        child.on("close", (status) => resolve({ status, stdout, stderr }))
      })
      return {
        pid: child.pid ?? 0,
        kill: (signal) => child.kill(signal),
        ended: Effect.promise(() => closed),
        said: (text) =>
          Effect.callback<void>((resume) => {
            const listener = () => {
              if (stdout.includes(text) || stderr.includes(text)) resume(Effect.void)
            }
            listeners.add(listener)
            listener()
            return Effect.sync(() => listeners.delete(listener))
          })
      }
    }),
    ({ ended, kill }) =>
      Effect.andThen(
        Effect.sync(() => kill("SIGKILL")),
        ended
      )
  )

/** Starts `aquifer ARGS`. */
export const startAquifer = (args: ReadonlyArray<string>, env: Record<string, string> = {}) =>
  startFile("src/programs/aquifer.js", args, env)

/** Runs `aquifer ARGS` to its end. */
export const aquifer = (
  args: ReadonlyArray<string>,
  env: Record<string, string> = {}
): Effect.Effect<Ended> => Effect.scoped(Effect.flatMap(startAquifer(args, env), ({ ended }) => ended))
