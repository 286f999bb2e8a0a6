import type { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { ResearchPeriod } from "../model/ResearchPeriod.ts"
import type { Growth, KeywordLookups, ResearchDay, ResearchTotals, SourceShare } from "./ResearchReport.ts"

/** Lookups of a day. */
export type DayLookups = Pick<ResearchDay, "day" | "hits" | "misses">

/** What is known of a period, all as of one moment; days on which nothing happened are left out. */
export interface PeriodRows {
  readonly keywords: number
  readonly growth: ReadonlyArray<Growth>
  readonly lookups: ReadonlyArray<DayLookups>
  readonly topKeywords: ReadonlyArray<KeywordLookups>
  readonly sources: ReadonlyArray<SourceShare>
}

/** The queries behind the analytics: on the tables, or on the rows in memory. */
export interface ResearchAnalyticsStorage {
  readonly totals: Effect.Effect<Omit<ResearchTotals, "hitRatio">, SqlError.SqlError>
  readonly topKeywords: (most: number) => Effect.Effect<ReadonlyArray<KeywordLookups>, SqlError.SqlError>
  /** Of the last days, of which today is one. */
  readonly growthByDay: (days: number) => Effect.Effect<ReadonlyArray<Growth>, SqlError.SqlError>
  readonly bySource: Effect.Effect<ReadonlyArray<SourceShare>, SqlError.SqlError>
  readonly period: (period: ResearchPeriod, most: number) => Effect.Effect<PeriodRows, SqlError.SqlError>
}
