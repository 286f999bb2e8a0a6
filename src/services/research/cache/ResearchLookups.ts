import { Effect, Exit, type Option } from "effect"
import type { SqlClient } from "effect/sql"
import type { Note } from "../../../layers/resilience/Batch.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import type { QuestionOptions } from "../../repository/lookup/Question.ts"
import * as ReplicaQuestion from "../../repository/lookup/ReplicaQuestion.ts"
import type { ReplicaReads } from "../../repository/replica/ReplicaReads.ts"
import { checkKeyword, isPlain } from "../model/ResearchKeyword.ts"
import type { CacheEntry, CacheRow } from "./CacheEntry.ts"
import type { LookupCounter } from "./LookupCounter.ts"
import * as NearLookups from "./NearLookups.ts"
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
  readonly near: NearLookups.NearRows | undefined
  /** Where reads go that replicas may answer. */
  readonly replica: ReplicaReads | undefined
}

const questionsOf = ({ counter, protect, replica, service, sql, storage }: LookupParts) => {
  const question = <V>(
    name: string,
    find: QuestionOptions<string, V>["find"],
    note?: Note<string, V>
  ): ReplicaQuestion.Asked<string, V> =>
    ReplicaQuestion.make(
      { service, name, find, protect, sql, ...(note === undefined ? undefined : { note }) },
      replica
    )
  const counted: Note<string, CacheRow> = (clock) => {
    const count = counter.counting(clock)
    return (keyword, row) => count(keyword, row !== undefined && !row.absent)
  }
  return {
    fresh: question("lookup", storage.find, counted),
    stale: question("lookupStale", storage.findStale, counted),
    existing: question("exists", storage.existing)
  }
}

const manyLookups = (service: string, asked: ReplicaQuestion.Asked<string, CacheRow>) => {
  const name = "lookupMany"
  return Effect.fn(`${service}.${name}`)(
    function* (inputs: ReadonlyArray<string>) {
      const keywords = new Set(yield* Effect.forEach(inputs, checkKeyword))
      const held = yield* asked.many([...keywords])
      const found = new Map<string, CacheEntry>()
      for (const [keyword, row] of held) if (!row.absent) found.set(keyword, row)
      return found
    },
    Effect.mapError(Operation.failed(service, name, "batch"))
  )
}

/** A keyword is refused before it joins a batch. */
const keywords = {
  keyOf: (input: string) => (isPlain(input) ? input : undefined),
  check: checkKeyword
}

/** Makes the questions that the cache is asked, which share round trips, and counts what is found. */
export const make = (parts: LookupParts): ResearchLookups => {
  const { near, service } = parts
  const { existing, fresh, stale } = questionsOf(parts)
  const farRow = fresh.one({ ...keywords, answer: (row) => Exit.succeed(row) })
  const staleRow = stale.one({ ...keywords, operation: "lookup", answer: (row) => Exit.succeed(row) })
  const freshRow = near === undefined ? farRow : NearLookups.row({ ...parts, near }, farRow)
  return {
    lookup:
      near === undefined
        ? fresh.one({ ...keywords, answer: NearLookups.entryOf })
        : NearLookups.lookup({ ...parts, near }, (keyword) =>
            Effect.flatMap(freshRow(keyword), NearLookups.entryOf)
          ),
    lookupMany: manyLookups(service, fresh),
    exists: existing.one({ ...keywords, answer: (found) => Exit.succeed(found === true) }),
    row: (keyword, options) => (options.stale ? staleRow : freshRow)(keyword)
  }
}
