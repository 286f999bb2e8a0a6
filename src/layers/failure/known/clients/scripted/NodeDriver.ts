import {
  broken,
  busy,
  closedBefore,
  closedPool,
  login,
  misused,
  noDriver,
  noTls,
  outOfStep,
  over,
  settings,
  stalled,
  tooManyParameters,
  tooSlow,
  unreachable,
  untrusted,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

/** A transaction was begun on a pool, whose statements go to any of its connections. */
export const pooledBegin = of(
  "Rejected",
  "a transaction was begun by hand on a pool, whose statements go to any of its connections",
  ["Begin it with the client's own function (sql.begin, knex.transaction, pool.connect)"],
  { statement: "did not run" }
)

/** What node-postgres and postgres.js say. */
export const nodeDriver: Voice = {
  source: "a client for Node",
  said: [
    [waited, "timeout exceeded when trying to connect"],
    [
      broken,
      "Connection terminated unexpectedly",
      "Connection terminated",
      "This socket has been ended by the other party",
      "Connection ended before the pipeline completed",
      "CONNECTION_DESTROYED"
    ],
    [
      outOfStep,
      "Received unexpected %s message from backend",
      "MESSAGE_NOT_SUPPORTED",
      "FunctionCallResponse (B) is not supported"
    ],
    [
      closedBefore,
      "Client has encountered a connection error and is not queryable",
      "Client was closed and is not queryable",
      "write CONNECTION_ENDED %s",
      "CONNECTION_ENDED"
    ],
    [
      stalled,
      "Connection terminated due to connection timeout",
      "write CONNECT_TIMEOUT %s",
      "CONNECT_TIMEOUT"
    ],
    [unreachable, "AggregateError [ECONNREFUSED]", "AggregateError [ETIMEDOUT]"],
    [tooSlow, "Query read timeout"],
    [
      noTls,
      "The server does not support SSL connections",
      "There was an error establishing an SSL connection"
    ],
    [untrusted, "SECURITY WARNING: Using sslmode=verify-ca requires specifying a CA%s"],
    [
      login,
      "SASL: SCRAM-SERVER-FIRST-MESSAGE: %s",
      "SASL: SCRAM-SERVER-FINAL-MESSAGE: %s",
      "SASL: Only mechanism%s supported",
      "SASL: Mechanism %s requires a certificate",
      "SASL: Last message was not %s",
      "SASL: text must be a string",
      "SASL: attribute pairs text must be a string",
      "SASL: Invalid attribute pair entry",
      "SASL: protocol error",
      "SASL channel binding: %s when parsing public certificate %s",
      "SASL_SIGNATURE_MISMATCH",
      "AUTH_TYPE_NOT_IMPLEMENTED",
      "Unknown authenticationOk message type%s"
    ],
    [
      settings,
      "pg-connection-string/index.js:%d",
      "ERR_INVALID_URL",
      "Invalid sslnegotiation value: %s",
      "sslnegotiation=direct requires SSL to be enabled",
      "Both useLibpqCompat and uselibpqcompat are set",
      "NegotiateProtocolVersion (B) is not supported",
      "target_session_attrs %s is not supported"
    ],
    [
      noDriver,
      "Please install pg package manually",
      "Please install 'pg' module manually",
      "Cannot find module 'pg'",
      "Cannot find package 'pg'",
      "Cannot find module 'pg-native'",
      "Postgres package has not been found installed%s"
    ],
    [closedPool, "Cannot use a pool after calling end on the pool", "Called end on pool more than once"],
    [
      misused,
      "Cannot call `startTls()` more than once on a socket",
      "You supplied %s (%s) This can cause conflicts and silent errors executing queries",
      "Warning! Postgres only supports 63 characters for query names",
      "Query not called as a tagged template literal",
      "exceeds scramMaxIterations of %s",
      "transaction() expects an array of queries, or a function returning an array of queries",
      "UNDEFINED_VALUE: %s",
      "UNDEFINED_VALUE",
      "Undefined values are not allowed",
      "NOT_TAGGED_CALL",
      "Cannot perform I/O on behalf of a different request",
      "Client has already been connected. You cannot reuse a client%s",
      "Release called on client which has already been released to the pool%s",
      "Client was passed a null or undefined query",
      "Prepared statements must be unique - %s was used for a different statement",
      "Query values must be an array",
      "A query must have either text or a name%s",
      "Passing a function as the first parameter to pool.query is not supported",
      "circular reference detected while preparing %s for query",
      "%s not supported in pipeline mode",
      "Pipeline mode is not supported. Requires PostgreSQL 14+ client libraries",
      "Missing publication names",
      "Malformed subscribe pattern: %s"
    ],
    [over, "Query was not executed: an earlier query in the same pipeline failed"],
    [busy, "COPY_IN_PROGRESS", "You cannot execute queries during copy"],
    [pooledBegin, "UNSAFE_TRANSACTION", "Only use sql.begin, sql.reserved or max: 1"],
    [
      tooManyParameters,
      "MAX_PARAMETERS_EXCEEDED",
      "bind message has %d parameter formats but 0 parameters",
      "Max number of parameters%s"
    ]
  ]
}
