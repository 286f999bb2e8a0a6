import type { Duration, Effect } from "effect"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import type { KeyedRequest } from "../../repository/idempotency/KeyedRequest.ts"
import type { ResearchDocument } from "./ResearchDocument.ts"

/** What any checked store has: that of an array, and that of a stream. */
interface CheckedRequest {
  readonly keyword: string
  readonly timeToLive: Duration.Duration
  readonly idempotencyKey: KeyedRequest | undefined
  readonly onProgress?: ((documents: number) => void) | undefined
}

/** A `store` whose input has been checked; no two of its documents have the same url. */
export interface CheckedStore extends CheckedRequest {
  readonly documents: ReadonlyArray<ResearchDocument>
  /** Documents left out because their url is given again later. */
  readonly repeated: number
  readonly payload: string
}

/** A `storeStream` whose documents have all been staged. */
export interface StagedStore extends CheckedRequest {
  /** Under which the documents were staged, in so many shares. */
  readonly stream: string
  readonly shares: number
  /** Documents that the stream gave, those whose url came again included. */
  readonly given: number
  /** What the cache shall hold, when so many different documents have been found. */
  readonly payload: (documents: number) => Effect.Effect<string, Rejected>
}
