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
  readonly fetchedAt: number
  readonly expiresAt: number
}

/** A document row of the in-memory store. */
export interface MemoryDocument extends ResearchDocument {
  readonly storedAt: number
  readonly updatedAt: number
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
    readonly cache: Map<string, MemoryEntry>
    /** Who researches a keyword. */
    readonly leases: ReturnType<typeof LeaseMemory.make>
    readonly documents: Map<string, Map<string, MemoryDocument>>
    readonly lastResearched: Map<string, number>
    readonly lookups: Map<
      string,
      { readonly keyword: string; readonly day: string; hits: number; misses: number }
    >
    readonly operations: KeyRows<StoreResult>
  }
>()("aquifer/services/research/model/ResearchMemory") {
  static readonly layer: Layer.Layer<ResearchMemory> = Layer.sync(ResearchMemory, () => ({
    cache: new Map(),
    leases: LeaseMemory.make(),
    documents: new Map(),
    lastResearched: new Map(),
    lookups: new Map(),
    operations: new KeyRows<StoreResult>()
  }))
}
