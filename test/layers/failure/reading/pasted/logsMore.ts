import type { Pasted } from "./Pasted.ts"

/** Postgres' own words in logs of containers, platforms and viewers. */
export const logsMore: ReadonlyArray<Pasted> = [
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
  ],
  [
    'Jan 15 12:00:00 web systemd[1]: app.service: Main process exited\nJan 15 12:00:00 web app[99]: error: database "prod" does not exist',
    "Misconfigured",
    "nothing",
    "3D000"
  ],
  [
    '2026-01-15T12:00:00.000Z 4f3b Task timed out\n2026-01-15T12:00:00.001Z\t4f3b\tERROR\tInvoke Error\t{"errorType":"error","errorMessage":"password authentication failed for user \\"app\\"","code":"28P01"}',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "2026-01-15 12:00:00.000 UTC [1] WARNING DNS lookup failed: db.internal: result=0",
    "Unavailable",
    "nothing"
  ],
  [
    "[supavisor] 12:00:00.000 project=abc user=postgres [error] ClientHandler: User not found: :not_found",
    "Misconfigured",
    "nothing"
  ],
  [
    "12:00:00.000 [error] DbHandler: Connection failed {:error, :econnrefused} to 'db':5432",
    "Unavailable",
    "nothing"
  ]
]
