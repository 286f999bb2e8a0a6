import { Clock, DateTime, Duration, Effect, Option } from "effect"
import { utf8Bytes } from "../../../layers/encode/StorableText.ts"
import type { CheckedIdempotencyKey, CheckedStore, StagedStore } from "../model/CheckedStore.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import type { MemoryDocument, ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchMetadata, StoredDocument } from "../model/StoredDocument.ts"
import { nothingStored, type StoreResult } from "../model/StoreRequest.ts"
import { keyTimeToLive, reusedKey } from "./IdempotencyKeys.ts"
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

/** The result of the request that an idempotency key was used for, if it was. */
const earlierOf = (memory: Memory, given: CheckedIdempotencyKey | undefined, now: number) => {
  const earlier = given && memory.operations.get(given.key)
  if (earlier === undefined || earlier.expiresAt <= now) return Effect.succeed(undefined)
  return earlier.request === given?.request.toString()
    ? Effect.succeed(earlier.result)
    : Effect.fail(reusedKey())
}

/** Every key is looked up before anything is stored: all or nothing. */
const storeAll = Effect.fnUntraced(function* (memory: Memory, requests: ReadonlyArray<CheckedStore>) {
  const now = yield* Clock.currentTimeMillis
  const earlier = yield* Effect.forEach(requests, (request) => earlierOf(memory, request.idempotencyKey, now))
  return requests.map((request, index) => {
    const known = earlier[index]
    if (known !== undefined) return known
    const result = storeOne(memory, request, now)
    if (request.idempotencyKey !== undefined) {
      memory.operations.set(request.idempotencyKey.key, {
        request: request.idempotencyKey.request.toString(),
        result,
        expiresAt: now + Duration.toMillis(keyTimeToLive)
      })
    }
    return result
  })
})

const makeStaging = (memory: Memory): DocumentStaging => {
  const streams = new Map<string, Map<string, ResearchDocument>>()
  return {
    open: (stream) => Effect.sync(() => streams.set(stream, new Map())),
    put: (stream, _, documents) =>
      Effect.sync(() => {
        for (const document of documents) streams.get(stream)?.set(document.url, document)
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

const forgetKeys = (memory: Memory, most: number, now: number): number => {
  const expired = [...memory.operations].filter(([, { expiresAt }]) => expiresAt <= now).slice(0, most)
  for (const [key] of expired) memory.operations.delete(key)
  return expired.length
}

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
  forgetKeys: (most) => Effect.map(Clock.currentTimeMillis, (now) => forgetKeys(memory, most, now)),
  remove: (keyword, urls) =>
    Effect.sync(() => {
      memory.cache.delete(keyword)
      const known = memory.documents.get(keyword)
      return (urls ?? [...(known?.keys() ?? [])]).filter((url) => known?.delete(url) === true).length
    })
})
