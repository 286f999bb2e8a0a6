import {
  broken,
  closedBefore,
  closedPool,
  interrupted,
  login,
  misread,
  misused,
  noTls,
  over,
  settings,
  stalled,
  tooSlow,
  unreachable,
  untrusted,
  waited
} from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { common } from "./Everybody.ts"

/** What clients say in words that other software has too: it counts where a database is spoken of (`reading/Telling`). */
export const sharedWords: Voice = {
  source: common,
  said: [
    [
      waited,
      "PoolAcquireTimeoutException%s",
      "PoolAcquirePendingLimitException%s",
      "Pending acquire queue has reached its maximum size of %d",
      "Pool#acquire(Duration) has been pending for more than the configured timeout%s",
      "Maximum number of connections exceeded",
      "Timeout waiting for connection",
      "Timeout waiting for connection from pool",
      "an `Err` value: TimedOut",
      "an `Err` value: Error(None)",
      "an `Err` value: Timeout(Wait)",
      "an `Err` value: Elapsed(())"
    ],
    [interrupted, "Pool wait interrupted", "Interrupted while acquiring"],
    [
      tooSlow,
      "The operation has timed out",
      "TimeoutException after %s: Future not completed",
      "Futures timed out after %s"
    ],
    [
      broken,
      "Unable to read data from the transport connection: %s",
      "Unable to write data to the transport connection: %s",
      "The connection is broken",
      "Connection unexpectedly closed",
      "failed to receive message: %s",
      "connection closed",
      "Connection closed while waiting for message",
      "Socket error: %s",
      "The connection is down%s",
      "unexpected message from server"
    ],
    [
      closedBefore,
      "** (EXIT) no process%s",
      "Connection has already been closed",
      "Connection is closed",
      "connection is not open",
      "Connection is closing down",
      "I/O on closed channel",
      "ioOnClosedChannel",
      "ChannelError.alreadyClosed",
      "Connection already closed",
      "DisconnectedException"
    ],
    [
      closedPool,
      "Data source is closed",
      "DataSource has been closed",
      "pool is closed",
      "Pool closed",
      "pool is shut down"
    ],
    [
      unreachable,
      "Failed to connect to %s:%d",
      "NIOConnectionError(host: %s",
      "ConnectException: %s",
      "Resource temporarily unavailable",
      "tls error (%s"
    ],
    [
      stalled,
      "ConnectTimeoutException%s",
      "SocketTimeoutException: connect timed out",
      "SocketTimeoutException: Connect timed out",
      "HttpConnectTimeoutException",
      "connectTimeout(NIOCore.TimeAmount%s"
    ],
    [login, "Connection closed during authentication", "Authentication failed, see inner exception"],
    [
      untrusted,
      "RemoteCertificateNameMismatch%s",
      "RemoteCertificateChainErrors%s",
      "javax.net.ssl.SSLHandshakeException",
      "The SSL connection could not be established%s"
    ],
    [noTls, "SSL handshake failed%s", "Unsupported or unrecognized SSL message", "no application protocol"],
    [
      settings,
      "invalid configuration: %s",
      "No suitable driver",
      "No runtime specified",
      'configuration property "%s" not found',
      "failed to parse scheme from database URL%s"
    ],
    [
      misused,
      "string contains null byte",
      "unsupported data type: %s",
      "cannot convert %s to %s",
      "Session is closed",
      "EntityManager is closed",
      "unsupported relations",
      "invalid transaction"
    ],
    [
      misread,
      "No row is available",
      "unexpected null value%s",
      "Unexpected number of rows%s",
      "Could not convert string to numeric value: %s"
    ],
    [over, "Transaction already completed", "Transaction has failed", "Nested transactions are not allowed"]
  ]
}
