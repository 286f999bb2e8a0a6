import { Effect, Option } from "effect"
import type { SqlClient } from "effect/sql"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as ServiceOperations from "../../../layers/resilience/ServiceOperations.ts"
import * as ResearchLease from "../lease/ResearchLease.ts"
import type { ResearchLeaseStorage } from "../lease/ResearchLeaseStorage.ts"
import { checkKeyword } from "../model/ResearchKeyword.ts"
import { checkAbsenceTimeToLive, checkStaleFor, type ResearchOptions } from "../model/ResearchOptions.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { checkTimeToLive, type StoreOptions } from "../model/TimeToLive.ts"
import * as LookupCounter from "./LookupCounter.ts"
import type { NearCache } from "./NearCache.ts"
import type { ResearchCacheStorage } from "./ResearchCacheStorage.ts"
import * as ResearchLookups from "./ResearchLookups.ts"
import * as SharedResearch from "./SharedResearch.ts"

const service = "ResearchCache"

/** Rows deleted by one statement of `evictExpired`: few enough that their locks are gone within milliseconds. */
const evictBatch = 1_000

const replacing: Operation.Options = { kind: "write", idempotent: true }

const writes = ({ method }: ServiceOperations.ServiceOperations, storage: ResearchCacheStorage) => ({
  store: method("store", {
    ...replacing,
    frequent: true,
    check: (keyword: string, payload: ResearchPayload, options?: StoreOptions) =>
      Effect.all([checkKeyword(keyword), Payload.encode(payload), checkTimeToLive(options)]),
    work: ([keyword, payload, timeToLive]) => storage.put(keyword, payload, timeToLive)
  }),
  storeAbsence: method("storeAbsence", {
    ...replacing,
    check: (keyword: string, options?: Pick<ResearchOptions, "absenceTimeToLive">) =>
      Effect.all([checkKeyword(keyword), checkAbsenceTimeToLive(options)]),
    work: ([keyword, timeToLive]) => storage.put(keyword, null, timeToLive)
  }),
  invalidate: method("invalidate", { ...replacing, check: checkKeyword, work: storage.remove })
})

/** What ends research: its findings are stored and its lease is given back, in one statement. */
const conclusions = ({ method }: ServiceOperations.ServiceOperations, storage: ResearchCacheStorage) => ({
  entry: method("store", {
    ...replacing,
    check: (
      keyword: string,
      holder: string,
      payload: ResearchPayload,
      options: ResearchOptions | undefined
    ) => Effect.all([Payload.encode(payload), checkTimeToLive(options), Effect.succeed({ keyword, holder })]),
    work: ([payload, timeToLive, { holder, keyword }]) =>
      storage.conclude(keyword, payload, timeToLive, holder)
  }),
  absence: method("storeAbsence", {
    ...replacing,
    check: (keyword: string, holder: string, options: ResearchOptions | undefined) =>
      Effect.all([checkAbsenceTimeToLive(options), Effect.succeed({ keyword, holder })]),
    work: ([timeToLive, { holder, keyword }]) => storage.conclude(keyword, null, timeToLive, holder)
  })
})

interface Writes extends ReturnType<typeof writes> {
  readonly conclude: ReturnType<typeof conclusions>
}

/** Research of what the cache does not have, as the method of this name. */
const research =
  (
    name: string,
    absence: boolean,
    shared: SharedResearch.SharedResearch,
    { conclude, store, storeAbsence }: Writes
  ) =>
  <E, R>(
    input: string,
    work: Effect.Effect<Option.Option<ResearchPayload>, E, R>,
    options: ResearchOptions | undefined
  ) =>
    Effect.all([checkKeyword(input), checkStaleFor(options)]).pipe(
      Effect.mapError(Operation.failed(service, name, "read")),
      Effect.flatMap(([keyword, staleFor]) => {
        const put = (found: Option.Option<ResearchPayload>, holder?: string) =>
          Option.match(found, {
            onNone: () =>
              holder === undefined
                ? storeAbsence(keyword, options)
                : conclude.absence(keyword, holder, options),
            onSome: (payload) =>
              holder === undefined
                ? store(keyword, payload, options)
                : conclude.entry(keyword, holder, payload, options)
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
const forgetting = (storage: ResearchCacheStorage, near: NearCache): ResearchCacheStorage => {
  const around = <A, E>(keyword: string, write: Effect.Effect<A, E>) => {
    const forget = Effect.sync(() => near.changed(keyword))
    return Effect.andThen(forget, Effect.ensuring(write, forget))
  }
  return {
    ...storage,
    put: (keyword, payload, time) => around(keyword, storage.put(keyword, payload, time)),
    conclude: (keyword, payload, time, holder) =>
      around(keyword, storage.conclude(keyword, payload, time, holder)),
    remove: (keyword) => around(keyword, storage.remove(keyword))
  }
}

export interface CacheParts {
  readonly storage: ResearchCacheStorage
  readonly leases: ResearchLeaseStorage
  /** Whose transactions the methods are part of, when they are called inside one. */
  readonly sql?: SqlClient.SqlClient
  /** Entries held in memory besides. */
  readonly near?: NearCache
}

/** Makes the methods of `ResearchCache`. */
export const make = Effect.fnUntraced(function* ({ leases, near, sql, ...parts }: CacheParts) {
  const storage = near === undefined ? parts.storage : forgetting(parts.storage, near)
  const protect = yield* Operation.makeProtection
  const operations = ServiceOperations.make(service, protect, sql)
  const { run } = operations
  const counting = run("countLookups", { kind: "write" })
  const counter = yield* LookupCounter.make((counts) => counting(storage.count(counts)))
  const lookups = ResearchLookups.make({ service, storage, protect, counter, sql, near })
  const lease = yield* ResearchLease.make(leases, run)
  const written = writes(operations, storage)
  const conclude = conclusions(operations, storage)
  const evict = "evictExpired"
  const evictSome = run(evict, replacing)(storage.evict(evictBatch))
  const prune = run(evict, { kind: "batch" })(Effect.andThen(leases.prune, storage.pruneChanges))
  return {
    lookup: lookups.lookup,
    lookupMany: lookups.lookupMany,
    exists: lookups.exists,
    ...written,
    ...researching(yield* SharedResearch.make({ lease, lookups, sql }), { ...written, conclude }),
    evictExpired: Effect.tap(Operation.inBatches(evictBatch, evictSome), (rows) =>
      Operation.after(rows)(prune)
    ).pipe(Effect.withSpan(`${service}.${evict}`)),
    stats: run("stats", { kind: "batch" })(Effect.andThen(counter.flush, storage.stats))
  }
})
