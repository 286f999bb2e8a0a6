import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as PlainText from "./PlainText.ts"

/** How far the work is, and what to say beside it. */
export interface Progress {
  readonly done: number
  readonly of: number
  readonly note: string
}

const width = 30

const bar = ({ done, note, of }: Progress): string => {
  const share = of === 0 ? 1 : Math.min(1, done / of)
  const full = Math.round(share * width)
  return `${"█".repeat(full)}${"░".repeat(width - full)} ${String(Math.floor(share * 100)).padStart(3)}%  ${done.toLocaleString("en")} of ${of.toLocaleString("en")}  ${PlainText.printable(note)}`
}

/** Writes to standard error, which is where everything goes that is not the result. */
export const say = Effect.fnUntraced(function* (text: string) {
  const stdio = yield* Stdio.Stdio
  yield* Effect.ignore(Stream.run(Stream.make(text), stdio.stderr({ endOnDone: false })))
})

/** A line that is drawn over the one before it, which it could not reach if it took two of a terminal's. */
const redrawn = (now: Progress): string =>
  `\r\u001b[2K${PlainText.fit(bar(now), process.stderr.columns || Infinity)}`

/** Whether a line can be drawn again: in a terminal that knows how to. */
const redraws = Effect.gen(function* () {
  const { stderrIsTerminal } = yield* Stdio.Stdio
  return (
    (yield* stderrIsTerminal) && (yield* Effect.orElseSucceed(Config.String("TERM"), () => "")) !== "dumb"
  )
})

/**
 * Shows the progress of `work` on standard error while it runs: a bar redrawn ten times a second in a terminal, a
 * line every five seconds elsewhere.
 */
export const during =
  (progress: Effect.Effect<Progress>) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Stdio.Stdio> =>
    Effect.gen(function* () {
      const terminal = yield* redraws
      const draw = Effect.flatMap(progress, (now) => say(terminal ? redrawn(now) : `${bar(now)}\n`))
      yield* Effect.forkScoped(Effect.repeat(draw, Schedule.spaced(terminal ? "100 millis" : "5 seconds")))
      return yield* Effect.ensuring(work, terminal ? Effect.andThen(draw, say("\n")) : draw)
    }).pipe(Effect.scoped)
