import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import type { PgFailure } from "../../../layers/failure/PgFailure.ts"
import * as OperationTimes from "../../../layers/measure/OperationTimes.ts"
import { Batcher } from "../../../layers/resilience/Batcher.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import type { CacheRow } from "./CacheEntry.ts"
import type { NearCache } from "./NearCache.ts"

/** Keywords in a statement: a thousand callers fill two; a larger one would wait longer for its first row than it saves. */
const most = 500

/** Statements at once: while one's answer travels, the server works on the other; with more the batches get smaller. */
const inFlight = 2

/** Reasons that lie in a single row, such as one that is too large to be read. */
const divisible = ({ _tag }: PgFailure): boolean =>
  _tag === "Rejected" || _tag === "Unclassified" || _tag === "OutcomeUnknown"

/** One way to ask for rows: batched with what others ask, but inside a transaction by itself, on its connection. */
export interface Question<V> {
  /** What `answer` makes of what is held for a keyword. */
  readonly one: <A>(keyword: string, answer: (found: V | undefined) => A) => Effect.Effect<A, Operation.Fails>
  readonly many: (keywords: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, Operation.Fails>
}

export interface QuestionOptions<V> {
  /** What a round trip is called, such as `ResearchCache.lookup`. */
  readonly name: string
  readonly find: (keywords: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, Operation.Fails>
  readonly protect: Operation.Protection
  readonly sql: SqlClient.SqlClient | undefined
}

export const make = <V>({ find, name, protect, sql }: QuestionOptions<V>): Question<V> => {
  // A round trip is timed once, however many callers share it.
  const timed = OperationTimes.timed(name)
  const attempt = protect({ idempotent: true, writes: false })
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
export const near = (
  asked: Question<CacheRow>,
  entries: NearCache,
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
