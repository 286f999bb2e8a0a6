import { Context, Layer } from "effect"
import { KeyRows } from "../../repository/idempotency/KeyRows.ts"
import * as LeaseMemory from "../../repository/lease/LeaseMemory.ts"
import type { ResearchDocument } from "./ResearchDocument.ts"
import type { ResearchPayload } from "./ResearchPayload.ts"
import type { StoreResult } from "./StoreRequest.ts"

/** A cache row of the in-memory store; times in milliseconds of Effect's clock. */
export interface MemoryEntry {
  /** Undefined for a known absence. */
  readonly payload: ResearchPayload | undefined
  /** When it was stored. */
  readonly fetchedAt: number
  /** When lookups stop finding it. */
  readonly expiresAt: number
}

/** A document row of the in-memory store. */
export interface MemoryDocument extends ResearchDocument {
  /** When its url was first stored for the keyword. */
  readonly storedAt: number
  /** When its content last changed. */
  readonly updatedAt: number
}

/** How lookups of a keyword fared on a day. */
export interface MemoryLookups {
  /** Its exact text, trimmed. */
  readonly keyword: string
  /** In UTC, such as `2026-01-31`. */
  readonly day: string
  /** Lookups that found an entry. */
  readonly hits: number
  /** Lookups that found none. */
  readonly misses: number
}

/**
 * The rows that the services' in-memory twins share, in place of the tables.
 *
 * Everything that changes it does so in one synchronous step, which is its transaction.
 *
 * **Example** (Cache and documents of one store in memory)
 *
 * ```ts
 * import { ResearchCache, ResearchDocuments, ResearchMemory } from "aquifer/research"
 * import { Layer } from "effect"
 *
 * const store = Layer.mergeAll(ResearchCache.layerMemory, ResearchDocuments.layerMemory, ResearchMemory.layer)
 * ```
 */
export class ResearchMemory extends Context.Service<
  ResearchMemory,
  {
    /** The cache by keyword, expired entries among them. */
    readonly cache: Map<string, MemoryEntry>
    /** Who researches a keyword. */
    readonly leases: ReturnType<typeof LeaseMemory.make>
    /** The documents by keyword, and there by url. */
    readonly documents: Map<string, Map<string, MemoryDocument>>
    /** When documents of a keyword were last stored, in milliseconds of Effect's clock. */
    readonly lastResearched: Map<string, number>
    /** How lookups fared, by day and keyword in one text. */
    readonly lookups: Map<string, MemoryLookups>
    /** Idempotency keys of stores, and what each store gave. */
    readonly operations: KeyRows<StoreResult>
  }
>()("aquifer/services/research/model/ResearchMemory") {
  /** Empty at first; all twins that are built with the same one share it. */
  static readonly layer: Layer.Layer<ResearchMemory> = Layer.sync(ResearchMemory, () => ({
    cache: new Map(),
    leases: LeaseMemory.make(),
    documents: new Map(),
    lastResearched: new Map(),
    lookups: new Map(),
    operations: new KeyRows<StoreResult>()
  }))
}
