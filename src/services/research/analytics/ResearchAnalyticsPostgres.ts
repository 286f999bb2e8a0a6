import { Duration, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { ResearchPeriod } from "../model/ResearchPeriod.ts"
import type { DayLookups, ResearchAnalyticsStorage } from "./ResearchAnalyticsStorage.ts"
import type { Growth, KeywordLookups, SourceShare } from "./ResearchReport.ts"

/** A report that takes longer is ended by the server, so that an abandoned one does not go on. */
const statementTimeout = Duration.seconds(30)

/** Runs queries in a transaction of their own, as `begin` opens it. */
const reading =
  (sql: SqlClient.SqlClient, begin: string) =>
  <A>(queries: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A, SqlError.SqlError> =>
    sql
      .unsafe(`SET LOCAL statement_timeout = ${Duration.toMillis(statementTimeout)}`)
      .pipe(
        Effect.andThen(queries),
        sql.withTransaction,
        Effect.provideService(SqlClient.BeginTransaction, begin)
      )

/** Parts of statements that ask the same of all rows or of some: documents by `stored`, lookups by `lookedUp`. */
const queries = (sql: SqlClient.SqlClient) => {
  const everything = sql`true`
  return {
    topKeywords: (most: number, lookedUp = everything) => sql<KeywordLookups>`
      SELECT top.keyword, top.lookups::float8, top.hits::float8, coalesce(m.documents, 0)::float8 AS documents
      FROM (SELECT keyword, sum(hits + misses) AS lookups, sum(hits) AS hits FROM research_lookups
            WHERE ${lookedUp} GROUP BY keyword ORDER BY lookups DESC, keyword LIMIT ${most}) AS top
      LEFT JOIN research_metadata AS m USING (keyword) ORDER BY top.lookups DESC, keyword`,
    growth: (stored = everything) => sql<Growth>`
      SELECT to_char(stored_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*)::float8 AS documents,
             sum(octet_length(title) + octet_length(body))::float8 AS bytes
      FROM research_documents WHERE ${stored} GROUP BY 1 ORDER BY 1`,
    sources: (stored = everything) => sql<SourceShare>`
      SELECT coalesce(source, '') AS source, count(*)::float8 AS documents,
             sum(octet_length(title) + octet_length(body))::float8 AS bytes
      FROM research_documents WHERE ${stored} GROUP BY 1 ORDER BY 2 DESC, 1`,
    keywords: (stored = everything) => sql<{ readonly keywords: number }>`
      SELECT count(DISTINCT keyword)::float8 AS keywords FROM research_documents WHERE ${stored}`,
    lookups: (lookedUp = everything) => sql<DayLookups>`
      SELECT to_char(day, 'YYYY-MM-DD') AS day, sum(hits)::float8 AS hits, sum(misses)::float8 AS misses
      FROM research_lookups WHERE ${lookedUp} GROUP BY 1 ORDER BY 1`
  }
}

const periodOf = (sql: SqlClient.SqlClient, { from, to }: ResearchPeriod, most: number) => {
  const stored = sql`stored_at >= ${from}::text::date AT TIME ZONE 'UTC'
    AND stored_at < (${to}::text::date + 1) AT TIME ZONE 'UTC'`
  const lookedUp = sql`day BETWEEN ${from}::text::date AND ${to}::text::date`
  const ask = queries(sql)
  return Effect.gen(function* () {
    const [counted] = yield* ask.keywords(stored)
    return {
      keywords: counted?.keywords ?? 0,
      growth: yield* ask.growth(stored),
      lookups: yield* ask.lookups(lookedUp),
      topKeywords: yield* ask.topKeywords(most, lookedUp),
      sources: yield* ask.sources(stored)
    }
  })
}

const none = { keywords: 0, documents: 0, bytes: 0, hits: 0, misses: 0 }

/**
 * On the tables, each report in a read-only transaction of its own. A period's has one snapshot, so that its parts add
 * up whatever is stored meanwhile.
 */
export const make = (sql: SqlClient.SqlClient): ResearchAnalyticsStorage => {
  const report = reading(sql, "BEGIN READ ONLY")
  const ofOneMoment = reading(sql, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  const ask = queries(sql)
  return {
    totals: Effect.map(
      report(sql<typeof none>`
        SELECT keywords::float8, documents::float8, bytes::float8, hits::float8, misses::float8
        FROM (SELECT count(*) AS keywords, coalesce(sum(documents), 0) AS documents, coalesce(sum(bytes), 0) AS bytes
              FROM research_metadata WHERE documents > 0) AS stored,
             (SELECT coalesce(sum(hits), 0) AS hits, coalesce(sum(misses), 0) AS misses FROM research_lookups) AS looked_up`),
      ([row]) => row ?? none
    ),
    topKeywords: (most) => report(ask.topKeywords(most)),
    growthByDay: (days) => report(ask.growth(sql`stored_at > now() - ${days} * interval '1 day'`)),
    bySource: report(ask.sources()),
    period: (period, most) => ofOneMoment(periodOf(sql, period, most))
  }
}
