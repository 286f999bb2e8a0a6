import { type Config, Context, type DateTime, Duration, Effect, Layer, Option, Stream } from "effect"
import { SqlClient } from "effect/sql"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import * as Span from "../../../layers/measure/Span.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import { type DataError, rejected } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { checkKeyword } from "../model/ResearchKeyword.ts"
import { ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { ChangeFeed } from "./ChangeFeed.ts"
import * as LookupCounter from "./LookupCounter.ts"
import { NearEntries, type NearOptions } from "./NearCache.ts"
import type { ResearchCacheRows } from "./ResearchCacheRows.ts"
import * as Rows from "./ResearchCacheRows.ts"
import * as Flights from "./ResearchFlights.ts"
import * as Lookups from "./ResearchLookups.ts"

/** A keyword's research as the cache holds it. */
export interface CacheEntry {
  readonly keyword: string
  readonly payload: ResearchPayload
  readonly fetchedAt: DateTime.Utc
  readonly expiresAt: DateTime.Utc
}

/** The cache's rows, and what lookups found since the schema exists. */
export interface CacheStats {
  readonly entries: number
  readonly expired: number
  readonly hits: number
  readonly misses: number
}

export interface StoreOptions {
  /** How long lookups find the entry; {@link defaultTimeToLive} unless told otherwise, at most a hundred years. */
  readonly timeToLive?: Duration.Input
}

export interface ResearchOptions extends StoreOptions {
  /** How long it is remembered that there is nothing; {@link defaultAbsenceTimeToLive} unless told otherwise. */
  readonly absenceTimeToLive?: Duration.Input
  /**
   * Stale while revalidate: an entry that expired no longer ago than this is answered at once and researched anew
   * behind the caller; unless given, what has expired is no answer.
   */
  readonly staleFor?: Duration.Input
}

/** What was not there a minute ago may be there now. */
export const defaultAbsenceTimeToLive = Duration.minutes(1)

/** Research of the day before is fresh enough for an article. */
export const defaultTimeToLive = Duration.days(1)

const maxTimeToLive = Duration.days(36_525)

/** Rows deleted by one statement of `evictExpired`: few enough that their locks are gone within milliseconds. */
const evictBatch = 1_000

const service = "ResearchCache"

const checkDuration = (field: string, input: Duration.Input): Effect.Effect<Duration.Duration, Rejected> => {
  const given = Option.getOrUndefined(Duration.fromInput(input))
  return given === undefined ||
    Number.isNaN(input) ||
    Duration.isNegative(given) ||
    Duration.isGreaterThan(given, maxTimeToLive)
    ? Effect.fail(rejected(field, "is no duration from 0 to 100 years"))
    : Effect.succeed(given)
}

/** How long an entry lives, checked; shared with the documents, whose store writes the cache row too. */
export const timeToLive = (options: StoreOptions | undefined): Effect.Effect<Duration.Duration, Rejected> =>
  checkDuration("timeToLive", options?.timeToLive ?? defaultTimeToLive)

const absenceTimeToLive = (options: ResearchOptions | undefined) =>
  checkDuration("absenceTimeToLive", options?.absenceTimeToLive ?? defaultAbsenceTimeToLive)

/**
 * The cache of research: what an agent asks before it searches.
 *
 * A keyword is its exact text, trimmed; case counts. Every operation checks its input before a connection is
 * taken and fails with `DataError`, whose reason says whether anything may have run. Hits and misses are counted
 * in memory and written every five seconds.
 */
export class ResearchCache extends Context.Service<
  ResearchCache,
  {
    /** The entry of a keyword, unless there is none or it has expired. */
    readonly lookup: (keyword: string) => Effect.Effect<Option.Option<CacheEntry>, DataError>
    /** The entries of many keywords, by keyword, in a statement for each 500; those without one are left out. */
    readonly lookupMany: (
      keywords: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyMap<string, CacheEntry>, DataError>
    /** Whether `lookup` would find an entry; not counted as a lookup. */
    readonly exists: (keyword: string) => Effect.Effect<boolean, DataError>
    /** Stores an entry, or replaces the one that is there. */
    readonly store: (
      keyword: string,
      payload: ResearchPayload,
      options?: StoreOptions
    ) => Effect.Effect<void, DataError>
    /** Remembers that there is nothing for a keyword, in place of what was there; lookups find nothing. */
    readonly storeAbsence: (
      keyword: string,
      options?: Pick<ResearchOptions, "absenceTimeToLive">
    ) => Effect.Effect<void, DataError>
    /**
     * The entry of a keyword; on a miss researches it, holding no connection meanwhile, and stores the result.
     *
     * However many ask at once, the research runs once: callers in this process share the first one's, its failure
     * included, which is remembered for nobody; other processes wait for the entry, under a lease of 30 s that is
     * renewed while the research runs, so that a machine that dies does not block its keyword for longer. A caller
     * who is interrupted disturbs nobody; the research is interrupted when nobody waits for it any more.
     */
    readonly getOrResearch: <E, R>(
      keyword: string,
      research: Effect.Effect<ResearchPayload, E, R>,
      options?: ResearchOptions
    ) => Effect.Effect<ResearchPayload, DataError | E, R>
    /** The same for research that may find nothing, which is remembered for a shorter while. */
    readonly findOrResearch: <E, R>(
      keyword: string,
      research: Effect.Effect<Option.Option<ResearchPayload>, E, R>,
      options?: ResearchOptions
    ) => Effect.Effect<Option.Option<ResearchPayload>, DataError | E, R>
    /** Forgets a keyword; false when there was nothing to forget. */
    readonly invalidate: (keyword: string) => Effect.Effect<boolean, DataError>
    /** Deletes expired rows in batches of short locks, and says how many. */
    readonly evictExpired: Effect.Effect<number, DataError>
    readonly stats: Effect.Effect<CacheStats, DataError>
  }
>()("aquifer/services/research/cache/ResearchCache") {
  static readonly layerNoDeps: Layer.Layer<ResearchCache, never, SqlClient.SqlClient> = Layer.effect(
    ResearchCache,
    Effect.flatMap(SqlClient.SqlClient, (sql) => make(Rows.inPostgres(sql), sql))
  )

  /** On the pooled endpoint that the environment names. */
  static readonly layer: Layer.Layer<ResearchCache, Config.ConfigError | LocalServerError> =
    ResearchCache.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer))

  /**
   * With hot entries in memory besides, in front of the database: an optional layer for programs that ask for the same
   * keywords again and again.
   *
   * What changes is dropped as soon as the {@link ChangeFeed} tells, what this service stores at once, and everything
   * when the feed is lost. An entry is never older than the feed's own delay (milliseconds by notifications, a second
   * by polling; five where a connection died without a word, the writer had begun before the feed, or the database
   * does not answer), nor than `maxAge`. Inside a transaction memory is not asked. Expiry in memory is by this machine's
   * clock.
   */
  static readonly layerNear = (
    options: NearOptions = {}
  ): Layer.Layer<ResearchCache, never, SqlClient.SqlClient | ChangeFeed> =>
    Layer.effect(
      ResearchCache,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const entries = yield* nearEntries(options)
        return yield* make(Rows.inPostgres(sql), sql, entries)
      })
    )

  /** The twin for tests: the same behaviour on rows in memory, shared with the other services' twins. */
  static readonly layerMemory: Layer.Layer<ResearchCache> = Layer.effect(
    ResearchCache,
    Effect.flatMap(ResearchMemory, (memory) => make(Rows.inMemory(memory)))
  ).pipe(Layer.provide(ResearchMemory.layer))
}

