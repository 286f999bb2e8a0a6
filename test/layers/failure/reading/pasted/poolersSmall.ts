import type { Pasted } from "./Pasted.ts"

/** PgCat, PgDog, Odyssey and Pgpool-II. */
export const poolersSmall: ReadonlyArray<Pasted> = [
  [
    '2026-02-01T10:00:00.000000Z ERROR ThreadId(04) pgcat::pool: Connection checkout error for instance Address { id: 0, host: "10.0.0.2" }, error: TimedOut',
    "PoolExhausted",
    "nothing"
  ],
  [
    '2026-02-01T10:00:00.000000Z  WARN pgcat::pool: Banning instance Address { id: 0, host: "10.0.0.2" }, reason: FailedHealthCheck',
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR pgcat::pool: Failed health check on instance Address { id: 0 }, error: ServerError",
    "Unavailable",
    "nothing"
  ],
  ["ERROR pgcat: Config parse error: BadConfig", "Misconfigured", "nothing"],
  ['FATAL:  No pool configured for database: "app", user: "app"', "Misconfigured", "nothing"],
  ["FATAL:  Pool down for database: app, user: app", "Unavailable", "nothing"],
  ["ERROR:  pool statement timeout", "DeadlineExceeded|OutcomeUnknown", "any"],
  ["FATAL:  checkout failure limit reached (5 / 5)", "PoolExhausted|Unavailable", "nothing"],
  [
    "ERROR pgcat::client: Client auth not possible, no password is set in cleartext and auth passthrough (query_auth) is not set up.",
    "Misconfigured",
    "nothing"
  ],
  ["Error reading message code from socket - Error Kind(UnexpectedEof)", "OutcomeUnknown", "unknown"],
  ["thread 'main' panicked: Shard 0 has more than one primary configured", "Misconfigured", "nothing"],
  [
    "ERROR:  shard 3 is not configured 2, staying on shard 1 (shard numbers start at 0)",
    "Rejected",
    "nothing"
  ],
  [
    'FATAL:  password for user "app" and database "app" is wrong, or the database does not exist',
    "Misconfigured",
    "nothing"
  ],
  ["ERROR:  cross-shard queries are disabled", "Rejected", "nothing"],
  ["ERROR:  unmapped sharding key was specified", "Rejected", "nothing"],
  ["FATAL:  PgDog is shutting down", "Unavailable", "nothing"],
  ["FATAL:  only TLS connections are allowed", "Misconfigured", "nothing"],
  ['ERROR:  connection pool for user "app" and database "app" is down', "Unavailable", "nothing"],
  [
    "ERROR:  transaction control statements are not supported in statement pooler mode",
    "Rejected|SessionStateRequired|Misconfigured",
    "nothing"
  ],
  [
    "pgdog: ERROR pgdog::backend::pool::monitor: error connecting to server: connection refused [app@10.0.0.2:5432, app]",
    "Unavailable",
    "nothing"
  ],
  ["ERROR:  pool: checkout timeout", "PoolExhausted", "nothing"],
  ["ERROR:  pool: all replicas down", "Unavailable", "nothing"],
  ["ERROR:  pool is banned", "Unavailable", "nothing"],
  [
    "ERROR:  odyssey: c5b1a: too many active clients for user (pool_size for user app.app reached 20)",
    "PoolExhausted",
    "nothing"
  ],
  ["ERROR:  odyssey: c5b1a: failed to get remote server connection", "Unavailable", "nothing"],
  [
    "FATAL:  odyssey: c5b1a: Connection was dropped by Odyssey due to idle in transaction timeout",
    "Unavailable|OutcomeUnknown|DeadlineExceeded",
    "any"
  ],
  [
    "FATAL:  odyssey: c5b1a: Connection was killed by Odyssey configuration reloading or console command",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "ERROR:  odyssey: c5b1a: can't find suitable host for tsa 'read-write' of user app.app",
    "Unavailable",
    "nothing"
  ],
  ["FATAL:  odyssey: c5b1a: host based authentication rejected", "Misconfigured", "nothing"],
  [
    "ERROR:  odyssey: c5b1a: replication lag of the node you are trying to connect is too big, connection rejected",
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR:  odyssey: c5b1a: too many client tcp connections (client_max for user app.app 100)",
    "PoolExhausted",
    "nothing"
  ],
  ["FATAL:  odyssey: c5b1a: incorrect password", "Misconfigured", "nothing"],
  [
    "odyssey: c5b1a s22: failed to connect to 10.0.0.2:5432, errno=111, (Connection refused)",
    "Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00: pid 12: ERROR:  failed to authenticate with backend using SCRAM",
    "Misconfigured",
    "nothing"
  ],
  ["2026-02-01 10:00:00: pid 12: FATAL:  md5 authentication failed for user:app", "Misconfigured", "nothing"],
  [
    "2026-02-01 10:00:00: pid 12: FATAL:  could not get the password for user:app",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00: pid 12: ERROR:  unable to read message length\nDETAIL:  message length (8) in slot 1 does not match with slot 0(12)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "pid 1: LOG:  execute command: failover.sh\nFATAL:  failover/failback is in progress",
    "Unavailable",
    "nothing"
  ],
  ["FATAL:  could not read pid file", "Misconfigured", "nothing"],
  ["ERROR:  connection to PCP server failed.", "Unavailable", "nothing"],
  ["FATAL:  authentication failed for new PCP connection", "Misconfigured", "nothing"],
  ["ERROR:  node recovery failed, unable to connect to main node: 0", "Unavailable", "nothing"],
  [
    '2026-02-01 10:00:00: pid 12: ERROR:  failed to make persistent db connection\nDETAIL:  connection to host:"10.0.0.2:5432" failed',
    "Unavailable",
    "nothing"
  ],
  ["FATAL:  client idle limit reached", "Unavailable", "nothing"],
  ["WARNING:  health check failed on node 1 (timeout:0)", "Unavailable", "nothing"],
  [
    'LOG:  failed to connect to PostgreSQL server on "10.0.0.2:5432" using INET socket\nLOG: health check retrying on DB node: 1 (round:3)',
    "Unavailable",
    "nothing"
  ],
  [
    'psql: error: connection to server at "localhost" (127.0.0.1), port 2345 failed: FATAL:  connection pool is full',
    "PoolExhausted",
    "nothing"
  ],
  ["pgagroal: No connection to primary.example.com:5432", "Unavailable", "nothing"],
  [
    'FATAL no pgagroal_hba.conf entry for host "10.0.0.1", user "app", database "app", SSL off',
    "Misconfigured",
    "nothing"
  ],
  ["pgagroal: Users must be defined for the transaction pipeline", "Misconfigured", "nothing"],
  [
    "2024-05-01T10:00:00Z ERROR pgdog::backend::pool: server connection timeout [app@db:5432/app]",
    "Unavailable",
    "nothing"
  ],
  ["Flyway: No migrations found. Are your locations set up correctly?", "Misconfigured", "nothing"]
]
