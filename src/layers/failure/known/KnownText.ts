import {
  listenThroughPooler,
  poolTimeout,
  preparedStatementMissing,
  tooManyConnections
} from "./CommonIssue.ts"
import { of, type Tag, type Verdict } from "./Verdict.ts"

/**
 * Postgres' English words for what its SQLSTATEs say, for people who ask about a message that they found without its
 * code. Errors are never classified by them: a server may speak another language.
 */
export const postgresTexts: ReadonlyArray<readonly [sqlState: string, ...says: ReadonlyArray<string>]> = [
  [
    "53300",
    "sorry, too many clients already",
    "too many clients already",
    "remaining connection slots are reserved for %s",
    "too many connections for role %s",
    "too many connections for database %s",
    "too many connections"
  ],
  [
    "57P03",
    "the database system is starting up",
    "the database system is shutting down",
    "the database system is in recovery mode",
    "the database system is not accepting connections",
    "the database system is not yet accepting connections"
  ],
  ["57P01", "terminating connection due to administrator command"],
  ["57P02", "terminating connection because of crash of another server process"],
  ["57P05", "terminating connection due to idle-session timeout"],
  ["25P03", "terminating connection due to idle-in-transaction timeout"],
  ["25P04", "terminating connection due to transaction timeout"],
  ["57014", "canceling statement due to statement timeout", "canceling statement due to user request"],
  ["55P03", "canceling statement due to lock timeout", "could not obtain lock on %s"],
  ["40001", "could not serialize access due to %s", "canceling statement due to conflict with recovery"],
  ["40P01", "deadlock detected"],
  ["26000", "prepared statement %s does not exist"],
  ["42P05", "prepared statement %s already exists"],
  ["0A000", "cached plan must not change result type"],
  ["28P01", "password authentication failed for user %s"],
  ["28000", "no pg_hba.conf entry for %s", "role %s is not permitted to log in"],
  ["3D000", "database %s does not exist"],
  ["23505", "duplicate key value violates unique constraint %s"],
  ["23503", "%s violates foreign key constraint %s"],
  ["23502", "null value in column %s violates not-null constraint"],
  ["23514", "%s violates check constraint %s"],
  ["25006", "cannot execute %s in a read-only transaction"],
  ["25P02", "current transaction is aborted, commands ignored until end of transaction block"],
  ["25001", "%s cannot run inside a transaction block"],
  ["42P01", "relation %s does not exist"],
  ["42703", "column %s does not exist"],
  ["42883", "function %s does not exist", "operator does not exist: %s"],
  ["42704", "role %s does not exist", "type %s does not exist", "unrecognized configuration parameter %s"],
  ["42501", "permission denied for %s", "new row violates row-level security policy for %s"],
  ["42601", "syntax error at or near %s", "syntax error at end of input"],
  ["22P02", "invalid input syntax for type %s"],
  ["22001", "value too long for type %s"],
  ["22021", "invalid byte sequence for encoding %s"],
  ["22P05", "unsupported Unicode escape sequence"],
  [
    "53100",
    "could not extend file %s: No space left on device%s",
    "could not write to file %s: No space left on device%s"
  ],
  ["53200", "out of memory", "out of shared memory"]
]

/** Node's words for its codes, for people who ask about a message that they found without its code. */
export const nodeTexts: ReadonlyArray<readonly [code: string, ...says: ReadonlyArray<string>]> = [
  [
    "SELF_SIGNED_CERT_IN_CHAIN",
    "self-signed certificate",
    "self-signed certificate in certificate chain",
    "self signed certificate in certificate chain",
    "unable to verify the first certificate",
    "unable to get local issuer certificate"
  ],
  ["CERT_HAS_EXPIRED", "certificate has expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames: %s"],
  [
    "ECONNRESET",
    "socket hang up",
    "Client network socket disconnected before secure TLS connection was established"
  ]
]

interface OtherText {
  readonly source: string
  readonly says: ReadonlyArray<string>
  readonly verdict: Verdict
}

