import { Clock, DateTime, Duration, Effect, Option } from "effect"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import type { MemoryDocument, ResearchMemory } from "../model/ResearchMemory.ts"
import type { CheckedOperation, CheckedStore } from "./ResearchDocumentInput.ts"
import type { ResearchDocumentRows } from "./ResearchDocumentRows.ts"
import type { StoredDocument, StoreResult } from "./ResearchDocuments.ts"
import type { StagedStore } from "./ResearchDocumentStaging.ts"
import { operationTimeToLive, reusedOperation } from "./ResearchDocumentStore.ts"

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

const documentsOf = (memory: Memory, keyword: string): Map<string, MemoryDocument> => {
  const found = memory.documents.get(keyword) ?? new Map<string, MemoryDocument>()
  memory.documents.set(keyword, found)
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

/** The result that an operation came to before, if it did. */
const earlierOf = (memory: Memory, operation: CheckedOperation | undefined, now: number) => {
  const earlier = operation === undefined ? undefined : memory.operations.get(operation.key)
  if (operation === undefined || earlier === undefined || earlier.expiresAt <= now) {
    return Effect.succeed(undefined)
  }
  return earlier.request === operation.request.toString()
    ? Effect.succeed(earlier.result)
    : Effect.fail(reusedOperation())
}

/** Every operation is looked up before anything is stored: all or nothing. */
const storeAll = Effect.fnUntraced(function* (memory: Memory, requests: ReadonlyArray<CheckedStore>) {
  const now = yield* Clock.currentTimeMillis
  const earlier = yield* Effect.forEach(requests, ({ operation }) => earlierOf(memory, operation, now))
  return requests.map((request, index) => {
    const known = earlier[index]
    if (known !== undefined) return known
    const result = storeOne(memory, request, now)
    if (request.operation !== undefined) {
      memory.operations.set(request.operation.key, {
        request: request.operation.request.toString(),
        result,
        expiresAt: now + Duration.toMillis(operationTimeToLive)
      })
    }
    return result
  })
})

const makeStaging = (memory: Memory): ResearchDocumentRows["staging"] => {
  const batches = new Map<string, Map<string, ResearchDocument>>()
  return {
    open: (batch) => Effect.sync(() => batches.set(batch, new Map())),
    put: (batch, _, documents) =>
      Effect.sync(() => {
        for (const document of documents) batches.get(batch)?.set(document.url, document)
      }),
    store: Effect.fnUntraced(function* ({ batch, given, payload, ...request }: StagedStore) {
      const documents = [...(batches.get(batch)?.values() ?? [])]
      const [result] = yield* storeAll(memory, [
        {
          ...request,
          documents,
          repeated: given - documents.length,
          payload: yield* payload(documents.length)
        }
      ])
      batches.delete(batch)
      return result ?? { inserted: 0, updated: 0, duplicates: 0 }
    }),
    drop: (batch) => Effect.sync(() => batches.delete(batch)),
    sweep: () => Effect.succeed(0)
  }
}

const encoder = new TextEncoder()
const bytesOf = ({ body, title }: ResearchDocument): number =>
  encoder.encode(title).byteLength + encoder.encode(body).byteLength

/** The twin of the tables, on Effect's clock. */
export const inMemory = (memory: Memory): ResearchDocumentRows => ({
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
  metadata: (keyword) =>
    Effect.sync(() =>
      Option.map(Option.fromUndefinedOr(memory.documents.get(keyword)), (documents) => ({
        keyword,
        documents: documents.size,
        bytes: [...documents.values()].reduce((sum, document) => sum + bytesOf(document), 0),
        lastResearchedAt: Option.map(
          Option.fromUndefinedOr(memory.lastResearched.get(keyword)),
          DateTime.makeUnsafe
        )
      }))
    ),
  forget: (most) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const expired = [...memory.operations].filter(([, { expiresAt }]) => expiresAt <= now).slice(0, most)
      for (const [key] of expired) memory.operations.delete(key)
      return expired.length
    }),
  remove: (keyword, urls) =>
    Effect.sync(() => {
      memory.cache.delete(keyword)
      const known = memory.documents.get(keyword)
      return (urls ?? [...(known?.keys() ?? [])]).filter((url) => known?.delete(url) === true).length
    })
})
