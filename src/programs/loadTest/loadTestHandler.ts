import { setFlagsFromString } from "node:v8"
import { ConfigProvider, Duration, Effect, identity, Iterable, Layer, Option } from "effect"
import * as Deadline from "../../layers/deadline/Deadline.ts"
import { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import * as Migration from "../../layers/migration/Migration.ts"
import * as MigrationBooks from "../../layers/migration/MigrationBooks.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"
import { PooledPg, type PooledSqlClient } from "../../layers/PooledPg.ts"
import { UnpooledPg } from "../../layers/UnpooledPg.ts"
import { PgBouncerConsole } from "../../services/monitor/PgBouncerConsole.ts"
import * as PoolMetrics from "../../services/monitor/PoolMetrics.ts"
import { researchSchema } from "../../services/research/schema/ResearchSchema.ts"
import * as LoadTest from "../../services/sizing/LoadTest.ts"
import * as HtmlFlag from "../page/HtmlFlag.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as WebFlags from "../web/WebFlags.ts"
import * as LoadTestPage from "./LoadTestPage.ts"
import * as LoadTestReport from "./LoadTestReport.ts"
import * as LoadTestTables from "./LoadTestTables.ts"

interface Options extends WebFlags.Options {
  readonly requests: Option.Option<number>
  readonly concurrency: Option.Option<number>
  readonly mode: "pooled" | "direct" | "unpooled"
  readonly rate: Option.Option<number>
  readonly duration: Option.Option<Duration.Duration>
  readonly queryTime: Option.Option<Duration.Duration>
  readonly deadline: Option.Option<Duration.Duration>
  readonly html: Option.Option<string>
  readonly json: boolean
}

/** The statement of the reference document's own load test, or one of a known length. */
const statement = (sql: PooledSqlClient, queryTime: Option.Option<Duration.Duration>) =>
  Option.match(queryTime, {
    onNone: () => sql`SELECT count(*) FROM research_cache`,
    onSome: (time) => sql`SELECT pg_sleep(${Duration.toSeconds(time)})`
  })

/** What the reference document sends. */
const usualRequests = 50

const loadOf = ({ concurrency, duration, rate, requests }: Options): LoadTest.Load => {
  const count = Option.getOrElse(requests, () => usualRequests)
  return Option.match(rate, {
    onNone: () => ({ requests: count, concurrency: Option.getOrElse(concurrency, () => count) }),
    onSome: (perSecond) => ({ perSecond, duration: Option.getOrElse(duration, () => Duration.seconds(10)) })
  })
}

/** A number of requests, or so many a second for a time. */
const conflict = ({ concurrency, duration, rate, requests }: Options): string | undefined => {
  if (Option.isNone(rate))
    return Option.isSome(duration) ? "--for is how long requests come with --rate; add --rate" : undefined
  return Option.isSome(requests) || Option.isSome(concurrency)
    ? "--rate sends so many a second, however many are under way; leave --requests and --concurrency out"
    : undefined
}

const endpoint = Effect.fnUntraced(function* (mode: Options["mode"]) {
  if (mode === "unpooled") return { ...(yield* UnpooledPg), stats: undefined }
  return yield* mode === "pooled" ? PooledPg : DirectPg
})

/** Opens the pool's connections, so that the test measures a pool at work rather than logins. */
const warmUp = (sql: PooledSqlClient, connections: number) =>
  Effect.forEach(Iterable.range(1, connections), () => sql`SELECT pg_sleep(0.01)`, {
    concurrency: "unbounded",
    discard: true
  }).pipe(Effect.mapError(PgFailure.classify), Effect.when(Effect.succeed(connections > 0)))

/** The cache that is counted; a database of somebody else's is not given one. */
const migrated = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const status = yield* Migration.status(researchSchema)
  if (status.every(({ appliedAt }) => appliedAt !== undefined)) return // a standby could not be asked for more
  const recorded = yield* Effect.mapError(MigrationBooks.readAll(sql), PgFailure.classify)
  if (recorded.length > 0 && MigrationBooks.begun(researchSchema, recorded).length < researchSchema.length) {
    return yield* wrongUsage("this database has no research store, whose cache is counted; give --query-time")
  }
  const applied = yield* Migration.run(researchSchema)
  if (applied.length > 0) yield* Output.tell("aquifer: made the research store, whose cache is counted")
})

