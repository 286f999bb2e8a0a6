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
  settings,
  stalled,
  tooManyParameters,
  tooSlow,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What clients for Swift, OCaml, Crystal, Dart and Perl say. */
export const smallerClient: Voice = {
  source: "a client",
  said: [
    [noDriver, "Failed to load driver for %s: Neither caqti-driver-postgresql %s"],
    [
      broken,
      "PSQLError(code: serverClosedConnection%s",
      "PSQLError(code: connectionClosed%s",
      "PSQLError(code: uncleanShutdown%s",
      "PSQLError(code: messageDecodingFailure%s",
      "PSQLError(code: unexpectedBackendMessage%s",
      "PostgresError.connectionClosed",
      "DB::ConnectionLost"
    ],
    [
      closedBefore,
      "PSQLError(code: clientClosedConnection%s",
      "PSQLError(code: clientClosesConnection%s",
      "Attempting to execute query, but connection is not open",
      "Postgresql.check_finished: connection already finished",
      "Database handle has been disconnected",
      "Cannot call execute on a disconnected database handle",
      "DB::PoolResourceLost"
    ],
    [closedPool, "PSQLError(code: poolClosed%s", "ConnectionPoolError.shutdown", "DB::PoolClosed"],
    [
      unreachable,
      "PSQLError(code: connectionError%s",
      "DB::ConnectionRefused",
      "PQ::ConnectionError",
      "Cannot establish connection (PQ::ConnectionError)",
      "Postgresql.Error: Connection failure: %s",
      "Failed to connect to <postgresql:%s"
    ],
    [login, "%d fell through ECASE expression. Wanted one of (0 2 3 4 5 6 7 8)"],
    [
      noTls,
      "PSQLError(code: sslUnsupported%s",
      "PSQLError(code: failedToAddSSLHandler%s",
      "PSQLError(code: receivedUnencryptedDataAfterSSLRequest%s",
      "sslmode=require and server did not establish SSL",
      "Server does not support SSL, but it was required"
    ],
    [
      login,
      "PSQLError(code: saslError%s",
      "PSQLError(code: authMechanismRequiresPassword%s",
      "PSQLError(code: unsupportedAuthMechanism%s"
    ],
    [tooSlow, "PSQLError(code: queryCancelled%s"],
    [tooManyParameters, "PSQLError(code: tooManyParameters%s"],
    [
      waited,
      "Connection request timed out. This might indicate a connection deadlock in your application%s",
      "Connection request %s timed out. This might indicate a connection deadlock in your application%s",
      "ConnectionPoolTimeoutError",
      "Failed to acquire pool lock",
      "Could not check out a connection in %d seconds",
      "DB::PoolTimeout",
      "DB::PoolRetryAttemptsExceeded"
    ],
    [stalled, "Timed out trying to connect to database postgres%s"],
    [
      settings,
      "install_driver(Pg) failed: %s",
      "Can't locate DBD/Pg.pm in @INC%s",
      "Can't load %sDBD/Pg/Pg.so%s"
    ],
    [
      busy,
      "Cannot execute until previous async query has finished",
      "Must call pg_endcopy before issuing more commands",
      "Must call pg_putcopyend before issuing more commands",
      "Must call pg_getcopydata until no more rows before issuing more commands"
    ],
    [
      misused,
      "PSQLError(code: invalidCommandTag%s",
      "called with %d bind variables when %d are needed",
      "execute called with an unbound placeholder",
      "Cannot bind unknown placeholder %s",
      "Cannot mix placeholder styles %s and %s",
      "Cannot bind a non-scalar value%s",
      "begin_work failed: Already in a transaction%s",
      "Could not infer type of value %s",
      "Could not infer array type of value %s"
    ],
    [
      misread,
      "PostgresDecodingError(code: %s",
      "Unexpected result from <postgresql:%s",
      "Response from <postgresql:%s",
      "PG::RuntimeError) unexpected NULL%s",
      "unexpected NULL, expecting to read %s",
      "Can't read column of type Array(%s) as Array(%s)"
    ]
  ]
}
