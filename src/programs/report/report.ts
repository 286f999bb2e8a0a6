import { Command, Flag } from "effect/cli"
import { countFlag } from "../terminal/CountFlag.ts"
import { lazily } from "../terminal/lazily.ts"

const day = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("YYYY-MM-DD"), Flag.withDescription(description), Flag.optional)

const flags = {
  days: countFlag("days", 1, 3_660).pipe(
    Flag.withDescription("The last N days, today included; 30 unless given"),
    Flag.optional
  ),
  from: day("from", "Instead of --days: the first day, in UTC"),
  to: day("to", "The last day, included; today unless given"),
  top: countFlag("top", 1, 10_000).pipe(
    Flag.withDescription("How many of the keywords looked up most; 10 unless given"),
    Flag.withDefault(10)
  ),
  csv: Flag.Literals("csv", ["days", "keywords", "sources"]).pipe(
    Flag.withDescription(
      "Print one part as CSV (RFC 4180); what looks like a formula is made text with an apostrophe"
    ),
    Flag.optional
  ),
  html: Flag.String("html").pipe(
    Flag.withDescription("Write a page that needs no other file and no network"),
    Flag.withMetavar("FILE"),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of tables"),
    Flag.withDefault(false)
  )
}

/** `aquifer report`: what was stored and looked up in a period. */
export const report = Command.make(
  "report",
  flags,
  lazily(() => import("./reportHandler.ts"))
).pipe(
  Command.withDescription(
    "What was stored and looked up in a period: tables, JSON, CSV or a page; on the pooled endpoint, one query at a time"
  ),
  Command.withExamples([
    { command: "aquifer report --days 7", description: "The last seven days" },
    {
      command: "aquifer report --from 2026-01-01 --to 2026-03-31 --html quarter.html",
      description: "A page"
    },
    { command: "aquifer report --top 1000 --csv keywords > keywords.csv", description: "For a spreadsheet" }
  ])
)