const nearEntries = Effect.fnUntraced(function* (options: NearOptions) {
  const { events } = yield* ChangeFeed
  const entries = new NearEntries(options)
  yield* Effect.forkScoped(Stream.runForEach(events, (event) => Effect.sync(() => entries.heard(event))))
  return entries
})

/** What this service changes itself is dropped at once, before the feed tells. */
const forgetting = (rows: ResearchCacheRows, entries: NearEntries): ResearchCacheRows => {
  const around = <A, E>(keyword: string, write: Effect.Effect<A, E>) =>
    Effect.andThen(
      Effect.sync(() => entries.changed(keyword)),
      Effect.ensuring(
        write,
        Effect.sync(() => entries.changed(keyword))
      )
    )
  return {
    ...rows,
    put: (keyword, payload, time) => around(keyword, rows.put(keyword, payload, time)),
    remove: (keyword) => around(keyword, rows.remove(keyword))
  }
}

const make = Effect.fnUntraced(function* (
  table: ResearchCacheRows,
  sql?: SqlClient.SqlClient,
  entries?: NearEntries
) {
  const rows = entries === undefined ? table : forgetting(table, entries)
  const guard = yield* Operation.makeGuard
  const run = yield* Operation.make(service, sql, guard)
  const write = run("countLookups", { kind: "write" })
  const counter = yield* LookupCounter.make((counts) => write(rows.count(counts)))
  const lookups = Lookups.make(rows, guard, counter, sql, entries)

  const store = Effect.fnUntraced(
    function* (input: string, payload: ResearchPayload, options?: StoreOptions) {
      yield* rows.put(yield* checkKeyword(input), yield* Payload.encode(payload), yield* timeToLive(options))
    },
    run("store", { kind: "write", idempotent: true }),
    Span.whereTraced("ResearchCache.store")
  )

  const storeAbsence = Effect.fn("ResearchCache.storeAbsence")(
    function* (input: string, options?: ResearchOptions) {
      yield* rows.put(yield* checkKeyword(input), null, yield* absenceTimeToLive(options))
    },
    run("storeAbsence", { kind: "write", idempotent: true })
  )

  const fly = yield* Flights.make({ rows, run, lookups, sql })

  const research = Effect.fnUntraced(function* <E, R>(
    input: string,
    work: Effect.Effect<Option.Option<ResearchPayload>, E, R>,
    absence: boolean,
    options: ResearchOptions | undefined
  ) {
    const refused = Operation.failed(service, absence ? "findOrResearch" : "getOrResearch", "read")
    const [keyword, staleFor] = yield* Effect.all([
      checkKeyword(input),
      checkDuration("staleFor", options?.staleFor ?? 0),
      timeToLive(options),
      absenceTimeToLive(options)
    ]).pipe(Effect.mapError(refused))
    const put = Option.match({
      onNone: () => storeAbsence(keyword, options),
      onSome: (payload: ResearchPayload) => store(keyword, payload, options)
    })
    return yield* fly({ keyword, staleFor, absence, put }, work)
  })

  const findOrResearch = Effect.fn("ResearchCache.findOrResearch")(
    <E, R>(
      keyword: string,
      work: Effect.Effect<Option.Option<ResearchPayload>, E, R>,
      options?: ResearchOptions
    ) => research(keyword, work, true, options)
  )

  const getOrResearch = Effect.fn("ResearchCache.getOrResearch")(
    <E, R>(keyword: string, work: Effect.Effect<ResearchPayload, E, R>, options?: ResearchOptions) =>
      Effect.map(research(keyword, Effect.map(work, Option.some), false, options), Option.getOrThrow)
  )

  const invalidate = Effect.fn("ResearchCache.invalidate")(
    function* (input: string) {
      return yield* rows.remove(yield* checkKeyword(input))
    },
    run("invalidate", { kind: "write", idempotent: true })
  )

  const evictSome = run("evictExpired", { kind: "write", idempotent: true })(rows.evict(evictBatch))

  const prune = run("evictExpired", { kind: "batch" })(rows.prune)

  const evictExpired = Effect.tap(Operation.inBatches(evictBatch, evictSome), prune).pipe(
    Effect.withSpan("ResearchCache.evictExpired")
  )

  const stats = Effect.andThen(counter.flush, rows.stats).pipe(run("stats", { kind: "batch" }))

  const { exists, lookup, lookupMany } = lookups
  return {
    lookup,
    lookupMany,
    exists,
    store,
    storeAbsence,
    getOrResearch,
    findOrResearch,
    invalidate,
    evictExpired,
    stats
  }
})
