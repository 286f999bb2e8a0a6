import type { Pasted } from "./Pasted.ts"

/** Supavisor's log and its texts without a code. */
export const supavisorLogs: ReadonlyArray<Pasted> = [
  [
    "14:02:11.120 [error] DbHandler: Connection failed :econnrefused to db.example.org:5432",
    "Unavailable",
    "nothing"
  ],
  [
    '[error] DbHandler: Auth error %{"C" => "28P01", "M" => "password authentication failed for user \\"app\\""}',
    "Misconfigured",
    "nothing"
  ],
  ["[error] DbHandler: Handshake error {:error, :closed}", "Unavailable", "nothing"],
  ["[error] DbHandler: Authentication timeout after 10000ms", "Unavailable", "nothing"],
  [
    "[error] DbHandler: Session terminated by server while busy: terminating connection due to administrator command (57P01)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "[warning] DbHandler: ClientHandler #PID<0.5.0> went down with reason :normal",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  ["[error] ClientHandler: Socket error: :etimedout, state was :busy", "OutcomeUnknown", "unknown"],
  [
    "[error] ClientHandler: User requested SSL connection but no downstream cert/key found",
    "Misconfigured",
    "nothing"
  ],
  ["[warning] ClientHandler: Terminate an idle connection by 60000 timeout", "Unavailable", "nothing"],
  [
    "[warning] ClientHandler: Received fatal TLS alert: unknown_ca, terminating connection",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "[error] ClientHandler: Auth secrets check error: {:error, :timeout}",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "[warning] Pool checkout took over 1s (1520ms), consider increasing pool size or checking for slow queries",
    "PoolExhausted",
    "nothing"
  ],
  [
    "[warning] Circuit breaker opened for key=dev operation=db_connection until=1700000000",
    "Unavailable",
    "nothing"
  ],
  [
    "FATAL: max clients reached in session mode - max clients are limited to pool_size: 15",
    "PoolExhausted",
    "nothing"
  ],
  ["FATAL: max proxy connections reached, limit: 200", "PoolExhausted", "nothing"],
  [
    "FATAL: unable to check out connection from the pool after 60000ms in transaction mode",
    "PoolExhausted",
    "nothing"
  ],
  ["FATAL: failed to check out a connection after multiple retries", "PoolExhausted|Unavailable", "nothing"],
  ["FATAL: tenant/user postgres.abcdefgh not found", "Misconfigured", "nothing"],
  ["FATAL: no tenant identifier provided (external_id or sni_hostname required)", "Misconfigured", "nothing"],
  ['FATAL: authentication query failed: relation "pg_authid"', "Misconfigured", "nothing"],
  ["FATAL: no auth_query configured for this tenant", "Misconfigured", "nothing"],
  [
    "FATAL: MD5 secrets are not supported for auth_query, use require_user instead",
    "Misconfigured",
    "nothing"
  ],
  [
    "FATAL: circuit breaker open for operation: auth_error, blocked until: 1700000000",
    "Unavailable",
    "nothing"
  ],
  ["(EPOOLCHECKOUT) pool checkout failed: {:noproc, {:gen_server, :call}}", "Unavailable", "nothing"],
  ["Client socket closed while state was busy (tcp_closed)", "OutcomeUnknown", "unknown"]
]
