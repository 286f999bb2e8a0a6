import { type ChildProcess, fork } from "node:child_process"
import { createInterface } from "node:readline"
import { Deferred, Effect, Option, Schema, type Scope } from "effect"
import * as Output from "../../terminal/Output.ts"
import { end, FleetOptions, FleetWord } from "./FleetWord.ts"

const file = new URL("../../runner.js", import.meta.url)

/** A process of a fleet could not be started, and has said why. */
export class FleetNotStarted extends Schema.TaggedError<FleetNotStarted>()("FleetNotStarted", {
  message: Schema.String
}) {}

/** A process of a fleet that is at work. */
export interface FleetProcess {
  readonly pid: number
  /** Where others reach it. */
  readonly port: number
  /** What it has said last. */
  readonly word: () => FleetWord
  /** What it has ended by. */
  readonly ended: Effect.Effect<string>
  /** Lets it end in order; it is killed where that takes longer than 10 s. */
  readonly stop: Effect.Effect<void>
}

const decode = Schema.decodeUnknownOption(FleetWord)

/** What a process says to people goes where our own words go. */
const passOn = Effect.fnUntraced(function* (child: ChildProcess) {
  const run = Effect.runForkWith(yield* Effect.context<never>())
  if (child.stderr === null) return
  createInterface({ input: child.stderr }).on("line", (line) => run(Output.tell(line)))
})

const stop = (child: ChildProcess, ended: Effect.Effect<string>) =>
  Effect.gen(function* () {
    if (child.connected) child.send(end, () => undefined) // it may be gone in this moment
    if (Option.isNone(yield* Effect.timeoutOption(ended, "10 seconds"))) child.kill("SIGKILL")
    yield* ended
  })

/** Waits for its first word. */
const ready = (child: ChildProcess, heard: { word: FleetWord | undefined }) =>
  Effect.callback<FleetWord>((resume) => {
    child.on("message", (message) => {
      heard.word = Option.getOrElse(decode(message), () => heard.word)
      if (heard.word !== undefined) resume(Effect.succeed(heard.word))
    })
  })

/** Starts a process of a fleet in the scope, and waits until it is ready. */
export const start = Effect.fnUntraced(function* (
  options: FleetOptions
): Effect.fn.Return<FleetProcess, FleetNotStarted, Scope.Scope> {
  // Its type is the schema's own, so it encodes.
  const argument = yield* Effect.orDie(Schema.encodeEffect(FleetOptions)(options))
  const finished = Deferred.makeUnsafe<string>()
  const ended = Deferred.await(finished)
  const child = yield* Effect.acquireRelease(
    Effect.sync(() => {
      // A session of its own: a terminal's Ctrl-C reaches us alone, and we let it end in order.
      const detached = process.platform !== "win32"
      const started = fork(file, [argument], { detached, stdio: ["ignore", "ignore", "pipe", "ipc"] })
      started.once("error", ({ message }) => Deferred.doneUnsafe(finished, Effect.succeed(message)))
      started.once("close", (status, signal) =>
        Deferred.doneUnsafe(finished, Effect.succeed(signal ?? `exit status ${status}`))
      )
      return started
    }),
    (started) => stop(started, ended)
  )
  yield* passOn(child)
  const heard: { word: FleetWord | undefined } = { word: undefined }
  const early = Effect.flatMap(ended, (by) =>
    Effect.fail(
      new FleetNotStarted({ message: `a process of the fleet ended before it was ready (${by}); see above` })
    )
  )
  const first = yield* Effect.raceFirst(ready(child, heard), early)
  return {
    pid: child.pid ?? 0,
    port: first.port,
    word: () => heard.word ?? first,
    ended,
    stop: stop(child, ended)
  }
})
