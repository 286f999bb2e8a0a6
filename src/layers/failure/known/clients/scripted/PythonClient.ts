import { poolTimeout } from "../../CommonIssue.ts"
import {
  broken,
  busy,
  closedBefore,
  closedPool,
  misused,
  over,
  stalled,
  unreachable,
  waited,
  settings,
  misread
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const stale = of(
  "Rejected",
  "the result of a prepared statement has other columns than when it was planned: the schema changed",
  ["Try again on a new connection; after changing a schema run RECONNECT in PgBouncer's console"],
  { statement: "did not run", retry: "unnamed" }
)
const otherLoop = of(
  "Rejected",
  "the connection belongs to another event loop or process, so nothing was sent",
  ["Make the pool inside the loop or process that uses it: after fork, and once a test's loop"],
  { statement: "did not run" }
)

/** What psycopg, asyncpg, SQLAlchemy, Django and their like say beside libpq. */
export const pythonClient: Voice = {
  source: "a client for Python",
  said: [
    [
      settings,
      "PostgreSQL %d or later is required (found %s",
      "Could not parse SQLAlchemy URL from %s",
      "Could not parse rfc1738 URL from %s",
      "Can't load plugin: sqlalchemy.dialects:postgres"
    ],
    [
      waited,
      "QueuePool limit of size %d overflow %d reached, connection timed out%s",
      "QueuePool limit of %s reached%s",
      "couldn't get a connection after %s",
      "psycopg_pool.PoolTimeout",
      "connection pool exhausted",
      "MaxConnectionsExceeded%s",
      "Exceeded maximum connections"
    ],
    [
      {
        ...poolTimeout.verdict,
        meaning: "so many callers wait for a connection of the pool that it takes no more"
      },
      "has already %d requests waiting"
    ],
    [
      broken,
      "connection was closed in the middle of operation",
      "unexpected connection_lost() call",
      "consuming input failed: %s",
      "sending query failed: %s",
      "the connection is lost",
      "DBAPIError: connection invalidated",
      "got result for unknown protocol state %d",
      "Can't reconnect until invalid savepoint transaction is rolled back"
    ],
    [
      closedBefore,
      "connection already closed",
      "the connection is closed",
      "cursor already closed",
      "the underlying connection is closed",
      "InterfaceError: connection is closed",
      "This Connection is closed",
      "connection has been released back to the pool",
      "server conn has been closed"
    ],
    [
      closedPool,
      "pool is closing",
      "pool is closed",
      "connection pool is closed",
      'the pool "%s" is closed',
      'the pool "%s" is not open yet'
    ],
    [
      over,
      "Can't reconnect until invalid transaction is rolled back",
      "This Session's transaction has been rolled back due to a previous exception during flush%s",
      "This session is in 'inactive' state, due to the SQL transaction being rolled back%s",
      "An error occurred in the current transaction. You can't execute queries until the end of the 'atomic' block",
      "PendingRollbackError",
      "TransactionManagementError",
      "Can't operate on closed transaction inside context manager%s"
    ],
    [
      busy,
      "cannot perform operation: another operation is in progress",
      "cannot switch to state %d; another operation (%d) is in progress",
      "This session is provisioning a new connection; concurrent operations are not permitted"
    ],
    [
      misused,
      "cannot use Connection.transaction() in a manually started transaction",
      "received invalid connection: %s",
      "pipeline aborted",
      "can't adapt type %s",
      "cannot adapt type %s using placeholder %s",
      "not all arguments converted during string formatting",
      "invalid input for query argument $%d%s",
      "the server expects %d argument%s for this query, %d %s passed%s",
      "the query has %d placeholders but %d parameters were passed",
      "query parameter missing: %s",
      "A value is required for bind parameter %s",
      "greenlet_spawn has not been called%s",
      "could not determine data type of placeholder"
    ],
    [
      stale,
      "cached statement plan is invalid due to a database schema or configuration change%s",
      "InvalidCachedStatementError"
    ],
    [otherLoop, "attached to a different loop", "cannot pickle 'psycopg%s"],
    [
      unreachable,
      "DBConnectionError: Can't establish connection to database",
      "Can't create a connection to host %s and port %s",
      "multiple exceptions: [Errno %s"
    ],
    [stalled, "ConnectionTimeout: %s"],
    [
      misread,
      "This result object does not return rows%s",
      "no results to fetch",
      "the last operation didn't produce a result",
      "the last operation didn't produce records"
    ]
  ]
}
