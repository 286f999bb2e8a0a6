import { type Config, Context, Effect, Layer, Semaphore } from "effect"
import { SqlClient } from "effect/sql"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { type DataError, rejected } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as ServiceOperations from "../../../layers/resilience/ServiceOperations.ts"
import { ResearchMemory } from "../model/ResearchMemory.ts"
import { days as daysOf, decode as decodePeriod, type ResearchPeriod } from "../model/ResearchPeriod.ts"
import { ReportsPool } from "./ReportsPool.ts"
import * as Memory from "./ResearchAnalyticsMemory.ts"
import * as Postgres from "./ResearchAnalyticsPostgres.ts"
import type { PeriodRows, ResearchAnalyticsStorage } from "./ResearchAnalyticsStorage.ts"
import type { Growth, KeywordLookups, ResearchReport, ResearchTotals, SourceShare } from "./ResearchReport.ts"

/**
 * What the research store holds and how it is used.
 *
 * Reports run one at a time, each in a read-only transaction with a statement timeout of 30 s, so that however many are
 * asked for in a process, lookups keep all connections but one. Those of all processes have a lane of their own, the pool
 * `reports`, where `DATABASE_POOL_URL_REPORTS` is set; elsewhere they are in the main pool.
 *
 * **Example** (The week's report)
 *
 * ```ts
 * import { ResearchAnalytics, ResearchPeriod } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * const week = Effect.gen(function* () {
 *   const { report } = yield* ResearchAnalytics
 *   return yield* report(yield* ResearchPeriod.last(7))
 * }).pipe(Effect.provide(ResearchAnalytics.layer))
 * ```
 */
export class ResearchAnalytics extends Context.Service<
  ResearchAnalytics,
  {
    /** What the store holds now, and how all lookups fared since the schema exists. */
    readonly totals: Effect.Effect<ResearchTotals, DataError>
    /** The keywords looked up most; 10 unless told otherwise. */
    readonly topKeywords: (most?: number) => Effect.Effect<ReadonlyArray<KeywordLookups>, DataError>
    /** Documents first stored on each of the last days; 30 unless told otherwise. */
    readonly growthByDay: (days?: number) => Effect.Effect<ReadonlyArray<Growth>, DataError>
    /** Documents that are stored now by what source found them, the most first. */
    readonly bySource: Effect.Effect<ReadonlyArray<SourceShare>, DataError>
    /** A period in one document, all from one snapshot; the 10 top keywords unless told otherwise. */
    readonly report: (period: ResearchPeriod, most?: number) => Effect.Effect<ResearchReport, DataError>
  }
>()("aquifer/services/research/analytics/ResearchAnalytics") {
  /** On the `SqlClient` in the context. */
  static readonly layerNoDeps: Layer.Layer<ResearchAnalytics, never, SqlClient.SqlClient> = Layer.effect(
    ResearchAnalytics,
    Effect.flatMap(SqlClient.SqlClient, (sql) => make(Postgres.make(sql), sql))
  )

  /** On the lane `reports` of the environment. */
  static readonly layer: Layer.Layer<ResearchAnalytics, Config.ConfigError | LocalServerError> =
    ResearchAnalytics.layerNoDeps.pipe(
      Layer.provide(ReportsPool.layerSqlClient),
      Layer.provide(ReportsPool.layerLane)
    )

  /** The twin for tests: the same behaviour on rows in memory, shared with the other services' twins. */
  static readonly layerMemory: Layer.Layer<ResearchAnalytics> = Layer.effect(
    ResearchAnalytics,
    Effect.flatMap(ResearchMemory, (memory) => make(Memory.make(memory)))
  ).pipe(Layer.provide(ResearchMemory.layer))
}

const positive = (field: string, value: number) =>
  Number.isSafeInteger(value) && value >= 1 && value <= 10_000
    ? Effect.succeed(value)
    : Effect.fail(rejected(field, "is no whole number from 1 to 10,000"))

const ratio = (hits: number, misses: number): number => (hits + misses === 0 ? 0 : hits / (hits + misses))

const sumOf = <Key extends string>(rows: ReadonlyArray<Readonly<Record<Key, number>>>, key: Key): number =>
  rows.reduce((sum, row) => sum + row[key], 0)

const reportOf = (
  period: ResearchPeriod,
  { growth, keywords, lookups, sources, topKeywords }: PeriodRows
): ResearchReport => {
  const stored = new Map(growth.map((row) => [row.day, row]))
  const lookedUp = new Map(lookups.map((row) => [row.day, row]))
  const nothing = { documents: 0, bytes: 0, hits: 0, misses: 0 }
  const days = daysOf(period).map((day) => ({ ...nothing, ...lookedUp.get(day), ...stored.get(day), day }))
  const [hits, misses] = [sumOf(days, "hits"), sumOf(days, "misses")]
  return {
    period,
    totals: {
      keywords,
      documents: sumOf(days, "documents"),
      bytes: sumOf(days, "bytes"),
      hits,
      misses,
      hitRatio: ratio(hits, misses)
    },
    days,
    topKeywords,
    sources
  }
}

const kind = "report"

const make = Effect.fnUntraced(function* (storage: ResearchAnalyticsStorage, sql?: SqlClient.SqlClient) {
  const operations = ServiceOperations.make("ResearchAnalytics", yield* Operation.makeProtection, sql)
  const lane = yield* Semaphore.make(1)
  const totals = Effect.map(storage.totals, (totals) => {
    return { ...totals, hitRatio: ratio(totals.hits, totals.misses) }
  })
  return {
    totals: operations.effect("totals", { kind }, lane.withPermit(totals)),
    topKeywords: operations.method("topKeywords", {
      kind,
      check: (most: number = 10) => positive("most", most),
      work: (most) => lane.withPermit(storage.topKeywords(most))
    }),
    growthByDay: operations.method("growthByDay", {
      kind,
      check: (days: number = 30) => positive("days", days),
      work: (days) => lane.withPermit(storage.growthByDay(days))
    }),
    bySource: operations.effect("bySource", { kind }, lane.withPermit(storage.bySource)),
    report: operations.method("report", {
      kind,
      check: (period: ResearchPeriod, most: number = 10) =>
        Effect.all([decodePeriod(period), positive("most", most)]),
      work: ([period, most]) =>
        Effect.map(lane.withPermit(storage.period(period, most)), (rows) => reportOf(period, rows))
    })
  }
})
