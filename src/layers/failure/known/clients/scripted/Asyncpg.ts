import {
  broken,
  busy,
  closedBefore,
  closedPool,
  login,
  misread,
  misused,
  noDriver,
  noTls,
  notOpen,
  outOfStep,
  over,
  settings,
  stalled,
  tooManyParameters,
  unreachable
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const stalePlan = of(
  "Rejected",
  "the result of a prepared statement has other columns than when it was planned: the schema changed",
  ["Try again on a new connection; after changing a schema run RECONNECT in PgBouncer's console"],
  { statement: "did not run", retry: "unnamed" }
)
/** A connection was taken along to where it cannot be used. */
export const otherLoop = of(
  "Rejected",
  "the connection belongs to another event loop, thread or process, so nothing was sent",
  ["Make the pool inside the loop or process that uses it: after fork, and once a test's loop"],
  { statement: "did not run" }
)

/** What asyncpg says. */
export const asyncpg: Voice = {
  source: "a client for Python",
  said: [
    [stalled, "async with compat.timeout(timeout):"],
    [broken, "connection was closed in the middle of operation", "unexpected connection_lost() call"],
    [
      outOfStep,
      "got result for unknown protocol state %d",
      "cannot process message %s: protocol is in an unexpected state%s"
    ],
    [
      closedBefore,
      "the underlying connection is closed",
      "InterfaceError: connection is closed",
      "cannot perform operation: connection is closed",
      'cannot switch to state %d; protocol is in the "failed" state',
      "the prepared statement is closed",
      "connection has been released back to the pool"
    ],
    [
      notOpen,
      "InterfaceError: pool is not initialized",
      "pool is being initialized, but not yet ready%s",
      "pool is being initialized in another task"
    ],
    [
      closedPool,
      "InterfaceError: pool is closing",
      "InterfaceError: pool is closed",
      "connection pool is closed"
    ],
    [
      over,
      "cannot %s; the transaction is in error state",
      "cannot %s; the transaction is already %s",
      "cannot %s; the transaction is not yet started"
    ],
    [
      busy,
      "cannot perform operation: another operation is %s",
      "cannot perform operation: another operation is in progress",
      "cannot switch to state %d; another operation (%d) is in progress"
    ],
    [
      misused,
      "cursor cannot be created outside of a transaction",
      "cursor already has an open portal",
      "prefetch argument can only be specified for iterable cursor",
      "only tuple-format codecs can be used on composite types%s",
      "cannot use custom codec on type %s",
      "custom codecs on domain types are not supported%s",
      "cannot alias non-scalar type %s",
      "invalid input in executemany() argument sequence%s",
      "Bind: expected a sequence, got %s",
      "invalid array element at index %d%s",
      "input of anonymous composite types is not supported%s",
      "nested transaction has a different isolation level%s",
      "is not a member of this pool",
      "no encoder for OID %d",
      "asyncpg.exceptions._base.UnsupportedClientFeatureError",
      "no decoder for composite type element in position %d%s",
      "PreparedStatementState._encode_bind_msg",
      "cannot use Connection.transaction() in a manually started transaction",
      "cannot start; the transaction is already started",
      "cannot manually %s from within an %s block",
      "received invalid connection: %s",
      "a connection is already acquired",
      "invalid input for query argument $%d%s",
      "the server expects %d argument%s for this query, %d %s passed%s",
      "no binary format encoder for type %s"
    ],
    [tooManyParameters, "the number of query arguments cannot exceed 32767"],
    [
      stalePlan,
      "cached statement plan is invalid due to a database schema or configuration change%s",
      "InvalidCachedStatementError"
    ],
    [otherLoop, "attached to a different loop"],
    [unreachable, "multiple exceptions: [Errno %s"],
    ["NO_HOST", "None of the hosts match the target attribute requirement%s"],
    ["TLS_REFUSED", "PostgreSQL server at %s rejected SSL upgrade"],
    [
      login,
      "unsupported SASL Authentication methods requested by the server%s",
      "could not verify server signature for SCRAM%s",
      "unexpected error while performing authentication: %s",
      "unsupported authentication method requested by the server%s"
    ],
    [
      settings,
      "root certificate file %s does not exist or cannot be accessed",
      "cannot determine location of user PostgreSQL configuration directory",
      "could not match %d port numbers to %d hosts",
      "no connection options were specified",
      "target_session_attrs is expected to be one of %s",
      "sslnegotiation parameter must be one of: %s",
      "asyncpg.exceptions._base.ClientConfigurationError",
      "invalid DSN: scheme is expected to be either %s",
      "could not determine user name to connect with",
      "could not determine database name to connect to",
      "could not determine the database address to connect to",
      "sslmode` parameter must be one of: %s",
      "server_settings is expected to be None or a Dict%s",
      "connect() got an unexpected keyword argument 'sslmode'"
    ],
    [noDriver, "No module named 'asyncpg'"],
    [
      misread,
      "no decoder for OID %d",
      "asyncpg.exceptions._base.OutdatedSchemaCacheError",
      "the number of columns in the result row (%d) is different from what was described (%d)",
      "missing codec information for OID %d",
      "cannot decode type %s: text encoding of %s is not supported",
      "OutdatedSchemaCacheError"
    ],
    ["40001", "asyncpg.exceptions.SerializationError"],
    ["42601", "PostgresSyntaxError"],
    ["42000", "SyntaxOrAccessError"],
    ["08000", "PostgresConnectionError"],
    ["08001", "ClientCannotConnectError"],
    ["08004", "ConnectionRejectionError"],
    ["58000", "PostgresSystemError"],
    ["58030", "PostgresIOError"],
    ["P0001", "asyncpg.exceptions.RaiseError"],
    ["P0004", "asyncpg.exceptions.AssertError"],
    [noTls, "PostgreSQL server at %s rejected SSL upgrade%s"]
  ]
}
