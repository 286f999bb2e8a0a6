import { Command, Flag } from "effect/cli"
import * as Duration from "effect/Duration"
import { countFlag } from "../terminal/CountFlag.ts"
import { durationFlag } from "../terminal/DurationFlag.ts"
import { lazily } from "../terminal/lazily.ts"

const flags = {
  users: countFlag("users", 1, 1_000_000).pipe(
    Flag.withDescription("Users or agents who send queries, wait for the answers, think, and begin again"),
    Flag.optional
  ),
  queries: countFlag("queries", 1, 10_000).pipe(
    Flag.withDescription("Queries of a user from one pause to the next; 1 unless given"),
    Flag.withDefault(1)
  ),
  atOnce: Flag.Boolean("at-once").pipe(
    Flag.withDescription("A user sends its queries at once instead of one after another"),
    Flag.withDefault(false)
  ),
  thinkTime: durationFlag("think-time").pipe(
    Flag.withDescription("Pause of a user after its queries, on average; none unless given"),
    Flag.withDefault(Duration.zero)
  ),
  rate: countFlag("rate", 1, 10_000_000).pipe(
    Flag.withDescription("Instead of --users: queries a second, whoever sends them"),
    Flag.optional
  ),
  queryTime: durationFlag("query-time").pipe(
    Flag.withDescription("How long a query or transaction holds its connection on average, such as 5ms"),
    Flag.optional
  ),
  variability: Flag.Finite("variability").pipe(
    Flag.withDescription(
      "Standard deviation of the query time by its mean: 0 when all are alike, 1 (default) when spread exponentially"
    ),
    Flag.withMetavar("RATIO"),
    Flag.filter(
      (value) => value >= 0 && value <= 20,
      () => "a number from 0 to 20"
    ),
    Flag.optional
  ),
  targetWait: durationFlag("target-wait").pipe(
    Flag.withDescription("Longest wait for a connection that most queries may have; 10ms unless given"),
    Flag.withDefault(Duration.millis(10))
  ),
  percentile: Flag.Finite("percentile").pipe(
    Flag.withDescription("How many of a hundred queries are most; 95 unless given"),
    Flag.withMetavar("P"),
    Flag.filter(
      (value) => value >= 1 && value <= 99.9,
      () => "a number from 1 to 99.9"
    ),
    Flag.withDefault(95)
  ),
  instances: countFlag("instances", 1, 10_000).pipe(
    Flag.withDescription("Processes that share the load, each with a pool of its own"),
    Flag.withDefault(1)
  ),
  maxConnections: countFlag("max-connections", 1, 1_000_000).pipe(
    Flag.withDescription(
      "max_connections of Postgres, or what the pooler may open; asked for with --observe"
    ),
    Flag.optional
  ),
  reserve: countFlag("reserve", 0, 1_000_000).pipe(
    Flag.withDescription(
      "Connections kept for superusers, migrations and others; Postgres' own reserve of 3 and 2 an instance unless given"
    ),
    Flag.optional
  ),
  cores: countFlag("cores", 1, 100_000).pipe(
    Flag.withDescription(
      "Processor cores of the database, which bound how many queries are worth running at once"
    ),
    Flag.optional
  ),
  observe: durationFlag("observe").pipe(
    Flag.withDescription(
      "Instead of --users or --rate: watch the deployment that the environment names for so long, such as 30s"
    ),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of tables"),
    Flag.withDefault(false)
  )
}

/** `aquifer size`: the pool size for a workload, with its reasons. */
export const size = Command.make(
  "size",
  flags,
  lazily(() => import("./sizeHandler.ts"))
).pipe(
  Command.withDescription(
    "Say how many connections the pool needs for a workload, and why; exit status 1 when the database has too few"
  ),
  Command.withExamples([
    {
      command: "aquifer size --users 100 --queries 3 --query-time 5ms --think-time 2s",
      description: "A hundred users who make three queries and think for two seconds"
    },
    {
      command:
        "aquifer size --rate 400 --query-time 20ms --target-wait 50ms --instances 2 --max-connections 60 --cores 4",
      description: "A rate, bounded by what the database has"
    },
    { command: "aquifer size --observe 30s", description: "As measured from the deployment at work" }
  ])
)
