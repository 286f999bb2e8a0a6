import { type PgUrl, PooledPg } from "aquifer"
import { type PoolSizing } from "aquifer/operations"
import { Context, Duration, Effect, FiberSet, Layer } from "effect"
import * as Table from "../../src/programs/terminal/Table.ts"
import { expected } from "../../src/services/sizing/Waits.ts"
import { type Bench, poolSize } from "./Bench.ts"
import { limit, median, type Result } from "./rounds.ts"

const rounds = 7
const roundSeconds = 8
const share = 0.95

type Draw = () => number

/** How long the server takes for a query, in milliseconds; all of 20 on average. */
interface Times {
  readonly draw: Draw
  readonly deviation: number
}

const exponential = (mean: number): number => -Math.log(1 - Math.random()) * mean

const mean = 20
const spread: Times = { draw: () => exponential(mean), deviation: mean }
const constant: Times = { draw: () => mean, deviation: 0 }
/** Nine short ones and a long one; no distribution that the model knows. */
const mixed: Times = { draw: () => (Math.random() < 0.9 ? 10 : 110), deviation: 30 }

interface Case {
  readonly name: string
  readonly size: number
  readonly times: Times
  readonly load:
    | Omit<PoolSizing.OpenWorkload, "queryMillis" | "variability">
    | Omit<PoolSizing.ClosedWorkload, "queryMillis" | "variability">
  /** Pauses of the same length each, instead of random ones. */
  readonly evenPauses?: boolean
}

const users = (users: number, queries: number, thinkMillis: number, atOnce = false) =>
  ({ kind: "closed", users, queries, thinkMillis, atOnce }) as const

const perSecond = (perSecond: number) => ({ kind: "open", perSecond }) as const

const cases: ReadonlyArray<Case> = [
  { name: "100 users, 3 queries, 2.5 s of thinking", size: 4, times: spread, load: users(100, 3, 2_500) },
  {
    name: "40 users, a query every 200 ms of even pauses, overload",
    size: 3,
    times: spread,
    load: users(40, 1, 200),
    evenPauses: true
  },
  { name: "120 queries a second", size: 4, times: spread, load: perSecond(120) },
  { name: "140 queries a second, all alike", size: 4, times: constant, load: perSecond(140) },
  { name: "110 queries a second, one in ten long", size: 4, times: mixed, load: perSecond(110) },
  {
    name: "10 agents, 5 queries at once, 300 ms of thinking",
    size: 5,
    times: spread,
    load: users(10, 5, 300, true)
  }
]

/** Sleeps on the server as long as it is told to, and counts what that was. */
const query = (sql: PooledPg["Service"]["sql"], { draw }: Times, asked: { millis: number }) =>
  Effect.suspend(() => {
    const millis = draw()
    return Effect.tap(sql`SELECT pg_sleep(${millis / 1_000})`, () =>
      Effect.sync(() => (asked.millis += millis))
    )
  })

const runUsers = (
  load: Extract<Case["load"], { kind: "closed" }>,
  one: Effect.Effect<unknown, unknown>,
  even: boolean
) => {
  const { atOnce, queries, thinkMillis, users } = load
  const think = Effect.suspend(() => Effect.sleep(even ? thinkMillis : exponential(thinkMillis)))
  const ask = Effect.forEach(Array.from({ length: queries }), () => one, {
    concurrency: atOnce ? "unbounded" : 1,
    discard: true
  })
  // Everybody begins somewhere in a pause, or they would all come at once.
  const user = (index: number) =>
    Effect.sleep(even ? (index / users) * thinkMillis : exponential(thinkMillis)).pipe(
      Effect.andThen(Effect.forever(Effect.andThen(ask, think)))
    )
  return Effect.forEach(Array.from({ length: users }), (_, index) => user(index), {
    concurrency: "unbounded",
    discard: true
  })
}

const runRate = Effect.fnUntraced(function* (perSecond: number, one: Effect.Effect<unknown, unknown>) {
  const under = yield* FiberSet.make<unknown, unknown>()
  let due = performance.now()
  for (;;) {
    const now = performance.now()
    for (; due <= now; due += exponential(1_000 / perSecond)) yield* FiberSet.run(under, one)
    yield* Effect.sleep(Math.max(1, due - performance.now()))
  }
})

