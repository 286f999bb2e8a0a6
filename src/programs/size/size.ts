import { Console, Duration, Effect, Layer, Option } from "effect"
import { Command, Flag } from "effect/cli"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import { DirectPg } from "../../layers/DirectPg.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import * as PoolObservation from "../../services/sizing/PoolObservation.ts"
import * as PoolSizing from "../../services/sizing/PoolSizing.ts"
import { countFlag } from "../terminal/CountFlag.ts"
import { durationFlag } from "../terminal/DurationFlag.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as SizeReport from "./SizeReport.ts"
import * as SizeTables from "./SizeTables.ts"

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
      (value) => `${value} is not from 0 to 20`
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
      (value) => `${value} is not from 1 to 99.9`
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

type Options = Command.Command.Config.Infer<typeof flags>

const superuserReserve = 3
/** The size of the direct endpoint's pool. */
const directConnections = 2

const watched = Effect.fnUntraced(function* (duration: Duration.Duration) {
  let looks = 0
  const of = Math.ceil(Duration.toSeconds(duration))
  const begin = yield* Monotonic.now
  const progress = Monotonic.now.pipe(
    Effect.map((now) => ({
      done: Math.min(of, Math.floor((now - begin) / 1_000)),
      of,
      note: `seconds, ${looks.toLocaleString("en")} looks`
    }))
  )
  const observed = yield* ProgressBar.during(progress)(
    PoolObservation.observe(duration, (count) => Effect.sync(() => (looks = count)))
  )
  if (observed.transactions === 0) {
    yield* Console.error(
      `aquifer: nothing ran in ${of} s, so there is nothing to size; observe while the programs are at work`
    )
    return yield* Effect.fail(new ProgramFailed(1))
  }
  return observed
})

/** The workload that the flags describe, if they describe one. */
const described = (options: Options): PoolSizing.Workload | string => {
  const { atOnce, queries, queryTime, rate, thinkTime, users } = options
  if (Option.isSome(users) === Option.isSome(rate)) {
    return "size needs the load: either --users N, or --rate N, or --observe DURATION"
  }
  if (Option.isNone(queryTime)) return "size needs --query-time, such as 5ms"
  const queryMillis = Duration.toMillis(queryTime.value)
  if (queryMillis === 0)
    return "a --query-time of nothing keeps no connection busy; give its mean, such as 5ms"
  const time = { queryMillis, variability: Option.getOrElse(options.variability, () => 1) }
  return Option.match(users, {
    onSome: (users) => ({
      kind: "closed",
      users,
      queries,
      atOnce,
      thinkMillis: Duration.toMillis(thinkTime),
      ...time
    }),
    onNone: () => ({ kind: "open", perSecond: Option.getOrElse(rate, () => 1), ...time })
  })
}

const answer = Effect.fnUntraced(function* (
  options: Options,
  workload: PoolSizing.Workload,
  observed: PoolObservation.PoolObservation | undefined
) {
  const { cores, instances, json, maxConnections, percentile, reserve, targetWait } = options
  const demand: PoolSizing.Demand = {
    workload,
    target: { waitMillis: Duration.toMillis(targetWait), share: percentile / 100 },
    instances,
    limits: {
      maxConnections: Option.getOrElse(maxConnections, () => observed?.maxConnections),
      reserve: Option.getOrElse(
        reserve,
        () => (observed?.reserved ?? superuserReserve) + directConnections * instances
      ),
      cores: Option.getOrUndefined(cores)
    }
  }
  const report = SizeReport.make(demand, yield* PoolSizing.recommend(demand), observed)
  yield* Console.log(json ? JSON.stringify(report) : SizeTables.render(report))
  if (!report.targetMet) yield* Effect.fail(new ProgramFailed(1))
})

const deployment = Layer.provideMerge(DirectPg.layerNoDeps, PgConfig.layer)

/** `aquifer size`: the pool size for a workload, with its reasons. */
export const size = Command.make(
  "size",
  flags,
  Effect.fnUntraced(function* (options) {
    if (Option.isSome(options.observe)) {
      if (Option.isSome(options.users) || Option.isSome(options.rate)) {
        return yield* wrongUsage("--observe measures the load; leave --users and --rate out")
      }
      const observed = yield* Effect.provide(watched(options.observe.value), deployment)
      const variability = Option.getOrElse(options.variability, () => observed.workload.variability)
      return yield* answer(options, { ...observed.workload, variability }, observed)
    }
    const workload = described(options)
    if (typeof workload === "string") return yield* wrongUsage(workload)
    yield* answer(options, workload, undefined)
  })
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
