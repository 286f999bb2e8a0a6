import { Config, Console, Duration, Effect, Option, Stdio, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { Overview } from "../services/monitor/Overview.ts"
import * as AttachedOverview from "./monitor/AttachedOverview.ts"
import * as DeployedOverview from "./monitor/DeployedOverview.ts"
import * as FullScreen from "./monitor/FullScreen.ts"
import * as Report from "./monitor/Report.ts"
import { durationFlag } from "./terminal/DurationFlag.ts"
import { ProgramFailed, wrongUsage } from "./terminal/ProgramFailed.ts"
import * as Address from "./web/Address.ts"
import * as WebFlags from "./web/WebFlags.ts"

const flags = {
  once: Flag.Boolean("once").pipe(
    Flag.withDescription("Print one look as tables and end; so too where standard output is no terminal"),
    Flag.withDefault(false)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print a JSON document a line each second; with --once, one"),
    Flag.withDefault(false)
  ),
  attach: Flag.String("attach").pipe(
    Flag.withDescription("Look at a program that runs with --web, rather than at what the environment names"),
    Flag.withMetavar("URL"),
    Flag.filterMap(
      (text) =>
        Option.filter(Option.fromNullishOr(URL.parse(text)), ({ protocol }) => /^https?:$/.test(protocol)),
      (text) => `"${text}" is no address such as http://127.0.0.1:8432`
    ),
    Flag.optional
  ),
  longerThan: durationFlag("longer-than").pipe(
    Flag.withDescription("From when on a statement is long-running; 5m unless given"),
    Flag.withDefault(Duration.minutes(5))
  ),
  ...WebFlags.flags,
  prometheus: Flag.String("prometheus").pipe(
    Flag.withDescription("Serve /metrics to Prometheus there, and show nothing here"),
    Flag.withMetavar("[HOST]:PORT"),
    Flag.filterMap(Address.fromText, (text) => `"${text}" is no [HOST]:PORT such as :9187`),
    Flag.optional
  )
}

type Options = Command.Command.Config.Infer<typeof flags>

const overviewLayer = ({ attach, longerThan, prometheus, web }: Options) =>
  Option.match(attach, {
    onNone: () => DeployedOverview.layer({ longerThan, metrics: web || Option.isSome(prometheus) }),
    onSome: AttachedOverview.layer
  })

/** A reader that has seen enough, such as `head`, is no failure. */
const print = Effect.fnUntraced(function* <E, R>(lines: Stream.Stream<string, E, R>) {
  const { stdout } = yield* Stdio.Stdio
  yield* Stream.run(
    Stream.map(lines, (line) => `${line}\n`),
    stdout({ endOnDone: false })
  ).pipe(Effect.catchTag("PlatformError", () => Effect.void))
})

/** One look; a failure when neither server let itself be seen. */
const once = Effect.fnUntraced(function* (json: boolean) {
  const seen = yield* (yield* Overview).snapshot
  yield* Console.log(json ? JSON.stringify(seen) : Report.render(seen))
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

/** `aquifer monitor`: the pools, PgBouncer and Postgres as they are at work. */
export const monitor = Command.make(
  "monitor",
  flags,
  Effect.fnUntraced(function* (options) {
    const wrong = conflict(options)
    if (wrong !== undefined) return yield* wrongUsage(wrong)
    yield* Effect.provide(show(options), overviewLayer(options))
  })
).pipe(
  Command.withDescription(
    "Watch the pools, PgBouncer and Postgres: occupancy, waits, long work, who blocks whom"
  ),
  Command.withExamples([
    { command: "aquifer monitor", description: "Full-screen, refreshed each second" },
    { command: "aquifer monitor --web", description: "As a web page on this machine" },
    { command: "aquifer monitor --once", description: "One look as tables" },
    { command: "aquifer monitor --json --once | jq .postgres", description: "One look as JSON" },
    {
      command: "aquifer monitor --attach http://127.0.0.1:8432",
      description: "The pools of a program that runs with --web"
    }
  ])
)
