import { of } from "../Verdict.ts"
import type { PgBouncerRow } from "./PgBouncerRow.ts"

const console = of(
  "Rejected",
  "the admin console does not do this",
  [
    "Connect to the database pgbouncer as one of admin_users or stats_users, by the simple protocol, and see SHOW HELP"
  ],
  { statement: "did not run" }
)

/** The answers of PgBouncer's admin console. */
export const consoleRows: ReadonlyArray<PgBouncerRow> = [
  { says: ["admin access needed"], severity: "ERROR", console: "not permitted", verdict: console },
  {
    says: [
      "invalid command '%s', use SHOW HELP;",
      "bad arguments",
      "no such database: %s",
      "already suspended/paused",
      "pooler is not paused/suspended",
      "pooler is shutting down",
      "database %s is not paused",
      "a database is required",
      "cannot suspend with paused databases",
      "cannot pause admin db: %s",
      "cannot reconnect admin db: %s",
      "cannot disable admin db: %s",
      "cannot kill admin db: %s",
      "cannot wait in admin db: %s",
      "SET failed",
      "no mem",
      "result prepare failed"
    ],
    severity: "ERROR",
    verdict: console
  },
  {
    says: ["client not found", "invalid client pointer supplied"],
    since: "1.24",
    severity: "ERROR",
    verdict: console
  },
  {
    says: [
      "extended query protocol not supported by admin console",
      "unsupported packet type for admin console: %d"
    ],
    since: "1.17",
    severity: "ERROR",
    verdict: console
  },
  { says: ["unsupported pkt type: %d"], until: "1.16", severity: "ERROR", verdict: console },
  {
    says: ["RELOAD failed, see logs for additional details"],
    since: "1.25",
    severity: "ERROR",
    sqlState: "F0000",
    verdict: {
      ...console,
      meaning: "pgbouncer.ini has a mistake; the pooler goes on with the settings that it had",
      remedies: ["Look into PgBouncer's log for the line, correct it and RELOAD"]
    }
  },
  { says: ["failure", "bad packet", "incomplete pkt", "incomplete query"], verdict: console }
]
