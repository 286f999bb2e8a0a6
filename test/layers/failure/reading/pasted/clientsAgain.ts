import type { Pasted } from "./Pasted.ts"

/** Clients, mappers and tools, again. */
export const clientsAgain: ReadonlyArray<Pasted> = [
  [
    "ERROR: restart transaction: TransactionRetryWithProtoRefreshError: WriteTooOldError: write for key /Table/106/1/1 at timestamp 1.2 too old (SQLSTATE 40001)",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    "django.db.utils.NotSupportedError: PostgreSQL 14 or later is required (found 12.22).",
    "Misconfigured",
    "nothing"
  ],
  ["psycopg.errors.PipelineAborted: pipeline aborted", "Rejected|OutcomeUnknown", "nothing"],
  [
    'Error: Connection("could not translate host name \\"db\\" to address: Name or service not known\\n")',
    "Unavailable",
    "nothing"
  ],
  [
    'DatabaseError(UnableToSendCommand, "no connection to the server\\n")',
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ["pq: got 1 parameters but the statement requires 2", "Rejected", "nothing"],
  [
    'UniqueConstraintViolationException: insert into "user" ("email") values (\'a\') returning "id" - duplicate key value violates unique constraint "user_email_unique"\n    at PostgreSqlExceptionConverter.convertException (/app/node_modules/@mikro-orm/postgresql/PostgreSqlExceptionConverter.js:42:24)',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    "return yield prisma.course.create(\nTransaction failed due to a write conflict or a deadlock. Please retry your transaction",
    "Contention",
    "nothing"
  ],
  ["WARNING:  there is already a transaction in progress", "Unclassified", "nothing"],
  [
    "DriverAdapterError: TransactionWriteConflict\n    at PgTransaction.onError (/app/node_modules/@prisma/adapter-pg/dist/index.js:690:11)",
    "Contention",
    "nothing"
  ],
  [
    "FATAL: Client from Azure Virtual Networks is not allowed to access the server",
    "Misconfigured",
    "nothing"
  ],
  [
    'org.jooq.exception.DataAccessException: SQL [select "film"."rating" from "public"."film" where "film"."rating" in (?, ?)];\nERROR: operator does not exist: mpaa_rating = character varying\n  Hint: No operator matches the given name and argument types. You might need to add explicit type casts.',
    "Rejected",
    "nothing",
    "42883"
  ],
  [
    '%Postgrex.Error{connection_id: 22574, message: nil, postgres: %{code: :deadlock_detected, detail: "Process 22574 waits for ShareLock on transaction 36155926; blocked by process 22560.", file: "deadlock.c", line: "1140", message: "deadlock detected", pg_code: "40P01", routine: "DeadLockReport", severity: "ERROR", unknown: "ERROR"}, query: nil}',
    "Contention",
    "nothing",
    "40P01"
  ],
  [
    "Error: All attempts to open a WebSocket to connect to the database failed. Please refer to the documentation. Details: fetch failed",
    "Unavailable",
    "nothing"
  ],
  [
    "27182 29 Dec 02:15:55.497 info [c050eb45e8f48 s49f42f1204f9] [user - app, db - app] (main) client disconnected (read/write error, addr 10.39.64.21:51024): Resource temporarily unavailable",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  ["FATAL:  expected SASL response, got message type 88", "Misconfigured|Unavailable", "nothing"],
  [
    'org.postgresql.util.PSQLException: FATAL: invalid value for parameter "TimeZone": "Asia/Calcutta"',
    "Misconfigured",
    "nothing",
    "22023"
  ],
  ['FATAL:  invalid value for parameter "client_encoding": "UTF8MB4"', "Misconfigured", "nothing", "22023"],
  ['ERROR: could not access file "$libdir/postgis-3": No such file or directory', "Misconfigured", "any"],
  ['ERROR:  type "vector" does not exist at character 41', "Rejected", "nothing", "42704"],
  ["PostgresError: column cannot have more than 2000 dimensions for hnsw index", "Rejected", "nothing"],
  [
    '{"code":"PGRST116","details":"The result contains 0 rows","hint":null,"message":"JSON object requested, multiple (or no) rows returned"}',
    "Rejected",
    "nothing"
  ],
  [
    "Error: Failed to acquire a connection from the pool.\n    at async Object.fetch (worker.js:12:20)",
    "PoolExhausted",
    "nothing"
  ],
  ["Server connection attempt failed: connection_refused", "Unavailable", "nothing"],
  [
    'FATAL:  remaining connection slots are reserved for roles with privileges of the "rds_reserved" role',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    'FATAL: Cloud SQL IAM user authentication failed for user "app@my-project.iam"',
    "Misconfigured",
    "nothing"
  ],
  ["write failed: write tcp 10.0.0.1:51234->10.0.0.2:5432: write: broken pipe", "OutcomeUnknown", "unknown"]
]
