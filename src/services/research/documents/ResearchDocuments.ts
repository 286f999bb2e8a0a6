import { type Config, Context, Effect, Layer, type Option, type Stream } from "effect"
import { SqlClient } from "effect/sql"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import { ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchMetadata, StoredDocument } from "../model/StoredDocument.ts"
import type { StoreRequest, StoreResult, StoreStreamRequest } from "../model/StoreRequest.ts"
import * as Memory from "./ResearchDocumentMemory.ts"
import * as Methods from "./ResearchDocumentMethods.ts"
import * as Postgres from "./ResearchDocumentPostgres.ts"
import * as StoreGroup from "./StoreGroup.ts"

/**
 * The documents that research found, by keyword and url.
 *
 * Every operation checks its input before a connection is taken and fails with `DataError`, whose reason says
 * whether anything may have run.
 *
 * **Example** (Documents, stored once for their operation)
 *
 * ```ts
 * import { ResearchDocuments } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * const documents = [{ url: "https://example.com/a", title: "A", body: "What it says." }]
 *
 * const stored = Effect.gen(function* () {
 *   const { store } = yield* ResearchDocuments
 *   const { duplicates, inserted } = yield* store({ keyword: "diabetes", documents, operation: "article 7" })
 *   return `${inserted} new, ${duplicates} known`
 * }).pipe(Effect.provide(ResearchDocuments.layer))
 * ```
 */
export class ResearchDocuments extends Context.Service<
  ResearchDocuments,
  {
    /**
     * Stores the documents of a keyword, its metadata and its cache row in one transaction: all of it or nothing. Stores
     * of up to a MiB that are asked for at the same time share a commit; each has its own answer, failure and deadline.
     */
    readonly store: (request: StoreRequest) => Effect.Effect<StoreResult, DataError>
    /**
     * Stores many keywords' documents in one transaction: all of it or nothing, the results in the order of the
     * requests. Locks are taken by keyword, so that two of these never wait for each other; each request that needs an
     * idempotency key has one of its own.
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
    /** The document of a keyword and url; none when there is no such document. */
    readonly find: (keyword: string, url: string) => Effect.Effect<Option.Option<StoredDocument>, DataError>
    /** What is known of a keyword's documents; none when nothing was ever stored for it. */
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
  /** On the `SqlClient` in the context. */
  static readonly layerNoDeps: Layer.Layer<ResearchDocuments, never, SqlClient.SqlClient> = Layer.effect(
    ResearchDocuments,
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Methods.make({
        storage: Postgres.make(sql),
        gathering: (protect, alone) => StoreGroup.make(sql, protect, alone),
        sql
      })
    )
  )

  /** On the pooled endpoint that the environment names. */
  static readonly layer: Layer.Layer<ResearchDocuments, Config.ConfigError | LocalServerError> =
    ResearchDocuments.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer))

  /** The twin for tests: the same behaviour on rows in memory, shared with the other services' twins. */
  static readonly layerMemory: Layer.Layer<ResearchDocuments> = Layer.effect(
    ResearchDocuments,
    Effect.flatMap(ResearchMemory, (memory) => Methods.make({ storage: Memory.make(memory) }))
  ).pipe(Layer.provide(ResearchMemory.layer))
}
