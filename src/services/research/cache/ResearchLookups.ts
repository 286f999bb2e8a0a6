import { Clock, Effect, Option } from "effect"
import type { SqlClient } from "effect/sql"
import type { PgFailure } from "../../../layers/failure/PgFailure.ts"
import * as OperationTimes from "../../../layers/measure/OperationTimes.ts"
import * as Span from "../../../layers/measure/Span.ts"
import { Batcher } from "../../../layers/resilience/Batcher.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { checkKeyword, isPlain } from "../model/ResearchKeyword.ts"
import type { LookupCounter } from "./LookupCounter.ts"
import type { NearEntries } from "./NearCache.ts"
import type { CacheEntry } from "./ResearchCache.ts"
import type { CacheRow, ResearchCacheRows } from "./ResearchCacheRows.ts"

const service = "ResearchCache"

/** Keywords in a statement: a thousand callers fill two; a larger one would wait longer for its first row than it saves. */
const most = 500

/** Statements at once: while one's answer travels, the server works on the other; with more the batches get smaller. */
const inFlight = 2

/** Reasons that lie in a single row, such as one that is too large to be read. */
const divisible = ({ _tag }: PgFailure): boolean =>
  _tag === "Rejected" || _tag === "Unclassified" || _tag === "OutcomeUnknown"

/** One way to ask for rows: batched with what others ask, but inside a transaction by itself, on its connection. */
interface Question<V> {
  /** What `answer` makes of what is held for a keyword. */
  readonly one: <A>(keyword: string, answer: (found: V | undefined) => A) => Effect.Effect<A, Operation.Fails>
  readonly many: (keywords: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, Operation.Fails>
}

interface QuestionOptions<V> {
  readonly operation: string
  readonly find: (keywords: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, Operation.Fails>
  readonly guard: Operation.Guard
  readonly sql: SqlClient.SqlClient | undefined
}

const question = <V>({ find, guard, operation, sql }: QuestionOptions<V>): Question<V> => {
  const name = `${service}.${operation}`
  // A round trip is timed once, however many callers share it.
  const timed = OperationTimes.timed(name)
  const attempt = guard(true)
  const batcher = new Batcher({
    name,
    inFlight,
    most,
    divisible,
    run: (keywords) => timed(attempt(find(keywords)))
  })
  const within = { one: Operation.timeFor("read"), many: Operation.timeFor("batch") }
  return {
    one: (keyword, answer) =>
      Effect.withFiber(({ context }) =>
        Operation.inTransaction(sql, context)
          ? Effect.map(find([keyword]), (found) => answer(found.get(keyword)))
          : batcher.one(keyword, within.one, answer)
      ),
    many: (keywords) =>
      Effect.withFiber(({ context }) =>
        Operation.inTransaction(sql, context) ? find(keywords) : batcher.many(keywords, within.many)
      )
  }
}

/** The same question with answers held in memory; a transaction does not use them, as it may see what nobody else does. */
const near = (
  asked: Question<CacheRow>,
  entries: NearEntries,
  sql: SqlClient.SqlClient | undefined
): Question<CacheRow> => ({
  many: asked.many,
  one: (keyword, answer) =>
    Effect.withFiber((fiber) => {
      if (Operation.inTransaction(sql, fiber.context)) return asked.one(keyword, answer)
      const held = entries.get(keyword, fiber)
      if (held !== undefined) return Effect.sync(() => answer(held.row))
      const load = entries.begin(keyword)
      let found: CacheRow | undefined
      return Effect.onExitPrimitive(
        asked.one(keyword, (row) => answer((found = row))),
        () => {
          entries.end(keyword, load, found, fiber)
          return undefined
        }
      )
    })
})

const entryOf = (row: CacheRow | undefined): Option.Option<CacheEntry> =>
  row === undefined || row.absent ? Option.none() : Option.some(row)

export interface Lookups {
  readonly lookup: (keyword: string) => Effect.Effect<Option.Option<CacheEntry>, DataError>
  readonly lookupMany: (
    keywords: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyMap<string, CacheEntry>, DataError>
  readonly exists: (keyword: string) => Effect.Effect<boolean, DataError>
  /** What is held for a checked keyword, known absences included; with `stale`, what has expired too. */
  readonly row: (
    keyword: string,
    options: { readonly stale: boolean }
  ) => Effect.Effect<CacheRow | undefined, DataError>
}

/**
 * What the cache is asked, sharing round trips: see {@link Batcher}.
 *
 * A keyword is refused before it joins a batch. This is the hottest path, so each step of it is there for a reason:
 * no generator, no schema, no span while nobody traces, no step after the answer.
 */
export const make = (
  rows: ResearchCacheRows,
  guard: Operation.Guard,
  counter: LookupCounter,
  sql: SqlClient.SqlClient | undefined,
  entries: NearEntries | undefined
): Lookups => {
  const far = question({ operation: "lookup", find: rows.find, guard, sql })
  const fresh = entries === undefined ? far : near(far, entries, sql)
  const stale = question({ operation: "lookupStale", find: rows.findStale, guard, sql })
  const existing = question({ operation: "exists", find: rows.existing, guard, sql })
  const failed = {
    lookup: Operation.failed(service, "lookup", "read"),
    lookupMany: Operation.failed(service, "lookupMany", "batch"),
    exists: Operation.failed(service, "exists", "read")
  }

  /** Asks for a checked keyword, and counts what is found. */
  const ask = <A>(
    asked: Question<CacheRow>,
    keyword: string,
    answer: (row: CacheRow | undefined) => A
  ): Effect.Effect<A, Operation.Fails> =>
    Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      return asked.one(keyword, (row) => {
        counter.count(clock, keyword, row !== undefined && !row.absent)
        return answer(row)
      })
    })

