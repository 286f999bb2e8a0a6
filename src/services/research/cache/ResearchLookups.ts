import { Clock, Effect, Option } from "effect"
import type { SqlClient } from "effect/sql"
import * as Span from "../../../layers/measure/Span.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { checkKeyword, isPlain } from "../model/ResearchKeyword.ts"
import * as BatchedQuestion from "./BatchedQuestion.ts"
import type { CacheEntry, CacheRow } from "./CacheEntry.ts"
import type { LookupCounter } from "./LookupCounter.ts"
import type { NearCache } from "./NearCache.ts"
import type { ResearchCacheStorage } from "./ResearchCacheStorage.ts"

export interface ResearchLookups {
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

export interface LookupParts {
  readonly service: string
  readonly storage: ResearchCacheStorage
  readonly protect: Operation.Protection
  readonly counter: LookupCounter
  readonly sql: SqlClient.SqlClient | undefined
  readonly near: NearCache | undefined
}

const questionsOf = ({ near, protect, service, sql, storage }: LookupParts) => {
  const question = <V>(operation: string, find: BatchedQuestion.QuestionOptions<V>["find"]) =>
    BatchedQuestion.make({ name: `${service}.${operation}`, find, protect, sql })
  const far = question("lookup", storage.find)
  return {
    fresh: near === undefined ? far : BatchedQuestion.near(far, near, sql),
    stale: question("lookupStale", storage.findStale),
    existing: question("exists", storage.existing)
  }
}

const entryOf = (row: CacheRow | undefined): Option.Option<CacheEntry> =>
  row === undefined || row.absent ? Option.none() : Option.some(row)

/** Makes failures those of an operation, in a span of its name while somebody traces. */
const operation = (service: string, name: string, kind: Operation.Kind) => {
  const failed = Operation.failed(service, name, kind)
  const traced = Span.whereTraced(`${service}.${name}`)
  return <A>(effect: Effect.Effect<A, Operation.Fails>): Effect.Effect<A, DataError> =>
    traced(Effect.mapError(effect, failed))
}

type Ask = <A>(
  asked: BatchedQuestion.Question<CacheRow>,
  keyword: string,
  answer: (row: CacheRow | undefined) => A
) => Effect.Effect<A, Operation.Fails>

/** Asks for a checked keyword, and counts what is found. */
const asking =
  (counter: LookupCounter): Ask =>
  (asked, keyword, answer) =>
    Effect.withFiber((fiber) => {
      const clock = fiber.getRef(Clock.Clock)
      return asked.one(keyword, (row) => {
        counter.count(clock, keyword, row !== undefined && !row.absent)
        return answer(row)
      })
    })

/** A hit in memory is answered before anything else is set up; entries are held under checked keywords alone. */
const nearFirst =
  ({ counter, sql }: LookupParts, near: NearCache, far: ResearchLookups["lookup"]): typeof far =>
  (input) =>
    Effect.withFiber((fiber) => {
      const held = near.get(input, fiber)
      if (held === undefined || Operation.inTransaction(sql, fiber.context)) return far(input)
      counter.count(fiber.getRef(Clock.Clock), input, true)
      return held.answer
    })

const manyLookups = ({ counter, service }: LookupParts, asked: BatchedQuestion.Question<CacheRow>) => {
  const name = "lookupMany"
  return Effect.fn(`${service}.${name}`)(
    function* (inputs: ReadonlyArray<string>) {
      const keywords = [...new Set(yield* Effect.forEach(inputs, checkKeyword))]
      const held = yield* asked.many(keywords)
      const clock = yield* Clock.Clock
      const found = new Map<string, CacheEntry>()
      for (const keyword of keywords) {
        const entry = entryOf(held.get(keyword))
        if (Option.isSome(entry)) found.set(keyword, entry.value)
        counter.count(clock, keyword, Option.isSome(entry))
      }
      return found
    },
    Effect.mapError(Operation.failed(service, name, "batch"))
  )
}

/**
 * Makes the questions that the cache is asked, which share round trips: see {@link Batcher}.
 *
 * A keyword is refused before it joins a batch. This is the hottest path, so each step of it is there for a reason:
 * no generator, no schema, no span while nobody traces, no step after the answer.
 */
export const make = (parts: LookupParts): ResearchLookups => {
  const { counter, near, service } = parts
  const { existing, fresh, stale } = questionsOf(parts)
  const ask = asking(counter)
  const looking = operation(service, "lookup", "read")
  const existence = operation(service, "exists", "read")
  const lookupOf = (keyword: string) => ask(fresh, keyword, entryOf)
  const lookup: ResearchLookups["lookup"] = (input) =>
    looking(isPlain(input) ? lookupOf(input) : Effect.flatMap(checkKeyword(input), lookupOf))
  return {
    lookup: near === undefined ? lookup : nearFirst(parts, near, lookup),
    lookupMany: manyLookups(parts, fresh),
    exists: (input) =>
      existence(
        Effect.flatMap(checkKeyword(input), (keyword) => existing.one(keyword, (found) => found === true))
      ),
    row: (keyword, options) => looking(ask(options.stale ? stale : fresh, keyword, (found) => found))
  }
}
