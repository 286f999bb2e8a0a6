import { Duration, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { ResearchMemory } from "../model/ResearchMemory.ts"
import { dayOf, type ResearchPeriod } from "../model/ResearchPeriod.ts"
import type { Growth, KeywordLookups, SourceShare } from "./ResearchAnalytics.ts"

/** Lookups of a day. */
interface DayLookups {
  readonly day: string
  readonly hits: number
  readonly misses: number
}

/** What is known of a period, all as of one moment; days on which nothing happened are left out. */
export interface PeriodRows {
  readonly keywords: number
  readonly growth: ReadonlyArray<Growth>
  readonly lookups: ReadonlyArray<DayLookups>
  readonly topKeywords: ReadonlyArray<KeywordLookups>
  readonly sources: ReadonlyArray<SourceShare>
}

/** The queries behind a report of a period: on the tables, or on the rows in memory. */
export type ReadPeriod = (
  period: ResearchPeriod,
  most: number
) => Effect.Effect<PeriodRows, SqlError.SqlError>

/** One read-only transaction with one snapshot, so that the parts of a report add up whatever is stored meanwhile. */
export const inPostgres =
  (sql: SqlClient.SqlClient, statementTimeout: Duration.Duration): ReadPeriod =>
  ({ from, to }, most) => {
    const within = sql`stored_at >= ${from}::text::date AT TIME ZONE 'UTC'
      AND stored_at < (${to}::text::date + 1) AT TIME ZONE 'UTC'`
    const lookedUp = sql`day BETWEEN ${from}::text::date AND ${to}::text::date`
    return Effect.gen(function* () {
      yield* sql.unsafe(`SET LOCAL statement_timeout = ${Duration.toMillis(statementTimeout)}`)
      const [counted] = yield* sql<{ keywords: number }>`
        SELECT count(DISTINCT keyword)::float8 AS keywords FROM research_documents WHERE ${within}`
      return {
        keywords: counted?.keywords ?? 0,
        growth: yield* sql<Growth>`
          SELECT to_char(stored_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*)::float8 AS documents,
                 sum(octet_length(title) + octet_length(body))::float8 AS bytes
          FROM research_documents WHERE ${within} GROUP BY 1 ORDER BY 1`,
        lookups: yield* sql<DayLookups>`
          SELECT to_char(day, 'YYYY-MM-DD') AS day, sum(hits)::float8 AS hits, sum(misses)::float8 AS misses
          FROM research_lookups WHERE ${lookedUp} GROUP BY 1 ORDER BY 1`,
        topKeywords: yield* sql<KeywordLookups>`
          SELECT top.keyword, top.lookups::float8, top.hits::float8, coalesce(m.documents, 0)::float8 AS documents
          FROM (SELECT keyword, sum(hits + misses) AS lookups, sum(hits) AS hits FROM research_lookups
                WHERE ${lookedUp} GROUP BY keyword ORDER BY lookups DESC, keyword LIMIT ${most}) AS top
          LEFT JOIN research_metadata AS m USING (keyword) ORDER BY top.lookups DESC, keyword`,
        sources: yield* sql<SourceShare>`
          SELECT coalesce(source, '') AS source, count(*)::float8 AS documents,
                 sum(octet_length(title) + octet_length(body))::float8 AS bytes
          FROM research_documents WHERE ${within} GROUP BY 1 ORDER BY 2 DESC, 1`
      }
    }).pipe(
      sql.withTransaction,
      Effect.provideService(SqlClient.BeginTransaction, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    )
  }

const encoder = new TextEncoder()
const bytesOf = (text: string): number => encoder.encode(text).byteLength

const sum = (values: ReadonlyArray<number>): number => values.reduce((total, value) => total + value, 0)

const inOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

interface Stored {
  readonly keyword: string
  readonly day: string
  readonly source: string
  readonly bytes: number
}

const tally = (stored: ReadonlyArray<Stored>, key: "day" | "source") =>
  [...Map.groupBy(stored, (row) => row[key])].map(([value, rows]) => ({
    value,
    documents: rows.length,
    bytes: sum(rows.map(({ bytes }) => bytes))
  }))

const includes = ({ from, to }: ResearchPeriod, day: string): boolean => day >= from && day <= to

const storedWithin = (memory: ResearchMemory["Service"], period: ResearchPeriod) =>
  [...memory.documents].flatMap(([keyword, found]) =>
    [...found.values()]
      .map(({ body, source = "", storedAt, title }): Stored => {
        return { keyword, day: dayOf(storedAt), source, bytes: bytesOf(title) + bytesOf(body) }
      })
      .filter(({ day }) => includes(period, day))
  )

/** The twin of the tables' report. */
export const inMemory =
  (memory: ResearchMemory["Service"]): ReadPeriod =>
  (period, most) =>
    Effect.sync(() => {
      const stored = storedWithin(memory, period)
      const lookups = [...memory.lookups.values()].filter(({ day }) => includes(period, day))
      return {
        keywords: new Set(stored.map(({ keyword }) => keyword)).size,
        growth: tally(stored, "day")
          .map(({ value, ...row }) => ({ day: value, ...row }))
          .toSorted((a, b) => inOrder(a.day, b.day)),
        lookups: [...Map.groupBy(lookups, ({ day }) => day)]
          .map(([day, rows]) => ({
            day,
            hits: sum(rows.map(({ hits }) => hits)),
            misses: sum(rows.map(({ misses }) => misses))
          }))
          .toSorted((a, b) => inOrder(a.day, b.day)),
        topKeywords: [...Map.groupBy(lookups, ({ keyword }) => keyword)]
          .map(([keyword, rows]) => ({
            keyword,
            lookups: sum(rows.map(({ hits, misses }) => hits + misses)),
            hits: sum(rows.map(({ hits }) => hits)),
            documents: memory.documents.get(keyword)?.size ?? 0
          }))
          .toSorted((a, b) => b.lookups - a.lookups || inOrder(a.keyword, b.keyword))
          .slice(0, most),
        sources: tally(stored, "source")
          .map(({ value, ...row }) => ({ source: value, ...row }))
          .toSorted((a, b) => b.documents - a.documents || inOrder(a.source, b.source))
      }
    })
