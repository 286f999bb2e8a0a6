import { type Config, Context, type DateTime, Duration, Effect, Layer, Option, Stream } from "effect"
import { SqlClient } from "effect/sql"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import type { StoreOptions } from "../cache/ResearchCache.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import { ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import * as Input from "./ResearchDocumentInput.ts"
import * as MemoryRows from "./ResearchDocumentMemory.ts"
import type { ResearchDocumentRows } from "./ResearchDocumentRows.ts"
import * as Rows from "./ResearchDocumentRows.ts"
import * as StoreStream from "./ResearchDocumentStream.ts"

/** A document as it is kept. */
export interface StoredDocument extends ResearchDocument {
  readonly keyword: string
  /** When it was first stored, and when its content last changed. */
  readonly storedAt: DateTime.Utc
  readonly updatedAt: DateTime.Utc
}

/** What is known of a keyword's documents; always equal to a count of them. */
export interface ResearchMetadata {
  readonly keyword: string
  readonly documents: number
  /** UTF-8 bytes of all titles and bodies. */
  readonly bytes: number
  readonly lastResearchedAt: Option.Option<DateTime.Utc>
}

/** What of a store is not its documents. */
export interface StoreHeader extends StoreOptions {
  readonly keyword: string
  /** What the cache shall hold for the keyword; a summary of the documents unless given. */
  readonly payload?: ResearchPayload
  /**
   * The caller's idempotency key, at most 200 bytes, made before the first attempt: storing again under the same
   * key returns the first result and changes nothing; another request under it is `Rejected`. Kept for a day.
   */
  readonly operation?: string
  /**
   * Told how many documents have been sent so far, share by share; they count once the store succeeds, and a store
   * that is tried again begins anew. It is called while the transaction is open, so it must not take long.
   */
  readonly onProgress?: (documents: number) => void
}

export interface StoreRequest extends StoreHeader {
  readonly documents: ReadonlyArray<ResearchDocument>
}

export interface StoreStreamRequest<E = never, R = never> extends StoreHeader {
  readonly documents: Stream.Stream<ResearchDocument, E, R>
}

/** What became of the documents of one `store`. */
export interface StoreResult {
  readonly inserted: number
  /** Known urls whose content had changed. */
  readonly updated: number
  /** Known urls with unchanged content, and urls given twice. */
  readonly duplicates: number
}

const service = "ResearchDocuments"
const { decodeKeyword, decodeUrl, decodeUrls } = Input

/**
 * The documents that research found, by keyword and url.
 *
 * Every operation checks its input before a connection is taken and fails with `DataError`, whose reason says
 * whether anything may have run.
 */
export class ResearchDocuments extends Context.Service<
  ResearchDocuments,
  {
    /** Stores the documents of a keyword, its metadata and its cache row in one transaction: all of it or nothing. */
    readonly store: (request: StoreRequest) => Effect.Effect<StoreResult, DataError>
    /**
     * Stores many keywords' documents in one transaction: all of it or nothing, the results in the order of the
     * requests. Locks are taken by keyword, so that two of these never wait for each other; an operation of its own
     * for each request that needs one.
     */
    readonly storeMany: (
      requests: ReadonlyArray<StoreRequest>
    ) => Effect.Effect<ReadonlyArray<StoreResult>, DataError>
    /**
     * As `store`, of a stream of any length in bounded memory. No connection is held while the stream is awaited: up to
     * 4 MiB of documents are kept here, more are staged beside the tables, and all are stored in one transaction when
     * the stream has ended. A stream that fails stores nothing.
     */
    readonly storeStream: <E = never, R = never>(
      request: StoreStreamRequest<E, R>
    ) => Effect.Effect<StoreResult, DataError | E, R>
    /** The documents of a keyword by url; read in pages, so that a slow consumer holds no connection. */
    readonly stream: (keyword: string) => Stream.Stream<StoredDocument, DataError>
    readonly find: (keyword: string, url: string) => Effect.Effect<Option.Option<StoredDocument>, DataError>
    readonly metadata: (keyword: string) => Effect.Effect<Option.Option<ResearchMetadata>, DataError>
    /**
     * Deletes idempotency keys that have expired, in batches of short locks, and says how many; and what streams that
     * were never stored have left, a day after.
     */
    readonly forgetOperations: Effect.Effect<number, DataError>
    /** Removes the documents of a keyword (only those of `urls`, when given) and its cache row; says how many. */
    readonly remove: (keyword: string, urls?: ReadonlyArray<string>) => Effect.Effect<number, DataError>
  }
