import {
  broken,
  closedPool,
  login,
  misused,
  noTls,
  settings,
  stalled,
  tooManyParameters,
  unreachable,
  waited,
  misread
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
      "Timed out in mobc",
      "timed out waiting for connection%s",
      "ConnectionAcquire(Timeout)",
      "Failed to acquire connection from pool: Connection pool timed out"
    ],
    [closedPool, "attempted to acquire a connection on a closed pool", "PoolClosed"],
    [
      broken,
      "error communicating with the server%s",
      "connection closed",
      "error communicating with database%s",
      "expected to read %d bytes, got %d bytes at EOF",
      "unexpected message from server",
      "Error { kind: Io, cause%s",
      "Error { kind: Closed, cause%s",
      "Error { kind: UnexpectedMessage, cause%s"
    ],
    [unreachable, "error connecting to server%s", "Error { kind: Connect, cause%s"],
    [login, "Error { kind: Authentication, cause%s"],
    [
      stalled,
      "Failed to create pool: Error(None)",
      "timeout waiting for server",
      "Timeout occurred while creating a new object"
    ],
    [
      noTls,
      "server does not support TLS",
      "error occurred while attempting to establish a TLS connection%s",
      "error performing TLS handshake%s",
      "Error { kind: Tls, cause%s"
    ],
    [
      settings,
      "invalid connection string: %s",
      "Error { kind: ConfigParse, cause%s",
      "Error { kind: Config, cause%s"
    ],
    [
      misused,
      "error serializing parameter %d%s",
      "error encoding value for parameter %d%s",
      "expected %d parameters but got %d",
      "Error { kind: ToSql(%d), cause%s",
      "Error { kind: Parameters(%d, %d), cause%s"
    ],
    [tooManyParameters, "too many arguments for query", "value too large to transmit"],
    [
      misread,
      "error occurred while decoding column %s",
      "mismatched types; Rust type %s",
      "error deserializing column %d%s",
      "no column found for name: %s",
      "query returned an unexpected number of rows",
      "Error { kind: FromSql(%d), cause%s",
      "Error { kind: Column(%s), cause%s",
      "Error { kind: RowCount, cause%s"
    ]
  ]
}
