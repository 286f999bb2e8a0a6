import { Duration, Effect, Layer, Option } from "effect"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import { DirectPg } from "../../layers/DirectPg.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import * as PoolObservation from "../../services/sizing/PoolObservation.ts"
import * as PoolSizing from "../../services/sizing/PoolSizing.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as SizeReport from "./SizeReport.ts"
import * as SizeTables from "./SizeTables.ts"

interface Options {
  readonly users: Option.Option<number>
  readonly queries: number
  readonly atOnce: boolean
  readonly thinkTime: Duration.Duration
  readonly rate: Option.Option<number>
  readonly queryTime: Option.Option<Duration.Duration>
  readonly variability: Option.Option<number>
  readonly targetWait: Duration.Duration
  readonly percentile: number
  readonly instances: number
  readonly maxConnections: Option.Option<number>
  readonly reserve: Option.Option<number>
  readonly cores: Option.Option<number>
  readonly observe: Option.Option<Duration.Duration>
  readonly json: boolean
}

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
    yield* Output.tell(
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
  yield* Output.print(json ? JSON.stringify(report) : SizeTables.render(report))
  if (!report.targetMet) yield* Effect.fail(new ProgramFailed(1))
})

const deployment = Layer.provideMerge(DirectPg.layerNoDeps, PgConfig.layer)

/** Prints the size for the workload that the flags describe, or for the one that is observed. */
export const handler = Effect.fnUntraced(function* (options: Options) {
  if (Option.isSome(options.observe)) {
    if (Option.isSome(options.users) || Option.isSome(options.rate)) {
      return yield* wrongUsage("--observe measures the load; leave --users and --rate out")
    }
    if (Option.isSome(options.queryTime)) {
      return yield* wrongUsage("--observe measures how long queries take; leave --query-time out")
    }
    if (Duration.isZero(options.observe.value)) {
      return yield* wrongUsage("--observe needs a time in which something runs, such as 30s")
    }
    const observed = yield* Effect.provide(watched(options.observe.value), deployment)
    const variability = Option.getOrElse(options.variability, () => observed.workload.variability)
    return yield* answer(options, { ...observed.workload, variability }, observed)
  }
  const workload = described(options)
  if (typeof workload === "string") return yield* wrongUsage(workload)
  yield* answer(options, workload, undefined)
})
