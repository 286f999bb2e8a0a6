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
  tooSlow,
  unreachable
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const cancelled = of(
  "DeadlineExceeded",
  "the caller's context was cancelled before the answer came; the server may have done the statement",
  [
    "Find who cancelled it: a request that ended, a deadline above it; then look whether the statement was done"
  ]
)

/** What lib/pq and database/sql say, and contexts that end. */
export const goStandard: Voice = {
  source: "a client for Go",
  said: [
    [
      settings,
      'missing "=" after %s in connection info string',
      "pq: unknown custom sslmode %s",
      "invalid connection protocol: %s",
      "Could not detect default username. Please provide one explicitly",
      "could not detect default username; please provide one explicitly",
      "unsupported sslmode %s",
      "net/url: invalid userinfo",
      "sql: unknown driver %s (forgotten import?)",
      "unterminated quoted string literal in connection string",
      'pq: environment variable "%s" is not supported',
      "pq: private key has world access%s",
      "pq: private key file has group or world access%s",
      "pq: couldn't parse pem %s",
      "pq: unsupported client_encoding %s",
      "pq: could not match %d host names to %d hostaddr values"
    ],
    [
      unreachable,
      "dial tcp: no suitable address found",
      "no suitable address found",
      "pq: could not connect to any of the hosts%s"
    ],
    [noTls, "pq: SSL is not enabled on the server", "SSL is not enabled on the server"],
    [
      login,
      "pq: GSSAPI protocol error",
      "pq: kerberos error: %s",
      "pq: failed to get Kerberos ticket: %s",
      "pq: unexpected authentication response: %s",
      "pq: unexpected password response: %s",
      "pq: unsupported authentication method: %s",
      "pq: SCRAM-SHA-256 error: %s"
    ],
    [
      broken,
      "driver: bad connection",
      "pq: unexpected Parse response %s",
      "pq: unexpected Bind response %s",
      "pq: unexpected Describe %s response %s",
      "pq: unexpected describe rows response: %s",
      "pq: unexpected DataRow %s",
      "pq: unexpected message %s",
      "pq: unexpected ReadyForQuery %s",
      "pq: unexpected CommandComplete %s",
      "pq: unknown response for %s",
      "pq: unknown %s response: %s"
    ],
    [closedBefore, "sql: connection is already closed", "pq: ListenerConn has been closed"],
    [busy, "pq: two queries running at the same time"],
    [closedPool, "sql: database is closed"],
    [
      over,
      "sql: transaction has already been committed or rolled back",
      "pq: unexpected transaction status %s"
    ],
    [rolledBack, "Could not complete operation in a failed transaction"],
    [interrupted, "context already done: %s"],
    [tooSlow, "context deadline exceeded"],
    [cancelled, "context canceled", "context cancelled"],
    [
      misused,
      "no LastInsertId available after the empty statement",
      "no RowsAffected available after the empty statement",
      "pq: unable to convert %s to array",
      "pq: destination %s is not a pointer to array or slice",
      "LastInsertId is not supported by this driver",
      "got %d parameters but the statement requires %d",
      "sql: converting argument $%d type: %s",
      "sql: expected %d arguments, got %d",
      "sql: statement is closed",
      "sql: driver does not support %s",
      "pq: encode: unknown type for %s",
      "pq: COPY is only allowed inside a transaction",
      "pq: copyin statement has already been closed",
      "pq: channel is already open",
      "pq: channel is not open",
      "pq: only text format supported for COPY"
    ],
    [tooManyParameters, "PostgreSQL only supports 65535 parameters"],
    [
      misread,
      "pq: parsing array element index %d: %s",
      "could not parse bytea array index %d: %s",
      "could not parse bytea value: %s",
      "pq: don't know how to decode binary parameter of type %d",
      "sql: Scan error on column index %d%s",
      "sql: expected %d destination arguments in Scan, not %d",
      "sql: Scan called without calling Next",
      "sql: Rows are closed",
      "pq: unable to parse array; %s",
      "pq: scanning to %s is not implemented%s"
    ]
  ]
}
