import {
  broken,
  busy,
  closedBefore,
  closedPool,
  constraint,
  login,
  misused,
  noTls,
  over,
  tooManyParameters,
  tooSlow,
  unreachable,
  settings,
  misread
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
const rolledBack = of(
  "Rejected",
  "COMMIT was answered with ROLLBACK: a statement of the transaction had failed",
  ["Let the first error end the transaction, then repeat it whole"]
)

/** What lib/pq, pgx, database/sql, GORM and their like say. */
export const goClient: Voice = {
  source: "a client for Go",
  said: [
    [
      settings,
      "Could not detect default username. Please provide one explicitly",
      "unsupported sslmode %s",
      "failed to parse as %s",
      "invalid port %s after host",
      "net/url: invalid userinfo"
    ],
    [
      unreachable,
      "failed to connect to %s: dial error%s",
      "hostname resolving error%s",
      "dial error (dial tcp %s",
      "dial unix %s: connect: no such file or directory"
    ],
    [
      noTls,
      "pq: SSL is not enabled on the server",
      "SSL is not enabled on the server",
      "server refused TLS connection"
    ],
    [login, "failed SASL auth%s", "unknown authentication response: %d", "failed to send password message%s"],
    [
      broken,
      "driver: bad connection",
      "unexpected message %s; expected %s",
      "failed to receive message%s",
      "failed to write startup message%s",
      "failed to deallocate cached statement%s"
    ],
    [
      closedBefore,
      "failed to deallocate cached statement(s): conn closed",
      "conn closed",
      "sql: connection is already closed"
    ],
    [busy, "conn busy", "conn is busy%s"],
    [closedPool, "closed pool", "sql: database is closed"],
    [over, "sql: transaction has already been committed or rolled back", "tx is closed"],
    [
      rolledBack,
      "commit unexpectedly resulted in rollback",
      "Could not complete operation in a failed transaction"
    ],
    [tooSlow, "context deadline exceeded"],
    [cancelled, "context canceled", "context cancelled"],
    [
      misused,
      "got %d parameters but the statement requires %d",
      "expected %d arguments, got %d",
      "failed to encode args[%d]%s",
      "cannot convert %s to %s",
      "unable to encode %s into %s format for %s",
      "cannot find encode plan",
      "sql: converting argument $%d type: %s",
      "sql: expected %d arguments, got %d"
    ],
    [
      tooManyParameters,
      "extended protocol limited to 65535 parameters",
      "PostgreSQL only supports 65535 parameters"
    ],
    [constraint, "duplicated key not allowed"],
    [
      misread,
      "can't scan into dest[%d]%s",
      "sql: Scan error on column index %d%s",
      "number of field descriptions must equal number of destinations%s",
      "missing destination name %s"
    ]
  ]
}
