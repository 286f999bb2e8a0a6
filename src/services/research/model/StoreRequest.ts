import type { Stream } from "effect"
import type { ResearchDocument } from "./ResearchDocument.ts"
import type { ResearchPayload } from "./ResearchPayload.ts"
import type { StoreOptions } from "./TimeToLive.ts"

/** What of a store is not its documents. */
export interface StoreHeader extends StoreOptions {
  /** What the documents were found for; trimmed, then 1 to 512 bytes of UTF-8. */
  readonly keyword: string
  /** What the cache shall hold for the keyword; a summary of the documents unless given. */
  readonly payload?: ResearchPayload | undefined
  /**
   * The caller's idempotency key, at most 200 bytes, made before the first attempt: storing again under the same
   * key returns the first result and changes nothing; another request under it is `Rejected`. Kept for a day.
   */
  readonly operation?: string | undefined
  /**
   * Told how many documents have been sent so far, batch by batch; they count once the store succeeds, and a store
   * that is tried again begins anew. It is called while the transaction is open, so it must not take long.
   */
  readonly onProgress?: ((documents: number) => void) | undefined
}

/** The documents of a keyword, all at once. */
export interface StoreRequest extends StoreHeader {
  /** Of a url that is given twice the last one counts; none at all are allowed, and count as research. */
  readonly documents: ReadonlyArray<ResearchDocument>
}

/** The documents of a keyword, as they come. */
export interface StoreStreamRequest<E = never, R = never> extends StoreHeader {
  /** As they come, any number of them; a failure of the stream stores nothing. */
  readonly documents: Stream.Stream<ResearchDocument, E, R>
}

/** What became of the documents of one `store`. */
export interface StoreResult {
  /** Urls that the keyword did not have. */
  readonly inserted: number
  /** Known urls whose content had changed. */
  readonly updated: number
  /** Known urls with unchanged content, and urls given twice. */
  readonly duplicates: number
}

export const nothingStored: StoreResult = { inserted: 0, updated: 0, duplicates: 0 }
