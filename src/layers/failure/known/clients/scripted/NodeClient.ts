import {
  broken,
  busy,
  closedBefore,
  closedPool,
  constraint,
  login,
  misused,
  noTls,
  settings,
  stalled,
  tooManyParameters,
  tooSlow,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const serverSide = of(
  "Rejected",
  "a transaction was begun by hand on a pool, whose statements go to any of its connections",
  ["Begin it with the client's own function (sql.begin, knex.transaction, pool.connect)"],
  { statement: "did not run" }
)

/** What node-postgres, postgres.js, Bun, Deno, and the mappers on top of them say; Prisma has a table of its own. */
export const nodeClient: Voice = {
  source: "a client for Node, Bun or Deno",
  said: [
    [
      waited,
      "timeout exceeded when trying to connect",
      "Timeout acquiring a connection. The pool is probably full%s",
      "Knex: Timeout acquiring a connection%s",
      "SequelizeConnectionAcquireTimeoutError",
      "ConnectionAcquireTimeoutError",
      "ResourceRequest timed out",
      "TimeoutError: operation timed out for an unknown reason"
    ],
    [
      broken,
      "Connection terminated unexpectedly",
      "The session was terminated unexpectedly",
      "Connection terminated",
      "ERR_POSTGRES_CONNECTION_CLOSED",
      "Client has encountered a connection error and is not queryable"
    ],
    [
      closedBefore,
      "Client was closed and is not queryable",
      "write CONNECTION_ENDED %s",
      "CONNECTION_ENDED",
      "ERR_POSTGRES_IDLE_TIMEOUT",
      "ERR_POSTGRES_LIFETIME_TIMEOUT",
      "Driver not Connected",
      "CannotExecuteNotConnectedError",
      "connection because connection is not yet established",
      "Connection is not established with postgres database",
      "Query runner already released. Cannot run queries anymore"
    ],
    [
      stalled,
      "Connection terminated due to connection timeout",
      "write CONNECT_TIMEOUT %s",
      "CONNECT_TIMEOUT",
      "ERR_POSTGRES_CONNECTION_TIMEOUT",
      "SequelizeConnectionTimedOutError"
    ],
    [
      unreachable,
      "SequelizeConnectionRefusedError",
      "SequelizeHostNotFoundError",
      "SequelizeHostNotReachableError",
      "proxy request failed, cannot connect to the specified address",
      "Error connecting to database: %s",
      "All attempts to open a WebSocket to connect to the database failed%s",
      "AggregateError [ECONNREFUSED]"
    ],
    [
      tooSlow,
      "Query read timeout",
      "Defined query timeout of %dms exceeded when running query",
      "QueryTimeoutError"
    ],
    [
      noTls,
      "The server does not support SSL connections",
      "The server does not support TLS",
      "There was an error establishing an SSL connection",
      "The server isn't accepting TLS connections%s",
      "ERR_POSTGRES_TLS_NOT_AVAILABLE"
    ],
    [
      login,
      "SASL: SCRAM-SERVER-FIRST-MESSAGE: %s",
      "SASL: SCRAM-SERVER-FINAL-MESSAGE: %s",
      "SASL_SIGNATURE_MISMATCH",
      "AUTH_TYPE_NOT_IMPLEMENTED",
      "SequelizeAccessDeniedError",
      "ERR_POSTGRES_AUTHENTICATION_FAILED_PBKDF2",
      "ERR_POSTGRES_INVALID_SERVER_SIGNATURE",
      "ERR_POSTGRES_UNSUPPORTED_AUTHENTICATION_METHOD",
      "Only supports SCRAM-SHA-256%s",
      "Unknown authenticationOk message type%s"
    ],
    [
      settings,
      "ERR_INVALID_URL",
      "No database host or connection string was set%s",
      "No database connection string was provided%s",
      "SequelizeInvalidConnectionError",
      "Invalid connection string%s"
    ],
    [
      closedPool,
      "Cannot use a pool after calling end on the pool",
      "Called end on pool more than once",
      "getConnection was called after the connection manager was closed%s",
      "Unable to acquire a connection"
    ],
    [
      misused,
      "UNDEFINED_VALUE: %s",
      "UNDEFINED_VALUE",
      "Undefined values are not allowed",
      "NOT_TAGGED_CALL",
      "Cannot perform I/O on behalf of a different request",
      "Undefined binding(s) detected when compiling %s",
      "Client has already been connected. You cannot reuse a client%s",
      "Release called on client which has already been released to the pool%s",
      "ERR_POSTGRES_NOT_TAGGED_CALL"
    ],
    [busy, "COPY_IN_PROGRESS"],
    [serverSide, "UNSAFE_TRANSACTION", "ERR_POSTGRES_UNSAFE_TRANSACTION"],
    [
      tooManyParameters,
      "MAX_PARAMETERS_EXCEEDED",
      "bind message has %d parameter formats but 0 parameters",
      "Max number of parameters%s"
    ],
    [
      constraint,
      "SequelizeUniqueConstraintError",
      "SequelizeForeignKeyConstraintError",
      "SequelizeExclusionConstraintError"
    ]
  ]
}
