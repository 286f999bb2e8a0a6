import { Clock, DateTime, Duration, Effect, Option } from "effect"
import type { ResearchDocument } from "./ResearchDocument.ts"
import { operationTimeToLive, type ResearchDocumentRows, reusedOperation } from "./ResearchDocumentRows.ts"
import type { CheckedStore, StoredDocument, StoreResult } from "./ResearchDocuments.ts"
import type { MemoryDocument, ResearchMemory } from "./ResearchMemory.ts"

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

const storeAll = (memory: Memory, request: CheckedStore, now: number): StoreResult => {
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
  memory.lastResearched.set(request.keyword, now)
  memory.cache.set(request.keyword, {
    payload: JSON.parse(request.payload),
    fetchedAt: now,
    expiresAt: now + Duration.toMillis(request.timeToLive)
  })
  return counts
}

const storeOnce = (memory: Memory, request: CheckedStore, now: number) => {
  const { operation } = request
  if (operation === undefined) return Effect.succeed(storeAll(memory, request, now))
  const earlier = memory.operations.get(operation.key)
  const digest = operation.request.toString()
  if (earlier !== undefined && earlier.expiresAt > now) {
    return earlier.request === digest ? Effect.succeed(earlier.result) : Effect.fail(reusedOperation())
  }
  const result = storeAll(memory, request, now)
  memory.operations.set(operation.key, {
    request: digest,
    result,
    expiresAt: now + Duration.toMillis(operationTimeToLive)
  })
  return Effect.succeed(result)
}

const encoder = new TextEncoder()
const bytesOf = ({ body, title }: ResearchDocument): number =>
  encoder.encode(title).byteLength + encoder.encode(body).byteLength

/** The twin of the tables, on Effect's clock. */
export const inMemory = (memory: Memory): ResearchDocumentRows => ({
  store: (request) => Effect.flatMap(Clock.currentTimeMillis, (now) => storeOnce(memory, request, now)),
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
