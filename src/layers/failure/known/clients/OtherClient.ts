import { listenThroughPooler, preparedStatementMissing, tooManyConnections } from "../CommonIssue.ts"
import { closedBefore, closedPool, unreachable, waited, settings } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const otherVersion = of("Misconfigured", "the tool is of another version than the server or the file", [
  "Take pg_dump and pg_restore of the server's version or a newer one; a text dump goes to psql"
])

/** What pg_isready, pg_dump and Patroni say. */
export const smaller: Voice = {
  source: "a client",
  said: [
    [
      unreachable,
      "Error checking database connection: %s",
      "Error opening db connection: %s",
      "error setting up db connection: %s",
      "Failed %d times to connect to pgsql at %s",
      "Failed to connect to pgsql at %s",
      "no usable database connection found",
      "dial unix %s: socket: address family not supported by protocol",
      "RS-DBI driver: (could not connect %s",
      "connection error: PQconnectStart",
      "%s:%d - no response",
      ":5432 - no response",
      ":6432 - no response",
      "postgres connection failed, retrying%s",
      "Failed to determine PostgreSQL state from the connection, falling back to cached role"
    ],
    [
      otherVersion,
      "aborting because of server version mismatch",
      "unsupported version (%s) in file header",
      "input file appears to be a text format dump. Please use psql%s"
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
      "Timeout waiting for database connection",
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
