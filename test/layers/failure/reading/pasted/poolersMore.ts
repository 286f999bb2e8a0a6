import type { Pasted } from "./Pasted.ts"

/** PgBouncer, Pgpool, Neon, RDS Proxy, Cloud SQL, Supabase. */
export const poolersMore: ReadonlyArray<Pasted> = [
  ["2019-08-26 02:52:30: pid 12: LOG:  failover: no valid backend node found", "Unavailable", "any"],
  [
    'ERROR:  could not extend file "base/16511/16540": wrote only 4096 of 8192 bytes at block 13986\nHINT:  Check free disk space.\nWARNING:  terminating connection because of crash of another server process\nFATAL:  server conn crashed?\nserver closed the connection unexpectedly',
    "StorageFull|OutcomeUnknown",
    "any"
  ],
  [
    '{"code":"PGRST003","details":null,"hint":null,"message":"Timed out acquiring connection from connection pool."}',
    "PoolExhausted",
    "nothing"
  ],
  ["(EDBHANDLEREXITED) DbHandler exited", "OutcomeUnknown", "unknown"],
  ["FATAL:  (ENOTFOUND) tenant/user postgres.abcdefgh not found", "Misconfigured", "nothing"],
  [
    "MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
    "PoolExhausted",
    "nothing"
  ],
  [
    "FATAL:  This RDS proxy has no credentials for the role app. Check the credentials for this role and try again.",
    "Misconfigured",
    "nothing"
  ],
  ['FATAL:  PAM authentication failed for user "iam_user"', "Misconfigured", "nothing"],
  [
    'Cloud SQL connection failed. Please see https://cloud.google.com/sql/docs/mysql/connect-run for additional details: ensure that the account has access to "my-project:us-central1:db"',
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "Mar 01 10:00:00 host pgbouncer[123]: C-0x55: app/app@10.0.0.2:5555 pooler error: no more connections allowed (max_client_conn)",
    "PoolExhausted",
    "nothing"
  ],
  [
    "2026-01-01 00:00:00.000 UTC [1] WARNING C-0x1: app/app@10.0.0.1:40000 pooler error: prepared statement did not exist",
    "Rejected",
    "nothing"
  ],
  [
    "2026-01-15 12:00:00.000 UTC [1] LOG S-0x55: app/app@10.0.0.9:5432 closing because: server lifetime over (age=3600s)",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "2026-01-15 12:00:00.000 UTC [1] WARNING C-0x1: (nodb)/(nouser)@10.0.0.1:5 pooler error: no such user: app",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-01-15 12:00:00.000 UTC [1] LOG C-0x1: app/app@10.0.0.1:5 closing because: idle transaction timeout (age=60s)",
    "DeadlineExceeded",
    "nothing"
  ],
  [
    'Unable to reach Cloud SQL: [app:europe-west1:db] failed to connect to instance: Dial error: failed to dial (connection name = "app:europe-west1:db"): dial tcp 10.0.0.3:3307: i/o timeout',
    "Unavailable",
    "nothing"
  ],
  ["NeonDbError: Error connecting to database: TypeError: fetch failed", "Unavailable|OutcomeUnknown", "any"],
  [
    '2020-04-21 19:43:40: pid 1: LOG: failed to connect to PostgreSQL server on "postgres-0:5432", getsockopt() failed\n2020-04-21 19:43:40: pid 1: LOG: failed to make persistent db connection',
    "Unavailable",
    "nothing"
  ],
  ["closing because: query_wait_timeout (age=120s)", "PoolExhausted", "nothing"],
  ['WARNING C-0x55: app/app@10.0.0.1:5 pooler error: database "app" is disabled', "Misconfigured", "nothing"]
]
