import { execFile } from "node:child_process"
import { readdir, readlink, realpath, rm } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Option } from "effect"
import * as ErrorCode from "../../failure/ErrorCode.ts"
import { LocalServerError } from "../process/LocalServerError.ts"
import * as ServerFile from "../process/ServerFile.ts"
import { until } from "../process/ServerProcess.ts"

/** What a server says about itself in the data folder's postmaster.pid; Postgres documents the lines for pg_ctl. */
interface PostmasterPid {
  readonly pid: number
  /** "starting", "ready", "stopping". */
  readonly status: string | undefined
}

const file = (data: string): string => join(data, "postmaster.pid")

const read = (data: string): Effect.Effect<PostmasterPid | undefined> =>
  Effect.promise(() => ServerFile.read(file(data)).catch(() => "")).pipe(
    Effect.map((text) => {
      const lines = text.split("\n").map((line) => line.trim())
      const pid = Number(lines[0])
      return Number.isInteger(pid) && pid > 0 ? { pid, status: lines[7] } : undefined
    })
  )

/** Whether the server `pid` of this data folder accepts connections: what pg_ctl waits for as well. */
export const isReady = (data: string, pid: number): Effect.Effect<boolean> =>
  Effect.map(read(data), (found) => found?.pid === pid && found.status === "ready")

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return ErrorCode.of(cause) !== "ESRCH"
  }
}

const commandOf = (pid: number): Promise<string> =>
  new Promise((resolve) => {
    execFile(
      "ps",
      ["-p", String(pid), "-o", "command="],
      { env: { PATH: process.env["PATH"] } },
      (_error, stdout) => resolve(stdout)
    )
  })

/**
 * Pids are used again, and in containers soon, so a living process may be a stranger. A server's working folder is its
 * data folder; where that cannot be seen, being called postgres must do.
 */
const isServerOf = async (data: string, pid: number): Promise<boolean> => {
  if (!exists(pid)) return false
  if (process.platform !== "linux") return (await commandOf(pid)).includes("postgres")
  return readlink(`/proc/${pid}/cwd`).then(
    async (folder) => folder === (await realpath(data)),
    (cause: unknown) => ErrorCode.of(cause) !== "ENOENT"
  )
}

const isHeld = (data: string, by: PostmasterPid | undefined): Effect.Effect<boolean> =>
  by === undefined ? Effect.succeed(false) : Effect.promise(() => isServerOf(data, by.pid))

/** The process of the server that runs on the data folder, if one does. */
export const holder = Effect.fnUntraced(function* (data: string) {
  const found = yield* read(data)
  return (yield* isHeld(data, found)) ? found?.pid : undefined
})

/**
 * When a postmaster is killed its backends live on for a moment and go on writing. Postgres knows of them by the lock
 * file alone: if that is removed while one lives, a second server recovers under its hands, and commits are lost.
 */
const isDeserted = (data: string): Effect.Effect<boolean> =>
  Effect.promise(async () => {
    if (process.platform !== "linux") return true
    const folder = await realpath(data)
    for (const name of await readdir("/proc")) {
      if (!/^\d+$/.test(name)) continue
      if ((await readlink(`/proc/${name}/cwd`).catch(() => "")) === folder) return false
    }
    return true
  })

/** No server is going away any more: there is none, or one that means to stay. */
const settled = Effect.fnUntraced(function* (data: string) {
  const found = yield* read(data)
  return found?.status !== "stopping" || !(yield* isHeld(data, found))
})

/**
 * Makes sure that no server runs on the data folder.
 *
 * One that is stopping is waited for, 10 s at most: it may be that of a run which was killed a moment ago. Any other
 * is refused with its pid. The lock file of a server that crashed is removed, since Postgres itself would believe in
 * it if another process had got its pid.
 */
export const ensureFree = Effect.fnUntraced(function* (
  data: string
): Effect.fn.Return<void, LocalServerError> {
  yield* Effect.timeoutOption(until(settled(data)), "10 seconds")
  const found = yield* read(data)
  if (found === undefined) return
  if (yield* isHeld(data, found)) {
    const message = `${data} is in use by a Postgres that runs as process ${found.pid}; stop that one, or choose another directory`
    return yield* new LocalServerError({ server: "postgres", message })
  }
  if (Option.isNone(yield* Effect.timeoutOption(until(isDeserted(data)), "10 seconds"))) {
    const message = `${data} is still in use by processes of a Postgres that was killed; end them, or choose another directory`
    return yield* new LocalServerError({ server: "postgres", message })
  }
  yield* LocalServerError.attempt(
    "postgres",
    (code) => `The lock file ${file(data)} of a server that crashed cannot be removed (${code})`,
    () => rm(file(data), { force: true })
  )
})
