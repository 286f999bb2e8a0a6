import { type ChildProcess, execFile, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { Effect, type Scope } from "effect"
import { type LocalServer, LocalServerError } from "./LocalServerError.ts"
import * as ServerFile from "./ServerFile.ts"
import type { ServerUser } from "./ServerUser.ts"

/**
 * Ends a process, and deletes a folder, when this Node process is gone, however it went.
 *
 * A process on the watchdog is one at a time: holding another lets the former go. Both functions take effect at once,
 * so a process that waits for its turn until it is held cannot escape.
 */
export interface Watchdog {
  /** The folder that is deleted, when the watchdog has one. */
  readonly folder: string | undefined
  readonly hold: (pid: number, stopSignal: NodeJS.Signals) => void
  readonly letGo: () => void
}

/**
 * A shell that reads from a pipe of which only we hold the other end, so that its input ends with us, even by SIGKILL.
 *
 * Each line says what is held: "PID SIGNAL", or nothing; the pid is its process group's as well. A zombie counts as
 * ended: where process 1 reaps none, `kill -0` would see it forever. The folder is deleted again and again because
 * a killed server's children may still be writing.
 */
const script = `
trap '' HUP INT TERM
held=
while read -r line; do held=$line; done
pid=\${held% *} signal=\${held#* }
alive() { kill -0 "$pid" && ! grep -q '^State:.*Z' "/proc/$pid/status"; }
wait_until() { n=0; until "$@" || [ $n -ge 50 ]; do n=$((n + 1)); sleep 0.1 || sleep 1; done; }
ended() { ! alive; }
deleted() { rm -rf "$1"; [ ! -e "$1" ]; }
if [ -n "$pid" ]; then
  kill -s "$signal" -- "-$pid"
  wait_until ended
  alive && kill -s KILL -- "-$pid"
fi
[ -n "$1" ] && wait_until deleted "$1"
`

/** All that the programs which are run here see of ours. */
const environment = { PATH: process.env["PATH"] ?? "/usr/bin:/bin" }

/** Longest wait for the shell to end once its work is done, which takes it some milliseconds. */
const patience = "2 seconds"

const finish = (shell: ChildProcess): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    if (shell.exitCode !== null || shell.signalCode !== null) return resume(Effect.void)
    shell.once("exit", () => resume(Effect.void))
    shell.stdin?.end()
  }).pipe(Effect.timeoutOption(patience), Effect.andThen(Effect.sync(() => shell.unref())))

const spawnShell = (server: LocalServer, folder: string | undefined) =>
  Effect.callback<ChildProcess, LocalServerError>((resume) => {
    // A session of its own: neither a terminal's Ctrl-C nor its hang-up reaches the shell.
    const shell = spawn("/bin/sh", ["-c", script, "aquifer-watchdog", folder ?? ""], {
      cwd: "/",
      detached: true,
      env: environment,
      stdio: ["pipe", "ignore", "ignore"]
    })
    shell.stdin.on("error", () => undefined) // It was killed; servers are stopped with their scope all the same.
    shell.once("spawn", () => resume(Effect.succeed(shell)))
    shell.once("error", (cause) => {
      const message = `A local ${server} needs a POSIX shell at /bin/sh, which does not start (${cause.message}); set DATABASE_URL and DATABASE_POOL_URL to servers that run elsewhere`
      resume(Effect.fail(new LocalServerError({ server, message, cause })))
    })
  })

/** A watchdog for the scope's lifetime; at its end, or ours, it deletes `folder`, when one is given. */
export const make = (
  server: LocalServer,
  folder?: string
): Effect.Effect<Watchdog, LocalServerError, Scope.Scope> =>
  Effect.acquireRelease(spawnShell(server, folder), finish).pipe(
    Effect.map((shell) => ({
      folder,
      hold: (pid, stopSignal) => void shell.stdin?.write(`${pid} ${stopSignal.slice(3)}\n`),
      letGo: () => void shell.stdin?.write("\n")
    }))
  )

/**
 * Deletes a folder and what is in it. Where some of that belongs to another user, the system's own program does it: that
 * user could put a link in the way of Node's, between its look at a folder and its entering.
 */
const removed = (folder: string, user: ServerUser | undefined): Promise<void> =>
  user === undefined
    ? rm(folder, { recursive: true, force: true, maxRetries: 5 })
    : new Promise((resolve, reject) => {
        execFile("rm", ["-rf", "--", folder], { cwd: "/", env: environment }, (error) =>
          error === null ? resolve() : reject(error)
        )
      })

/**
 * A watchdog with a new folder in `parent`, which is deleted with the scope.
 *
 * The folder is ours and nobody else writes in it; a `user` may enter it.
 */
export const withFolder = Effect.fnUntraced(function* (
  server: LocalServer,
  options: { readonly parent: string; readonly prefix: string; readonly user: ServerUser | undefined }
): Effect.fn.Return<Watchdog & { readonly folder: string }, LocalServerError, Scope.Scope> {
  const { parent, prefix, user } = options
  const folder = join(parent, `${prefix}${process.pid}-${randomBytes(4).toString("hex")}`)
  const attempt = <A>(promise: () => Promise<A>) =>
    LocalServerError.attempt(
      server,
      (code) =>
        `The folder ${folder} cannot be made (${code}); give this user the right to write in ${parent}`,
      promise
    )
  // The watchdog comes first: there is no moment at which the folder exists without it.
  const watchdog = yield* make(server, folder)
  yield* Effect.acquireRelease(
    attempt(() => mkdir(folder, { mode: 0o700 })),
    () => Effect.ignore(attempt(() => removed(folder, user)))
  )
  if (user !== undefined) yield* attempt(() => ServerFile.letEnter(folder, user))
  return { ...watchdog, folder }
})
