import { type Duration, Effect, Schema } from "effect"
import { Digest } from "../../../layers/encode/Sha256.ts"
import { unstorable } from "../../../layers/encode/StorableText.ts"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"
import { timeToLive } from "../cache/ResearchCache.ts"
import * as Input from "../model/Input.ts"
import {
  Keyword,
  maxKeywordBytes,
  maxTextBytes,
  maxUrlBytes,
  ResearchDocument,
  StoredText,
  Url
} from "../model/ResearchDocument.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { Summary } from "../model/ResearchSummary.ts"
import type { StoreHeader, StoreRequest } from "./ResearchDocuments.ts"

/** A request's idempotency key, and a digest of what it was used for: another digest under it is a mistake. */
export interface CheckedOperation {
  readonly key: string
  readonly request: Uint8Array
}

/** What of a `store` is not its documents, checked. */
export interface CheckedHeader {
  readonly keyword: string
  readonly timeToLive: Duration.Duration
}

/** A `store` whose input has been checked; no two of its documents have the same url. */
export interface CheckedStore extends CheckedHeader {
  readonly documents: ReadonlyArray<ResearchDocument>
  /** Documents left out because their url is given again later. */
  readonly repeated: number
  readonly payload: string
  readonly operation: CheckedOperation | undefined
  readonly onProgress?: ((documents: number) => void) | undefined
}

export const decodeKeyword = Input.decode(Keyword, "keyword")
export const decodeUrl = Input.decode(Url, "url")
export const decodeUrls = Input.decode(Schema.Array(Url), "urls")
const decodeArray = Input.decode(Schema.Array(Schema.Unknown), "documents")
const decodeDocument = Input.decode(ResearchDocument, "")
const decodeOperation = Input.decode(
  StoredText(200).check(Schema.isNonEmpty({ message: "is empty" })),
  "operation"
)

/** Documents checked without a pause for others; a thousand of a kilobyte take a millisecond. */
const slice = 1_000

const storable = (text: unknown, bytes: number): boolean =>
  typeof text === "string" && unstorable(text, bytes) === undefined

const label = (text: unknown): boolean =>
  text === undefined || (text !== "" && storable(text, maxKeywordBytes))

/** A document's own fields, if they are those that the schema would accept; the schema itself takes 20 times as long. */
export const quick = (given: ResearchDocument | null): ResearchDocument | undefined => {
  if (typeof given !== "object" || given === null) return undefined
  const { body, kind, source, title, url } = given
  if (source === undefined && "source" in given) return undefined
  if (kind === undefined && "kind" in given) return undefined
  const accepted =
    url !== "" &&
    storable(url, maxUrlBytes) &&
    storable(title, maxTextBytes) &&
    storable(body, maxTextBytes) &&
    label(source) &&
    label(kind)
  if (!accepted) return undefined
  return {
    url,
    title,
    body,
    ...(source === undefined ? undefined : { source }),
    ...(kind === undefined ? undefined : { kind })
  }
}

/** What the schema makes of a document in which the quick look found something unusual. */
export const document = (given: ResearchDocument, index: number): Effect.Effect<ResearchDocument, Rejected> =>
  Effect.mapError(decodeDocument(given), within(`documents[${index}]`))

/** The same refusal, of a part of `place`. */
export const within =
  (place: string) =>
  (refusal: Rejected): Rejected =>
    new Rejected({
      statement: "did not run",
      field: refusal.field === undefined || refusal.field === "" ? place : `${place}.${refusal.field}`,
      message: `${place}${refusal.field === undefined || refusal.field === "" ? "" : "."}${refusal.message}`
    })

/** All documents; others get a turn while many are looked through. */
const documents = Effect.fnUntraced(function* (given: ReadonlyArray<ResearchDocument>) {
  if (!Array.isArray(given)) yield* decodeArray(given)
  const accepted: Array<ResearchDocument> = []
  for (let start = 0; start < given.length; start += slice) {
    const end = Math.min(start + slice, given.length)
    for (let index = start; index < end; index++) {
      const one = given[index] as ResearchDocument
      accepted.push(quick(one) ?? (yield* document(one, index)))
    }
    yield* Effect.yieldNow
  }
  return accepted
})

export const header = Effect.fnUntraced(function* (request: StoreHeader) {
  return {
    keyword: yield* decodeKeyword(request.keyword),
    timeToLive: yield* timeToLive(request),
    key: request.operation === undefined ? undefined : yield* decodeOperation(request.operation)
  }
})

/** What stands for a request; `add` takes its documents in their order. */
export const requestDigest = (keyword: string, payload: unknown) => {
  const digest = new Digest()
  digest.add(keyword, payload === undefined ? "" : JSON.stringify(payload))
  return {
    add: ({ body, kind = "", source = "", title, url }: ResearchDocument): void =>
      digest.add(url, title, body, source, kind),
    end: (): Uint8Array => digest.end()
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

export const store = Effect.fnUntraced(function* (
  request: StoreRequest
): Effect.fn.Return<CheckedStore, Rejected> {
  const { key, keyword, timeToLive } = yield* header(request)
  const given = yield* documents(request.documents)
  const { inOrder, sorted } = unique(given)
  const payload = yield* Payload.encode(request.payload ?? Summary.of(inOrder).payload(inOrder.length))
  return {
    keyword,
    timeToLive,
    payload,
    documents: sorted,
    repeated: given.length - sorted.length,
    operation: key === undefined ? undefined : { key, request: digestOf(keyword, request.payload, given) },
    onProgress: request.onProgress
  }
})

const digestOf = (keyword: string, payload: unknown, given: ReadonlyArray<ResearchDocument>): Uint8Array => {
  const digest = requestDigest(keyword, payload)
  for (const document of given) digest.add(document)
  return digest.end()
}

/** Many stores, each under an operation of its own. */
export const stores = Effect.fnUntraced(function* (requests: ReadonlyArray<StoreRequest>) {
  const checked: Array<CheckedStore> = []
  const keys = new Map<string, number>()
  for (const [index, request] of requests.entries()) {
    const one = yield* Effect.mapError(store(request), within(`requests[${index}]`))
    const earlier = one.operation === undefined ? undefined : keys.get(one.operation.key)
    if (earlier !== undefined) {
      return yield* Effect.fail(
        rejected(
          `requests[${index}].operation`,
          `is that of requests[${earlier}]; each needs a key of its own`
        )
      )
    }
    if (one.operation !== undefined) keys.set(one.operation.key, index)
    checked.push(one)
  }
  return checked
})
