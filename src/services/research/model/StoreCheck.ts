import { type Duration, Effect } from "effect"
import { Digest } from "../../../layers/encode/Sha256.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"
import * as KeyedRequest from "../../repository/idempotency/KeyedRequest.ts"
import type { CheckedStore } from "./CheckedStore.ts"
import * as DocumentCheck from "./DocumentCheck.ts"
import * as InputCheck from "./InputCheck.ts"
import type { ResearchDocument } from "./ResearchDocument.ts"
import { checkKeyword } from "./ResearchKeyword.ts"
import * as Payload from "./ResearchPayload.ts"
import { Summary } from "./ResearchSummary.ts"
import type { StoreHeader, StoreRequest } from "./StoreRequest.ts"
import { checkTimeToLive } from "./TimeToLive.ts"

/** Stores have keys of their own: what else was done under the same key is none of theirs. */
const stores = { service: "ResearchDocuments", field: "operation" }

/** What of a request is not its documents, checked. */
export interface CheckedHeader {
  readonly keyword: string
  readonly timeToLive: Duration.Duration
  /** The caller's idempotency key. */
  readonly key: KeyedRequest.StoredKey | undefined
  /** What the caller wants the cache to hold, as JSON text; undefined where it is to be a summary. */
  readonly payload: string | undefined
  readonly onProgress: StoreHeader["onProgress"]
}

export const header = Effect.fnUntraced(function* (
  request: StoreHeader
): Effect.fn.Return<CheckedHeader, Rejected> {
  return {
    keyword: yield* checkKeyword(request.keyword),
    timeToLive: yield* checkTimeToLive(request),
    key: request.operation === undefined ? undefined : yield* KeyedRequest.keyOf(request.operation, stores),
    payload: request.payload === undefined ? undefined : yield* Payload.encode(request.payload),
    onProgress: request.onProgress
  }
})

/** Makes a digest of a request, of which `add` takes the documents in their order; nothing without a key to keep it for. */
export const requestDigest = ({ key, keyword, payload = "" }: CheckedHeader) => {
  if (key === undefined) return { add: () => undefined, end: () => undefined }
  const digest = new Digest()
  digest.add(keyword, payload)
  return {
    add: ({ body, kind = "", source = "", title, url }: ResearchDocument): void =>
      digest.add(url, title, body, source, kind),
    end: (): KeyedRequest.KeyedRequest => ({ ...key, hash: digest.end() })
  }
}

const byUrl = (a: ResearchDocument, b: ResearchDocument): number =>
  a.url < b.url ? -1 : a.url > b.url ? 1 : 0

/** Of a url given twice the last one counts, as it would had they been stored one after the other. */
const unique = (given: ReadonlyArray<ResearchDocument>) => {
  const sorted = given.toSorted(byUrl)
  if (sorted.every(({ url }, index) => url !== sorted[index + 1]?.url)) return { inOrder: given, sorted }
  const inOrder = [...new Map(given.map((document) => [document.url, document])).values()]
  return { inOrder, sorted: inOrder.toSorted(byUrl) }
}

/** A store of documents that have been checked. */
export const ofDocuments = Effect.fnUntraced(function* (
  header: CheckedHeader,
  given: ReadonlyArray<ResearchDocument>
): Effect.fn.Return<CheckedStore, Rejected> {
  const { inOrder, sorted } = unique(given)
  const payload = header.payload ?? (yield* Payload.encode(Summary.of(inOrder).payload(inOrder.length)))
  const digest = requestDigest(header)
  for (const document of given) digest.add(document)
  return {
    keyword: header.keyword,
    timeToLive: header.timeToLive,
    payload,
    documents: sorted,
    repeated: given.length - sorted.length,
    idempotencyKey: digest.end(),
    onProgress: header.onProgress
  }
})

export const one = Effect.fnUntraced(function* (request: StoreRequest) {
  const checked = yield* header(request)
  return yield* ofDocuments(checked, yield* DocumentCheck.all(request.documents))
})

/** Many stores; no two may have the same idempotency key. */
export const many = Effect.fnUntraced(function* (requests: ReadonlyArray<StoreRequest>) {
  const checked: Array<CheckedStore> = []
  const keys = new Map<string, number>()
  for (const [index, request] of requests.entries()) {
    const store = yield* Effect.mapError(one(request), InputCheck.inside(`requests[${index}]`))
    checked.push(store)
    if (store.idempotencyKey === undefined) continue
    const { key } = store.idempotencyKey
    const earlier = keys.get(key)
    if (earlier !== undefined) {
      const problem = `is that of requests[${earlier}]; each needs a key of its own`
      return yield* Effect.fail(rejected(`requests[${index}].operation`, problem))
    }
    keys.set(key, index)
  }
  return checked
})