/** Prints what has come out, and writes it where the flags say. */
const told = Effect.fnUntraced(function* (
  options: Options,
  result: LoadTest.LoadResult,
  stats: Effect.Effect<PoolStats | undefined>
) {
  const report = LoadTestReport.make(options.mode, result, yield* stats)
  yield* Output.print(options.json ? JSON.stringify(report) : LoadTestTables.render(report))
  for (const { count, first } of result.failures.values()) {
    yield* Output.tell(`aquifer: ${count === 1 ? "once" : `${count.toLocaleString("en")} times`}: ${first}`)
  }
  yield* HtmlFlag.write(options.html, () => LoadTestPage.of(report, result))
  return report
})

const test = Effect.fnUntraced(function* (options: Options) {
  yield* WebFlags.serveProgram("aquifer load-test", options)
  if (Option.isNone(options.queryTime)) yield* migrated
  const { sql, stats } = yield* endpoint(options.mode)
  const pool = stats ?? (yield* PooledPg).stats
  const plain = Effect.mapError(statement(sql, options.queryTime), PgFailure.classify)
  const request = Option.isSome(options.deadline) ? Deadline.within(options.deadline.value)(plain) : plain
  const load = loadOf(options)
  yield* warmUp(sql, options.mode === "unpooled" ? 0 : (yield* pool).max)
  const { result, run } = LoadTest.prepare(load, request, pool)
  const of =
    "requests" in load ? load.requests : Math.round(load.perSecond * Duration.toSeconds(load.duration))
  const progress = Effect.map(pool, ({ used, waiting }) => ({
    done: result.latencies.count + result.refusals.count,
    of,
    note: stats === undefined ? "" : `${used} in use, ${waiting.toLocaleString("en")} waiting`
  }))
  const tell = told(options, result, stats ?? Effect.undefined)
  const report = yield* ProgressBar.during(progress)(run).pipe(
    Effect.onInterrupt(() =>
      Effect.andThen(Output.tell("aquifer: interrupted; this is what was measured until then"), tell)
    ),
    Effect.andThen(tell)
  )
  if (options.web) yield* WebFlags.untilInterrupted
  if (report.successRate < 1) yield* Effect.fail(new ProgramFailed(1))
}, Effect.scoped)

/**
 * V8 learns from those who wait that their objects live long, makes those of all who come after them where only a
 * collection of the whole heap finds them, and lets the young ones have a hundred MiB before it looks. Under overload
 * nearly all callers are refused at once, so that both are memory for nothing: half of it.
 */
const expectShortLives = Effect.sync(() => {
  setFlagsFromString("--no-allocation-site-pretenuring")
  setFlagsFromString("--semi-space-growth-factor=1")
})

/** What the reference document gives batch work: so many at once wait for each other by design. */
const patience = ConfigProvider.layerAdd(ConfigProvider.fromUnknown({ POOL_TIMEOUT: "60" }))

const endpoints = ({ rate }: Options) =>
  PoolMetrics.layer.pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        PooledPg.layerNoDeps,
        DirectPg.layerNoDeps,
        UnpooledPg.layerNoDeps,
        PgBouncerConsole.layerNoDeps
      )
    ),
    Layer.provide(PgConfig.layer),
    Option.isNone(rate) ? Layer.provide(patience) : identity
  )

/** Sends the load that the flags describe, and prints how it went. */
export const handler = Effect.fnUntraced(function* (options: Options) {
  const wrong = conflict(options)
  if (wrong !== undefined) return yield* wrongUsage(wrong)
  yield* expectShortLives
  yield* HtmlFlag.check(options.html)
  yield* Effect.provide(test(options), endpoints(options))
})
