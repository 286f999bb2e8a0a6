import type { Change } from "../../../../layers/migration/Change.ts"
import { changesFor } from "../../../repository/changes/ChangeTriggers.ts"
import { formerFeed } from "./0009_research_changes.ts"

const feed = changesFor({
  table: "research_cache",
  idColumn: "keyword",
  removedWhere: "expires_at > now()" // nobody holds what has expired
})

/**
 * The kit's log tells what changes in the cache, in place of one of its own. A program of before, which still listens and
 * reads the former log, finds it gone: it is told a gap, and holds nothing in memory from then on.
 *
 * Locks are taken in the order of those who write and look: the cache, then the listeners, then the log.
 */
export const researchFeed: Change = {
  id: 16,
  name: "research_feed",
  up: [
    "DROP FUNCTION research_cache_changed() CASCADE",
    "DROP TABLE research_listeners",
    "DROP TABLE research_changes",
    ...feed.up
  ],
  down: [...feed.down, ...formerFeed]
}
