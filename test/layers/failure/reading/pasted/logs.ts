import type { Pasted } from "./Pasted.ts"

/** Postgres' own words in logs of containers, platforms and viewers. */
export const logs: ReadonlyArray<Pasted> = [
  [
    "2021-11-19 07:01:37.165 CET [10025] FATAL:  sorry, too many clients already\n2021-11-19 07:08:49.893 CET [11771] LOG:  using stale statistics instead of current ones because stats collector is not responding",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "2016-12-20 11:14:09 CST [24633-1] [unknown]@[unknown] LOG:  incomplete startup packet\n2016-12-20 11:14:09 CST [25667-1] app@app_test FATAL:  remaining connection slots are reserved for non-replication superuser connections",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "**2025-09-17 20:50:46.605 UTC [253] FATAL:  sorry, too many clients already**",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    '│ 2023-10-15 10:38:47.697 GMT [509] FATAL:  password authentication failed for user "postgres"                                    │\n│ 2023-10-15 10:38:47.697 GMT [509] DETAIL:  Connection matched file "/opt/bitnami/postgresql/conf/pg_hba.conf" line 1: "host     all             all             0.0.0.0/0               md5"  │',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    '<30>1 2026-02-01T10:00:00Z host postgres 1234 - - [5-1] user=app,db=app,app=[unknown],client=10.0.0.5 FATAL:  password authentication failed for user "app"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    '2026-02-01 10:00:00.123 UTC,"app","db",1234,"10.0.0.1:55555",65bb.4d2,1,"SELECT",2026-02-01 09:59:00 UTC,3/45,0,ERROR,57014,"canceling statement due to statement timeout",,,,,,"select pg_sleep(100)",,,"app","client backend",,0',
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    '{"timestamp":"2026-02-01 10:00:00.123 UTC","user":"app","dbname":"db","pid":1234,"error_severity":"FATAL","state_code":"53300","message":"sorry, too many clients already","backend_type":"client backend"}',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    '2026-02-01T10:00:00.000000+00:00 app[postgres.1234]: [DATABASE] [9-1]  sql_error_code = 53300 FATAL:  too many connections for role "abc"',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    'Feb 01 10:00:00 web1 postgres[1234]: [3-1] 2026-02-01 10:00:00 UTC [1234] app@app ERROR:  could not extend file "base/16384/16400": No space left on device\nFeb 01 10:00:00 web1 postgres[1234]: [3-2] HINT:  Check free disk space.',
    "StorageFull",
    "nothing",
    "53100"
  ],
  [
    "2026-02-01 10:00:00 UTC:10.0.0.7(41234):app@app:[23505]:FATAL:  remaining connection slots are reserved for non-replication superuser and rds_superuser connections",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    '2023-03-27 13:55:21.261 UTC [1] LOG:  database system is ready to accept connections\n2023-03-27 13:55:31.270 UTC [35] FATAL:  role "postgres" does not exist',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    '2025-02-13T13:38:36.748225000Z 2025-02-13 13:38:36.747 UTC [265] FATAL:  role "postgres" does not exist',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    'db-1  | 2024-02-24 02:25:58.920 UTC [41] FATAL:  role "root" does not exist',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    '2020-04-21 01:38:58.138 CST [7790] ERROR:  could not extend file "base/25546/25595_vm": No space left on device\n2020-04-21 01:38:58.138 CST [7790] HINT:  Check free disk space.\n2020-04-21 01:38:58.351 CST [1629] LOG:  could not write temporary statistics file "pg_stat_tmp/db_25546.tmp": No space left on device',
    "StorageFull",
    "nothing",
    "53100"
  ],
  [
    '2022-12-31 03:38:12.319 GMT [12] FATAL:  could not write lock file "postmaster.pid": No space left on device',
    "StorageFull",
    "nothing"
  ],
  [
    "2021-12-07 18:41:24 UTC [31452]: [61afaad4.7adc-2] postgres@postgres,app=[unknown] [57P03] FATAL:  the database system is starting up",
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    "2020-05-24 03:13:36 UTC 565 5ec9e660.235 2 192.0.2.201(48634) app_prod ta_data 0  [unknown]  [57P03]:FATAL:  the database system is in recovery mode",
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    '2020-05-24 03:13:36 UTC 33935 5ec9e4c1.848f 8    0    [53100]:PANIC:  could not write to file "pg_wal/xlogtemp.33935": No space left on device',
    "StorageFull",
    "unknown",
    "53100"
  ],
  [
    "2022-06-15 09:45:22.532 CEST [205418] app@app_db LOG:  could not receive data from client: Connection reset by peer",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "2022-06-15 09:47:46.734 CEST [1453] LOG:  server process (PID 205439) was terminated by signal 9: Killed\n2022-06-15 09:47:46.734 CEST [1453] DETAIL:  Failed process was running: SELECT 1\n2022-06-15 09:47:46.746 CEST [1453] LOG:  terminating any other active server processes\n2022-06-15 09:47:46.746 CEST [205471] app@app_db WARNING:  terminating connection because of crash of another server process",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "postgres_1  | 2021-01-18 21:19:30.017 UTC [1] LOG:  server process (PID 315) was terminated by signal 9: Killed",
    "OutcomeUnknown|Unavailable|StorageFull",
    "any"
  ],
  [
    '{"severity":"ERROR","textPayload":"2026-01-01 10:00:00.000 UTC [12]: [1-1] db=app,user=app FATAL:  remaining connection slots are reserved for non-replication superuser connections","resource":{"type":"cloudsql_database"}}',
    "PoolExhausted",
    "nothing",
    "53300"
  ]
]
