import { Clock, Duration, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { ResearchMemory } from "../model/ResearchMemory.ts"
import type { Growth, KeywordLookups, ResearchTotals, SourceShare } from "./ResearchAnalytics.ts"

/** The queries behind the analytics: on the tables, or on the rows in memory. */
export interface ResearchReports {
  readonly totals: Effect.Effect<Omit<ResearchTotals, "hitRatio">, SqlError.SqlError>
  readonly topKeywords: (most: number) => Effect.Effect<ReadonlyArray<KeywordLookups>, SqlError.SqlError>
  readonly growthByDay: (days: number) => Effect.Effect<ReadonlyArray<Growth>, SqlError.SqlError>
  readonly bySource: Effect.Effect<ReadonlyArray<SourceShare>, SqlError.SqlError>
}

/** A report that takes longer is ended by the server, so that an abandoned one does not go on. */
export const statementTimeout = Duration.seconds(30)

/** Each report in a read-only transaction of its own. */
export const inPostgres = (sql: SqlClient.SqlClient): ResearchReports => {
  const report = <A>(query: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A, SqlError.SqlError> =>
    sql
      .unsafe(`SET LOCAL statement_timeout = ${Duration.toMillis(statementTimeout)}`)
      .pipe(
        Effect.andThen(query),
        sql.withTransaction,
        Effect.provideService(SqlClient.BeginTransaction, "BEGIN READ ONLY")
      )
  const none = { keywords: 0, documents: 0, bytes: 0, hits: 0, misses: 0 }
  return {
    totals: Effect.map(
      report(sql<typeof none>`
        SELECT keywords::float8, documents::float8, bytes::float8, hits::float8, misses::float8
        FROM (SELECT count(*) AS keywords, coalesce(sum(documents), 0) AS documents, coalesce(sum(bytes), 0) AS bytes
              FROM research_metadata WHERE documents > 0) AS stored,
             (SELECT coalesce(sum(hits), 0) AS hits, coalesce(sum(misses), 0) AS misses FROM research_lookups) AS looked_up`),
      ([row]) => row ?? none
    ),
    topKeywords: (most) =>
      report(sql<KeywordLookups>`
        SELECT top.keyword, top.lookups::float8, top.hits::float8, coalesce(m.documents, 0)::float8 AS documents
        FROM (SELECT keyword, sum(hits + misses) AS lookups, sum(hits) AS hits FROM research_lookups GROUP BY keyword
              ORDER BY lookups DESC, keyword LIMIT ${most}) AS top
        LEFT JOIN research_metadata AS m USING (keyword) ORDER BY top.lookups DESC, keyword`),
    growthByDay: (days) =>
      report(sql<Growth>`
        SELECT to_char(stored_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*)::float8 AS documents,
               sum(octet_length(title) + octet_length(body))::float8 AS bytes
        FROM research_documents WHERE stored_at > now() - ${days} * interval '1 day' GROUP BY 1 ORDER BY 1`),
    bySource: report(sql<SourceShare>`
        SELECT coalesce(source, '') AS source, count(*)::float8 AS documents,
               sum(octet_length(title) + octet_length(body))::float8 AS bytes
        FROM research_documents GROUP BY 1 ORDER BY 2 DESC, 1`)
  }
}

const encoder = new TextEncoder()
const bytesOf = (text: string): number => encoder.encode(text).byteLength

const sum = (rows: ReadonlyArray<number>): number => rows.reduce((total, value) => total + value, 0)

const tally = (keyed: ReadonlyArray<readonly [key: string, bytes: number]>) =>
  [...Map.groupBy(keyed, ([key]) => key)].map(([key, rows]) => ({
    key,
    documents: rows.length,
    bytes: sum(rows.map(([, bytes]) => bytes))
  }))

/** The twin of the tables' reports, on Effect's clock. */
export const inMemory = (memory: ResearchMemory["Service"]): ResearchReports => {
  const documents = () =>
    [...memory.documents].flatMap(([keyword, found]) =>
      [...found.values()].map(({ body, source, storedAt, title }) => ({
        keyword,
        source: source ?? "",
        storedAt,
        bytes: bytesOf(title) + bytesOf(body)
      }))
    )
  return {
    totals: Effect.sync(() => {
      const rows = documents()
      const lookups = [...memory.lookups.values()]
      return {
        keywords: new Set(rows.map(({ keyword }) => keyword)).size,
        documents: rows.length,
        bytes: sum(rows.map(({ bytes }) => bytes)),
        hits: sum(lookups.map(({ hits }) => hits)),
        misses: sum(lookups.map(({ misses }) => misses))
      }
    }),
    topKeywords: (most) =>
      Effect.sync(() =>
        [...Map.groupBy(memory.lookups.values(), ({ keyword }) => keyword)]
          .map(([keyword, rows]) => ({
            keyword,
            lookups: sum(rows.map(({ hits, misses }) => hits + misses)),
            hits: sum(rows.map(({ hits }) => hits)),
            documents: memory.documents.get(keyword)?.size ?? 0
          }))
          .toSorted((a, b) => b.lookups - a.lookups || (a.keyword < b.keyword ? -1 : 1))
          .slice(0, most)
      ),
    growthByDay: (days) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        tally(
          documents()
            .filter(({ storedAt }) => storedAt > now - Duration.toMillis(Duration.days(days)))
            .map(({ bytes, storedAt }) => [new Date(storedAt).toISOString().slice(0, 10), bytes] as const)
        )
          .map(({ key, ...row }) => ({ day: key, ...row }))
          .toSorted((a, b) => (a.day < b.day ? -1 : 1))
      ),
    bySource: Effect.sync(() =>
      tally(documents().map(({ bytes, source }) => [source, bytes] as const))
        .map(({ key, ...row }) => ({ source: key, ...row }))
        .toSorted((a, b) => b.documents - a.documents || (a.source < b.source ? -1 : 1))
    )
  }
}
