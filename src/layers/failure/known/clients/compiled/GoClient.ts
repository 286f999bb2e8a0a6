import {
  broken,
  busy,
  closedBefore,
  closedPool,
  interrupted,
  login,
  misread,
  misused,
  noTls,
  over,
  rolledBack,
  settings,
  tooManyParameters,
  unreachable
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What pgx says; `GoStandard` has lib/pq and database/sql. */
export const goClient: Voice = {
  source: "a client for Go",
  said: [
    [
      settings,
      "failed to parse as %s",
      "invalid port %s after host",
      "invalid connect_timeout (%s",
      "failed to configure TLS (%s",
      "failed to read service (%s",
      "unknown target_session_attrs value: %s",
      "unterminated quoted string in connection info string",
      "forbidden NUL byte in connection string",
      'both "sslcert" and "sslkey" are required',
      "cannot use QueryExecModeCacheStatement with disabled statement cache",
      "cannot use QueryExecModeCacheDescribe with disabled description cache",
      "config must be created by ParseConfig",
      "unknown response for startup: %s" // who answers is no Postgres
    ],
    [
      unreachable,
      "failed to connect to %s: dial error%s",
      "hostname resolving error%s",
      "dial error (dial tcp %s",
      "dial unix %s: connect: no such file or directory",
      "pgxpool: too many failed attempts acquiring connection%s"
    ],
    ["NO_HOST", "ValidateConnect failed%s", "connection is not read only", "server is in standby mode"],
    [noTls, "server refused TLS connection"],
    [
      login,
      "failed SASL auth%s",
      "failed GSS auth%s",
      "unknown authentication response: %d",
      "failed to send password message%s",
      "failed to write password message%s",
      "require_auth check failed%s",
      "server does not support SCRAM-SHA-256",
      "no GSSAPI provider registered%s",
      "OAuth authentication required but no token provider configured",
      "invalid SCRAM %s received from server%s"
    ],
    [
      broken,
      "unexpected message %s; expected %s",
      "failed to receive message (%s",
      "receive message failed%s",
      "failed to write startup message%s",
      "failed to deallocate cached statement%s",
      "conn: unexpected message type %s"
    ],
    [closedBefore, "failed to deallocate cached statement(s): conn closed", "conn closed", "conn is dead"],
    [busy, "conn busy", "conn is busy%s"],
    [closedPool, "closed pool"],
    [over, "tx is closed"],
    [rolledBack, "commit unexpectedly resulted in rollback"],
    [interrupted, "failed to acquire connection: context %s"],
    [
      misused,
      "expected %d arguments, got %d",
      "mismatched param and argument count",
      "failed to encode args[%d]%s",
      "unable to encode %s into %s format for %s",
      "cannot find encode plan",
      "is greater than maximum value for int%s",
      "is less than minimum value for int%s",
      "found in sql query but not present in StrictNamedArgs",
      "simple protocol queries must be run with %s",
      "EscapeString must be run with %s"
    ],
    [tooManyParameters, "extended protocol limited to %d parameters"],
    [
      misread,
      "can't scan into dest[%d]%s",
      "cannot scan NULL into %s",
      "cannot scan null into %s",
      "cannot scan %s (OID %d) in %s format into %s",
      "unable to scan OID %d in %s format into %s",
      "cannot assign NULL to %s",
      "unable to assign to *%s",
      "no corresponding field found, or it's unexported in %s",
      "number of field descriptions must equal number of %s",
      "missing destination name %s",
      "struct doesn't have corresponding row field %s",
      "cannot find field %s in returned row",
      "too many rows in result set",
      "unexpected DataRow message without preceding RowDescription"
    ]
  ]
}
