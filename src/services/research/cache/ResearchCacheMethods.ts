import { Effect, Option, type Scope } from "effect"
import type { SqlClient } from "effect/sql"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as ServiceOperations from "../../../layers/resilience/ServiceOperations.ts"
import type { Leases } from "../../repository/lease/Leases.ts"
import type { ReplicaReads } from "../../repository/replica/ReplicaReads.ts"
import { checkKeyword } from "../model/ResearchKeyword.ts"
import { checkAbsenceTimeToLive, checkStaleFor, type ResearchOptions } from "../model/ResearchOptions.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { checkTimeToLive, type StoreOptions } from "../model/TimeToLive.ts"
import * as LookupCounter from "./LookupCounter.ts"
import type { NearRows } from "./NearLookups.ts"
import type { Held, Put, ResearchCacheStorage, ResearchCacheWrites } from "./ResearchCacheStorage.ts"
import * as ResearchLease from "./ResearchLease.ts"
import * as ResearchLookups from "./ResearchLookups.ts"
import * as SharedResearch from "./SharedResearch.ts"

const service = "ResearchCache"

/** Rows deleted by one statement of `evictExpired`: few enough that their locks are gone within milliseconds. */
const evictBatch = 1_000

const replacing: Operation.Options = { kind: "write", idempotent: true }

const checkEntry = (
  keyword: string,
  payload: ResearchPayload,
  options?: StoreOptions,
  lease?: Held
): Effect.Effect<Put, Rejected> =>
  Effect.flatMap(checkKeyword(keyword), (keyword) =>
    Effect.flatMap(Payload.encode(payload), (payload) =>
      Effect.map(checkTimeToLive(options), (timeToLive) => ({ keyword, payload, timeToLive, lease }))
    )
  )

const checkAbsence = (
  keyword: string,
  options?: Pick<ResearchOptions, "absenceTimeToLive">,
  lease?: Held
): Effect.Effect<Put, Rejected> =>
  Effect.map(
    Effect.all([checkKeyword(keyword), checkAbsenceTimeToLive(options)]),
    ([keyword, timeToLive]) => ({ keyword, payload: null, timeToLive, lease })
  )

/** The methods that write; what ends research gives the lease back in the same statement. */
const writesOf = ({ put, remove }: ResearchCacheWrites) => ({
  entry: ServiceOperations.shared(service, "store", "write", { check: checkEntry, work: put }),
  absence: ServiceOperations.shared(service, "storeAbsence", "write", { check: checkAbsence, work: put }),
  invalidate: ServiceOperations.shared(service, "invalidate", "write", { check: checkKeyword, work: remove })
})

type Writes = ReturnType<typeof writesOf>

/** Research of what the cache does not have, as the method of this name. */
const research =
  (name: string, absence: boolean, shared: SharedResearch.SharedResearch, writes: Writes) =>
  <E, R>(
    input: string,
    work: Effect.Effect<Option.Option<ResearchPayload>, E, R>,
    options: ResearchOptions | undefined
  ) =>
    Effect.all([checkKeyword(input), checkStaleFor(options)]).pipe(
      Effect.mapError(Operation.failed(service, name, "read")),
      Effect.flatMap(([keyword, staleFor]) => {
        const put = (found: Option.Option<ResearchPayload>, lease?: Held) =>
          Option.match(found, {
            onNone: () => writes.absence(keyword, options, lease),
            onSome: (payload) => writes.entry(keyword, payload, options, lease)
          })
        return shared({ keyword, staleFor, absence, put }, work)
      })
    )

const researching = (shared: SharedResearch.SharedResearch, writes: Writes) => {
  const names = { find: "findOrResearch", get: "getOrResearch" }
  const find = research(names.find, true, shared, writes)
  const get = research(names.get, false, shared, writes)
  return {
    findOrResearch: Effect.fn(`${service}.${names.find}`)(
      <E, R>(
        keyword: string,
        work: Effect.Effect<Option.Option<ResearchPayload>, E, R>,
        options?: ResearchOptions
      ) => find(keyword, work, options)
    ),
    getOrResearch: Effect.fn(`${service}.${names.get}`)(
      <E, R>(keyword: string, work: Effect.Effect<ResearchPayload, E, R>, options?: ResearchOptions) =>
        Effect.map(get(keyword, Effect.map(work, Option.some), options), Option.getOrThrow)
    )
  }
}

/** What this service changes itself is dropped from memory at once, before the feed tells. */
const forgetting = (writes: ResearchCacheWrites, near: NearRows): ResearchCacheWrites => ({
  ...writes,
  put: (put) => near.changing([put.keyword])(writes.put(put)),
  remove: (keyword) => near.changing([keyword])(writes.remove(keyword))
})

export interface CacheParts {
  readonly storage: ResearchCacheStorage
  /** What changes its rows, behind the service's protection. */
  readonly writes: (protect: Operation.Protection) => Effect.Effect<ResearchCacheWrites>
  readonly leases: Effect.Effect<Leases["Service"], never, Scope.Scope>
  /** Whose transactions the methods are part of, when they are called inside one. */
  readonly sql?: SqlClient.SqlClient
  /** Entries held in memory besides. */
  readonly near?: NearRows
  /** Where lookups go that replicas may answer. */
  readonly replica?: ReplicaReads
}

/** Makes the methods of `ResearchCache`. */
export const make = Effect.fnUntraced(function* ({ near, replica, sql, storage, ...parts }: CacheParts) {
  const protect = yield* Operation.makeProtection
  const writes = yield* parts.writes(protect)
  const run = Operation.running(service, protect, sql)
  const counting = run("countLookups", { kind: "write" })
  const counter = yield* LookupCounter.make((counts) => counting(storage.count(counts)))
  const lookups = ResearchLookups.make({ service, storage, protect, counter, sql, near, replica })
  const lease = ResearchLease.make(service, yield* parts.leases, writes.claim)
  const written = writesOf(near === undefined ? writes : forgetting(writes, near))
  const evict = "evictExpired"
  const evictSome = run(evict, replacing)(storage.evict(evictBatch))
  return {
    lookup: lookups.lookup,
    lookupMany: lookups.lookupMany,
    exists: lookups.exists,
    store: (keyword: string, payload: ResearchPayload, options?: StoreOptions) =>
      written.entry(keyword, payload, options),
    storeAbsence: (keyword: string, options?: Pick<ResearchOptions, "absenceTimeToLive">) =>
      written.absence(keyword, options),
    invalidate: written.invalidate,
    ...researching(yield* SharedResearch.make({ lease, lookups, sql }), written),
    evictExpired: Effect.withSpan(Operation.inBatches(evictBatch, evictSome), `${service}.${evict}`),
    stats: run("stats", { kind: "batch" })(Effect.andThen(counter.flush, storage.stats))
  }
})
