import { Clock, Effect, Exit, Option } from "effect"
import type { SqlClient } from "effect/sql"
import { Batcher } from "../layers/Batcher.ts"
import type { PgFailure } from "../layers/PgFailure.ts"
import * as Span from "../layers/Span.ts"
import type { DataError } from "./DataError.ts"
import type { LookupCounter } from "./LookupCounter.ts"
import type { NearEntries } from "./NearEntries.ts"
import * as Operation from "./Operation.ts"
import * as OperationTimes from "./OperationTimes.ts"
import type { CacheEntry } from "./ResearchCache.ts"
import type { CacheRow, ResearchCacheRows } from "./ResearchCacheRows.ts"
import { checkKeyword } from "./ResearchKeyword.ts"

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
  readonly one: (keyword: string) => Effect.Effect<V | undefined, Operation.Fails>
  readonly many: (keywords: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, Operation.Fails>
}

const question = <V>(
  find: (keywords: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, Operation.Fails>,
  attempt: ReturnType<Operation.Guard>,
  sql: SqlClient.SqlClient | undefined
): Question<V> => {
  const batcher = new Batcher({ inFlight, most, divisible, run: (keywords) => attempt(find(keywords)) })
  const within = { one: Operation.timeFor("read"), many: Operation.timeFor("batch") }
  return {
    one: (keyword) =>
      Effect.withFiber(({ context }) =>
        Operation.inTransaction(sql, context)
          ? Effect.map(find([keyword]), (found) => found.get(keyword))
          : batcher.one(keyword, within.one)
      ),
    many: (keywords) =>
      Effect.withFiber(({ context }) =>
        Operation.inTransaction(sql, context) ? find(keywords) : batcher.many(keywords, within.many)
      )
  }
}

/** Attempts at a round trip, timed as one however many callers share it. */
const timed =
  (operation: string, guard: Operation.Guard): ReturnType<Operation.Guard> =>
  (effect) =>
    OperationTimes.timed(`${service}.${operation}`)(guard(true)(effect))

/** The same question with answers held in memory; a transaction does not use them, as it may see what nobody else does. */
const near = (
  asked: Question<CacheRow>,
  entries: NearEntries,
  sql: SqlClient.SqlClient | undefined
): Question<CacheRow> => ({
  many: asked.many,
  one: (keyword) =>
    Effect.withFiber((fiber) => {
      if (Operation.inTransaction(sql, fiber.context)) return asked.one(keyword)
      const held = entries.get(keyword, fiber)
      if (held !== undefined) return Effect.succeed(held.row)
      const load = entries.begin(keyword)
      return Effect.onExitPrimitive(
        asked.one(keyword),
        (exit) => {
          entries.end(keyword, load, Exit.isSuccess(exit) ? exit.value : undefined, fiber)
          return undefined
        },
        true
      )
    })
})

const entryOf = (row: CacheRow | undefined): Option.Option<CacheEntry> =>
  row === undefined || row.absent ? Option.none() : Option.some(row)

const counted = <A>(use: (clock: Clock.Clock) => A): Effect.Effect<A> =>
  Effect.withFiber((fiber) => Effect.succeed(use(fiber.getRef(Clock.Clock))))

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
 * no generator, no schema, no span while nobody traces.
 */
export const make = (
  rows: ResearchCacheRows,
  guard: Operation.Guard,
  counter: LookupCounter,
  sql: SqlClient.SqlClient | undefined,
  entries: NearEntries | undefined
): Lookups => {
  const far = question(rows.find, timed("lookup", guard), sql)
  const fresh = entries === undefined ? far : near(far, entries, sql)
  const stale = question(rows.findStale, timed("lookupStale", guard), sql)
  const existing = question(rows.existing, timed("exists", guard), sql)
  const failed = {
    lookup: Operation.failed(service, "lookup", "read"),
    lookupMany: Operation.failed(service, "lookupMany", "batch"),
    exists: Operation.failed(service, "exists", "read")
  }

  const ask = (input: string) =>
    Effect.flatMap(checkKeyword(input), (keyword) =>
      Effect.flatMap(fresh.one(keyword), (row) =>
        counted((clock) => {
          const found = entryOf(row)
          counter.count(clock, keyword, Option.isSome(found))
          return found
        })
      )
    ).pipe(Effect.mapError(failed.lookup), Span.named("ResearchCache.lookup"))

  /** A hit in memory is answered before anything else is set up; what is held is held under a checked keyword. */
  const lookup: Lookups["lookup"] =
    entries === undefined
      ? ask
      : (input) =>
          Effect.withFiber((fiber) => {
            const held = entries.get(input, fiber)
            if (held === undefined || Operation.inTransaction(sql, fiber.context)) return ask(input)
            counter.count(fiber.getRef(Clock.Clock), input, true)
            return held.answer
          })

  const lookupMany = Effect.fn("ResearchCache.lookupMany")(function* (inputs: ReadonlyArray<string>) {
    const keywords = [...new Set(yield* Effect.forEach(inputs, checkKeyword))]
    const held = yield* fresh.many(keywords)
    return yield* counted((clock) => {
      const found = new Map<string, CacheEntry>()
      for (const keyword of keywords) {
        const entry = entryOf(held.get(keyword))
        if (Option.isSome(entry)) found.set(keyword, entry.value)
        counter.count(clock, keyword, Option.isSome(entry))
      }
      return found
    })
  }, Effect.mapError(failed.lookupMany))

  const exists: Lookups["exists"] = (input) =>
    Effect.flatMap(checkKeyword(input), existing.one).pipe(
      Effect.map((found) => found === true),
      Effect.mapError(failed.exists),
      Span.named("ResearchCache.exists")
    )

  const row: Lookups["row"] = (keyword, options) =>
    Effect.flatMap((options.stale ? stale : fresh).one(keyword), (found) =>
      counted((clock) => {
        counter.count(clock, keyword, found !== undefined && !found.absent)
        return found
      })
    ).pipe(Effect.mapError(failed.lookup), Span.named("ResearchCache.lookup"))

  return { lookup, lookupMany, exists, row }
}
