import type { Change } from "../layers/Migration.ts"
import { roles } from "./migrations/0001_roles.ts"
import { researchCache } from "./migrations/0002_research_cache.ts"
import { researchDocuments } from "./migrations/0003_research_documents.ts"
import { researchOperations } from "./migrations/0004_research_operations.ts"
import { researchFunctions } from "./migrations/0005_research_functions.ts"
import { privileges } from "./migrations/0006_privileges.ts"
import { researchLeases } from "./migrations/0007_research_leases.ts"
import { researchStaging } from "./migrations/0008_research_staging.ts"
import { researchChanges } from "./migrations/0009_research_changes.ts"
import { researchCacheFunctions } from "./migrations/0010_research_cache_functions.ts"
import { researchListeners } from "./migrations/0011_research_listeners.ts"

/** Every change of the research store's schema, oldest first; a change that has shipped is never edited. */
export const researchSchema: ReadonlyArray<Change> = [
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
  researchListeners
]
