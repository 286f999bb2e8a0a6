import { Command, Flag } from "effect/cli"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import { durationFlag } from "./terminal/DurationFlag.ts"
import { lazily } from "./terminal/lazily.ts"
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
    Flag.withDescription(
      "Look at a program that runs with --web or has the page in its own server, rather than at what the environment names"
    ),
    Flag.withMetavar("URL"),
    Flag.filterMap(
      (text) =>
        Option.filter(Option.fromNullishOr(URL.parse(text)), ({ protocol }) => /^https?:$/.test(protocol)),
      () => "an address, such as http://127.0.0.1:8432"
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
    Flag.filterMap(Address.fromText, () => "[HOST]:PORT, such as :9187"),
    Flag.optional
  )
}

/** `aquifer monitor`: the pools, PgBouncer and Postgres as they are at work. */
export const monitor = Command.make(
  "monitor",
  flags,
  lazily(() => import("./monitorHandler.ts"))
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
