import type { Change } from "../../../../layers/migration/Change.ts"
import { lockTable } from "../../../repository/schema/privileges.ts"
import { changedFunction, notifyAll } from "./0009_research_changes.ts"

/** What is done only while somebody listens. */
export const whileHeard = (
  notify: string
): string => `IF EXISTS (SELECT FROM public.research_listeners WHERE seen_at > now() - interval '15 seconds') THEN
    ${notify}
  END IF;`

/**
 * Those who listen to changes; each says again every three seconds that it does. Postgres commits transactions that
 * notify one after the other, which doubles what a store takes on a quick disk and more on a slow one; so writers notify
 * only if a listener was seen in the last fifteen seconds. Unlogged, since listeners say so again after a crash.
 */
export const researchListeners: Change = {
  id: 11,
  name: "research_listeners",
  up: [
    `CREATE UNLOGGED TABLE research_listeners (
  listener uuid PRIMARY KEY,
  seen_at timestamptz NOT NULL DEFAULT now()
)`,
    ...lockTable("research_listeners", "SELECT, INSERT, UPDATE, DELETE"),
    `CREATE OR REPLACE ${changedFunction(whileHeard(notifyAll))}`
  ],
  down: [`CREATE OR REPLACE ${changedFunction(notifyAll)}`, "DROP TABLE research_listeners"]
}
