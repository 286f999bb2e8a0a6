import type { ResearchPeriod } from "../model/ResearchPeriod.ts"

/** The whole store in one row. `hitRatio` is hits by lookups, 0 while there were none. */
export interface ResearchTotals {
  readonly keywords: number
  readonly documents: number
  readonly bytes: number
  readonly hits: number
  readonly misses: number
  readonly hitRatio: number
}

/** A keyword, and how often it was looked up. */
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

/** What a source has given. */
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
