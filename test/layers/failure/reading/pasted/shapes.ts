import type { Pasted } from "./Pasted.ts"

/** Loggers, tracebacks and frameworks around a message. */
export const shapes: ReadonlyArray<Pasted> = [
  [
    '{"level":50,"time":1700000000000,"pid":1,"hostname":"web","err":{"type":"DatabaseError","message":"duplicate key value violates unique constraint \\\\"users_email_key\\\\"","stack":"error: duplicate key value violates unique constraint\\\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)","code":"23505","severity":"ERROR","routine":"_bt_check_unique"},"msg":"request failed"}',
    "ConstraintViolated",
    "nothing"
  ],
  [
    '{"name":"api","hostname":"h","pid":7,"level":50,"err":{"message":"timeout exceeded when trying to connect","name":"Error","stack":"Error: timeout exceeded when trying to connect\\\n    at /app/node_modules/pg-pool/index.js:45:11"},"msg":"timeout exceeded when trying to connect","time":"2024-01-01T00:00:00.000Z","v":0}',
    "PoolExhausted",
    "nothing"
  ],
  [
    '{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"Error: connect ETIMEDOUT 10.0.1.5:5432","trace":["Runtime.UnhandledPromiseRejection: Error: connect ETIMEDOUT 10.0.1.5:5432"]}',
    "Unavailable",
    "nothing"
  ],
  [
    '{"severity":"ERROR","textPayload":"Error: Connection terminated unexpectedly\\\n    at Connection.<anonymous> (/workspace/node_modules/pg/lib/client.js:132:73)","resource":{"type":"cloud_run_revision"}}',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '{"timestamp":"2024-05-01T10:00:00Z","level":"error","message":"PrismaClientKnownRequestError: \\\nInvalid `prisma.order.update()` invocation:\\\n\\\nTransaction failed due to a write conflict or a deadlock. Please retry your transaction","code":"P2034"}',
    "Contention",
    "nothing"
  ],
  [
    '[Nest] 4321  - 05/01/2024, 10:00:00 AM   ERROR [ExceptionsHandler] relation "user" does not exist\nQueryFailedError: relation "user" does not exist\n    at PostgresQueryRunner.query (/app/src/driver/postgres/PostgresQueryRunner.ts:331:19)',
    "Rejected",
    "nothing"
  ],
  [
    '{"errors":[{"message":"duplicate key value violates unique constraint \\\\"PK_1\\\\"","locations":[{"line":2,"column":3}],"path":["createUser"],"extensions":{"code":"INTERNAL_SERVER_ERROR","exception":{"length":200,"name":"QueryFailedError","severity":"ERROR","code":"23505"}}}],"data":null}',
    "ConstraintViolated",
    "nothing"
  ],
  [
    "\u001b[31merror\u001b[39m: \u001b[33mP1000\u001b[39m: Authentication failed against database server at `localhost`",
    "Misconfigured",
    "nothing"
  ],
  [
    'Traceback (most recent call last):\n  File "/usr/local/lib/python3.11/site-packages/django/db/backends/base/base.py", line 289, in ensure_connection\n    self.connect()\npsycopg2.OperationalError: connection to server at "db" (172.18.0.2), port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "/app/manage.py", line 22, in <module>\n    main()\ndjango.db.utils.OperationalError: connection to server at "db" (172.18.0.2), port 5432 failed: Connection refused',
    "Unavailable",
    "nothing"
  ],
  [
    'Traceback (most recent call last):\n  File "x.py", line 1\npsycopg.errors.UndefinedTable: relation "a" does not exist\nLINE 1: SELECT * FROM a\n                      ^\n\nThe above exception was the direct cause of the following exception:\n\nsqlalchemy.exc.ProgrammingError: (psycopg.errors.UndefinedTable) relation "a" does not exist\nLINE 1: SELECT * FROM a\n[SQL: SELECT * FROM a]\n(Background on this error at: https://sqlalche.me/e/20/f405)',
    "Rejected",
    "nothing"
  ],
  [
    "[2024-01-01 10:00:00,123: ERROR/ForkPoolWorker-2] Task app.tasks.sync[abc] raised unexpected: TimeoutError('QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00')\nTraceback (most recent call last):",
    "PoolExhausted",
    "nothing"
  ],
  [
    'ERROR:    Exception in ASGI application\n  + Exception Group Traceback (most recent call last):\n  |   File "/app/starlette/_utils.py", line 76, in collapse_excgroups\n  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '{"event": "request_failed", "exception": "Traceback (most recent call last):\\\n  File \\\\"x.py\\\\"\\\nasyncpg.exceptions.QueryCanceledError: canceling statement due to statement timeout", "level": "error"}',
    "DeadlineExceeded",
    "nothing"
  ],
  [
    'Completed 500 Internal Server Error in 12ms (ActiveRecord: 3.2ms | Allocations: 1234)\n\nActiveRecord::StatementInvalid (PG::UndefinedColumn: ERROR:  column users.foo does not exist\nLINE 1: SELECT "users".* FROM "users" WHERE "users"."foo" = $1\n                                            ^\n):',
    "Rejected",
    "nothing"
  ],
  [
    "method=PATCH path=/orders/1 status=500 error='ActiveRecord::Deadlocked: PG::TRDeadlockDetected: ERROR:  deadlock detected'",
    "Contention",
    "nothing"
  ],
  [
    '{"severity":"WARN","retry":3,"queue":"default","class":"SyncJob","error_message":"PG::ConnectionBad: PQconsumeInput() server closed the connection unexpectedly","error_class":"ActiveRecord::StatementInvalid"}',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '[2024-01-01 10:00:00] local.ERROR: SQLSTATE[42P01]: Undefined table: 7 ERROR:  relation "jobs" does not exist\nLINE 1: select * from "jobs" where "queue" = $1\n                      ^ (Connection: pgsql, SQL: select * from "jobs" where "queue" = default and (("reserved_at" is null))) {"exception":"[object] (Illuminate\\\\\\\\Database\\\\\\\\QueryException(code: 42P01): SQLSTATE[42P01]: Undefined table',
    "Rejected",
    "nothing"
  ],
  [
    '\n  Illuminate\\\\Database\\\\QueryException \n\n  SQLSTATE[08006] [7] connection to server at "127.0.0.1", port 5432 failed: FATAL:  password authentication failed for user "postgres" (Connection: pgsql, Host: 127.0.0.1, Port: 5432, Database: app, SQL: select exists (select 1 from pg_class c))\n\n  at vendor/laravel/framework/src/Illuminate/Database/Connection.php:825',
    "Misconfigured",
    "nothing"
  ],
  [
    '\nIn ExceptionConverter.php line 87:\n                                                                               \n  An exception occurred in the driver: SQLSTATE[08006] [7] connection to server  \n   at "database" (172.20.0.3), port 5432 failed: FATAL:  password authentication failed for user "app"',
    "Misconfigured",
    "nothing"
  ],
  [
    "An exception occurred while executing a query: SQLSTATE[23502]: Not null violation: 7 ERROR:  null value in column &quot;name&quot; of relation &quot;x&quot; violates not-null constraint<br />DETAIL:  Failing row contains (1, null).",
    "ConstraintViolated",
    "nothing"
  ],
  [
    '{"message":"An exception occurred while executing a query: SQLSTATE[23505]: Unique violation: 7 ERROR:  duplicate key value violates unique constraint \\\\"uniq_1\\\\"\\\nDETAIL:  Key (email)=(a@b.c) already exists.","context":{"exception":{"class":"Doctrine\\\\\\\\DBAL\\\\\\\\Exception\\\\\\\\UniqueConstraintViolationException","code":7}},"level":500,"level_name":"CRITICAL","channel":"request"}',
    "ConstraintViolated",
    "nothing"
  ],
  [
    "<pre>Error: syntax error at or near &quot;where&quot;<br> &nbsp; &nbsp;at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)</pre>",
    "Rejected",
    "nothing"
  ],
  [
    "{ error: { message: 'JWT expired', code: 'PGRST303', details: null, hint: null }, data: null, status: 401 }",
    "Misconfigured",
    "nothing"
  ],
  [
    'Uncaught (in promise) PostgrestError: {code: "42703", details: null, hint: null, message: "column posts.foo does not exist"}',
    "Rejected",
    "nothing"
  ],
  [
    "AggregateError\n    at internalConnectMultiple (node:net:1114:18)\n    at afterConnectMultiple (node:net:1667:5) {\n  code: 'ECONNREFUSED',\n  [errors]: [\n    Error: connect ECONNREFUSED ::1:5432\n        at createConnectionError (node:net:1634:14) {\n      errno: -111,",
    "Unavailable",
    "nothing"
  ],
  [
    "error: no pg_hba.conf entry for host \"10.0.0.1\", user \"app\", database \"app\", no encryption\n    at Parser.parseErrorMessage\n  length: 160,\n  severity: 'FATAL',\n  code: '28000',\n  file: 'auth.c',\n  line: '542',\n  routine: 'ClientAuthentication'",
    "Misconfigured",
    "nothing"
  ],
  [
    'DrizzleQueryError: Failed query: insert into "users" ("id", "email") values (default, $1) returning "id"\nparams: a@b.c\n    at NodePgPreparedQuery.queryWithCache (/app/node_modules/drizzle-orm/pg-core/session.js:41:15)\n    at async main {\n  query: \'insert into "users"\',\n  params: [ \'a@b.c\' ],\n  [cause]: error: duplicate key value violates unique constraint "users_email_unique"\n      at /app/node_modules/pg-pool/index.js:45:11 {\n    code: \'23505\',',
    "ConstraintViolated",
    "nothing"
  ],
  [
    '2024-05-01T10:00:00.000Z\t3f5d\tERROR\tInvoke Error \t{"errorType":"error","errorMessage":"remaining connection slots are reserved for non-replication superuser connections","code":"53300","length":140,"name":"error","severity":"FATAL","file":"postinit.c","line":"815","routine":"InitPostgres"}',
    "PoolExhausted",
    "nothing"
  ],
  [
    "⨯ PrismaClientValidationError: \nInvalid `prisma.user.findUnique()` invocation:\n\n{\n  where: {\n    id: undefined,\n  }\n}\n\nArgument `where` of type UserWhereUniqueInput needs at least one of `id` or `email` arguments.",
    "Rejected",
    "nothing"
  ],
  [
    "PrismaClientInitializationError: \n\u001b[1m\u001b[31mInvalid `prisma.user.findMany()` invocation:\u001b[39m\n\nCan't reach database server at `db`:`5432`\n  clientVersion: '5.10.2',\n  errorCode: 'P1001'",
    "Unavailable",
    "nothing"
  ],
  [
    "Error: self-signed certificate in certificate chain\n    at TLSSocket.onConnectSecure (node:_tls_wrap:1674:34) {\n  code: 'SELF_SIGNED_CERT_IN_CHAIN'\n}\n[cause] Error opening a TLS connection",
    "Misconfigured",
    "nothing"
  ],
  [
    "##[error]ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run: bin/rails db:migrate RAILS_ENV=test",
    "Rejected",
    "nothing"
  ],
  [
    'sqlalchemy.exc.PendingRollbackError: This Session\'s transaction has been rolled back due to a previous exception during flush. To begin a new transaction with this Session, first issue Session.rollback(). Original exception was: (psycopg2.errors.NotNullViolation) null value in column "a"',
    "Rejected",
    "nothing"
  ],
  [
    'PendingRollbackError: This Session\'s transaction has been rolled back due to a previous exception during flush. Original exception was: (psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint "x"',
    "Rejected|ConstraintViolated",
    "nothing"
  ],
  [
    'WARN  SqlError at /api/items: error: invalid input syntax for type bigint: "abc" {"length":128,"severity":"ERROR","code":"22P02","where":"unnamed portal parameter $1 = \'...\'","file":"int8.c","routine":"scanint8"}',
    "Rejected",
    "nothing"
  ],
  [
    "(node:123) UnhandledPromiseRejectionWarning: Error: Connection terminated unexpectedly\n    at Connection.<anonymous> (/app/node_modules/pg/lib/client.js:255:9)\n(node:123) [DEP0018] DeprecationWarning: Unhandled promise rejections are deprecated.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "web_1  | /app/node_modules/sequelize/lib/dialects/postgres/connection-manager.js:184\nweb_1  |               reject(new sequelizeErrors.ConnectionRefusedError(err));\nweb_1  |                      ^\nweb_1  | \nweb_1  | ConnectionRefusedError [SequelizeConnectionRefusedError]: connect ECONNREFUSED 172.18.0.2:5432",
    "Unavailable",
    "nothing"
  ],
  [
    '{"@timestamp":"2024-01-01T00:00:00Z","log.level":"ERROR","message":"Job failed","error.type":"ActiveRecord::SerializationFailure","error.message":"PG::TRSerializationFailure: ERROR:  could not serialize access due to read/write dependencies among transactions"}',
    "Contention",
    "nothing"
  ],
  [
    'ERROR 2024-01-01 connection.py django.db.utils.OperationalError: connection to server at "x.rds.amazonaws.com" (10.0.0.1), port 5432 failed: FATAL:  no pg_hba.conf entry for host "10.0.0.2", user "u", database "d", no encryption',
    "Misconfigured",
    "nothing"
  ],
  ['pq: prepared statement "lrupsc_1_0" does not exist (26000)', "Rejected", "nothing"],
  [
    'psycopg.errors.DiskFull: could not write to file "base/pgsql_tmp/pgsql_tmp1.2": No space left on device',
    "StorageFull",
    "nothing"
  ],
  [
    "Error: cannot execute INSERT in a read-only transaction { severity: 'ERROR', code: '25006', routine: 'PreventCommandIfReadOnly' }",
    "ReadOnly",
    "nothing"
  ],
  [
    "SequelizeDatabaseError: canceling statement due to statement timeout original: error: canceling statement due to statement timeout code: '57014'",
    "DeadlineExceeded",
    "nothing"
  ],
  ["psycopg2.pool.PoolError: connection pool exausted", "PoolExhausted", "nothing"],
  [
    "Error [PrismaClientInitializationError]: The Driver Adapter `@prisma/adapter-pg`, based on `postgres`, is not compatible with the provider `sqlite` specified in the Prisma schema.",
    "Misconfigured",
    "nothing"
  ],
  [
    "RuntimeError: Postgres client is closed\n  code: 'DRIVER.NOT_CONNECTED',\n  why: 'close() was called on this client.'",
    "Unavailable",
    "nothing"
  ],
  [
    "code: 'RUNTIME.BINDING_INVALID' Postgres URL must use postgres:// or postgresql://",
    "Misconfigured",
    "nothing"
  ],
  [
    "PrismaClientKnownRequestError: \nInvalid `prisma.user.findMany()` invocation:\n\n\n  code: 'ECONNREFUSED',\n  meta: { modelName: 'User' },\n  clientVersion: '6.11.1'",
    "Unavailable",
    "nothing"
  ],
  [
    "PrismaClientKnownRequestError: Invalid `prisma.user.count()` invocation: User was denied access on the database `(not available)`\n code: 'P1010', meta: { modelName: 'User', driverAdapterError: Error [DriverAdapterError]: DatabaseAccessDenied",
    "Misconfigured",
    "nothing"
  ],
  [
    "meta: { modelName: 'User', driverAdapterError: DriverAdapterError: UniqueConstraintViolation { cause: { originalCode: '23505', originalMessage: 'duplicate key value violates unique constraint \"User_email_key\"', kind: 'UniqueConstraintViolation'",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "DriverAdapterError: ColumnNotFound\n cause: { originalCode: '42703', originalMessage: 'column User.foo does not exist', kind: 'ColumnNotFound'",
    "Rejected",
    "nothing"
  ],
  ["Error [DriverAdapterError]: TransactionWriteConflict", "Contention", "nothing"],
  [
    'driverAdapterError: DriverAdapterError: { "kind": "postgres", "code": "42601", "severity": "ERROR", "message": "syntax error" }',
    "Rejected",
    "nothing"
  ],
  [
    "[Error] connect ECONNREFUSED 127.0.0.1:5432\nSomething went wrong while seeding the database:\n[Error] connect ECONNREFUSED 127.0.0.1:5432\nPlease try again",
    "Unavailable",
    "nothing"
  ],
  [
    "warning: Failed to set the default_internal encoding to UTF8: 'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n'",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "rake aborted!\nActiveRecord::StatementInvalid: PG::ConnectionBad: PQsocket() can't get socket descriptor: SET client_min_messages TO 'warning'",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '2025-02-04T13:30:51.014Z | error | connect ECONNREFUSED 127.0.0.1:5432 {"file":"error-reporter.js","function":"defaultReport"}',
    "Unavailable",
    "nothing"
  ],
  ["django.db.utils.OperationalError: the pool 'pool-1' is closed", "Rejected", "nothing"],
  [
    "Error: cannot connect to Postgres. Details: self-signed certificate in certificate chain",
    "Misconfigured",
    "nothing"
  ],
  ["ERROR: Error: cannot connect to Postgres. Details: read ECONNRESET", "Unavailable|OutcomeUnknown", "any"],
  ["asyncpg.exceptions.SerializationError: nicht serialisierbar", "Contention", "nothing"],
  ["asyncpg.exceptions.PostgresSyntaxError: Syntaxfehler bei »SELEC«", "Rejected", "nothing"],
  ["PG::UndefinedDatabase: FATAL:  base inconnue", "Misconfigured", "nothing"],
  ["psycopg2.errors.SyntaxError: etwas", "Rejected", "nothing"],
  ["psycopg.errors.OutOfMemory: etwas", "StorageFull", "nothing"],
  ["PG::SyntaxError: ERREUR:  quelque chose", "Rejected", "nothing"],
  ["asyncpg.exceptions.ConnectionRejectionError: etwas", "Unavailable|Misconfigured", "nothing"]
]
