import type { Pasted } from "./Pasted.ts"

/** lib/pq, pgx, GORM, and what Go's network says. */
export const go: ReadonlyArray<Pasted> = [
  ['pq: password authentication failed for user "app"', "Misconfigured", "nothing", "28P01"],
  ["dial tcp 127.0.0.1:5432: connect: connection refused", "Unavailable", "nothing"],
  ["dial tcp: lookup postgres on 127.0.0.11:53: no such host", "Unavailable|Misconfigured", "nothing"],
  ["read tcp 10.0.0.2:55122->10.0.0.1:5432: read: connection reset by peer", "OutcomeUnknown", "unknown"],
  ["driver: bad connection", "OutcomeUnknown|Unavailable", "any"],
  ["failed to begin transaction: conn closed", "Unavailable|OutcomeUnknown", "any"],
  [
    'ERROR: duplicate key value violates unique constraint "idx_users_email" (SQLSTATE 23505)',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    "ERROR: canceling statement due to statement timeout (SQLSTATE 57014)",
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  ['ERROR: prepared statement "stmtcache_1" already exists (SQLSTATE 42P05)', "Rejected", "nothing", "42P05"],
  ["timeout: context deadline exceeded", "DeadlineExceeded|OutcomeUnknown|Unavailable", "any"],
  [
    "failed to connect to `host=localhost user=postgres database=app`: dial error (timeout: dial tcp 10.0.0.1:5432: i/o timeout)",
    "Unavailable|DeadlineExceeded",
    "nothing"
  ],
  [
    "pq: remaining connection slots are reserved for non-replication superuser connections",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "error: failed to connect to `user=app database=app`: hostname resolving error: lookup db.example.com: no such host",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    "Misconfigured",
    "nothing"
  ],
  [
    "failed to connect to `host=db`: server error (FATAL: unsupported startup parameter: statement_timeout (SQLSTATE 08P01))",
    "Misconfigured",
    "nothing"
  ],
  [
    'ERRO[0679] Error opening connection to database (postgresql://test:PASSWORD_REMOVED@test00.postgres.database.azure.com:5432/postgres?sslmode=disable): pq: no pg_hba.conf entry for host "192.0.2.1", user "test", database "postgres", SSL off  source="postgres_exporter.go:1621"',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    "15:39:41.861 ERROR documents.storage.postgresql Exec failed: conn is busy: CLOSE c1",
    "Rejected",
    "nothing"
  ],
  [
    "gradient: read tcp 10.24.4.90:56204->10.27.252.57:5432: read: connection reset by peer",
    "OutcomeUnknown",
    "unknown"
  ],
  ["Unexpected EOF", "OutcomeUnknown", "unknown"],
  ["Error reading orders database: EOF", "OutcomeUnknown", "unknown"],
  ["LOG:  unexpected EOF on client connection", "OutcomeUnknown|Unavailable", "any"],
  ["unexpected EOF on client connection with an open transaction", "OutcomeUnknown|Unavailable", "any"]
]
