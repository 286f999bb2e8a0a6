import { type Config, Context, type DateTime, Duration, Effect, Layer, Option, Schema, Stream } from "effect"
import { SqlClient } from "effect/sql"
import type { LocalServerError } from "../layers/LocalServerError.ts"
import { PooledPg } from "../layers/PooledPg.ts"
import type { DataError } from "./DataError.ts"
import * as Input from "./Input.ts"
import * as Operation from "./Operation.ts"
import { type StoreOptions, timeToLive } from "./ResearchCache.ts"
import { Keyword, ResearchDocument, StoredText } from "./ResearchDocument.ts"
import * as MemoryRows from "./ResearchDocumentMemory.ts"
import type { ResearchDocumentRows } from "./ResearchDocumentRows.ts"
import * as Rows from "./ResearchDocumentRows.ts"
import { ResearchMemory } from "./ResearchMemory.ts"
import type { ResearchPayload } from "./ResearchPayload.ts"
import * as Payload from "./ResearchPayload.ts"

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

export interface StoreRequest extends StoreOptions {
  readonly keyword: string
  readonly documents: ReadonlyArray<ResearchDocument>
  /** What the cache shall hold for the keyword; a summary of the documents unless given. */
  readonly payload?: ResearchPayload
  /**
   * The caller's idempotency key, at most 200 bytes, made before the first attempt: storing again under the same
   * key returns the first result and changes nothing; another request under it is `Rejected`. Kept for a day.
   */
  readonly operation?: string
}

/** What became of the documents of one `store`. */
export interface StoreResult {
  readonly inserted: number
  /** Known urls whose content had changed. */
  readonly updated: number
  /** Known urls with unchanged content, and urls given twice. */
  readonly duplicates: number
}

/** A `store` whose input has been checked. */
export interface CheckedStore {
  readonly keyword: string
  readonly documents: ReadonlyArray<ResearchDocument>
  readonly repeated: number
  readonly payload: string
  readonly timeToLive: Duration.Duration
  readonly operation: { readonly key: string; readonly request: Uint8Array } | undefined
}

/** Titles that the summary names; the documents themselves have the rest. */
const summaryTitles = 20

const summaryOf = (documents: ReadonlyArray<ResearchDocument>): ResearchPayload => ({
  documents: documents.length,
  sources: [...new Set(documents.flatMap(({ source }) => (source === undefined ? [] : [source])))],
  titles: documents.slice(0, summaryTitles).map(({ title, url }) => ({ title, url }))
})

const service = "ResearchDocuments"
const decodeKeyword = Input.decode(Keyword, "keyword")
const decodeDocuments = Input.decode(Schema.Array(ResearchDocument), "documents")
const decodeOperation = Input.decode(
  StoredText(200).check(Schema.isNonEmpty({ message: "is empty" })),
  "operation"
)

const encoder = new TextEncoder()

/** What the key stands for: the same key with a request of another digest is a mistake, not a repetition. */
const digest = (...parts: ReadonlyArray<unknown>): Effect.Effect<Uint8Array> =>
  Effect.promise(
    async () => new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(JSON.stringify(parts))))
  )

/** Of a url given twice the last one counts, as it would had they been stored one after the other. */
const check = Effect.fnUntraced(function* (request: StoreRequest) {
  const keyword = yield* decodeKeyword(request.keyword)
  const given = yield* decodeDocuments(request.documents)
  const documents = [...new Map(given.map((document) => [document.url, document])).values()]
  const payload = yield* Payload.encode(request.payload ?? summaryOf(documents))
  const key = request.operation === undefined ? undefined : yield* decodeOperation(request.operation)
  return {
    keyword,
    documents,
    repeated: given.length - documents.length,
    payload,
    timeToLive: yield* timeToLive(request),
    operation: key === undefined ? undefined : { key, request: yield* digest(keyword, given, payload) }
  }
})

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
    /** The documents of a keyword by url; read in pages, so that a slow consumer holds no connection. */
    readonly stream: (keyword: string) => Stream.Stream<StoredDocument, DataError>
    readonly find: (keyword: string, url: string) => Effect.Effect<Option.Option<StoredDocument>, DataError>
    readonly metadata: (keyword: string) => Effect.Effect<Option.Option<ResearchMetadata>, DataError>
    /** Deletes idempotency keys that have expired, in batches of short locks, and says how many. */
    readonly forgetOperations: Effect.Effect<number, DataError>
    /** Removes the documents of a keyword (only those of `urls`, when given) and its cache row; says how many. */
    readonly remove: (keyword: string, urls?: ReadonlyArray<string>) => Effect.Effect<number, DataError>
  }
>()("aquifer/services/ResearchDocuments") {
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
const storeOptions = ({ documents, operation }: StoreRequest): Operation.Options => ({
  kind: "transaction",
  idempotent: operation !== undefined,
  extra: Duration.millis(Array.isArray(documents) ? documents.length : 0)
})

const make = Effect.fnUntraced(function* (rows: ResearchDocumentRows, sql?: SqlClient.SqlClient) {
  const run = yield* Operation.make(service, sql)

  const store = Effect.fn("ResearchDocuments.store")(
    function* (request: StoreRequest) {
      return yield* rows.store(yield* check(request))
    },
    (effect, request) => run("store", storeOptions(request))(effect)
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
      return yield* rows.find(yield* decodeKeyword(keyword), url)
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
      return yield* rows.remove(yield* decodeKeyword(keyword), urls)
    },
    run("remove", { kind: "transaction" })
  )

  const forgetOperations = Operation.inBatches(
    forgetBatch,
    run("forgetOperations", { kind: "write", idempotent: true })(rows.forget(forgetBatch))
  )

  return { store, stream, find, metadata, forgetOperations, remove }
})
