import { Clock, Duration, Effect } from "effect"
import { utf8Bytes } from "../../../layers/encode/StorableText.ts"
import type { ResearchMemory } from "../model/ResearchMemory.ts"
import { dayOf, type ResearchPeriod } from "../model/ResearchPeriod.ts"
import type { ResearchAnalyticsStorage } from "./ResearchAnalyticsStorage.ts"
import type { Growth, KeywordLookups, SourceShare } from "./ResearchReport.ts"

type Memory = ResearchMemory["Service"]

const sumOf = <Key extends string>(rows: ReadonlyArray<Readonly<Record<Key, number>>>, key: Key): number =>
  rows.reduce((sum, row) => sum + row[key], 0)

const inOrder = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/** What of a stored document the reports count. */
interface Stored {
  readonly keyword: string
  readonly storedAt: number
  readonly day: string
  readonly source: string
  readonly bytes: number
}

const storedIn = ({ documents }: Memory): ReadonlyArray<Stored> =>
  [...documents].flatMap(([keyword, found]) =>
    [...found.values()].map(({ body, source = "", storedAt, title }): Stored => {
      return { keyword, storedAt, day: dayOf(storedAt), source, bytes: utf8Bytes(title) + utf8Bytes(body) }
    })
  )

const countBy = (stored: ReadonlyArray<Stored>, key: "day" | "source") =>
  [...Map.groupBy(stored, (row) => row[key])].map(([value, rows]) => {
    return { value, documents: rows.length, bytes: sumOf(rows, "bytes") }
  })

const keywordsOf = (stored: ReadonlyArray<Stored>): number =>
  new Set(stored.map(({ keyword }) => keyword)).size

const growthOf = (stored: ReadonlyArray<Stored>): ReadonlyArray<Growth> =>
  countBy(stored, "day")
    .map(({ value, ...counts }) => ({ day: value, ...counts }))
    .toSorted((a, b) => inOrder(a.day, b.day))

const sourcesOf = (stored: ReadonlyArray<Stored>): ReadonlyArray<SourceShare> =>
  countBy(stored, "source")
    .map(({ value, ...counts }) => ({ source: value, ...counts }))
    .toSorted((a, b) => b.documents - a.documents || inOrder(a.source, b.source))

type Lookups = Memory["lookups"] extends ReadonlyMap<string, infer Row> ? ReadonlyArray<Row> : never

const topOf = (memory: Memory, lookups: Lookups, most: number): ReadonlyArray<KeywordLookups> =>
  [...Map.groupBy(lookups, ({ keyword }) => keyword)]
    .map(([keyword, rows]) => {
      const hits = sumOf(rows, "hits")
      const documents = memory.documents.get(keyword)?.size ?? 0
      return { keyword, lookups: hits + sumOf(rows, "misses"), hits, documents }
    })
    .toSorted((a, b) => b.lookups - a.lookups || inOrder(a.keyword, b.keyword))
    .slice(0, most)

const lookupsByDay = (lookups: Lookups) =>
  [...Map.groupBy(lookups, ({ day }) => day)]
    .map(([day, rows]) => ({ day, hits: sumOf(rows, "hits"), misses: sumOf(rows, "misses") }))
    .toSorted((a, b) => inOrder(a.day, b.day))

const periodOf = (memory: Memory, { from, to }: ResearchPeriod, most: number) => {
  const within = ({ day }: { readonly day: string }): boolean => day >= from && day <= to
  const stored = storedIn(memory).filter(within)
  const lookups = [...memory.lookups.values()].filter(within)
  return {
    keywords: keywordsOf(stored),
    growth: growthOf(stored),
    lookups: lookupsByDay(lookups),
    topKeywords: topOf(memory, lookups, most),
    sources: sourcesOf(stored)
  }
}

/** The twin of the tables, on Effect's clock. */
export const make = (memory: Memory): ResearchAnalyticsStorage => ({
  totals: Effect.sync(() => {
    const stored = storedIn(memory)
    const lookups = [...memory.lookups.values()]
    return {
      keywords: keywordsOf(stored),
      documents: stored.length,
      bytes: sumOf(stored, "bytes"),
      hits: sumOf(lookups, "hits"),
      misses: sumOf(lookups, "misses")
    }
  }),
  topKeywords: (most) => Effect.sync(() => topOf(memory, [...memory.lookups.values()], most)),
  growthByDay: (days) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const since = now - Duration.toMillis(Duration.days(days))
      return growthOf(storedIn(memory).filter(({ storedAt }) => storedAt > since))
    }),
  bySource: Effect.sync(() => sourcesOf(storedIn(memory))),
  period: (period, most) => Effect.sync(() => periodOf(memory, period, most))
})
