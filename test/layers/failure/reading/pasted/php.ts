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
  ]
]
