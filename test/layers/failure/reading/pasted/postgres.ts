import type { Pasted } from "./Pasted.ts"

/** Postgres' own words as terminals print them. */
export const postgres: ReadonlyArray<Pasted> = [
  [
    "connection pool exhausted (currently 100), timeout expired (currently 15), sorry, too many clients already",
    "PoolExhausted",
    "nothing"
  ],
  [
    "ERROR: canceling statement due to conflict with recovery\nDETAIL: User query might have needed to see row versions that must be removed.",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    "Error querying the database: db error: FATAL: remaining connection slots are reserved for non-replication superuser connections",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  ["FATAL: role “postgres” does not exist", "Misconfigured", "nothing", "28000"],
  ["FATAL: role 'root' does not exist", "Misconfigured", "nothing", "28000"],
  [
    'psql: error: connection to server at "myserver.postgres.database.azure.com", port 6432 failed: fe_sendauth: no password supplied',
    "Misconfigured",
    "nothing"
  ],
  [
    'connection to server at "pgbouncer", port 6432 failed: Operation timed out\n\tIs the server running on that host and accepting TCP/IP connections?',
    "Unavailable",
    "nothing"
  ],
  [
    "Failed to connect to server : Authentication failed. The provided password is incorrect. Please confirm it and try again",
    "Misconfigured",
    "nothing"
  ],
  [
    "Not connected to the server or the connection to the server has been closed",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "Context: Timed out trying to acquire a postgres advisory lock (SELECT pg_advisory_lock(72707369)). Elapsed: 10000ms. See https://pris.ly/d/migrate-advisory-locking for details.",
    "Contention|DeadlineExceeded|Unavailable",
    "any"
  ],
  [
    'ERROR:  could not access status of transaction 0\nDETAIL:  Could not write to file "pg_subtrans/000B" at offset 32768: No space left on device.',
    "StorageFull|Unclassified",
    "any"
  ],
  [
    'PANIC:  could not write to file "pg_xlog/xlogtemp.46426": No space left on device\nLOG:  server process (PID 46426) was terminated by signal 6: Aborted',
    "StorageFull",
    "unknown",
    "53100"
  ],
  [
    "WARNING:  terminating connection because of crash of another server process\nDETAIL:  The postmaster has commanded this server process to roll back the current transaction and exit, because another server process exited abnormally and possibly corrupted shared memory.",
    "OutcomeUnknown",
    "unknown",
    "57P02"
  ],
  [
    'pg_dump: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n        Is the server running locally and accepting connections on that socket?',
    "Unavailable",
    "nothing"
  ],
  ['error: bind message supplies 1 parameters, but prepared statement "" requires 2', "Rejected", "nothing"],
  ["ERROR:  unsupported startup parameter: extra_float_digits", "Misconfigured", "nothing"],
  ["ERROR:  permission denied for table users", "Rejected", "nothing", "42501"],
  ['new row violates row-level security policy for table "posts"', "Rejected", "nothing", "42501"],
  [
    '{"code":"42501","details":null,"hint":null,"message":"permission denied for schema public"}',
    "Rejected",
    "nothing",
    "42501"
  ],
  [
    '{"code":"57014","details":null,"hint":null,"message":"canceling statement due to statement timeout"}',
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    'FATAL:  remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  ["error: SSL error: certificate verify failed", "Misconfigured", "nothing"]
]
