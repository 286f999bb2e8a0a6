import * as NodeServices from "@effect/platform-node/NodeServices"
import { DirectPg, PgConfig, PooledPg } from "aquifer"
import {
  DatabaseActivity,
  PgBouncerConsole,
  PoolMetrics,
  PoolMonitor,
  ServerMetrics
} from "aquifer/operations"
import { ResearchCache } from "aquifer/research"
import { Context, Effect, Latch, Layer, Record, Schedule, Stream } from "effect"
import * as MonitorServer from "../../src/programs/web/MonitorServer.ts"
import { Overview } from "../../src/services/monitor/Overview.ts"
import { startAquifer, startFile } from "../support/program.ts"
import { type Bench, poolSize } from "./Bench.ts"
import { fillCache } from "./fillCache.ts"
import { interleaved, result } from "./rounds.ts"
import * as ServerTime from "./ServerTime.ts"
import * as Workload from "./Workload.ts"

const callers = 50
const rounds = 15
const turnMillis = 3_000
const port = 8_433

const open = ({ console, direct, pooled }: Bench) =>
  Layer.build(
    Layer.mergeAll(
      ResearchCache.layerNoDeps.pipe(
        Layer.provide(PooledPg.layerSqlClient),
        Layer.provideMerge(PooledPg.layerWith({ endpoint: pooled, pool: { size: poolSize } }))
      ),
      DirectPg.layerWith({ endpoint: direct }),
      Layer.provide(PgBouncerConsole.layerNoDeps, PgConfig.layerWith({ console }))
    )
  )

const present = Layer.mergeAll(PoolMetrics.layer, Overview.layerNoDeps({ program: "the benchmark" })).pipe(
  Layer.provideMerge(Layer.merge(PoolMonitor.layerNoDeps, DatabaseActivity.layerNoDeps))
)

/** Looks each second until the scope closes; gone on from when there was something to see. */
const look = Effect.gen(function* () {
  const { snapshots } = yield* Overview
  const seen = yield* Latch.make(false)
  yield* Effect.forkScoped(Stream.runForEach(snapshots, () => seen.open))
  yield* seen.await
})

/** What a look asks, ten times a second: dear enough to be told from what the machine does besides. */
const lookTenTimes = Effect.gen(function* () {
  const [pools, postgres, pgbouncer] = [yield* PoolMonitor, yield* DatabaseActivity, yield* PgBouncerConsole]
  const look = Effect.all(
    [pools.snapshot, postgres.snapshot(), Effect.andThen(pgbouncer.snapshot, pgbouncer.clients)],
    { concurrency: "unbounded", discard: true }
  )
  yield* Effect.forkScoped(Effect.repeat(look, Schedule.fixed("100 millis")))
})

/** Another program shows all of it each second, and yet another one scrapes the metrics as often. */
const attached = Effect.gen(function* () {
  yield* Layer.build(ServerMetrics.layer())
  const url = yield* Effect.provide(MonitorServer.serve({ host: "127.0.0.1", port }), NodeServices.layer)
  const monitor = yield* startAquifer(["monitor", "--attach", url, "--json"])
  yield* startFile("test/benchmark/scrape.ts", [`${url}metrics`], {})
  yield* monitor.said("aquifer-overview")
  yield* Effect.sleep("3 seconds") // what it takes to start them is not the price of being watched
})

/** Lookups by so many callers for the length of a turn: how many a second, and microseconds of CPU for each. */
const work = Effect.fnUntraced(function* ({ lookup }: ResearchCache["Service"], bench: Bench) {
  const serverTime = Effect.promise(() => ServerTime.millis(bench.postgresPid, bench.pgbouncerPid))
  const [serversBefore, before, start] = [yield* serverTime, process.cpuUsage(), performance.now()]
  let done = 0
  const caller = Effect.gen(function* () {
    while (performance.now() - start < turnMillis) yield* lookup(Workload.keyword(done++ * 7))
  })
  yield* Effect.forEach(Array.from({ length: callers }), () => caller, {
    concurrency: "unbounded",
    discard: true
  })
  const millis = performance.now() - start
  const { system, user } = process.cpuUsage(before)
  const servers = ((yield* serverTime) - serversBefore) * 1_000
  return { perSecond: (done * 1_000) / millis, micros: (system + user + servers) / done }
})

const none = "no monitoring"

/** What is lost of the throughput of lookups by being watched, and the CPU that it takes here and in the servers. */
export const monitoring = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const base = yield* open(bench)
  const cache = Context.get(base, ResearchCache)
  const beside = <A, E, R>(watching: Effect.Effect<A, E, R>) =>
    Effect.flatMap(Layer.build(present), (context) => Effect.provideContext(watching, context))
  const ways = {
    [none]: Effect.void,
    "nobody looks": beside(Effect.void),
    "one look a second": beside(look),
    "ten looks a second": beside(lookTenTimes),
    "attached to and scraped each second": beside(attached)
  }
  const micros: Record<string, Array<number>> = {}
  const turns = Record.map(
    ways,
    (way, name) => () =>
      Effect.gen(function* () {
        yield* way
        yield* Effect.sleep("500 millis") // the looks of a turn are then in its middle, none at its ends
        const done = yield* work(cache, bench)
        ;(micros[name] ??= []).push(done.micros)
        return done.perSecond
      }).pipe(Effect.scoped, Effect.provideContext(base), Effect.runPromise)
  )
  const values = yield* Effect.promise(() => interleaved(rounds, turns))
  return Object.keys(ways)
    .filter((name) => name !== none)
    .flatMap((name) => {
      const against = (of: Readonly<Record<string, ReadonlyArray<number>>>, skip: number) => ({
        aquifer: of[name]?.slice(skip) ?? [],
        [none]: of[none]?.slice(skip) ?? []
      })
      return [
        result(`watched: ${name}`, "lookups a second", against(values, 0)),
        result(`watched: ${name}`, "µs of CPU a lookup", against(micros, 1), "less") // the first warmed up
      ]
    })
}, Effect.scoped)
