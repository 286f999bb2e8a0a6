import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import { Effect, Option, Queue, Stream, type Terminal } from "effect"
import { TerminalCapabilities } from "effect/cli"
import { Overview, type OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import * as TerminalStyle from "../../terminal/TerminalStyle.ts"
import * as History from "../History.ts"
import * as AlternateScreen from "./AlternateScreen.ts"
import * as Screen from "./Screen.ts"
import * as View from "./View.ts"

const isQuit = ({ key }: Terminal.UserInput): boolean => key.ctrl && (key.name === "c" || key.name === "d")

const keyOf = ({ input, key }: Terminal.UserInput): View.Key => ({
  name: key.name,
  ctrl: key.ctrl,
  character: Option.getOrElse(input, () => "")
})

/** What became of a signal, in a sentence. */
const signalled = Effect.fnUntraced(function* ({ how, pid }: Extract<View.Action, { _tag: "Signal" }>) {
  const overview = yield* Overview
  const outcome = yield* Effect.result(overview.signal(how, pid))
  if (outcome._tag === "Failure") return outcome.failure.message
  if (outcome.success._tag === "NotPermitted") return outcome.success.message
  return outcome.success._tag === "Sent"
    ? `told ${pid} to ${how === "cancel" ? "cancel its statement" : "end"}`
    : `there is no session ${pid}`
})

interface State {
  seen: OverviewSnapshot | undefined
  history: History.History
  view: View.View
}

/** Draws what was last seen, as the view wants it. */
const drawing = (
  terminal: Terminal.Terminal,
  screen: AlternateScreen.AlternateScreen,
  style: TerminalStyle.TerminalStyle,
  state: State
) =>
  Effect.gen(function* () {
    const [columns, rows] = yield* Effect.all([terminal.columns, terminal.rows])
    const { history, seen, view } = state
    const lines =
      seen === undefined
        ? ["aquifer monitor: asking…"]
        : Screen.render(seen, history, view, { columns, rows }, style)
    yield* screen.show(lines)
  })

/** Does what the keys ask for, until one says that it is enough. */
const obeying = <E, R>(
  terminal: Terminal.Terminal,
  screen: AlternateScreen.AlternateScreen,
  draw: Effect.Effect<void, E, R>,
  state: State
) => {
  const act = Effect.fnUntraced(function* (action: View.Action) {
    if (action._tag === "Suspend") yield* screen.suspend
    if (action._tag !== "Signal") return
    state.view = { ...state.view, told: "…" }
    yield* draw
    state.view = { ...state.view, told: yield* signalled(action) }
  })
  return Effect.flatMap(terminal.readInput, (keys) =>
    Effect.gen(function* () {
      for (;;) {
        const [view, action] = View.press(state.view, keyOf(yield* Queue.take(keys)))
        state.view = view
        if (action._tag === "Quit") return
        yield* act(action)
        yield* draw
      }
    })
  )
}

/** Shows the overview on the whole terminal, each second, until a key says that it is enough. */
export const run = Effect.gen(function* () {
  const terminal = yield* NodeTerminal.make(isQuit)
  const { snapshots } = yield* Overview
  const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
  const screen = yield* AlternateScreen.make(terminal)
  const state: State = { seen: undefined, history: [], view: View.initial }
  const draw = drawing(terminal, screen, canColor ? TerminalStyle.coloured : TerminalStyle.plain, state)
  const look = Stream.runForEach(snapshots, (seen) => {
    if (state.view.paused) return Effect.void
    state.seen = seen
    state.history = History.add(state.history, seen)
    return draw
  })
  const resized = Effect.flatMap(terminal.size, (sizes) =>
    Effect.forever(Effect.andThen(Queue.take(sizes), draw))
  )
  yield* draw
  yield* Effect.forkScoped(look)
  yield* Effect.forkScoped(Effect.ignore(resized))
  yield* Effect.forkScoped(Effect.ignore(Effect.forever(Effect.andThen(screen.continued, draw))))
  yield* obeying(terminal, screen, draw, state)
}).pipe(
  Effect.scoped,
  Effect.catchTag("Done", () => Effect.void)
)
