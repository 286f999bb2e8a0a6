import {
  broken,
  closedPool,
  login,
  misread,
  misused,
  noTls,
  over,
  settings,
  stalled,
  tooManyParameters,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What sqlx, tokio-postgres, diesel, their pools and mappers say. */
export const rustClient: Voice = {
  source: "a client for Rust",
  said: [
    [
      waited,
      "timed out while waiting for an open connection",
      "pool timed out while waiting for an open connection",
      "PoolTimedOut",
      "Timeout occurred while waiting for a slot to become available",
      "Timed out in bb8",
      "could not get connection: TimedOut",
      "Timed out in mobc",
      "timed out waiting for connection%s",
      "ConnectionAcquire(Timeout)",
      "ConnAcquire(Timeout)",
      "Failed to acquire connection from pool: Connection pool timed out",
      "PoolError(Timeout(Wait))",
      "Pool(Timeout(Wait))"
    ],
    [
      closedPool,
      "attempted to acquire a connection on a closed pool",
      "PoolClosed",
      "Failed to acquire connection from pool: Connection closed",
      "ConnectionAcquire(ConnectionClosed)",
      "ConnAcquire(ConnectionClosed)"
    ],
    [
      broken,
      "error communicating with the server%s",
      "error communicating with database%s",
      "expected to read %d bytes, got %d bytes at EOF",
      "unexpected message from server",
      "error parsing response from server%s",
      "encountered unexpected or invalid data: %s",
      "received more ReadyForQuery messages than expected",
      "Postgres protocol error%s",
      "DatabaseError(UnableToSendCommand, %s",
      "DatabaseError(ClosedConnection, %s",
      "Error { kind: Io, cause%s",
      "Error { kind: Closed, cause%s",
      "Error { kind: Parse, cause%s",
      "Error { kind: UnexpectedMessage, cause%s"
    ],
    [unreachable, "error connecting to server%s", "Error { kind: Connect, cause%s"],
    [
      login,
      "Error { kind: Authentication, cause%s",
      "invalid configuration: password missing",
      "authentication error: unsupported SASL mechanism",
      "unknown authentication method: %d"
    ],
    [
      stalled,
      "Failed to create pool: Error(None)",
      "timeout waiting for server",
      "Error { kind: Timeout, cause%s",
      "Timeout occurred while creating a new object",
      "Timeout occurred while recycling an object",
      "Pool(Timeout(Create))",
      "Pool(Timeout(Recycle))"
    ],
    [
      noTls,
      "server does not support TLS",
      "error occurred while attempting to establish a TLS connection%s",
      "error performing TLS handshake%s",
      "TLS upgrade required by connect options but SQLx was built without TLS support enabled",
      "no TLS implementation configured",
      "Tls(HandshakeFailure(%s",
      "Error { kind: Tls, cause%s"
    ],
    [
      settings,
      "invalid connection string: %s",
      "error with configuration: %s",
      "both host and hostaddr are missing",
      "SQLx was built without%s",
      "database URL has the scheme of a PostgreSQL database but the `postgres` feature is not enabled",
      "set `DATABASE_URL` to use query macros online%s",
      "`SQLX_OFFLINE=true` but there is no cached data for this query%s",
      "no cached data for this query, run `cargo sqlx prepare`%s",
      "The connection string '%s' has no supporting driver",
      "Error { kind: ConfigParse, cause%s",
      "Configuration(UrlParse(%s",
      "Config(DbnameMissing)",
      "InvalidConnectionUrl(%s",
      "CouldntSetupConfiguration(%s",
      "Error { kind: Config, cause%s"
    ],
    [
      misused,
      "error serializing parameter %d%s",
      "cannot convert to or from a Postgres value of type %s",
      "error encoding value for parameter %d%s",
      "error encoding message to server%s",
      "error occurred while encoding a value: %s",
      "expected %d parameters but got %d",
      "attempted to call begin_with at non-zero transaction depth",
      "Cannot perform this operation outside of a transaction",
      "Cannot perform this operation inside of a transaction",
      "Failed to find a type oid for %s",
      "TypeNotFound { type_name: %s",
      "InvalidSavePointStatement",
      "NotInTransaction",
      "AlreadyInTransaction",
      "Error { kind: Encode, cause%s",
      "Error { kind: ToSql(%d), cause%s",
      "Error { kind: Parameters(%d, %d), cause%s"
    ],
    [
      over,
      "got unexpected connection status after attempting to begin transaction",
      "The transaction manager is broken%s",
      "Broken transaction manager",
      "BrokenTransactionManager"
    ],
    [tooManyParameters, "too many arguments for query", "value too large to transmit"],
    [
      misread,
      "error occurred while decoding column %s",
      "error occurred while decoding: %s",
      "unexpected null; try decoding as an `Option`",
      "column index out of bounds: the len is %d, but the index is %d",
      "mismatched types; Rust type %s",
      "error deserializing column %d%s",
      "cannot convert between the Rust type %s and the Postgres type %s",
      "a Postgres value was `NULL`",
      "no column found for name: %s",
      "ColumnDecode { index: %s",
      "ColumnIndexOutOfBounds { index: %s",
      "ColumnNotFound(%s)",
      "Error deserializing field %s",
      "Unexpected null for non-null column",
      "Failed to unpack last_insert_id",
      "query returned an unexpected number of rows",
      "Error { kind: FromSql(%d), cause%s",
      "Error { kind: Column(%s), cause%s",
      "Error { kind: RowCount, cause%s"
    ]
  ]
}