>()("aquifer/services/research/documents/ResearchDocuments") {
  static readonly layerNoDeps: Layer.Layer<ResearchDocuments, never, SqlClient.SqlClient> = Layer.effect(
    ResearchDocuments,
    Effect.flatMap(SqlClient.SqlClient, (sql) => make(Rows.inPostgres(sql), sql))
  )

  /** On the pooled endpoint that the environment names. */
  static readonly layer: Layer.Layer<ResearchDocuments, Config.ConfigError | LocalServerError> =
    ResearchDocuments.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer))

  /** The twin for tests: the same behaviour on rows in memory, shared with the other services' twins. */
  static readonly layerMemory: Layer.Layer<ResearchDocuments> = Layer.effect(
    ResearchDocuments,
    Effect.flatMap(ResearchMemory, (memory) => make(MemoryRows.inMemory(memory)))
  ).pipe(Layer.provide(ResearchMemory.layer))
}

/** Keys deleted by one statement of `forgetOperations`. */
const forgetBatch = 1_000

/** Documents read at a time by `stream`. */
const pageSize = 100

/** A store gets a second more for each thousand of documents. */
const storeOptions = (requests: ReadonlyArray<StoreRequest>): Operation.Options => ({
  kind: "transaction",
  idempotent: requests.every(({ operation }) => operation !== undefined),
  extra: Duration.millis(
    requests.reduce((sum, { documents }) => sum + (Array.isArray(documents) ? documents.length : 0), 0)
  )
})

const nothing: StoreResult = { inserted: 0, updated: 0, duplicates: 0 }

const make = Effect.fnUntraced(function* (rows: ResearchDocumentRows, sql?: SqlClient.SqlClient) {
  const run = yield* Operation.make(service, sql)

  const store = Effect.fn("ResearchDocuments.store")(
    function* (request: StoreRequest) {
      const [result = nothing] = yield* rows.store([yield* Input.store(request)])
      return result
    },
    (effect, request) => run("store", storeOptions([request]))(effect)
  )

  const storeMany = Effect.fn("ResearchDocuments.storeMany")(
    function* (requests: ReadonlyArray<StoreRequest>) {
      return requests.length === 0 ? [] : yield* rows.store(yield* Input.stores(requests))
    },
    (effect, requests) => run("storeMany", storeOptions(requests))(effect)
  )

  const stream = (input: string) =>
    Stream.paginate("", (after) =>
      Effect.gen(function* () {
        const page = yield* rows.page(yield* decodeKeyword(input), after, pageSize)
        const last = page.length === pageSize ? page.at(-1) : undefined
        return [page, Option.map(Option.fromUndefinedOr(last), ({ url }) => url)] as const
      }).pipe(run("stream", { kind: "batch" }))
    )

  const find = Effect.fn("ResearchDocuments.find")(
    function* (keyword: string, url: string) {
      return yield* rows.find(yield* decodeKeyword(keyword), yield* decodeUrl(url))
    },
    run("find", { kind: "read" })
  )

  const metadata = Effect.fn("ResearchDocuments.metadata")(
    function* (keyword: string) {
      return yield* rows.metadata(yield* decodeKeyword(keyword))
    },
    run("metadata", { kind: "read" })
  )

  const remove = Effect.fn("ResearchDocuments.remove")(
    function* (keyword: string, urls?: ReadonlyArray<string>) {
      return yield* rows.remove(
        yield* decodeKeyword(keyword),
        urls === undefined ? undefined : yield* decodeUrls(urls)
      )
    },
    run("remove", { kind: "transaction" })
  )

  const forgetting = run("forgetOperations", { kind: "write", idempotent: true })
  const forgetOperations = Effect.andThen(
    Operation.inBatches(forgetBatch, forgetting(rows.staging.sweep(forgetBatch))),
    Operation.inBatches(forgetBatch, forgetting(rows.forget(forgetBatch)))
  )

  return {
    store,
    storeMany,
    storeStream: StoreStream.make(rows, run),
    stream,
    find,
    metadata,
    forgetOperations,
    remove
  }
})