/** A pool of its own under the load for a while: its p95, and how long a query held its connection beyond its sleep. */
const underLoad = (
  { evenPauses = false, load, size, times }: Case,
  endpoint: PgUrl.PgEndpoint,
  seconds: number
) =>
  Effect.gen(function* () {
    const pool = { size, min: size, maxWaiting: 100_000, timeout: Duration.minutes(1) }
    const context = yield* Layer.build(Layer.fresh(PooledPg.layerWith({ endpoint, pool })))
    const { sql, stats } = Context.get(context, PooledPg)
    const opened = Array.from({ length: size }, () => sql`SELECT pg_sleep(0.05)`)
    yield* Effect.all(opened, { concurrency: "unbounded", discard: true })
    const before = yield* stats
    const asked = { millis: 0 }
    const one = query(sql, times, asked)
    const work = load.kind === "open" ? runRate(load.perSecond, one) : runUsers(load, one, evenPauses)
    yield* Effect.timeoutOption(Effect.scoped(work), `${seconds} seconds`)
    const { holds, waits } = yield* stats
    return {
      p95: waits.p95Millis,
      overhead: (holds.sumMillis - before.holds.sumMillis - asked.millis) / (holds.count - before.holds.count)
    }
  }).pipe(Effect.scoped)

const predict = ({ load, size, times }: Case, overheadMillis: number) => {
  const queryMillis = mean + overheadMillis
  const variability = times.deviation === mean ? 1 : times.deviation / queryMillis
  return expected({ ...load, queryMillis, variability }, size, share)
}

interface Compared {
  readonly name: string
  readonly measured: number
  readonly predicted: number
  readonly offBy: number
  readonly model: string
  readonly rounds: number
}

const average = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** As many pools at once as PgBouncer has connections for, so that no query waits behind the pool's gate again. */
const round = Effect.fnUntraced(function* (one: Case, endpoint: PgUrl.PgEndpoint) {
  const pools = Array.from({ length: Math.floor(poolSize / one.size) })
  const seen = yield* Effect.forEach(pools, () => underLoad(one, endpoint, roundSeconds), {
    concurrency: "unbounded"
  })
  const { model, percentileMillis } = yield* predict(one, average(seen.map(({ overhead }) => overhead)))
  return { model, predicted: percentileMillis, measured: average(seen.map(({ p95 }) => p95)) }
})

const compare = Effect.fnUntraced(function* (one: Case, endpoint: PgUrl.PgEndpoint) {
  const seen = yield* Effect.forEach(Array.from({ length: Math.min(rounds, limit.rounds) }), () =>
    round(one, endpoint)
  )
  const compared: Compared = {
    name: `${one.name}, ${one.size} connections`,
    measured: median(seen.map(({ measured }) => measured)),
    predicted: median(seen.map(({ predicted }) => predicted)),
    offBy: median(seen.map(({ measured, predicted }) => predicted / measured - 1)),
    model: seen[0]?.model ?? "none",
    rounds: seen.length
  }
  return compared
})

const table = (compared: ReadonlyArray<Compared>): string =>
  Table.render("Wait for a connection, 95th percentile: predicted by `aquifer size`, and measured", [
    ["workload", "predicted", "measured", "off by", "model"],
    ...compared.map(({ measured, model, name, offBy, predicted }) => [
      name,
      Table.millis(predicted),
      Table.millis(measured),
      `${(offBy * 100).toFixed(1)}%`,
      model
    ])
  ])

/**
 * Whether `aquifer size` predicts what is then measured: six workloads on a real pool through PgBouncer. The model is
 * told the load, and how long a query holds its connection: its sleep, and what the machine adds to it in that round.
 */
export const size = Effect.fnUntraced(function* ({ pooled }: Bench) {
  const compared = yield* Effect.forEach(cases, (one) => compare(one, pooled))
  console.error(table(compared))
  return compared.map(({ measured, name, predicted, rounds }): Result => ({
    name: `wait for a connection, p95: ${name} (predicted ${Table.millis(predicted)})`,
    unit: "ms",
    rounds,
    aquifer: Number(measured.toPrecision(4)),
    peers: {},
    ratio: {}
  }))
})
