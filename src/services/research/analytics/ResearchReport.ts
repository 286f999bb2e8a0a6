import type { ResearchPeriod } from "../model/ResearchPeriod.ts"

/** The whole store in one row, or a report's period. */
export interface ResearchTotals {
  /** Keywords that have documents now. */
  readonly keywords: number
  /** Documents that are stored now. */
  readonly documents: number
  /** What their titles and bodies take, in bytes of UTF-8. */
  readonly bytes: number
  /** Lookups that found an entry; counts reach the table within five seconds. */
  readonly hits: number
  /** Lookups that found none. */
  readonly misses: number
  /** Hits by all lookups, from 0 to 1; 0 while there were none. */
  readonly hitRatio: number
}

/** A keyword, and how often it was looked up. */
export interface KeywordLookups {
  /** Its exact text. */
  readonly keyword: string
  /** Hits and misses together; the rows are in the order of it, the most first. */
  readonly lookups: number
  /** Those of them that found an entry. */
  readonly hits: number
  /** Documents that it has now; 0 when it has none. */
  readonly documents: number
}

/** Documents first stored on a day (UTC) or found by a source, and the bytes of their titles and bodies. */
export interface Growth {
  /** In UTC, such as `2026-01-31`. */
  readonly day: string
  /** Documents whose url was stored for its keyword for the first time then, and that are still there. */
  readonly documents: number
  /** What their titles and bodies take now, in bytes of UTF-8. */
  readonly bytes: number
}

/** What a source has given. */
export interface SourceShare {
  /** As the documents have it; empty for all that name none. */
  readonly source: string
  /** Documents of that source; the rows are in the order of it, the most first. */
  readonly documents: number
  /** What their titles and bodies take, in bytes of UTF-8. */
  readonly bytes: number
}

/** A day of a report: what was stored on it, and how lookups fared. */
export interface ResearchDay extends Growth {
  /** Lookups of that day that found an entry. */
  readonly hits: number
  /** Lookups of that day that found none. */
  readonly misses: number
}

/** What happened in a period, all as of one moment. */
export interface ResearchReport {
  /** As it was asked for. */
  readonly period: ResearchPeriod
  /** Of the period: its lookups, the documents first stored in it that are still there, and the keywords of these. */
  readonly totals: ResearchTotals
  /** Every day of the period. */
  readonly days: ReadonlyArray<ResearchDay>
  /** The keywords looked up most in the period, with the documents that they have now. */
  readonly topKeywords: ReadonlyArray<KeywordLookups>
  /** By what source documents first stored in the period were found, the most first. */
  readonly sources: ReadonlyArray<SourceShare>
}
