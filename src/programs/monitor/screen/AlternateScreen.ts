import { Effect, type PlatformError, Queue, type Scope, type Terminal } from "effect"

/** The terminal's other screen, without a cursor and without lines that wrap; and all of it undone. */
const enter = "\u001b[?1049h\u001b[?25l\u001b[?7l"
const leave = "\u001b[?7h\u001b[?25h\u001b[?1049l"

/** Between these marks a terminal that knows them shows nothing until all of it is there; others ignore them. */
const begin = "\u001b[?2026h"
const end = "\u001b[?2026l"

const frame = (lines: ReadonlyArray<string>): string =>
  `${begin}\u001b[H${lines.map((line) => `\u001b[2K${line}`).join("\r\n")}${end}`

/** The whole terminal, while it is ours. */
export interface AlternateScreen {
  /** Shows these rows, unless the terminal is somebody else's for now. */
  readonly show: (lines: ReadonlyArray<string>) => Effect.Effect<void, PlatformError.PlatformError>
  /** Gives the terminal back to the shell and stops, as Ctrl-Z does; goes on when the shell says so. */
  readonly suspend: Effect.Effect<void, PlatformError.PlatformError>
  /** Waits until the program was stopped by somebody else and goes on, so that all is to be drawn again. */
  readonly continued: Effect.Effect<void>
}

/** Keys come one by one, rather than in lines that the shell's terminal edits. */
const setRawMode = (enabled: boolean) =>
  Effect.sync(() => {
    if (process.stdin.isTTY) process.stdin.setRawMode(enabled)
  })

/** All that the shell knows as this job, npx and its shell among them: stopping one alone would leave the others waiting. */
const stopJob = Effect.sync(() => void process.kill(0, "SIGTSTP"))

/**
 * A signal to oneself arrives within microseconds. Whoever has no shell that might continue it is not stopped, so that no
 * SIGCONT is to be waited for; and time does not pass for a program that is.
 */
const stopping = "100 millis"

/** Each SIGCONT; of those that came at once the last is enough. */
const continues = Effect.gen(function* () {
  const queue = yield* Queue.sliding<void>(1)
  const onContinue = () => void Queue.offerUnsafe(queue, undefined)
  yield* Effect.acquireRelease(
    Effect.sync(() => process.on("SIGCONT", onContinue)),
    () => Effect.sync(() => process.off("SIGCONT", onContinue))
  )
  return queue
})

/** Takes the whole terminal until the scope closes, and leaves no trace on it. */
export const make = Effect.fnUntraced(function* (
  terminal: Terminal.Terminal
): Effect.fn.Return<AlternateScreen, PlatformError.PlatformError, Scope.Scope> {
  let isOurs = true
  const signals = yield* continues
  yield* Effect.acquireRelease(terminal.display(enter), () => Effect.ignore(terminal.display(leave)))
  const suspend = Effect.gen(function* () {
    isOurs = false
    yield* terminal.display(leave)
    yield* setRawMode(false)
    yield* stopJob
    yield* Effect.sleep(stopping)
    yield* setRawMode(true)
    yield* terminal.display(enter)
    isOurs = true
  })
  // The shell may have left the terminal in another mode than it had found it in.
  const raw = Effect.andThen(setRawMode(false), setRawMode(true))
  const continued = Effect.andThen(
    Queue.take(signals),
    Effect.suspend(() => (isOurs ? raw : Effect.void))
  )
  return {
    show: (lines) => Effect.suspend(() => (isOurs ? terminal.display(frame(lines)) : Effect.void)),
    // Windows has no jobs.
    suspend: process.platform === "win32" ? Effect.void : suspend,
    continued
  }
})
