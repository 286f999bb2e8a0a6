import { type Change, ofSet } from "../../../layers/migration/Change.ts"
import { kitSchema } from "../../repository/schema/KitSchema.ts"
import { roles } from "./changes/0001_roles.ts"
import { researchCache } from "./changes/0002_research_cache.ts"
import { researchDocuments } from "./changes/0003_research_documents.ts"
import { researchOperations } from "./changes/0004_research_operations.ts"
import { researchFunctions } from "./changes/0005_research_functions.ts"
import { privileges } from "./changes/0006_privileges.ts"
import { researchLeases } from "./changes/0007_research_leases.ts"
import { researchStaging } from "./changes/0008_research_staging.ts"
import { researchChanges, researchListeners, researchWakeups } from "./changes/0009_research_changes.ts"
import { researchCacheFunctions } from "./changes/0010_research_cache_functions.ts"
import { researchStore } from "./changes/0013_research_store.ts"
import { researchCacheFindAll } from "./changes/0014_research_cache_find_all.ts"
import { researchBatches } from "./changes/0015_research_batches.ts"
import { researchFeed } from "./changes/0016_research_feed.ts"
import { researchOnKit } from "./kit/0017_research_on_kit.ts"
import { researchForOthers } from "./kit/0018_research_for_others.ts"

/** The changes of the set `research`, oldest first; a change that has shipped is never edited. */
const changes: ReadonlyArray<Change> = [
  roles,
  researchCache,
  researchDocuments,
  researchOperations,
  researchFunctions,
  privileges,
  researchLeases,
  researchStaging,
  researchChanges,
  researchCacheFunctions,
  researchListeners,
  researchWakeups,
  researchStore,
  researchCacheFindAll,
  researchBatches,
  researchFeed,
  researchOnKit,
  researchForOthers
]

/**
 * Every change that the research store needs: the kit's, and then its own, which are the set `research`.
 *
 * **Example** (The store's tables, before the program starts)
 *
 * ```ts
 * import { DirectPg, Migration } from "aquifer"
 * import { researchSchema } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * const migrate = Effect.provide(Migration.run(researchSchema), DirectPg.layer)
 * ```
 */
export const researchSchema: ReadonlyArray<Change> = [...kitSchema, ...ofSet("research", changes)]
