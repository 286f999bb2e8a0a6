import type { Pasted } from "./Pasted.ts"

/** lib/pq, pgx, GORM, and what Go's network says. */
export const goMore: ReadonlyArray<Pasted> = [
  ["LOG:  unexpected EOF on client connection", "OutcomeUnknown|Unavailable", "any"],
  ["unexpected EOF on client connection with an open transaction", "OutcomeUnknown|Unavailable", "any"],
  ["pq: unexpected message 'E'; expected ReadyForQuery", "OutcomeUnknown", "unknown"],
  [
    "F0201 10:00:00.000000       1 main.go:42] unable to ping database: pq: the database system is starting up",
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    'time="2026-02-01T10:00:00Z" level=error msg="query failed" error="ERROR: column \\"foo\\" does not exist (SQLSTATE 42703)"',
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    '{"level":"error","ts":1700000000.1,"caller":"db/db.go:10","msg":"ping","error":"failed to connect to `host=10.0.0.1 user=app database=app`: dial error (dial tcp 10.0.0.1:5432: connect: connection refused)"}',
    "Unavailable",
    "nothing"
  ],
  [
    'E0115 12:00:00.000000   1 pool.go:33] "acquire failed" err="timeout: context deadline exceeded"',
    "DeadlineExceeded|OutcomeUnknown|PoolExhausted|Unavailable",
    "any"
  ],
  ['panic: pq: role "root" does not exist', "Misconfigured|Rejected", "nothing"],
  [
    "panic: failed to connect to `host=/tmp user=root database=`: dial error (dial unix /tmp/.s.PGSQL.5432: connect: no such file or directory)",
    "Unavailable",
    "nothing"
  ],
  ["pq: the database system is shutting down", "Unavailable", "nothing", "57P03"],
  [
    'ERROR: null value in column "id" of relation "users" violates not-null constraint (SQLSTATE 23502)',
    "ConstraintViolated",
    "nothing",
    "23502"
  ],
  ["ERROR: deadlock detected (SQLSTATE 40P01)", "Contention", "nothing", "40P01"],
  [
    "pq: could not serialize access due to read/write dependencies among transactions",
    "Contention",
    "nothing",
    "40001"
  ],
  ['pq: relation "users" does not exist', "Rejected", "nothing", "42P01"],
  ["dial tcp 10.0.0.1:5432: connect: no route to host", "Unavailable", "nothing"],
  [
    "panic: dial tcp [::1]:5432: connectex: No connection could be made because the target machine actively refused it.",
    "Unavailable",
    "nothing"
  ]
]
