import { Config, type Duration, Effect, Option, Stdio, Stream } from "effect"
import { Overview } from "../services/monitor/Overview.ts"
import * as AttachedOverview from "./monitor/AttachedOverview.ts"
import * as DeployedOverview from "./monitor/DeployedOverview.ts"
import * as FullScreen from "./monitor/screen/FullScreen.ts"
import * as Report from "./monitor/sections/Report.ts"
import * as Output from "./terminal/Output.ts"
import * as PlainText from "./terminal/PlainText.ts"
import { ProgramFailed, wrongUsage } from "./terminal/ProgramFailed.ts"
import type { Address } from "./web/Address.ts"
import * as WebFlags from "./web/WebFlags.ts"

interface Options extends WebFlags.Options {
  readonly once: boolean
  readonly json: boolean
  readonly attach: Option.Option<URL>
  readonly longerThan: Duration.Duration
  readonly prometheus: Option.Option<Address>
}

const overviewLayer = ({ attach, longerThan, prometheus, web }: Options) =>
  Option.match(attach, {
    onNone: () => DeployedOverview.layer({ longerThan, metrics: web || Option.isSome(prometheus) }),
    onSome: AttachedOverview.layer
  })

/** A reader that has seen enough, such as `head`, is no failure. */
const print = Effect.fnUntraced(function* <E, R>(lines: Stream.Stream<string, E, R>) {
  const { stdout } = yield* Stdio.Stdio
  yield* Stream.run(
    Stream.map(lines, (line) => `${PlainText.visible(line)}\n`),
    stdout({ endOnDone: false })
  ).pipe(Effect.catchTag("PlatformError", () => Effect.void))
})

/** Sentences are read on a terminal; what a pipe leads to reads lines. */
const terminalWidth = 160

/** One look; a failure when neither server let itself be seen. */
const once = Effect.fnUntraced(function* (json: boolean) {
  const seen = yield* (yield* Overview).snapshot
  const width = (yield* (yield* Stdio.Stdio).stdoutIsTerminal) ? terminalWidth : Infinity
  yield* Output.print(json ? JSON.stringify(seen) : Report.render(seen, width))
  const blind = seen.postgres._tag === "Missing" && seen.pgbouncer._tag === "Missing"
  if (blind) yield* Effect.fail(new ProgramFailed(1))
})

const watch = Effect.gen(function* () {
  const { snapshots } = yield* Overview
  yield* print(Stream.map(snapshots, (seen) => JSON.stringify(seen)))
})

/** Whether there is a screen to draw on, and a person at its keys. */
const isTerminal = Effect.gen(function* () {
  const { stdinIsTerminal, stdoutIsTerminal } = yield* Stdio.Stdio
  const terminal = yield* Config.withDefault(Config.String("TERM"), "")
  return (yield* stdoutIsTerminal) && (yield* stdinIsTerminal) && terminal !== "dumb"
})

/** One way of showing it at a time. */
const conflict = ({ attach, json, once, prometheus, web }: Options): string | undefined => {
  if (web && (once || json)) return "--web serves a page; leave --once and --json out"
  if (Option.isNone(prometheus)) return undefined
  if (web) return "--web serves /metrics too; leave --prometheus out"
  if (once || json) return "--prometheus serves metrics; leave --once and --json out"
  return Option.isSome(attach) ? "the program that --attach names serves its own /metrics" : undefined
}

const show = Effect.fnUntraced(function* (options: Options) {
  yield* WebFlags.serve(options)
  if (Option.isSome(options.prometheus)) yield* WebFlags.serveMetrics(options.prometheus.value)
  if (options.web || Option.isSome(options.prometheus)) return yield* Effect.never
  if (options.once) return yield* once(options.json)
  if (options.json) return yield* watch
  yield* (yield* isTerminal) ? FullScreen.run : once(false)
}, Effect.scoped)

/** Shows what the pools, PgBouncer and Postgres do in the way that the flags ask for. */
export const handler = Effect.fnUntraced(function* (options: Options) {
  const wrong = conflict(options)
  if (wrong !== undefined) return yield* wrongUsage(wrong)
  yield* Effect.provide(show(options), overviewLayer(options))
})
