import { Deferred, Duration, Effect, Exit, Schedule, type Scope } from "effect"
import { inRealTime } from "../../deadline/Monotonic.ts"
import { LocalServerError } from "./LocalServerError.ts"
import * as WatchedProcess from "./WatchedProcess.ts"

/** When a server can be used: it prints a line that `line` knows, or `probe`, asked every 20 ms, says so. */
export type Ready =
  | { readonly line: (line: string) => boolean }
  | { readonly probe: (pid: number) => Effect.Effect<boolean> }

/** A server that runs, and stops with its scope. */
export interface ServerProcess {
  readonly pid: number
  /** Waits for its end. */
  readonly exit: Effect.Effect<WatchedProcess.Ended>
}

/** Longest wait until a server is ready or a command has ended, unless told otherwise. */
const patience = Duration.seconds(60)

/** Asks every 20 ms until the answer is yes. */
export const until = <E = never>(probe: Effect.Effect<boolean, E>): Effect.Effect<void, E> =>
  Effect.asVoid(Effect.repeat(probe, { until: (yes) => yes, schedule: Schedule.spaced("20 millis") }))

const describeEnd = ({ code, signal }: WatchedProcess.Ended): string =>
  signal === null ? `exit status ${code}` : `signal ${signal}`

const failed = (program: WatchedProcess.Program, process: WatchedProcess.WatchedProcess, what: string) =>
  Effect.flatMap(process.lastLines, (lines) => {
    const said = lines.length === 0 ? "and printed nothing" : `and its last lines were:\n${lines.join("\n")}`
    const message = `${program.title} ${what}, ${said}`
    return Effect.fail(new LocalServerError({ server: program.server, message }))
  })

const within = (
  program: WatchedProcess.Program,
  process: WatchedProcess.WatchedProcess,
  duration: Duration.Duration
) => ({
  duration,
  orElse: () => failed(program, process, `was given up after ${Duration.format(duration)}`)
})

/** The pipes of what has just ended are drained at once, unless a child of it holds them. */
const drained = (process: WatchedProcess.WatchedProcess) => Effect.timeoutOption(process.closed, "1 second")

/**
 * Starts a server in the scope and waits until it is ready.
 *
 * It gets its stop signal when the scope closes and SIGKILL 5 s later; its watchdog does the same if we die. Fails when
 * it ends before it is ready, or is not ready after `timeout` (60 s), with the last lines that it printed; then it has
 * been stopped.
 */
export const start = Effect.fnUntraced(function* (
  program: WatchedProcess.Program & {
    readonly ready: Ready
    readonly timeout?: Duration.Duration | undefined
  }
): Effect.fn.Return<ServerProcess, LocalServerError, Scope.Scope> {
  const { ready, timeout = patience } = program
  const seen = Deferred.makeUnsafe<void>()
  const process = yield* WatchedProcess.spawn(program, (line) => {
    if ("line" in ready && ready.line(line)) Deferred.doneUnsafe(seen, Exit.void)
  })
  const early = Effect.flatMap(process.exit, (ended) =>
    Effect.andThen(
      drained(process),
      failed(program, process, `ended before it was ready, with ${describeEnd(ended)}`)
    )
  )
  const known = "line" in ready ? Deferred.await(seen) : until(ready.probe(process.pid))
  yield* Effect.raceFirst(known, early).pipe(
    Effect.timeoutOrElse(within(program, process, timeout)),
    Effect.onError(() => process.stop)
  )
  return { pid: process.pid, exit: process.exit }
}, inRealTime)

/** Runs a command to its end and returns what it printed on standard output; fails unless it exits with 0. */
export const run = Effect.fnUntraced(
  function* (
    program: WatchedProcess.Program & { readonly timeout?: Duration.Duration | undefined }
  ): Effect.fn.Return<string, LocalServerError, Scope.Scope> {
    const output: Array<string> = []
    const process = yield* WatchedProcess.spawn(program, (line, stream) => {
      if (stream === "stdout") output.push(line)
    })
    const ended = yield* process.closed.pipe(
      Effect.timeoutOrElse(within(program, process, program.timeout ?? patience))
    )
    return ended.code === 0
      ? output.join("\n")
      : yield* failed(program, process, `ended with ${describeEnd(ended)}`)
  },
  Effect.scoped,
  inRealTime
)
