import { poolTimeout } from "../../CommonIssue.ts"
import {
  broken,
  busy,
  closedBefore,
  closedPool,
  constraint,
  login,
  misread,
  misused,
  noDriver,
  outOfStep,
  over,
  settings,
  stalled,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { otherLoop } from "./Asyncpg.ts"

/** What psycopg, pg8000 and aiopg say beside libpq. */
export const psycopg: Voice = {
  source: "a client for Python",
  said: [
    [
      waited,
      "couldn't get a connection after %s",
      "psycopg_pool.PoolTimeout",
      "pool initialization incomplete after %s",
      "connection pool exhausted",
      "PoolError: connection pool exausted"
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
      "consuming input failed: %s",
      "sending query failed: %s",
      "sending query and params failed: %s",
      "sending prepared query failed: %s",
      "executing query failed: %s",
      "executing prepared query failed: %s",
      "OperationalError: flushing failed: %s",
      "sending copy data failed: %s",
      "receiving copy data failed: %s",
      "OperationalError: connection socket closed",
      "the connection is lost",
      "InterfaceError: network error"
    ],
    [outOfStep, "error with status %s and no message from the libpq", "error with no message from the libpq"],
    [
      closedBefore,
      "connection already closed",
      "the connection is closed",
      "OperationalError: flushing failed: the connection is closed",
      "cursor already closed",
      "InterfaceError: Cursor closed",
      "server conn has been closed"
    ],
    [
      closedPool,
      'the pool "%s" is closed',
      'the pool "%s" is already closed',
      'the pool "%s" is not open yet',
      "pool has already been opened/closed and cannot be reused",
      "Cannot acquire connection after closing pool"
    ],
    [over, "pipeline aborted", "named cursor isn't valid anymore"],
    ["25P02", "InterfaceError: in failed transaction block"],
    [
      busy,
      "cannot be used while an asynchronous query is underway",
      "called while another coroutine is already waiting for incoming data"
    ],
    [
      misused,
      "argument 2 must be a connection, cursor or None",
      "argument 2 must be a connection or a cursor",
      "Out-of-order transaction nesting detected",
      "transaction blocks can be used only once",
      "COPY cannot be used with this method; use copy() instead",
      "COPY cannot be mixed with other operations",
      "you cannot mix COPY with other operations",
      "copy blocks can be used only once",
      "copy() should be used only with COPY ... TO STDOUT%s",
      "executemany not supported on server-side cursors",
      "client-side cursors don't support binary results",
      "stream() cannot be used in pipeline mode",
      "named placeholders require a mapping of parameters",
      "positional placeholders (%s) require a sequence of parameters",
      "nested lists have inconsistent %s",
      "cannot dump a recursive list",
      "SQL values must be strings, got %s instead",
      "SQL identifier parts must be strings, got %s instead",
      "found %d different types named %s",
      "couldn't find the type %s in the types registry",
      "no info passed. Is the requested %s available?",
      "no info passed. Is the %s extension loaded?",
      "Psycopg cannot use the 'ProactorEventLoop' to run in async mode%s",
      "can't start two-phase transaction: connection in status %s",
      "commit() cannot be used during a two-phase transaction",
      "rollback() cannot be used during a two-phase transaction",
      "bad member for enum %s",
      "can't adapt type %s",
      "cannot adapt type %s using placeholder %s",
      "not all arguments converted during string formatting",
      "the query has %d placeholders but %d parameters were passed",
      "query parameter missing: %s",
      "query parameters should be a sequence or a mapping%s",
      "are allowed as placeholders, got %s",
      "incomplete placeholder: %s",
      "positional and named placeholders cannot be mixed",
      "Only %s and %% are supported in the query",
      "could not determine data type of placeholder",
      "can't change %s now: connection%s",
      "Explicit commit() forbidden within a Transaction context%s",
      "Explicit rollback() forbidden within a Transaction context%s",
      "COPY cannot be used in pipeline mode",
      "InterfaceError: the cursor is closed",
      "Psycopg cannot use the %s to run in async mode%s",
      "requires libpq from PostgreSQL %s on the client; version %s available instead",
      "PostgreSQL text fields cannot contain NUL (0x00) bytes",
      "A string literal cannot contain NUL (0x00) characters",
      "cannot dump lists of mixed types%s",
      "can't return connection to pool %s",
      "can't use a named cursor outside of transactions",
      "can't call .execute() on named cursors more than once",
      "ProgrammingError: %s cannot be used inside a transaction",
      "the connection cannot be re-entered recursively",
      "can't execute an empty query",
      "trying to put unkeyed connection"
    ],
    [otherLoop, "cannot pickle 'psycopg.%s", "cannot pickle 'psycopg2.%s"],
    [
      unreachable,
      "Can't create a connection to host %s and port %s",
      "reconnection attempt in pool %s failed after %s",
      "OperationalError: asynchronous connection failed"
    ],
    ["TLS_REFUSED", "InterfaceError: Server refuses SSL"],
    ["ENOTFOUND", "failed to resolve host %s"],
    [stalled, "errors.ConnectionTimeout: %s"],
    [
      login,
      "server requesting %s authentication, but no password was provided",
      "Authentication method %s by pg8000"
    ],
    [settings, "The 'user' connection parameter cannot be None"],
    [
      noDriver,
      "_psycopg%s: undefined symbol: %s",
      "undefined symbol: PQ%s",
      "DLL load failed while importing _psycopg%s",
      "no pq wrapper available",
      "ImportError: libpq library not found",
      "pg_config executable not found",
      "Library not loaded: %slibpq%s",
      "No module named 'psycopg'",
      "No module named 'psycopg2'",
      "No module named psycopg2",
      "Error loading psycopg2 %smodule%s"
    ],
    [constraint, "psycopg2.IntegrityError", "psycopg.IntegrityError", "psycopg2.errors.IntegrityError"],
    [
      misread,
      "the last operation didn't produce records%s",
      "date too large (after year 10K)%s",
      "date too small (before year 1)%s",
      "timestamp too large (after year 10K)%s",
      "timestamp too small (before year 1)%s",
      "can't parse timestamp %s",
      "can't parse timestamptz %s",
      "cannot load sequence of %d items%s",
      "the cursor doesn't have a result",
      "no results to fetch",
      "the last operation didn't produce a result",
      "the last operation didn't produce records",
      "ProgrammingError: no result set",
      "DataError: %s too large (after year 10K)%s",
      "DataError: %s too small (before year 1)%s"
    ]
  ]
}
