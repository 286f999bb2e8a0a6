import type { Pasted } from "./Pasted.ts"

/** sqlx, tokio-postgres, their pools. */
export const rust: ReadonlyArray<Pasted> = [
  ["Error: DatabaseError(Conn(SqlxError(PoolTimedOut)))", "PoolExhausted", "nothing"],
  ["Error:\n   0: pool timed out while waiting for an open connection", "PoolExhausted", "nothing"],
  [
    "Sep 19 17:01:28.804  INFO sqlx_core::pool::inner: ping on idle connection returned error: error returned from database: terminating connection due to unexpected postmaster exit\nthread 'tokio-runtime-worker' panicked at 'Failed to get pool connection: PoolTimedOut', /src/lib.rs:97:50",
    "OutcomeUnknown|Unavailable|PoolExhausted",
    "any"
  ],
  ["   >> Request guard `Connection < Db >` failed: Some(Get(PoolTimedOut)).", "PoolExhausted", "nothing"],
  [
    "compute-node-322    2021-11-17 22:35:31.996 UTC [compute-monitor] INFO: cannot connect to postgres: error connecting to server: Cannot assign requested address (os error 99), retrying",
    "Unavailable",
    "nothing"
  ],
  [
    'thread \'main\' panicked at src/main.rs:10: called `Result::unwrap()` on an `Err` value: Database(PgDatabaseError { severity: Fatal, code: "28P01", message: "password authentication failed for user \\"app\\"", detail: None })',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ["Error: error connecting to server: Connection refused (os error 111)", "Unavailable", "nothing"],
  [
    'Io(Os { code: 104, kind: ConnectionReset, message: "Connection reset by peer" })',
    "OutcomeUnknown",
    "unknown"
  ],
  ["error communicating with the server: unexpected end of file", "OutcomeUnknown", "unknown"],
  ["Timed out in bb8", "PoolExhausted", "nothing"],
  [
    "Error: Error communicating with database: Connection reset by peer (os error 54)",
    "OutcomeUnknown",
    "unknown"
  ]
]
