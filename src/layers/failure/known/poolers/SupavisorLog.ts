import { poolTimeout, tooManyConnections } from "../CommonIssue.ts"
import { noTls } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { down, lost, unknownPool } from "./Pooler.ts"

const clientGone = of(
  "OutcomeUnknown",
  "a client of Supavisor went away: its open transaction was rolled back, what was on its way may have been done",
  ["Look at the client at this moment: a crash, a deadline of its own, a restart, or a firewall"]
)
const idle = of(
  "Unavailable",
  "Supavisor closed a client's connection that idled; nothing was running on it",
  ["Take a new connection; close idle ones earlier than the pooler does (POOL_IDLE_TIMEOUT)"]
)
const server = of("Unavailable", "Supavisor could not open or log in to a connection to Postgres", [
  "Look whether the project is paused, restarting or out of connections; then try again"
])
const secrets = of("Misconfigured", "Supavisor could not look up this user's password", [
  "Check that the role exists and can log in, and the tenant's auth_query or its user and password"
])
const login = of("Misconfigured", "Postgres does not accept Supavisor's login for this user", [
  "Set the password of the project again, and check that DATABASE_POOL_URL has the same one"
])
const handshake = of(
  "Unavailable",
  "Supavisor and a client could not agree on TLS, so that connection was not made",
  [
    "Compare sslmode and sslrootcert of the client with the certificate of the pooler; one at a time is a port scan"
  ]
)
const blocked = of(
  "Unavailable",
  "too many attempts failed, so Supavisor refuses new ones for a while",
  [
    "Find out which client has the wrong password, or why the database does not answer; then wait two minutes"
  ],
  { retry: "slowly" }
)

/** What Supavisor writes to its log and tells no client so, and what it tells without a code in front. */
export const supavisorLog: Voice = {
  source: "Supavisor's log",
  said: [
    [
      tooManyConnections.verdict,
      "max clients reached in session mode - max clients are limited to pool_size: %d",
      "max clients reached in session mode%s",
      "max proxy connections reached, limit: %d",
      "max pools count reached%s"
    ],
    [
      poolTimeout.verdict,
      "unable to check out connection from the pool after %s",
      "failed to check out a connection after multiple retries",
      "Pool checkout took over %s consider increasing pool size%s"
    ],
    [
      down,
      "Subscribe error: {:error%s",
      "pool checkout failed: %s",
      "ClientHandler: failed to start proxy DbHandler%s",
      "ClientHandler: DbHandler exited during checkout, retrying%s",
      "Rejecting subscription to terminating pool%s",
      "worker processes (manager/pool) not found for tenant %s",
      "pool configuration not found for %s"
    ],
    [
      unknownPool,
      "Connection closed when state was authentication",
      "ClientHandler: User not found%s",
      "ClientHandler: Tenant not found%s",
      "tenant/user %s not found",
      "no tenant identifier provided%s",
      "multiple users matched for %s, check tenant configuration",
      "tenant is banned: %s",
      "Invalid format for user or db_name%s"
    ],
    [
      lost,
      "Terminating with reason %s when state was :busy",
      "when state was :busy",
      "state was :busy",
      "Client socket closed while state was busy%s",
      "DbHandler: Db connection closed%s",
      "Receive query error: {:error%s",
      "ClientHandler: Connection to the database closed%s",
      "DbHandler: Session terminated by server while %s",
      "Session terminated by server while checked out by a client",
      "Terminating with reason :client_termination when state was :busy",
      "DbHandler exited. Check logs for more information"
    ],
    [
      clientGone,
      "DbHandler: ClientHandler %s went down%s",
      "DbHandler: Failed to forward message to client%s"
    ],
    [
      idle,
      "ClientHandler: Terminate an idle connection by %s timeout",
      "Client socket closed while state was idle%s",
      "ClientHandler: Socket error: %s, state was :idle"
    ],
    [
      server,
      "DbHandler: Connection failed %s",
      "DbHandler: Handshake error %s",
      "DbHandler: Send startup error %s",
      "DbHandler: Authentication timeout after %s",
      "DbHandler: Cleanup timeout, shutting down",
      "DbHandler: Manager died while waiting for secrets%s"
    ],
    [
      server,
      "Connection failed {:error, %s} to %s",
      "Parameter server_version changed%s",
      "Failing health checks: %s"
    ],
    [login, "DbHandler: Auth error %s", "DbHandler: Undefined auth response %s"],
    [
      secrets,
      "ClientHandler: Auth secrets check error: %s",
      "DbHandler: Still no secrets available after notification",
      "failed to retrieve authentication secrets%s",
      "no auth_query configured for this tenant",
      "authentication query failed%s",
      "authentication query returned wrong format",
      "unsupported or invalid secret format",
      "failed to parse SCRAM secret",
      "MD5 secrets are not supported for auth_query%s"
    ],
    [handshake, "ClientHandler: Received fatal TLS alert: %s", "ClientHandler: TLS error %s"],
    [noTls, "ClientHandler: User requested SSL connection but no downstream cert/key found"],
    [blocked, "Circuit breaker opened for key=%s", "circuit breaker open for operation: %s"]
  ]
}
