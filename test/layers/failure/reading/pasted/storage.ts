import type { Pasted } from "./Pasted.ts"

/** Disk, memory, damage, and a server that cannot start. */
export const storage: ReadonlyArray<Pasted> = [
  [
    "** (Postgrex.Error) ERROR 53200 (out_of_memory): out of memory \nFailed on request of size 2048. \n        (ecto) lib/ecto/adapters/sql.ex:445: Ecto.Adapters.SQL.execute_or_reset/7",
    "StorageFull",
    "nothing",
    "53200"
  ],
  [
    "2024-06-05 11:10:02 UTC [810] LOG:  could not fork autovacuum worker process: Cannot allocate memory",
    "StorageFull",
    "any"
  ],
  [
    '2017-12-01 18:05:07 ART [1033-1] FATAL:  could not open shared memory segment "/PostgreSQL.1804289383": Permission denied',
    "Rejected|Unclassified|Misconfigured|Unavailable",
    "any"
  ],
  [
    "FATAL:  could not create shared memory segment: No space left on device\n\nDETAIL:  Failed system call was shmget(key=1, size=56, 03600).\n\nHINT:  This error does *not* mean that you have run out of disk space.  It occurs either if all available shared memory IDs have been taken.",
    "StorageFull",
    "nothing"
  ],
  [
    'ERROR:  could not access status of transaction 0\nDETAIL:  Could not write to file "pg_subtrans/000B" at offset 32768: No space left on device.\nLOG:  using stale statistics instead of current ones because stats collector is not responding\nPANIC:  could not write to file "pg_xlog/xlogtemp.46426": No space left on device\nLOG:  server process (PID 46426) was terminated by signal 6: Aborted\nDETAIL:  Failed process was running: autovacuum: ANALYZE public.task_instance',
    "StorageFull",
    "any"
  ],
  [
    "2025-04-01 17:12:50.607 CEST [496385] PANIC:  could not locate a valid checkpoint record at 0/17B2580",
    "Unavailable|Unclassified",
    "any"
  ],
  [
    'PANIC:  could not fsync file "base/16384/1247": Input/output error',
    "Unclassified|OutcomeUnknown|StorageFull",
    "any"
  ],
  [
    '2024-01-11 06:23:58.585 UTC [26] LOG:  checkpoint starting: shutdown immediate\n2024-01-11 06:23:58.586 UTC [26] PANIC:  could not write to file "pg_logical/replorigin_checkpoint.tmp": No space left on device\n2024-01-11 06:23:58.588 UTC [1] LOG:  checkpointer process (PID 26) was terminated by signal 6: Aborted',
    "StorageFull",
    "any"
  ],
  [
    "django.db.utils.OperationalError: could not fork new process for connection: Cannot allocate memory",
    "StorageFull",
    "nothing"
  ],
  [
    "thread 'main' panicked at src/main.rs:12:10:\ncalled `Result::unwrap()` on an `Err` value: Error { kind: Closed, cause: None }",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "thread 'main' panicked at 'Failed to create pool: Error(None)', src/libcore/result.rs:999:5",
    "Unavailable|PoolExhausted",
    "nothing"
  ],
  [
    "WARNING:  page verification failed, calculated checksum 1234 but expected 5678\nERROR:  invalid page in block 0 of relation base/16384/1249",
    "Unclassified",
    "any",
    "XX001"
  ],
  [
    'panic: failed to connect to `user=app database=app`: 10.0.0.5:5432 (db): server error: FATAL: no pg_hba.conf entry for host "10.1.0.9", user "app", database "app", no encryption (SQLSTATE 28000)',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    "thread 'main' panicked at 'called `Result::unwrap()` on an `Err` value: Error { kind: ConfigParse, cause: Some(InvalidValue(\"sslmode\")) }', src/main.rs:76:53\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
    "Misconfigured",
    "nothing"
  ]
]
