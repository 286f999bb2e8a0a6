import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const verifyFirst = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]
const everyday = of(
  "Unavailable",
  "an everyday line of PgBouncer's log: a connection that nobody was using was closed",
  ["Look for another line: this one is no failure; a client's next statement gets another connection"],
  { retry: "other connection" }
)
const clientGone = of(
  "OutcomeUnknown",
  "the client went away without a goodbye: its open transaction was rolled back, a COMMIT that was on its way may have been done",
  [
    "Look at the client at this moment: a crash, a deadline of its own, a restart, or a firewall",
    ...verifyFirst
  ]
)
const notReady = of(
  "OutcomeUnknown",
  "a client went away in the middle of its work, so PgBouncer closed the server connection that it was using",
  [
    "Find what ended the client: its own deadline, a crash, a restart; frequent ones cost a new server connection each",
    ...verifyFirst
  ]
)
const serverDown = of(
  "Unavailable",
  "PgBouncer could not open or log in to a connection to Postgres; clients wait or are refused",
  [
    "Look into the line before it, and into Postgres' log: host, port, password, pg_hba.conf, max_connections"
  ],
  { retry: "slowly" }
)
const serverLost = of(
  "OutcomeUnknown",
  "Postgres ended a connection of PgBouncer; a statement that was running on it may have been done",
  [
    "Look into Postgres' log at this moment: a crash, a restart, a terminated session, a timeout of its own",
    ...verifyFirst
  ]
)
const files = of("Unavailable", "PgBouncer has no file descriptor left for another connection", [
  "Raise its limit (LimitNOFILE, ulimit -n) above max_client_conn and all pools together"
])

const handshake = of(
  "Unavailable",
  "PgBouncer and a client, or PgBouncer and Postgres, could not agree on TLS, so that connection was not made",
  [
    "Compare client_tls_sslmode, server_tls_sslmode and the certificates with what the other side has; the reason follows the colon",
    "One at a time is a port scan or a health check that hangs up"
  ]
)
const tlsBroken = of("OutcomeUnknown", "an encrypted connection of PgBouncer broke", [
  "Look at the line after it: it says which client or server it was",
  ...verifyFirst
])

const refusedCertificate = of("Misconfigured", "the other side does not accept PgBouncer's certificate", [
  "Compare server_tls_cert_file, client_tls_cert_file and their authorities with what the other side asks for"
])

/** What PgBouncer writes of TLS; it says more than the line that closes the connection. */
export const pgBouncerTls: Voice = {
  source: "PgBouncer",
  said: [
    [handshake, "TLS handshake error: %s", "TLS connect error: %s", "TLS setup failed: %s"],
    [tlsBroken, "tls_sbufio_recv: read failed: %s", "tls_sbufio_send: write failed: %s"],
    [
      refusedCertificate,
      "tls_sbufio_recv: read failed: %s alert unsupported certificate",
      "tls_sbufio_recv: read failed: %s alert bad certificate",
      "tls_sbufio_recv: read failed: %s alert unknown ca",
      "tls_sbufio_recv: read failed: %s alert certificate %s",
      "TLS handshake error: %s certificate verify %s"
    ]
  ]
}

/** What PgBouncer writes to its log and tells no client; what it tells is in `PgBouncerMessage`. */
export const pgBouncerLog: Voice = {
  source: "PgBouncer's log",
  said: [
    [
      everyday,
      "closing because: client close request",
      "closing because: server idle timeout",
      "closing because: server lifetime over",
      "closing because: obsolete connection",
      "closing because: sent cancel req",
      "closing because: successfully sent cancel request",
      "closing because: server_idle_timeout",
      "closing because: auto-database idle",
      "closing because: idle server got dirty",
      "closing because: connect string changed",
      "closing because: close_needed",
      "closing because: too many servers in the pool",
      "closing because: evicted",
      "closing because: database removed",
      "taking connection from reserve_pool"
    ],
    [
      serverLost,
      "closing because: server conn crashed?",
      "server conn crashed?",
      "closing because: unexpected eof",
      "server_proto: server in bad state: %d",
      "bad server state: %d",
      "got packet '%s' from server when not linked"
    ],
    [clientGone, "closing because: client unexpected eof", "closing because: disconnect"],
    [
      notReady,
      "client disconnect while server was not ready",
      "client disconnect before everything was sent to the server",
      "closing because: unclean server",
      "closing because: client disconnected with query in progress",
      "closing because: client disconnect with %s",
      "closing because: client disconnected with queries in progress",
      "closing because: reset query failed",
      "closing because: cancel_wait_timeout"
    ],
    [
      serverDown,
      "closing because: connect failed",
      "closing because: login failed",
      "closing because: connect timeout",
      "closing because: server_connect_timeout",
      "S: login failed",
      "closing because: test query failed",
      "closing because: server DNS lookup failed",
      "closing because: server refused SSL",
      "closing because: startup pkt failed",
      "closing because: TLS startup failed",
      "closing because: server login failed",
      "closing because: %s from server during login",
      "sbuf_connect failed to connect to %s",
      "DNS lookup failed%s"
    ],
    [
      of("Misconfigured", "PgBouncer does not know the user that logs in", [
        "Check that auth_file or auth_query of PgBouncer knows the user of DATABASE_POOL_URL"
      ]),
      "pooler error: no such user%s",
      "login failed: db=%s",
      "pooler error: Auth failed",
      "closing because: Auth failed"
    ],
    [files, "accept() failed: Too many open files", "kernel file descriptor limit%s"]
  ]
}
