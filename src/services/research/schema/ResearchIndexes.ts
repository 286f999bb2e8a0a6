/**
 * The indexes that lookups, storing and expiry rely on, by their first columns; without one they read whole tables.
 *
 * **Example** (What the doctor looks for)
 *
 * ```ts
 * import { PgConfig } from "aquifer"
 * import { Doctor } from "aquifer/operations"
 * import { researchIndexes, researchSchema } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * const schema = { changes: researchSchema, indexes: researchIndexes }
 *
 * const examined = Effect.flatMap(PgConfig.reading, (reading) => Effect.scoped(Doctor.examine(reading, { schema })))
 * ```
 */
export const researchIndexes: ReadonlyArray<{
  /** Its name, without a schema. */
  readonly table: string
  /** The columns that the index begins with, in their order. */
  readonly columns: ReadonlyArray<string>
}> = [
  { table: "research_cache", columns: ["keyword"] },
  { table: "research_cache", columns: ["expires_at"] },
  { table: "research_lookups", columns: ["keyword", "day"] },
  { table: "research_documents", columns: ["keyword", "url"] },
  { table: "research_metadata", columns: ["keyword"] },
  { table: "aquifer_batches", columns: ["token"] },
  { table: "aquifer_batches", columns: ["expires_at"] },
  { table: "aquifer_operations", columns: ["partition", "operation"] },
  { table: "aquifer_operations", columns: ["expires_at"] },
  { table: "aquifer_leases", columns: ["name"] },
  { table: "aquifer_leases", columns: ["expires_at"] },
  { table: "aquifer_staging", columns: ["stream", "share", "place"] },
  { table: "aquifer_staging", columns: ["staged_at"] },
  { table: "aquifer_changes", columns: ["relation", "xid"] },
  { table: "aquifer_changes", columns: ["changed_at"] },
  { table: "aquifer_listeners", columns: ["listener"] }
]
