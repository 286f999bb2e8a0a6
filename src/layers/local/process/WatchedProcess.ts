import { type ChildProcess, spawn as spawnChild } from "node:child_process"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { Deferred, Duration, Effect, Exit, type Scope } from "effect"
import { type LocalServer, LocalServerError } from "./LocalServerError.ts"
import type { ServerUser } from "./ServerUser.ts"
import * as Watchdog from "./Watchdog.ts"

/** A program to run, which outlives neither its scope nor us. */
export interface Program {
  /** In whose name it fails. */
  readonly server: LocalServer
  /** What messages call it. */
  readonly title: string
  readonly command: string
  readonly args: ReadonlyArray<string>
  /** The user that it runs as; our own when undefined. */
  readonly user?: ServerUser | undefined
  /** Its working folder; `/`, so that none is kept busy. */
  readonly cwd?: string | undefined
  /** Variables beside PATH, LANG=C, LC_ALL=C and TZ=UTC; nothing else is inherited. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** What asks it to end, SIGINT unless given; SIGKILL follows after 5 s. */
  readonly stopSignal?: NodeJS.Signals | undefined
  /** Its watchdog; one of its own when undefined. */
  readonly watchdog?: Watchdog.Watchdog | undefined
}

/** How a process ended: its exit code, or the signal that killed it. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface WatchedProcess {
  readonly pid: number
  /** Waits for the process to end. */
  readonly exit: Effect.Effect<Ended>
  /** Waits until, besides, all that it printed has been read. */
  readonly closed: Effect.Effect<Ended>
  /** The end of what it printed: at most 20 lines of 500 characters. */
  readonly lastLines: Effect.Effect<ReadonlyArray<string>>
  /** Stops it before its scope does. */
  readonly stop: Effect.Effect<void>
}

/** Sees each line that a process prints. */
export type OnLine = (line: string, stream: "stdout" | "stderr") => void

const grace = Duration.seconds(5)
const lastLines = { count: 20, length: 500 }

/** Waits for our word, which comes once the watchdog holds it, and then becomes the program: one pid for both. */
const gate = 'read -r _ && exec "$@" </dev/null'

const environment = (program: Program): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  LANG: "C",
  LC_ALL: "C",
  TZ: "UTC",
  ...program.env
})

const spawnGate = (program: Program) =>
  Effect.callback<ChildProcess, LocalServerError>((resume) => {
    const { args, command, server, title, user } = program
    // A session of its own: a terminal's Ctrl-C reaches us alone, and we stop the process in order.
    const child = spawnChild("/bin/sh", ["-c", gate, "sh", command, ...args], {
      cwd: program.cwd ?? "/",
      detached: true,
      env: environment(program),
      stdio: "pipe",
      ...(user && { uid: user.uid, gid: user.gid })
    })
    child.stdin.on("error", () => undefined) // It ended before our word; its end is what counts.
    child.once("spawn", () => resume(Effect.succeed(child)))
    child.once("error", (cause) => {
      const message = `${title} cannot be started${user ? ` as user ${user.name}` : ""}: ${cause.message}`
      resume(Effect.fail(new LocalServerError({ server, message, cause })))
    })
  })

const read = (stream: Readable | null, onLine: (line: string) => void): void => {
  if (stream === null) return
  stream.on("error", () => undefined)
  createInterface({ input: stream }).on("line", onLine)
}

const observe = (child: ChildProcess, watchdog: Watchdog.Watchdog, onLine: OnLine | undefined) => {
  const last: Array<string> = []
  for (const stream of ["stdout", "stderr"] as const) {
    read(child[stream], (line) => {
      last.push(line.slice(0, lastLines.length))
      if (last.length > lastLines.count) last.shift()
      onLine?.(line, stream)
    })
  }
  const exited = Deferred.makeUnsafe<Ended>()
  const closed = Deferred.makeUnsafe<Ended>()
  child.once("exit", (code, signal) => {
    watchdog.letGo()
    Deferred.doneUnsafe(exited, Exit.succeed({ code, signal }))
  })
  child.once("close", (code, signal) => Deferred.doneUnsafe(closed, Exit.succeed({ code, signal })))
  return {
    exit: Deferred.await(exited),
    closed: Deferred.await(closed),
    lastLines: Effect.sync(() => [...last])
  }
}

/** Like a terminal's Ctrl-C it reaches the children too, as long as they have not left the process group. */
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // It ended in this moment, and nobody has told us yet.
  }
}

const stop = Effect.fnUntraced(function* (
  child: ChildProcess,
  exit: Effect.Effect<Ended>,
  signal: NodeJS.Signals
) {
  for (const next of [signal, "SIGKILL"] as const) {
    signalGroup(child, next)
    yield* Effect.timeoutOption(exit, grace)
  }
  // Children of a killed server may hold the pipes for a while; nothing of them keeps us running.
  for (const stream of [child.stdout, child.stderr]) stream?.destroy()
})

const start = (program: Program, watchdog: Watchdog.Watchdog, onLine: OnLine | undefined) =>
  Effect.map(spawnGate(program), (child): WatchedProcess => {
    const { pid = 0 } = child
    const stopSignal = program.stopSignal ?? "SIGINT"
    const observed = observe(child, watchdog, onLine)
    watchdog.hold(pid, stopSignal)
    child.stdin?.end("\n")
    return { ...observed, pid, stop: stop(child, observed.exit, stopSignal) }
  })

/** Starts a program in the scope: it is stopped with the scope, within 10 s, and by its watchdog if we die before. */
export const spawn = Effect.fnUntraced(function* (
  program: Program,
  onLine?: OnLine
): Effect.fn.Return<WatchedProcess, LocalServerError, Scope.Scope> {
  const watchdog = program.watchdog ?? (yield* Watchdog.make(program.server))
  return yield* Effect.acquireRelease(start(program, watchdog, onLine), ({ stop }) => stop)
})
