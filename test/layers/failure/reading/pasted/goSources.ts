import type { Pasted } from "./Pasted.ts"

/** pgx, lib/pq, mappers and tools for Go: words of their sources, in the shapes of their traces. */
export const goSources: ReadonlyArray<Pasted> = [
  ["get user: query row: timeout: context deadline exceeded\npgx query", "DeadlineExceeded", "unknown"],
  [
    'level=error msg="db query" err="exec: timeout: context deadline exceeded"',
    "DeadlineExceeded",
    "unknown"
  ],
  ["pq: COPY is only allowed inside a transaction", "Rejected", "nothing"],
  ["pq: unexpected Parse response 'D'", "OutcomeUnknown", "unknown"],
  ["pq: unexpected DataRow in simple query execution", "OutcomeUnknown", "unknown"],
  ["error: Dirty database version 12. Fix and force version.", "Rejected", "nothing"],
  ["error: timeout: can't acquire database lock", "Contention", "nothing"],
  [
    "goose run: found 1 missing (out-of-order) migrations before current version 20230102:\n\tversion 20230101",
    "Rejected",
    "nothing"
  ],
  ["bun: Update and Delete queries require at least one Where", "Rejected", "nothing"],
  [
    "Error: while executing migrations: migration 20230101000000 was previously applied but has been modified",
    "Rejected",
    "nothing"
  ],
  ["no migration found for version 5: read down for version 5 .: file does not exist", "Rejected", "any"],
  [
    '2024/01/01 10:00:00 WHERE conditions required\n[0.1ms] [rows:0] DELETE FROM "users"',
    "Rejected",
    "nothing"
  ],
  ["failed to acquire connection: context deadline exceeded (pgxpool)", "DeadlineExceeded", "nothing"],
  ["x509: certificate relies on legacy Common Name field, use SANs instead (pq)", "Misconfigured", "nothing"],
  [
    "thread 'actix-server worker 5' panicked at 'called `Result::unwrap()` on an `Err` value: ColumnDecode { index: \"\\\"project_id\\\"\", source: UnexpectedNullError }', sqlx-core-0.5.13/src/row.rs:73:37",
    "Rejected",
    "unknown"
  ],
  [
    "ERROR: Validate failed: Migration checksum mismatch for migration version 20171006100000\n-> Applied to database : -698211182\n-> Resolved locally    : 1049070299",
    "Rejected",
    "nothing"
  ],
  [
    "thread 'main' panicked at src/main.rs:9:6: Failed to run migrations: MigrationError(UnknownMigrationVersion(\"20230101\"))",
    "Rejected",
    "nothing"
  ],
  ["rows.Next: timeout: context deadline exceeded: pgx read", "DeadlineExceeded", "unknown"],
  [
    '** (ArgumentError) parameters must be of length 2 for query %Postgrex.Query{ref: nil, name: "", statement: "SELECT $1, $2"}',
    "Rejected",
    "nothing"
  ]
]