  const lookupOf = (keyword: string) => ask(fresh, keyword, entryOf)

  const lookUp: Lookups["lookup"] = (input) =>
    (isPlain(input) ? lookupOf(input) : Effect.flatMap(checkKeyword(input), lookupOf)).pipe(
      Effect.mapError(failed.lookup),
      Span.whereTraced("ResearchCache.lookup")
    )

  /** A hit in memory is answered before anything else is set up; what is held is held under a checked keyword. */
  const lookup: Lookups["lookup"] =
    entries === undefined
      ? lookUp
      : (input) =>
          Effect.withFiber((fiber) => {
            const held = entries.get(input, fiber)
            if (held === undefined || Operation.inTransaction(sql, fiber.context)) return lookUp(input)
            counter.count(fiber.getRef(Clock.Clock), input, true)
            return held.answer
          })

  const lookupMany = Effect.fn("ResearchCache.lookupMany")(function* (inputs: ReadonlyArray<string>) {
    const keywords = [...new Set(yield* Effect.forEach(inputs, checkKeyword))]
    const held = yield* fresh.many(keywords)
    const clock = yield* Clock.Clock
    const found = new Map<string, CacheEntry>()
    for (const keyword of keywords) {
      const entry = entryOf(held.get(keyword))
      if (Option.isSome(entry)) found.set(keyword, entry.value)
      counter.count(clock, keyword, Option.isSome(entry))
    }
    return found
  }, Effect.mapError(failed.lookupMany))

  const exists: Lookups["exists"] = (input) =>
    Effect.flatMap(checkKeyword(input), (keyword) => existing.one(keyword, (found) => found === true)).pipe(
      Effect.mapError(failed.exists),
      Span.whereTraced("ResearchCache.exists")
    )

  const row: Lookups["row"] = (keyword, options) =>
    ask(options.stale ? stale : fresh, keyword, (found) => found).pipe(
      Effect.mapError(failed.lookup),
      Span.whereTraced("ResearchCache.lookup")
    )

  return { lookup, lookupMany, exists, row }
}