const broken = of("OutcomeUnknown", "the connection broke", [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done",
  "If it happens to connections that idled: close them earlier (POOL_IDLE_TIMEOUT) than the pooler or a firewall does"
])

/** What other clients, and the modules here, say. */
export const otherTexts: ReadonlyArray<OtherText> = [
  {
    source: "Aquifer's pool",
    says: ['pool "%s" exhausted after %s', 'pool "%s" refused: %s'],
    verdict: poolTimeout.verdict
  },
  {
    source: "a client's pool",
    says: [
      "timeout exceeded when trying to connect",
      "Timed out fetching a new connection from the connection pool%s",
      "QueuePool limit of size %d overflow %d reached, connection timed out%s",
      "couldn't get a connection after %s",
      "connection not available and request was dropped from queue after %s",
      "Connection is not available, request timed out after %s",
      "pool timed out while waiting for an open connection",
      "Timeout acquiring a connection%s",
      "Connection pool timeout%s"
    ],
    verdict: poolTimeout.verdict
  },
  {
    source: "libpq or another client",
    says: [
      "server closed the connection unexpectedly%s",
      "SSL connection has been closed unexpectedly",
      "SSL SYSCALL error: %s",
      "Connection terminated unexpectedly",
      "connection was closed in the middle of operation",
      "Server has closed the connection%s",
      "write CONNECTION_CLOSED %s",
      "Connection terminated",
      "unexpected EOF"
    ],
    verdict: broken
  },
  {
    source: "a client",
    says: ["The server does not support TLS", "The server does not support SSL connections"],
    verdict: of("Misconfigured", "the server does not speak TLS, and this client insists on it", [
      "Switch TLS on at the server or pooler; sslmode=disable is for loopback only"
    ])
  },
  {
    source: "a client",
    says: ["Can't reach database server at %s", "Connection terminated due to connection timeout"],
    verdict: of("Unavailable", "the server or pooler could not be reached", [
      "Check host and port of the URL, and that the server or pooler runs and is reached from here"
    ])
  },
  {
    source: "a client",
    says: ['prepared statement "%s" does not exist', "%s prepared statement %s does not exist"],
    verdict: preparedStatementMissing.verdict
  },
  { source: "a client", says: ["Cannot use LISTEN%s", "LISTEN %s"], verdict: listenThroughPooler.verdict },
  { source: "a client", says: ["Too many connections%s"], verdict: tooManyConnections.verdict }
]

/** What each reason means by itself, for messages in which nothing else is recognised. */
export const reasons: Readonly<Record<Tag, Verdict>> = {
  PoolExhausted: poolTimeout.verdict,
  Unavailable: of("Unavailable", "the server or pooler cannot be reached; nothing ran", [
    "Check that it runs and is reached from here, then try again"
  ]),
  DeadlineExceeded: of("DeadlineExceeded", "the time that the caller allowed ran out", [
    "Give it more time, or make it faster"
  ]),
  OutcomeUnknown: broken,
  Contention: of("Contention", "another transaction was in the way", [
    "Repeat the whole transaction, with a pause of random length before each attempt"
  ]),
  ConstraintViolated: of("ConstraintViolated", "the data breaks a constraint of the schema", [
    "Correct the data"
  ]),
  Rejected: of("Rejected", "the statement or its data is wrong", ["Correct what the message names"]),
  SessionStateRequired: of(
    "SessionStateRequired",
    "the SQL needs a session of its own, which the pooled endpoint does not give",
    ["Write what the message says instead, or run it on DirectPg"]
  ),
  ReadOnly: of("ReadOnly", "the server takes no writes", ["Send writes to the primary"]),
  StorageFull: of("StorageFull", "the server is out of disk, memory or another resource", [
    "Free the resource, then try again"
  ]),
  Misconfigured: of("Misconfigured", "password, user, database, startup parameter or TLS is wrong", [
    "Correct DATABASE_URL or DATABASE_POOL_URL"
  ]),
  Unclassified: of("Unclassified", "nothing more is known than the message says", [
    "Look into the server's log at this moment, and look whether the statement was done"
  ])
}
