import type { Pasted } from "./Pasted.ts"

/** PDO, Doctrine, Eloquent. */
export const php: ReadonlyArray<Pasted> = [
  [
    'message: "SQLSTATE[08006] [7] could not connect to server: Connection refused\\n\\tIs the server running on host \\"127.0.0.1\\" and accepting\\n\\tTCP/IP connections on port 5432? (SQL: select * from \\"categories\\")",\nexception: "Illuminate\\Database\\QueryException"',
    "Unavailable",
    "nothing"
  ],
  [
    "[PDOException] SQLSTATE[25P02]: In failed sql transaction: 7 ERROR:  current transaction is aborted, commands ignored until end of transaction block",
    "Rejected",
    "nothing",
    "25P02"
  ],
  [
    'Illuminate\\Database\\QueryException: SQLSTATE[23505]: Unique violation: 7 ERROR:  duplicate key value violates unique constraint "users_email_unique"\nDETAIL:  Key (email)=(a@example.com) already exists. (SQL: insert into "users" ("email") values (a@example.com))',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    'SQLSTATE[HY000]: General error: 7 SSL SYSCALL error: EOF detected (SQL: select * from "jobs")',
    "OutcomeUnknown",
    "unknown"
  ],
  ["SQLSTATE[08006] [7] timeout expired", "Unavailable", "nothing"],
  ["SQLSTATE[08006] [7] SCRAM authentication requires libpq version 10 or above", "Misconfigured", "nothing"],
  [
    'An exception occurred in the driver: SQLSTATE[08006] [7] connection to server at "db" (172.19.0.3), port 5432 failed: FATAL:  database "app" does not exist',
    "Misconfigured",
    "nothing"
  ],
  [
    "could not find driver (Connection: pgsql, SQL: select * from information_schema.tables)",
    "Misconfigured",
    "nothing"
  ],
  [
    "Doctrine\\DBAL\\Exception\\DriverException #7\nAn exception occurred while executing a query: SQLSTATE[HY000]: General error: 7 server closed the connection unexpectedly\nThis probably means the server terminated abnormally before or while processing the request.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'Doctrine\\DBAL\\DBALException: Failed to connect to the database: An exception occured in driver: SQLSTATE[08006] [7] could not connect to server: Connection refused\n\tIs the server running on host "db" (172.17.0.8) and accepting\n\tTCP/IP connections on port 5432? in /app/lib/private/DB/Connection.php:59\nStack trace:',
    "Unavailable",
    "nothing"
  ],
  [
    '[2026-01-15 12:00:00] production.ERROR: SQLSTATE[40P01]: Deadlock detected: 7 ERROR:  deadlock detected\nDETAIL:  Process 1 waits for ShareLock (Connection: pgsql, SQL: update "jobs" set "x" = 1) {"exception":"[object] (Illuminate\\\\Database\\\\QueryException(code: 40P01)"}',
    "Contention",
    "nothing",
    "40P01"
  ],
  [
    '[2026-01-15 12:00:00] production.ERROR: SQLSTATE[55P03]: Lock not available: 7 ERROR:  could not obtain lock on row in relation "jobs"',
    "Contention",
    "nothing",
    "55P03"
  ],
  [
    'SQLSTATE[42P01]: Undefined table: 7 ERROR:  relation "migrations" does not exist',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    'SQLSTATE[08006] [7] could not translate host name "postgres" to address: Name or service not known',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "SQLSTATE[57P01]: Admin shutdown: 7 FATAL:  terminating connection due to administrator command",
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ]
]
