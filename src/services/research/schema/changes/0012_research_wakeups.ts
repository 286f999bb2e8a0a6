import type { Change } from "../../../../layers/migration/Change.ts"
import { changedFunction, notifyAll } from "./0009_research_changes.ts"
import { whileHeard } from "./0011_research_listeners.ts"

/**
 * Notifications say that something has changed, and no longer what: whoever may log in hears every channel, and may
 * notify on it too. Which keywords it was is read from the log, which row security protects.
 */
export const researchWakeups: Change = {
  id: 12,
  name: "research_wakeups",
  up: [
    `CREATE OR REPLACE ${changedFunction(whileHeard("PERFORM pg_catalog.pg_notify('research_changes', '');"))}`
  ],
  down: [`CREATE OR REPLACE ${changedFunction(whileHeard(notifyAll))}`]
}
