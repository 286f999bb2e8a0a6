import { listenThroughPooler, preparedStatementMissing, tooManyConnections } from "../CommonIssue.ts"
import {
  broken,
  closedBefore,
  closedPool,
  login,
  misused,
  noTls,
  over,
  tooManyParameters,
  unreachable,
  waited,
  settings,
  constraint
} from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const noDriver = of("Misconfigured", "the program has no driver for Postgres", [
  "Install and enable it: the extension pdo_pgsql, or the package that the framework names"
])

/** What clients for PHP and PostgREST say. */
export const phpClient: Voice = {
  source: "a client for PHP",
  said: [
    [
      constraint,
      "UniqueConstraintViolationException",
      "ForeignKeyConstraintViolationException",
      "NotNullConstraintViolationException"
    ],
    ["55P03", "LockWaitTimeoutException"],
    [noDriver, "could not find driver", "Call to undefined function pg_connect()"],
    [
      unreachable,
      "pg_connect(): Unable to connect to PostgreSQL server: %s",
      "Unable to connect to PostgreSQL server"
    ],
    [
      broken,
      "Lost connection and no reconnector available",
      "PostgreSQL server has gone away",
      "LostConnectionException"
    ],
    [
      over,
      "There is no active transaction",
      "Transaction commit failed because the transaction has been marked for rollback only"
    ],
    [misused, "There is already an active transaction", "Invalid parameter number"],
    [settings, "Database hosts array is empty%s"]
  ]
}

const cache = of("Unavailable", "PostgREST could not read the schema from the database; nothing ran", [
  "Look whether the database is overloaded or restarting; PostgREST tries again by itself"
])
const unknownName = of(
  "Rejected",
  "PostgREST knows no table, column or function of this name",
  ["Correct the name; after changing the schema: NOTIFY pgrst, 'reload schema'"],
  { statement: "did not run" }
)

/** What PostgREST, and so Supabase's data API, says by its own codes. */
export const postgrest: Voice = {
  source: "PostgREST",
  said: [
    [unreachable, "PGRST000", "PGRST001"],
    [cache, "PGRST002", "Could not query the database for the schema cache%s"],
    [waited, "PGRST003", "Timed out acquiring connection from connection pool"],
    [
      misused,
      "PGRST100",
      "PGRST102",
      "PGRST103",
      "PGRST108",
      "PGRST116",
      "PGRST118",
      "JSON object requested, multiple (or no) rows returned",
      "Cannot coerce the result to a single JSON object"
    ],
    [
      unknownName,
      "PGRST200",
      "PGRST201",
      "PGRST203",
      "PGRST106",
      "PGRST125",
      "PGRST202",
      "PGRST204",
      "PGRST205",
      "in the schema cache"
    ]
  ]
}

const otherVersion = of("Misconfigured", "the tool is of another version than the server or the file", [
  "Take pg_dump and pg_restore of the server's version or a newer one; a text dump goes to psql"
])

/** What PostgresNIO, Fluent, hasql and pg_isready say. */
export const smaller: Voice = {
  source: "a client",
  said: [
    [
      broken,
      "PSQLError(code: serverClosedConnection%s",
      "PSQLError(code: connectionClosed%s",
      "PSQLError(code: uncleanShutdown%s"
    ],
    [closedBefore, "PSQLError(code: clientClosedConnection%s", "PSQLError(code: clientClosesConnection%s"],
    [closedPool, "PSQLError(code: poolClosed%s"],
    [
      unreachable,
      "PSQLError(code: connectionError%s",
      "%s:%d - no response",
      ":5432 - no response",
      ":6432 - no response"
    ],
    [noTls, "PSQLError(code: sslUnsupported%s"],
    [
      login,
      "PSQLError(code: saslError%s",
      "PSQLError(code: authMechanismRequiresPassword%s",
      "PSQLError(code: unsupportedAuthMechanism%s"
    ],
    [tooManyParameters, "PSQLError(code: tooManyParameters%s"],
    [
      waited,
      "AcquisitionTimeoutUsageError",
      "Connection request timed out. This might indicate a connection deadlock in your application%s"
    ],
    [
      otherVersion,
      "aborting because of server version mismatch",
      "unsupported version (%s) in file header",
      "input file appears to be a text format dump. Please use psql%s"
    ],
    [
      unreachable,
      "postgres connection failed, retrying%s",
      "Failed to determine PostgreSQL state from the connection, falling back to cached role"
    ],
    ["57P03", "%s:%d - rejecting connections"]
  ]
}

/** What everybody says in plain words, and what our own modules say. */
export const anybody: Voice = {
  source: "a client",
  said: [
    [
      settings,
      "DATABASE_URL is missing",
      "DATABASE_URL is not set",
      "DATABASE_URL must be set",
      "DATABASE_URL environment variable is not set"
    ],
    [
      preparedStatementMissing.verdict,
      "prepared statement does not exist",
      "prepared statements are not supported%s"
    ],
    [
      waited,
      "Timeout acquiring connection%s",
      "Connection pool timeout%s",
      "connection pool exhausted",
      "connection pool has been exhausted%s",
      "pool exhausted",
      "acquire timeout"
    ],
    [listenThroughPooler.verdict, "Cannot use LISTEN%s", "LISTEN/NOTIFY %s"],
    [
      tooManyConnections.verdict,
      "Too many connections%s",
      "too many database connections%s",
      "max connections reached%s"
    ],
    [
      closedBefore,
      "connection is already closed",
      "Not connected to the server or the connection to the server has been closed"
    ],
    [closedPool, "pool has been closed", "pool was destroyed"]
  ]
}

/** What Aquifer's own pool says. */
export const aquifer: Voice = {
  source: "Aquifer's pool",
  said: [[waited, 'pool "%s" exhausted after %s', 'pool "%s" refused: %s']]
}
