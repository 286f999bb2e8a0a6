import { type Config, Context, Effect, Layer, Semaphore } from "effect"
import { SqlClient } from "effect/sql"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import { type DataError, rejected } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { ResearchMemory } from "../model/ResearchMemory.ts"
import { days as daysOf, decode as decodePeriod, type ResearchPeriod } from "../model/ResearchPeriod.ts"
import * as PeriodRows from "./ResearchPeriodRows.ts"
import * as Reports from "./ResearchReports.ts"

/** The whole store in one row. `hitRatio` is hits by lookups, 0 while there were none. */
export interface ResearchTotals {
  readonly keywords: number
  readonly documents: number
  readonly bytes: number
  readonly hits: number
  readonly misses: number
  readonly hitRatio: number
}

export interface KeywordLookups {
  readonly keyword: string
  readonly lookups: number
  readonly hits: number
  readonly documents: number
}

/** Documents first stored on a day (UTC) or found by a source, and the bytes of their titles and bodies. */
export interface Growth {
  readonly day: string
  readonly documents: number
  readonly bytes: number
}

export interface SourceShare {
  readonly source: string
  readonly documents: number
  readonly bytes: number
}

/** A day of a report: what was stored on it, and how lookups fared. */
export interface ResearchDay extends Growth {
  readonly hits: number
  readonly misses: number
}

/** What happened in a period, all as of one moment. */
export interface ResearchReport {
  readonly period: ResearchPeriod
  /** Of the period: `keywords` are those that documents were stored for. */
  readonly totals: ResearchTotals
  /** Every day of the period. */
  readonly days: ReadonlyArray<ResearchDay>
  /** The keywords looked up most in the period, with the documents that they have now. */
  readonly topKeywords: ReadonlyArray<KeywordLookups>
  readonly sources: ReadonlyArray<SourceShare>
}

const service = "ResearchAnalytics"

/**
 * What the research store holds and how it is used.
 *
 * Reports have a lane of their own: they run one at a time, each in a read-only transaction with a statement timeout
 * of 30 s, so that however many are asked for, lookups keep all connections but one.
 */
export class ResearchAnalytics extends Context.Service<
  ResearchAnalytics,
  {
    readonly totals: Effect.Effect<ResearchTotals, DataError>
    /** The keywords looked up most; 10 unless told otherwise. */
    readonly topKeywords: (most?: number) => Effect.Effect<ReadonlyArray<KeywordLookups>, DataError>
    /** Documents first stored on each of the last days; 30 unless told otherwise. */
    readonly growthByDay: (days?: number) => Effect.Effect<ReadonlyArray<Growth>, DataError>
    readonly bySource: Effect.Effect<ReadonlyArray<SourceShare>, DataError>
    /** A period in one document, all from one snapshot; the 10 top keywords unless told otherwise. */
    readonly report: (period: ResearchPeriod, most?: number) => Effect.Effect<ResearchReport, DataError>
  }
>()("aquifer/services/research/analytics/ResearchAnalytics") {
  static readonly layerNoDeps: Layer.Layer<ResearchAnalytics, never, SqlClient.SqlClient> = Layer.effect(
    ResearchAnalytics,
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      make(Reports.inPostgres(sql), PeriodRows.inPostgres(sql, Reports.statementTimeout), sql)
    )
  )

  /** On the pooled endpoint that the environment names. */
  static readonly layer: Layer.Layer<ResearchAnalytics, Config.ConfigError | LocalServerError> =
    ResearchAnalytics.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer))

  /** The twin for tests: the same behaviour on rows in memory, shared with the other services' twins. */
  static readonly layerMemory: Layer.Layer<ResearchAnalytics> = Layer.effect(
    ResearchAnalytics,
    Effect.flatMap(ResearchMemory, (memory) => make(Reports.inMemory(memory), PeriodRows.inMemory(memory)))
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
  { growth, keywords, lookups, sources, topKeywords }: PeriodRows.PeriodRows
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

const make = Effect.fnUntraced(function* (
  reports: Reports.ResearchReports,
  readPeriod: PeriodRows.ReadPeriod,
  sql?: SqlClient.SqlClient
) {
  const run = yield* Operation.make(service, sql)
  const lane = yield* Semaphore.make(1)
  return {
    totals: reports.totals.pipe(
      Effect.map((totals) => {
        return { ...totals, hitRatio: ratio(totals.hits, totals.misses) }
      }),
      lane.withPermit,
      run("totals", { kind: "report" }),
      Effect.withSpan("ResearchAnalytics.totals")
    ),
    topKeywords: Effect.fn("ResearchAnalytics.topKeywords")(
      function* (most = 10) {
        return yield* lane.withPermit(reports.topKeywords(yield* positive("most", most)))
      },
      run("topKeywords", { kind: "report" })
    ),
    growthByDay: Effect.fn("ResearchAnalytics.growthByDay")(
      function* (days = 30) {
        return yield* lane.withPermit(reports.growthByDay(yield* positive("days", days)))
      },
      run("growthByDay", { kind: "report" })
    ),
    bySource: reports.bySource.pipe(
      lane.withPermit,
      run("bySource", { kind: "report" }),
      Effect.withSpan("ResearchAnalytics.bySource")
    ),
    report: Effect.fn("ResearchAnalytics.report")(
      function* (period: ResearchPeriod, most = 10) {
        const checked = yield* decodePeriod(period)
        const rows = yield* lane.withPermit(readPeriod(checked, yield* positive("most", most)))
        return reportOf(checked, rows)
      },
      run("report", { kind: "report" })
    )
  }
})
