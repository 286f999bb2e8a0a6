import { poolTimeout, tooManyConnections } from "../CommonIssue.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const verifyFirst = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]
const down = of("Unavailable", "the pooler has no server that it could send this to", [
  "Look whether Postgres behind the pooler runs and its health checks pass; then try again"
])
const unknownPool = of("Misconfigured", "the pooler has no pool for this database and user", [
  "Compare database and user of the URL with the pooler's configuration"
])
const lost = of(
  "OutcomeUnknown",
  "the pooler lost its server while a statement may have been running",
  verifyFirst
)

export const pgCat: Voice = {
  source: "PgCat",
  said: [
    [
      down,
      "could not get connection from the pool - AllServersDown",
      "AllServersDown",
      "error connecting to server %s, banning"
    ],
    [
      poolTimeout.verdict,
      "could not get connection from the pool - CheckoutTimeout",
      "could not get connection from the pool%s",
      "CheckoutTimeout"
    ],
    [unknownPool, "No pool configured for database: %s, user: %s"],
    [lost, "error messages from server: %s", "error receiving data from server%s"]
  ]
}

export const odyssey: Voice = {
  source: "Odyssey",
  said: [
    [
      tooManyConnections.verdict,
      "too many tcp connections (global client_max %d)",
      "too many connections (global client_max %d)",
      "client_max limit reached%s"
    ],
    [
      down,
      "failed to get remote server connection",
      "failed to connect to remote server %s",
      "can't connect to remote server"
    ],
    [
      lost,
      "client disconnected (read/write error%s",
      "remote server read/write error %s",
      "remote server read/write error%s"
    ],
    [unknownPool, "route for %s is not found", "db/user route is not found%s", "user blocked%s"],
    [poolTimeout.verdict, "pool is full%s", "connection pool timeout%s"]
  ]
}

export const pgpool: Voice = {
  source: "Pgpool-II",
  said: [
    [
      tooManyConnections.verdict,
      "pgpool is not accepting any more new connections",
      "Sorry, too many clients already"
    ],
    [
      down,
      "all backend nodes are down, pgpool requires at least one valid node",
      "failover: no valid backend node found",
      "failed to create a backend connection",
      "all of the backends are down",
      "pgpool is not accepting any new connections",
      "failed to connect to PostgreSQL server on %s",
      "pgpool is not available in raw mode%s"
    ],
    [
      lost,
      "unable to read data from DB node %d",
      "unable to write data to backend%s",
      "unable to read data from backend",
      "unable to read message kind",
      "kind mismatch among backends%s",
      "unable to forward message to frontend"
    ],
    [
      of("Misconfigured", "Pgpool and Postgres do not agree on a login", [
        "Compare pool_hba.conf and pool_passwd with pg_hba.conf and password_encryption of each node"
      ]),
      "failed to authenticate with backend%s",
      "authentication failed: %s: pool_passwd%s",
      "MD5 authentication is unsupported in %s",
      "client authentication failed: %s"
    ]
  ]
}

/** What Supavisor writes to its log and tells no client so. */
export const supavisorLog: Voice = {
  source: "Supavisor's log",
  said: [
    [down, "Subscribe error: {:error%s"],
    [
      unknownPool,
      "Connection closed when state was authentication",
      "ClientHandler: User not found%s",
      "ClientHandler: Tenant not found%s"
    ],
    [
      lost,
      "Terminating with reason %s when state was :busy",
      "when state was :busy",
      "DbHandler: Db connection closed%s",
      "ClientHandler: Connection to the database closed%s"
    ]
  ]
}
