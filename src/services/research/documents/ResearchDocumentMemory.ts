import { Clock, DateTime, Duration, Effect, Option } from "effect"
import { utf8Bytes } from "../../../layers/encode/StorableText.ts"
import type { CheckedStore, StagedStore } from "../model/CheckedStore.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import type { MemoryDocument, ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchMetadata, StoredDocument } from "../model/StoredDocument.ts"
import { nothingStored, type StoreResult } from "../model/StoreRequest.ts"
import { reusedKey } from "./IdempotencyKeys.ts"
import type { DocumentStaging, ResearchDocumentStorage } from "./ResearchDocumentStorage.ts"

type Memory = ResearchMemory["Service"]

const stored =
  (keyword: string) =>
  ({ storedAt, updatedAt, ...document }: MemoryDocument): StoredDocument => ({
    keyword,
    ...document,
    storedAt: DateTime.makeUnsafe(storedAt),
    updatedAt: DateTime.makeUnsafe(updatedAt)
  })

const unchanged = (a: ResearchDocument, b: ResearchDocument): boolean =>
  a.title === b.title &&
  a.body === b.body &&
  (a.source ?? "") === (b.source ?? "") &&
  (a.kind ?? "") === (b.kind ?? "")

const documentsOf = ({ documents }: Memory, keyword: string): Map<string, MemoryDocument> => {
  const found = documents.get(keyword) ?? new Map<string, MemoryDocument>()
  documents.set(keyword, found)
  return found
}

const storeOne = (memory: Memory, request: CheckedStore, now: number): StoreResult => {
  const known = documentsOf(memory, request.keyword)
  const counts = { inserted: 0, updated: 0, duplicates: request.repeated }
  for (const document of request.documents) {
    const before = known.get(document.url)
    if (before !== undefined && unchanged(before, document)) {
      counts.duplicates++
      continue
    }
    counts[before === undefined ? "inserted" : "updated"]++
    known.set(document.url, { ...document, storedAt: before?.storedAt ?? now, updatedAt: now })
  }
  request.onProgress?.(request.documents.length)
  memory.lastResearched.set(request.keyword, now)
  memory.cache.set(request.keyword, {
    payload: JSON.parse(request.payload),
    fetchedAt: now,
    expiresAt: now + Duration.toMillis(request.timeToLive)
  })
  return counts
}

/** Every key is looked up before anything is stored: all or nothing. */
const storeAll = Effect.fnUntraced(function* (memory: Memory, requests: ReadonlyArray<CheckedStore>) {
  const now = yield* Clock.currentTimeMillis
  const claims = requests.map(
    ({ idempotencyKey }) => idempotencyKey && memory.operations.claim(idempotencyKey, now)
  )
  if (claims.some((claim) => claim?._tag === "reused")) return yield* Effect.fail(reusedKey())
  return requests.map((request, index) => {
    const claim = claims[index]
    if (claim?._tag === "repeated") return claim.result
    const result = storeOne(memory, request, now)
    if (request.idempotencyKey !== undefined) memory.operations.conclude(request.idempotencyKey, result, now)
    return result
  })
})

const makeStaging = (memory: Memory): DocumentStaging => {
  const streams = new Map<string, Map<string, ResearchDocument>>()
  return {
    stage: (stream, _, documents, shares) =>
      Effect.sync(() => {
        const staged = streams.get(stream) ?? new Map<string, ResearchDocument>()
        for (const document of documents) staged.set(document.url, document)
        streams.set(stream, staged)
        return shares + 1
      }),
    store: Effect.fnUntraced(function* ({ given, payload, stream, ...request }: StagedStore) {
      const documents = [...(streams.get(stream)?.values() ?? [])]
      const repeated = given - documents.length
      const whole = { ...request, documents, repeated, payload: yield* payload(documents.length) }
      const [result = nothingStored] = yield* storeAll(memory, [whole])
      streams.delete(stream)
      return result
    }),
    drop: (stream) => Effect.sync(() => streams.delete(stream)),
    sweep: () => Effect.succeed(0)
  }
}

const metadataOf = (memory: Memory, keyword: string): Option.Option<ResearchMetadata> =>
  Option.map(Option.fromUndefinedOr(memory.documents.get(keyword)), (documents) => ({
    keyword,
    documents: documents.size,
    bytes: [...documents.values()].reduce(
      (sum, { body, title }) => sum + utf8Bytes(title) + utf8Bytes(body),
      0
    ),
    lastResearchedAt: Option.map(
      Option.fromUndefinedOr(memory.lastResearched.get(keyword)),
      DateTime.makeUnsafe
    )
  }))

/** The twin of the tables, on Effect's clock. */
export const make = (memory: Memory): ResearchDocumentStorage => ({
  store: (requests) => storeAll(memory, requests),
  staging: makeStaging(memory),
  page: (keyword, after, size) =>
    Effect.sync(() =>
      [...(memory.documents.get(keyword)?.values() ?? [])]
        .filter(({ url }) => url > after)
        .toSorted((a, b) => (a.url < b.url ? -1 : 1))
        .slice(0, size)
        .map(stored(keyword))
    ),
  find: (keyword, url) =>
    Effect.sync(() =>
      Option.map(Option.fromUndefinedOr(memory.documents.get(keyword)?.get(url)), stored(keyword))
    ),
  metadata: (keyword) => Effect.sync(() => metadataOf(memory, keyword)),
  forgetKeys: (most) => Effect.map(Clock.currentTimeMillis, (now) => memory.operations.forget(most, now)),
  remove: (keyword, urls) =>
    Effect.sync(() => {
      memory.cache.delete(keyword)
      const known = memory.documents.get(keyword)
      return (urls ?? [...(known?.keys() ?? [])]).filter((url) => known?.delete(url) === true).length
    })
})
