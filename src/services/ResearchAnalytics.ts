import { type Config, Context, Effect, Layer, Semaphore } from "effect"
import { SqlClient } from "effect/sql"
import type { LocalServerError } from "../layers/LocalServerError.ts"
import { PooledPg } from "../layers/PooledPg.ts"
import { type DataError, rejected } from "./DataError.ts"
import * as Operation from "./Operation.ts"
import { ResearchMemory } from "./ResearchMemory.ts"
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
  }
>()("aquifer/services/ResearchAnalytics") {
  static readonly layerNoDeps: Layer.Layer<ResearchAnalytics, never, SqlClient.SqlClient> = Layer.effect(
    ResearchAnalytics,
    Effect.flatMap(SqlClient.SqlClient, (sql) => make(Reports.inPostgres(sql), sql))
  )

  /** On the pooled endpoint that the environment names. */
  static readonly layer: Layer.Layer<ResearchAnalytics, Config.ConfigError | LocalServerError> =
    ResearchAnalytics.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer))

  /** The twin for tests: the same behaviour on rows in memory, shared with the other services' twins. */
  static readonly layerMemory: Layer.Layer<ResearchAnalytics> = Layer.effect(
    ResearchAnalytics,
    Effect.flatMap(ResearchMemory, (memory) => make(Reports.inMemory(memory)))
  ).pipe(Layer.provide(ResearchMemory.layer))
}

const positive = (field: string, value: number) =>
  Number.isSafeInteger(value) && value >= 1 && value <= 10_000
    ? Effect.succeed(value)
    : Effect.fail(rejected(field, "is no whole number from 1 to 10,000"))

const make = Effect.fnUntraced(function* (reports: Reports.ResearchReports, sql?: SqlClient.SqlClient) {
  const run = yield* Operation.make(service, sql)
  const lane = yield* Semaphore.make(1)
  return {
    totals: reports.totals.pipe(
      Effect.map((totals) => {
        const lookups = totals.hits + totals.misses
        return { ...totals, hitRatio: lookups === 0 ? 0 : totals.hits / lookups }
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
    )
  }
})
