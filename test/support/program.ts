import { spawn } from "node:child_process"
import type { PgUrl } from "aquifer"
import { Effect, Redacted } from "effect"
import { type Ended, Printed } from "./Printed.ts"

const repository = new URL("../..", import.meta.url)

export interface Running {
  readonly pid: number
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Effect.Effect<Ended>
  /** Waits until it has printed this on either stream; dies when it ends without that. */
  readonly said: (text: string) => Effect.Effect<void>
}

/** The URL of an endpoint, as a person would put it into the environment. */
export const urlOf = ({ database, host, password, port, username }: PgUrl.PgEndpoint): string => {
  const secret = password === undefined ? "" : `:${encodeURIComponent(Redacted.value(password))}`
  return `postgresql://${username}${secret}@${host}:${port}/${database}`
}

/** Starts a file of the repository with this Node, or what runs it instead, in an environment of its own; killed with the scope. */
export const startFile = (
  file: string,
  args: ReadonlyArray<string>,
  env: Record<string, string>,
  cwd = repository,
  runtime = process.execPath
) =>
  Effect.acquireRelease(
    Effect.sync((): Running => {
      const { PATH = "" } = process.env
      const path = new URL(file, repository).pathname
      const child = spawn(runtime, ["--conditions=aquifer-source", path, ...args], {
        cwd,
        env: { PATH, ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const printed = new Printed()
      for (const stream of ["stdout", "stderr"] as const) {
        child[stream].setEncoding("utf8").on("data", (text: string) => printed.write(stream, text))
      }
      child.on("close", printed.end)
      const { ended, said } = printed
      return { pid: child.pid ?? 0, kill: (signal) => child.kill(signal), ended, said }
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
