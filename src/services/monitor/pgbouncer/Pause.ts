import { Duration, Effect } from "effect"
import * as AdminConsole from "../../../layers/probe/AdminConsole.ts"
import type { ConsolePool } from "./ConsoleRows.ts"

/** How long PAUSE may wait for what is running. */
export const patience = Duration.seconds(30)

/** The failure of a PAUSE that is not done in time: what it waits for, and that PgBouncer goes on pausing. */
export const unfinished = (database: string | undefined) => (pools: ReadonlyArray<ConsolePool>) => {
  const busy = pools
    .filter((pool) => pool.database === (database ?? pool.database))
    .reduce((sum, { serversActive = 0 }) => sum + serversActive, 0)
  const connections = `${busy} server connection${busy === 1 ? " is" : "s are"}`
  return Effect.fail(
    new AdminConsole.ConsoleUnavailable({
      reason: "unfinished",
      message: `PAUSE waits for transactions to end, and ${connections} still in one after ${Duration.format(patience)}. The pause holds all the same: what runs may end, and everybody else waits until RESUME. Resume; or find who keeps a transaction open (idleInTransaction and longRunning of DatabaseActivity), end it there, and it is paused when no server connection is active any more`
    })
  )
}
