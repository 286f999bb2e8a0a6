import type { Change } from "../../../../layers/migration/Change.ts"
import { lockFunction, lockTable } from "../../../repository/schema/privileges.ts"
import { researchOperations } from "../changes/0004_research_operations.ts"
import { researchLeases } from "../changes/0007_research_leases.ts"
import { researchStaging } from "../changes/0008_research_staging.ts"
import { researchStore } from "../changes/0013_research_store.ts"
import { researchBatches } from "../changes/0015_research_batches.ts"
import * as LeaseFunctions from "./LeaseFunctions.ts"
import * as StoreFunction from "./StoreFunction.ts"

const dropped = (signatures: ReadonlyArray<string>): ReadonlyArray<string> =>
  signatures.map((signature) => `DROP FUNCTION ${signature}`)

const bringOver = `INSERT INTO aquifer_operations (partition, operation, request_hash, result, created_at, expires_at)
SELECT 'ResearchDocuments', operation, request_hash, result::json, created_at, expires_at
FROM research_operations WHERE expires_at > now()`

/** Of a key that several identities have used, the table of before has room for one: that of none comes first. */
const bringBack = [
  `INSERT INTO research_operations (operation, request_hash, result, created_at, expires_at)
SELECT operation, request_hash, result::jsonb, created_at, expires_at FROM aquifer_operations
WHERE starts_with(partition, 'ResearchDocuments') AND result IS NOT NULL AND expires_at > now()
ORDER BY partition ON CONFLICT DO NOTHING`,
  "DELETE FROM aquifer_operations WHERE starts_with(partition, 'ResearchDocuments')"
]

/** Who stores under a key at this moment has committed by the time that this is had, and nobody does before the end. */
const lockTables = (tables: string): string => `LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`

/**
 * The store keeps leases, idempotency keys and staged documents where the kit does, and no longer in tables of its own. Keys are brought
 * over: what was stored under one before is not stored again. Who researches at this moment is forgotten: at worst a
 * keyword is researched twice; a stream that is under way is missed, and fails.
 *
 * Functions whose arguments have changed are not there any more for programs of the version before, which fail at them as
 * they would at a table that is missing, and have changed nothing.
 */
export const researchOnKit: Change = {
  id: 17,
  name: "research_on_kit",
  up: [
    lockTables("research_operations, research_staging"),
    bringOver,
    ...(researchStore.down ?? []),
    "DROP TABLE research_operations",
    "DROP TABLE research_staging",
    StoreFunction.up,
    ...lockFunction(StoreFunction.signature),
    ...(researchBatches.down ?? []),
    "DROP TABLE research_leases",
    ...LeaseFunctions.up,
    ...LeaseFunctions.signatures.flatMap(lockFunction)
  ],
  down: [
    lockTables("aquifer_operations"),
    ...researchOperations.up,
    ...lockTable("research_operations", "SELECT, INSERT, UPDATE, DELETE"),
    ...bringBack,
    ...dropped([StoreFunction.signature, ...LeaseFunctions.signatures]),
    ...researchStore.up,
    ...researchLeases.up,
    ...researchStaging.up,
    ...researchBatches.up
  ]
}
