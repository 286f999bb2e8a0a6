import { Effect } from "effect"
import type { PgEndpoint } from "../../../layers/config/PgUrl.ts"
import * as PgProbe from "../../../layers/probe/PgProbe.ts"
import type { Endpoint, Facts } from "../deployment/Deployment.ts"
import { family, type Finding, found } from "../deployment/Finding.ts"
import { address } from "./Endpoints.ts"
import * as Tls from "./Tls.ts"

/** Whether there is a way in at all. */
export const rules = family({
  "endpoint-unreachable": {
    severity: "error",
    reason: "Whatever uses this endpoint fails.",
    remedy:
      "See that the server runs, that host and port are right, and that no firewall is in between; then run the doctor again."
  },
  "endpoint-stalled": {
    severity: "error",
    reason:
      "It lets clients in and answers none: every server connection of the pooler is in use, the pooler is paused, or Postgres hangs.",
    remedy:
      "Look who holds the server connections (aquifer monitor; SHOW POOLS and SHOW SERVERS on the console), RESUME a paused pooler, end transactions that hang."
  },
  "login-refused": {
    severity: "error",
    reason: "The other side answers, and does not let this user into this database.",
    remedy: 'Correct the user, the password or the database; `aquifer explain "MESSAGE"` knows the message.'
  },
  "connections-exhausted": {
    severity: "error",
    reason: "No connection is left for anybody.",
    remedy:
      "Close what is idle, find what leaks (aquifer monitor), lower POOL_SIZE or the number of instances, or raise the limit that the message names."
  }
})

/** A host that has not let us in by then is taken for one that does not answer. */
const patience = "4 seconds"

const facts = `SELECT pg_backend_pid() AS pid, current_database() AS database, current_user AS role,
  quote_ident(current_user) AS called, pg_has_role('pg_read_all_stats', 'USAGE') AS sees,
  current_setting('server_version_num')::int4 AS version,
  (SELECT system_identifier::text FROM pg_control_system()) AS cluster, pg_is_in_recovery() AS standby`

/** A PgBouncer that is suspended has a port, lets nobody in, and tells nobody why. */
const silent = `${rules["endpoint-unreachable"].remedy} A PgBouncer that is suspended (SUSPEND) is as silent: RESUME on a console that is connected still, or kill -USR2 its process.`

/** What it means that an endpoint did not let us in. */
const refusal = (where: string, { code = "", message, reason }: PgProbe.ProbeFailed): Finding => {
  const evidence = `${where}: ${message}`
  if (Tls.untrusted.has(code)) return found(Tls.rules["root-certificate-missing"], evidence)
  if (Tls.unverified.has(code)) return found(Tls.rules["tls-failed"], evidence)
  if (code === "PASSWORD_EXPOSED") return found(Tls.rules["tls-off"], evidence)
  if (reason._tag === "PoolExhausted") return found(rules["connections-exhausted"], evidence)
  if (reason._tag === "Misconfigured") return found(rules["login-refused"], evidence)
  return found(rules["endpoint-unreachable"], evidence)
}

/** Logs in and asks Postgres what it is; fails with the finding that says why that did not work. */
export const enter = Effect.fnUntraced(function* (variable: Endpoint["variable"], url: PgEndpoint) {
  const where = `${variable} (${address(url)})`
  const open = yield* PgProbe.make(url).pipe(
    Effect.mapError(({ message }) =>
      found(Tls.rules["root-certificate-missing"], `${variable}: ${message.replace(/^SourceError:\s*/, "")}`)
    )
  )
  let entered = false
  return yield* Effect.gen(function* () {
    const session = yield* open()
    entered = true
    const [row] = yield* session.rows<Facts>(facts)
    if (row === undefined) return yield* Effect.die(new Error("Postgres gave no row"))
    const loginId = session.processId
    const endpoint: Endpoint = {
      variable,
      url,
      facts: row,
      loginId,
      pooler: row.pid !== loginId,
      session: open()
    }
    return endpoint
  }).pipe(
    Effect.scoped,
    Effect.mapError((failure) => refusal(where, failure)),
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () =>
        Effect.fail(
          entered
            ? found(rules["endpoint-stalled"], `${where}: a session, and no answer in ${patience}`)
            : found(rules["endpoint-unreachable"], `${where}: no session in ${patience}`, { remedy: silent })
        )
    })
  )
})
