import type { Effect, Option } from "effect"
import type { SqlError } from "effect/sql"
import type { PgFailure, Rejected } from "../../../layers/failure/PgFailure.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { CheckedStore, StagedStore } from "../model/CheckedStore.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import type { ResearchMetadata, StoredDocument } from "../model/StoredDocument.ts"
import type { StoreResult } from "../model/StoreRequest.ts"

/** Where the documents of a stream wait until all of them are there, under an id that the stream has. */
export interface DocumentStaging {
  /** Puts documents of a keyword behind the shares that the stream has, and gives how many it has then. */
  readonly stage: (
    stream: string,
    keyword: string,
    documents: ReadonlyArray<ResearchDocument>,
    shares: number
  ) => Effect.Effect<number, SqlError.SqlError>
  /** Moves a stream's documents to where documents belong, in one transaction. */
  readonly store: (request: StagedStore) => Effect.Effect<StoreResult, SqlError.SqlError | PgFailure>
  readonly drop: (stream: string) => Effect.Effect<void, SqlError.SqlError>
  /** Deletes up to `most` columns of documents that were left there a day ago. */
  readonly sweep: (most: number) => Effect.Effect<number, SqlError.SqlError>
}

/** Stores one request, perhaps with those of other callers. */
export type StoreOne = (request: CheckedStore) => Effect.Effect<StoreResult, Operation.Fails>

/** The rows behind the documents: tables, or maps in memory. The input has been checked. */
export interface ResearchDocumentStorage {
  /** All requests in one transaction; their results in the same order. */
  readonly store: (
    requests: ReadonlyArray<CheckedStore>
  ) => Effect.Effect<ReadonlyArray<StoreResult>, SqlError.SqlError | Rejected>
  readonly staging: DocumentStaging
  readonly page: (
    keyword: string,
    after: string,
    size: number
  ) => Effect.Effect<ReadonlyArray<StoredDocument>, SqlError.SqlError>
  readonly find: (
    keyword: string,
    url: string
  ) => Effect.Effect<Option.Option<StoredDocument>, SqlError.SqlError>
  readonly metadata: (keyword: string) => Effect.Effect<Option.Option<ResearchMetadata>, SqlError.SqlError>
  /** Deletes up to `most` idempotency keys that have expired, passing over those that are locked. */
  readonly forgetKeys: (most: number) => Effect.Effect<number, SqlError.SqlError>
  readonly remove: (
    keyword: string,
    urls: ReadonlyArray<string> | undefined
  ) => Effect.Effect<number, SqlError.SqlError>
}
