import { family, first } from "../../../services/doctor/deployment/Finding.ts"
import * as Capacity from "../../../services/doctor/postgres/Capacity.ts"
import * as Leaks from "../../../services/doctor/postgres/Leaks.ts"
import type { ActivitySnapshot } from "../../../services/monitor/DatabaseActivity.ts"
import type { Session } from "../../../services/monitor/postgres/ActivityRows.ts"
import type { Blocker } from "../../../services/monitor/postgres/BlockingTree.ts"
import * as Table from "../../terminal/Table.ts"
import { type Look, seen, shown } from "./Sighting.ts"

/** Statements that take long. */
export const rules = family({
  "statement-long": {
    severity: "warning",
    reason:
      "It holds a connection and its locks for that long, and VACUUM takes away nothing that died meanwhile.",
    remedy:
      "See whether it is meant to; end it with c (cancel) of the full screen, DatabaseActivity.cancel or pg_cancel_backend(PID); set statement_timeout on the role."
  }
})

const nearly = 0.8
/** What the server guards that the doctor recommends would end, and what ordinary waits stay below. */
const idleMillis = 5_000
const lockMillis = 1_000

const who = ({ application, pid, user }: Session): string =>
  `process ${pid === 0 ? "of a prepared transaction" : pid} (${[user, application].filter((part) => part !== null && part !== "").join(", ") || "not visible"})`

/** Each session that waits, once, with the first that is in its way. */
const blocked = (tree: ReadonlyArray<Blocker>, found = new Map<number, Blocker>()): Map<number, Blocker> => {
  for (const each of tree) {
    if (each.lock !== null) found.set(each.pid, each)
    blocked(each.blocks, found)
  }
  return found
}

const waitOf = ({ queryMillis, waitMillis }: Blocker): number => waitMillis ?? queryMillis ?? 0

const waits = ({ blocking }: ActivitySnapshot): ReadonlyArray<string> =>
  first(
    [...blocked(blocking).values()]
      .filter((each) => waitOf(each) >= lockMillis)
      .toSorted((a, b) => waitOf(b) - waitOf(a)),
    (each) =>
      `${who(each)} waits for ${each.lock} for ${Table.millis(waitOf(each))}, which ${each.blockers.join(" and ") || "nobody any more"} ${each.blockers.length > 1 ? "hold" : "holds"}`
  )

const filled = ({ connections: { max, reserved, total } }: ActivitySnapshot): ReadonlyArray<string> =>
  total < nearly * (max - reserved)
    ? []
    : [
        `${total} of ${max - reserved} connections are open (max_connections ${max} less ${reserved} reserved)`
      ]

/** What is wrong with the sessions of Postgres. */
export const look: Look = ({ postgres }) => {
  const activity = shown(postgres)
  if (activity === undefined) return []
  const idle = activity.idleInTransaction.filter(({ stateMillis }) => (stateMillis ?? 0) >= idleMillis)
  return [
    ...seen(Leaks.rules["lock-blocks"], "blocking", waits(activity)),
    ...seen(Capacity.rules["connections-nearly-exhausted"], "postgres", filled(activity)),
    ...seen(
      Leaks.rules["idle-in-transaction"],
      "idle-in-transaction",
      first(idle, (each) => `${who(each)} for ${Table.millis(each.stateMillis)}`)
    ),
    ...seen(
      rules["statement-long"],
      "long-running",
      first(activity.longRunning, (each) => `${who(each)} for ${Table.millis(each.queryMillis)}`)
    )
  ]
}
