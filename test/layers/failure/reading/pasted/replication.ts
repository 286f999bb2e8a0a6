import type { Pasted } from "./Pasted.ts"

/** Replication: slots, standbys, and what they ask the write-ahead log for. */
export const replication: ReadonlyArray<Pasted> = [
  [
    '2024-11-30 10:55:30 +05 [881547-3]  ERROR:  could not create replication slot "pg_22521_sync_17060_7442929061963593356": ERROR:  all replication slots are in use\n        HINT:  Free one or increase max_replication_slots.',
    "StorageFull|PoolExhausted|Rejected",
    "nothing"
  ],
  [
    '2024-09-11 09:42:00 ERROR message.c:187 error response message: replication slot "repl" is active for PID 275211 (SQLSTATE code: 55006)',
    "Contention",
    "nothing",
    "55006"
  ],
  [
    '2025-07-25 12:44:22.510 UTC [3258648] FATAL:  could not start WAL streaming: ERROR:  replication slot "standby_1" does not exist',
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    "< 2017-04-11 22:54:41.034 CEST > FATAL:  could not start WAL streaming: ERROR:  requested starting point 0/9000000 on timeline 2 is not in this server's history\n        DETAIL:  This server's history forked from timeline 2 at 0/80001A8.",
    "Rejected|Misconfigured|Unclassified",
    "any"
  ],
  [
    "FATAL:  could not receive data from WAL stream: ERROR:  requested WAL segment 00000001000000000000000A has already been removed",
    "Rejected|Misconfigured|Unclassified",
    "any"
  ],
  [
    "io.debezium.DebeziumException: Could not execute heartbeat action (Error: 57P01)",
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ],
  [
    'Caused by: org.postgresql.util.PSQLException: ERROR: replication slot "debezium" already exists',
    "Rejected",
    "nothing"
  ],
  [
    "[SOURCE_CAPTURE  ]E:  RetCode: SQL_ERROR  SqlState: 42501 NativeError: 1 Message: ERROR: must be superuser or replication role to use replication slots; Error while executing the query",
    "Rejected",
    "nothing",
    "42501"
  ],
  [
    'An exception occurred in the driver: SQLSTATE[08006] [7] connection to server at "db" (172.18.0.2), port 5432 failed: FATAL:  the database system is in recovery mode',
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    "State code: 40001; Message: ERROR: canceling statement due to conflict with recovery\n  Detail: User query might have needed to see row versions that must be removed.",
    "Contention",
    "nothing",
    "40001"
  ],
  ["PANIC:  WAL contains references to invalid pages", "Unclassified|Unavailable", "any"],
  [
    "Error with notify listener (trying again in 119ms): cannot execute LISTEN during recovery",
    "ReadOnly",
    "nothing",
    "25006"
  ],
  [
    "Error: [500] failed to get pg.tables: remaining connection slots are reserved for non-replication superuser connections",
    "PoolExhausted",
    "nothing"
  ],
  [
    "2022-05-06 05:17:14.961 UTC [113] LOG:  database system was shut down in recovery at 2022-05-06 05:16:58 UTC\n2022-05-06 05:17:14.961 UTC [114] LOG:  connection received: host=[local]\n2022-05-06 05:17:14.962 UTC [114] FATAL:  the database system is starting up",
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    ',FATAL,XX000,"could not receive data from WAL stream: ERROR:  requested starting point 0/13000000 is ahead of the WAL flush position of this server 0/12000060"',
    "Rejected",
    "any"
  ]
]
