import type { Pasted } from "./Pasted.ts"

/** Tools around Postgres, and servers in few words. */
export const tools: ReadonlyArray<Pasted> = [
  ["timeout: context already done: context deadline exceeded", "DeadlineExceeded", "any"],
  [
    "org.postgresql.util.PSQLException: The column index is out of range: 3, number of columns: 2.",
    "Rejected",
    "nothing"
  ],
  [
    "Caused by: org.postgresql.util.PSQLException: No value specified for parameter 2.",
    "Rejected",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: Large Objects may not be used in auto-commit mode.",
    "Rejected",
    "nothing"
  ],
  [
    "System.InvalidOperationException: This NpgsqlTransaction has completed; it is no longer usable.",
    "Rejected",
    "nothing"
  ],
  [
    'SequelizeDatabaseError: invalid input syntax for type uuid: "undefined"\n    at Query.formatError (/app/node_modules/sequelize/lib/dialects/postgres/query.js:386:16)',
    "Rejected",
    "nothing",
    "22P02"
  ],
  [
    "PostgresError: unsupported startup parameter in options: search_path\n    at ErrorResponse (file:///app/node_modules/postgres/src/connection.js:788:26)",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: write CONNECTION_DESTROYED db:5432\n    at Socket.closed (file:///app/node_modules/postgres/src/connection.js:440:48)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "ActiveRecord::DatabaseConnectionError: There is an issue connecting with your hostname: db.\n\nPlease check your database configuration and ensure there is a valid connection to your database.",
    "Unavailable",
    "nothing"
  ],
  [
    "ActiveRecord::NoDatabaseError: We could not find your database: app_development. Available database configurations can be found in config/database.yml.",
    "Misconfigured",
    "nothing"
  ],
  [
    'ActiveRecord::StatementInvalid: PG::ObjectInUse: ERROR:  database "app_test" is being accessed by other users\nDETAIL:  There is 1 other session using the database.',
    "Contention",
    "nothing",
    "55006"
  ],
  [
    'peewee.OperationalError: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?',
    "Unavailable",
    "nothing"
  ],
  [
    "pg8000.exceptions.DatabaseError: {'S': 'FATAL', 'V': 'FATAL', 'C': '28P01', 'M': 'password authentication failed for user \"app\"', 'F': 'auth.c', 'L': '326', 'R': 'auth_failed'}",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "sqlalchemy.exc.ProgrammingError: (pg8000.dbapi.ProgrammingError) {'S': 'ERROR', 'V': 'ERROR', 'C': '57014', 'M': 'canceling statement due to statement timeout', 'F': 'postgres.c', 'L': '3428', 'R': 'ProcessInterrupts'}",
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    'Database(PgDatabaseError { severity: Error, code: "23503", message: "insert or update on table \\"orders\\" violates foreign key constraint \\"orders_user_id_fkey\\"", detail: Some("Key (user_id)=(7) is not present in table \\"users\\".") })',
    "ConstraintViolated",
    "nothing",
    "23503"
  ],
  [
    'SQLSTATE[08P01]: <<Unknown error>>: 7 ERROR:  bind message supplies 2 parameters, but prepared statement "pdo_stmt_00000001" requires 3',
    "Rejected",
    "nothing"
  ],
  ["SQLSTATE[HY000] [7] timeout expired", "Unavailable", "nothing"],
  [
    'psql: error: connection to server on socket "/controller/run/.s.PGSQL.5432" failed: FATAL:  the database system is not accepting connections\nDETAIL:  Hot standby mode is disabled.',
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    "pg_dump: error: server version: 16.1 (Debian 16.1-1.pgdg120+1); pg_dump version: 14.9 (Ubuntu 14.9-0ubuntu0.22.04.1)\npg_dump: error: aborting because of server version mismatch",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    'pg_restore: error: could not execute query: ERROR:  role "cloudsqlsuperuser" does not exist\nCommand was: ALTER TABLE public.users OWNER TO cloudsqlsuperuser;',
    "Rejected",
    "nothing",
    "42704"
  ],
  [
    'psql:dump.sql:32: ERROR:  unrecognized configuration parameter "transaction_timeout"',
    "Rejected",
    "nothing",
    "42704"
  ],
  ["SQL Error [0A000]: ERROR: cached plan must not change result type", "Rejected", "nothing", "0A000"],
  ["SQL Error [08003]: This connection has been closed.", "Unavailable|OutcomeUnknown", "any"],
  ["[57014] ERROR: canceling statement due to user request", "DeadlineExceeded", "nothing", "57014"],
  ["pq: Could not complete operation in a failed transaction", "Rejected", "nothing"],
  [
    '{"type":"pg-client","timestamp":"2024-01-01T00:00:00.000+0000","level":"warn","detail":{"message":"postgres connection failed, retrying(0)."}}',
    "Unavailable",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: ERROR: prepared transactions are disabled.\nHint: Set max_prepared_transactions to a nonzero value.",
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    "psycopg2.errors.ProtocolViolation: invalid string in message\n\nThe above exception was the direct cause of the following exception:",
    "Rejected|OutcomeUnknown",
    "any"
  ],
  [
    '{"level":"ERROR","time":1739161862835,"pid":18,"name":"PostgresConnector","err":{"type":"DatabaseError","message":"terminating connection due to administrator command","stack":"error: terminating connection due to administrator command\\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)","length":116,"name":"error","severity":"FATAL","code":"57P01"}}',
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ],
  [
    "DbHandler: Terminating with reason {{:timeout, {:partisan_gen_statem, :call, [#PID<0.3225.2235>, {:db_call, #PID<48802.1851.3665>, <<83, 0, 0, 0, 4>>}, 15000]}}} when state was :busy",
    "OutcomeUnknown",
    "unknown"
  ],
  ["Subscribe error: {:error, {:badrpc, {:error, {:erpc, :timeout}}}}", "Unavailable", "nothing"],
  ["psycopg2.OperationalError: connection failed", "Unavailable", "nothing"],
  [
    "PrismaClientKnownRequestError: P2021: The table `public.users` does not exist in the current database.",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot use Connection.transaction() in a manually started transaction",
    "Rejected",
    "nothing"
  ],
  [
    'ActiveRecord::DatabaseConnectionError: There is an issue connecting with your hostname: primary.\nPG::ConnectionBad: could not translate host name "primary" to address: Temporary failure in name resolution',
    "Unavailable",
    "nothing"
  ],
  ["**Error**: `PG::ConnectionBad: connection failed`", "Unavailable", "nothing"],
  ["Npgsql.NpgsqlException: Exception while connecting to PostgreSQL", "Unavailable", "nothing"],
  [
    'seeding menu_item_variant Half: ERROR: duplicate key value violates unique\nconstraint "idx_menu_item_variant_one_default" (SQLSTATE 23505)',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    '# CI/CD Error:\nPG::ConnectionBad: could not connect to server\nFATAL:  password authentication failed for user "postgres"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'gitlab     | ---- Begin output of "bash"  "/tmp/chef-script" ----\ngitlab     | STDOUT: rake aborted!\ngitlab     | PG::ConnectionBad: could not connect to server: No such file or directory\ngitlab     | \tIs the server running locally and accepting\ngitlab     | \tconnections on Unix domain socket "/var/opt/gitlab/postgresql/.s.PGSQL.5432"?',
    "Unavailable",
    "nothing"
  ],
  ["Pooler Error: Auth failed", "Misconfigured", "nothing"],
  [
    'Plugin UI reports "Scan failed": 500, 10,014 ms, asyncpg.exceptions.QueryCanceledError: canceling statement due to statement timeout. Retries (2x) repeat at 10,014 ms each.',
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  ["The revision failed: column s.centre_id does not exist (SQLSTATE 42703)", "Rejected", "nothing", "42703"],
  ['FATAL:  database "docker" does not exist.', "Misconfigured", "nothing", "3D000"],
  [
    "Error occurred attempting to UNLISTEN: Error: Client has encountered a connection error and is not queryable",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "Error occurred whilst attempting to release runner options: cannot execute SELECT in a read-only transaction",
    "ReadOnly",
    "nothing",
    "25006"
  ],
  [
    "PostgreSQL idle client generated error: Connection terminated unexpectedly",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    '{\n  "errorMessage": "Connection terminated due to connection timeout",\n  "errorDescription": "Failed query: SELECT * FROM **",\n  "errorDetails": {},\n  "n8nDetails": {\n    "nodeName": "Postgres",\n    "operation": "executeQuery",\n    "stackTrace": [\n      "NodeOperationError: Connection terminated due to connection timeout",',
    "Unavailable",
    "nothing"
  ],
  [
    '"message": "Failed task 1183 (release-stale-replies) with error Unable to acquire a connection (7.01ms):\\n  Error: Unable to acquire aconnection\\n      at Client_PG.acquireConnection (/app/node_modules/knex/lib/client.js:330:39)"',
    "Rejected|PoolExhausted",
    "nothing"
  ],
  ["psycopg2.OperationalError: SSL error: sslv3 alert bad record mac", "OutcomeUnknown", "unknown"],
  [
    '{"event": "Internal Server Error: /-/health/live/", "exception": [{"exc_notes": [], "exc_type": "OperationalError", "exc_value": "consuming input failed: SSL error: decryption failed or bad record mac", "frames": [{"filename": "/app/.venv/lib/python3.12/site-packages/django/core/handlers/exception.py", "lineno": 55}]}]}',
    "OutcomeUnknown",
    "unknown"
  ],
  ["DatabaseError: SSL SYSCALL error: Connection timed out", "OutcomeUnknown", "unknown"],
  [
    '----> 1 cur.execute("select 1")\n\nOperationalError: terminating connection due to idle-session timeout',
    "Unavailable",
    "nothing",
    "57P05"
  ],
  [
    'Invocation of init method failed; nested exception is com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool: FATAL: password authentication failed for user\n"demo"',
    "Misconfigured",
    "nothing"
  ],
  ["failed to deallocate cached statement(s): conn closed", "Unavailable", "nothing"],
  ["pg: connection pool timeout", "PoolExhausted", "nothing"],
  [
    "error parsing DB URL: cannot parse `postgres://app:xxxxx@db/app`: failed to parse as URL (invalid port)",
    "Misconfigured",
    "nothing"
  ],
  [
    'employee-postgres  | 2025-01-24 03:57:33.759 UTC [88] FATAL:  database "db2rest" does not exist',
    "Misconfigured",
    "nothing",
    "3D000"
  ],
  [
    "(sqlalchemy.dialects.postgresql.asyncpg.Error) <class 'asyncpg.exceptions.ConnectionDoesNotExistError'>:\nconnection was closed in the middle of operation\n[SQL: SELECT tenants.id FROM tenants WHERE tenants.id = $1::UUID]",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "(sqlalchemy.dialects.postgresql.asyncpg.InterfaceError) \\u003cclass 'asyncpg.exceptions._base.InterfaceError'\\u003e: cannot call PreparedStatement.fetch(): the underlying connection is closed\n\n(Background on this error at: https://sqlalche.me/e/14/rvf5)",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    'SQLSTATE[42601]: Syntax error: 7 ERROR:  syntax error at or near "SQL"  \n  LINE 1: SQL                                                             \n          ^ (Connection: pgsql, SQL: SQL SELECT i.relname AS indexname)',
    "Rejected",
    "nothing",
    "42601"
  ],
  [
    'SQLSTATE[42704]: Undefined object: 7 ERROR:  unrecognized configuration parameter "tables" (Connection: pgsql, SQL: SHOW TABLES)',
    "Rejected",
    "nothing",
    "42704"
  ],
  [
    '  [Illuminate\\Database\\QueryException]\n  SQLSTATE[08P01]: \\Unknown error>>: 7 ERROR:  bind message supplies 1 parameters, but prepared statement "pdo_stmt_00000003" requires 2 (SQL: select * from information_schema.tables where table_schema = migrations and table   \n  _name = ?)',
    "Rejected",
    "nothing"
  ],
  [
    "Database hosts array is empty. (SQL: select * from information_schema.tables where table_schema =  and table_name = migrations)",
    "Misconfigured",
    "nothing"
  ],
  [
    '   Illuminate\\Database\\QueryException \n \n  SQLSTATE[25P02]: In failed sql transaction: 7 ERROR:  current transaction is aborted, commands ignored until end of transaction block (SQL: alter table "users" add constraint "users_email_unique" unique ("email"))',
    "Rejected",
    "nothing",
    "25P02"
  ],
  [
    'SomeQueuedJob error: SQLSTATE[HY000]: General error: 7 server closed the connection unexpectedly\n    This probably means the server terminated abnormally\n    before or while processing the request. (SQL: select * from "table" where "id" = 1 limit 1)',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "ActiveRecord::StatementInvalid: : execution expired: SELECT COUNT(*) FROM...",
    "DeadlineExceeded|OutcomeUnknown",
    "unknown"
  ],
  [
    "ActiveRecord::ConnectionTimeoutError: could not obtain a database connection within 5 seconds (waited 5.000850491 seconds). The max pool size is currently 5; consider increasing it.",
    "PoolExhausted",
    "nothing"
  ],
  ["Error { kind: FromSql(2), cause: Some(WasNull) }", "Rejected", "unknown"],
  ['Error { kind: ToSql(0), cause: Some(WrongType { postgres: Int8, rust: "i32" }) }', "Rejected", "nothing"],
  ["Error { kind: Closed, cause: None }", "OutcomeUnknown", "unknown"],
  [
    "error: syntax error at end of input\n    at Parser.parseErrorMessage (S:\\\\src\\\\app\\\\node_modules\\\\pg-protocol\\\\src\\\\parser.ts:369:69)\n    at TCP.onStreamRead (node:internal/stream_base_commons:190:23) {\n  length: 91,\n  severity: 'ERROR',\n  code: '42601',\n  detail: undefined,\n  hint: undefined,\n  position: '73',\n  file: 'scan.l',\n  line: '1172',",
    "Rejected",
    "nothing",
    "42601"
  ],
  [
    'time="2022-06-18T21:09:47Z" level=warning msg="could not connect to Postgres database: dial tcp 192.0.2.30:5432: connect: connection refused" cluster-name=default/app-postgres pkg=cluster',
    "Unavailable",
    "nothing"
  ],
  [
    'time="2020-11-06T08:58:38Z" level=error msg="could not connect to PostgreSQL database: dial tcp 192.0.2.108:5432: i/o timeout" cluster-name=default/acid-minimal-cluster pkg=cluster worker=1\ntime="2020-11-06T08:58:38Z" level=error msg="could not create cluster: could not create users: could not init db connection: could not init db connection: still failing after 8 retries" cluster-name=default/acid-minimal-cluster pkg=controller worker=1',
    "Unavailable",
    "nothing"
  ],
  [
    'time="2019-10-10T09:12:24Z" level=error msg="could not connect to PostgreSQL database: dial tcp 192.0.2.216:5432: connect: no route to host" cluster-name=db/user-pg96 pkg=cluster',
    "Unavailable",
    "nothing"
  ],
  [
    'psycopg2/__init__.py", line 122, in connect conn = _connect(dsn, connection_factory=connection_factory, **kwasync) django.db.utils.OperationalError: could not connect to server: Connection refused Is the server running on host "localhost" (127.0.0.1) and accepting TCP/IP connections on port 5432?',
    "Unavailable",
    "nothing"
  ],
  [
    "Error: nsd.db: error(localhost::exchange, pqReadData() -- backend closed the channel unexpectedly.\nThis probably means the backend terminated abnormally\nbefore or while processing the request.\n): update users\nset last_visit = sysdate()\nwhere user_id = 3",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "[10/Jul/2000:18:29:37][5675.4101][-conn0-] Error: Ns_PgOpenDb(postgres): Could not connect to localhost::exchange: The Data Base System is starting up",
    "Unavailable",
    "nothing"
  ],
  [
    "DbHandler: Terminating with reason {{:timeout, {:partisan_gen_statem, :call, [#PID<0.3225.2235>, {:db_call, #PID<48802.1851.3665>, <<83, 0, 0, 0, 4>>}, 15000]}}, {:partisan_gen_statem, :call, [#PID<48802.1851.3665>, {:client_call, <<49, 0, 0, 0, 4, 50, ...>>, :continue}, 30000]}} when state was :busy",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  ["Uncaught (in promise) PostgresError: SASL authentication failed", "Misconfigured", "nothing"],
  [
    'Elixir.DBConnection.ConnectionError: tcp recv: closed\n  File "lib/ecto/adapters/postgres/connection.ex", line 92, in Ecto.Adapters.Postgres.Connection.execute/4\n  File "lib/db_connection.ex", line 1283, in DBConnection.transaction_run/4',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "#PID<0.14026.0> running ... terminated \n(exit) an exception was raised:     ** (DBConnection.ConnectionError) ssl recv: closed        ",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "** (DBConnection.ConnectionError) connection not available because of disconnection\n    (db_connection) lib/db_connection.ex:934: DBConnection.checkout/2\n    (db_connection) lib/db_connection.ex:750: DBConnection.run/3",
    "Unavailable",
    "nothing"
  ],
  [
    '15:55:15.524 application=indexer [error] Catchup index stream exited with reason ({%DBConnection.ConnectionError{message: "tcp recv: closed"}, [{Explorer.Repo, :"-safe_insert_all/3-fun-1-", 5, [file: \'lib/explorer/repo.ex\', line: 58]}]}). Restarting',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'Npgsql.PostgresException (0x80004005): 42804: foreign key constraint "auths_user_id_fkey" cannot be implemented\n   at Npgsql.NpgsqlDataReader.NextResult(Boolean async, Boolean isConsuming) in C:\\projects\\npgsql\\src\\Npgsql\\NpgsqlDataReader.cs:line 467',
    "Rejected",
    "nothing",
    "42804"
  ],
  ["SQLSTATE[08006] [7] could not connect to server: Connection refused", "Unavailable", "nothing"],
  ['SQLSTATE[42P01]: Undefined table: 7 ERROR:  relation "a" does not exist', "Rejected", "nothing", "42P01"],
  ["SQL Error: 0, SQLState: 23505", "ConstraintViolated", "any", "23505"],
  [
    'org.apache.spark.SparkException: Job aborted\nCaused by: org.postgresql.util.PSQLException: ERROR: column "a" does not exist',
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    'ERROR: 23505: duplicate key value violates unique constraint "a_pkey"',
    "ConstraintViolated",
    "any",
    "23505"
  ],
  [
    '2025-06-27 10:05:46.705 UTC,,,64,,685e6c37.40,9,,2025-06-27 10:02:31 UTC,,0,LOG,00000,"aborting any active transactions",,,,,,,,,"","postmaster",,0\n2025-06-27 10:05:46.705 UTC,"postgres","postgres",719,"127.0.0.1:41884",685e6cf6.2cf,4,"idle in transaction",2025-06-27 10:05:42 UTC,7/192,0,FATAL,57P01,"terminating connection due to administrator command",,,,,,,,,"","client backend",,-7707998629541637718',
    "OutcomeUnknown|Unavailable",
    "any",
    "57P01"
  ],
  [
    "/tmp:5432 - rejecting connections\n/tmp:5432 - rejecting connections\n2020-10-07 23:35:02,847 INFO: Lock owner: None; I am app-staging-0\n2020-10-07 23:35:02,847 INFO: not healthy enough for leader race",
    "Unavailable",
    "nothing"
  ],
  [
    "2022-05-06 05:18:17,783 WARNING: Retry got exception: 'connection problems'\n2022-05-06 05:18:17,783 WARNING: Failed to determine PostgreSQL state from the connection, falling back to cached role",
    "Unavailable",
    "any"
  ],
  [
    'psql: FATAL:  no pg_hba.conf entry for host "192.0.2.2", user "app_2616", database "app_2616", SSL off',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    ',FATAL,XX000,"could not restore file ""00000003.history"" from archive: command not found",,,,,,,,,""',
    "Unavailable|Misconfigured",
    "any"
  ],
  [
    'connection to the server at "app-postgresql" (192.0.2.217), port 5432 failed: FATAL:  sorry, too many clients already',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    '2023-12-03 20:37:00.284 GMT [454338] ERROR:  duplicate key value violates unique constraint "app_environment_project_91da82f2_uniq"\n2023-12-03 20:37:00.284 GMT [454338] DETAIL:  Key (project_id, environment_id)=(1, 1) already exists.\n2023-12-03 20:37:00.284 GMT [454338] STATEMENT:  INSERT INTO "app_environmentproject" ("project_id", "environment_id", "is_hidden") VALUES (1, 1, NULL)',
    "ConstraintViolated",
    "any",
    "23505"
  ],
  ["ERROR : connection failed: fe_sendauth: no password supplied", "Misconfigured", "nothing"],
  [
    'MacBook-Pro:~ me$     psql -d template1 -c "alter user postgres with password \'postgres\'"\npsql: could not connect to server: No such file or directory\n    Is the server running locally and accepting\n    connections on Unix domain socket "/tmp/.s.PGSQL.5432"?',
    "Unavailable",
    "nothing"
  ],
  [
    'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL:  no pg_hba.conf entry for host "[local]", user "postgres", database "postgres", no encryption',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    "Connection error! PostgreSQL Error: Error: connect ECONNREFUSED 127.0.0.1:5432\nat TCPConnectWrap.afterConnect [as oncomplete] (net.js:1141:16)",
    "Unavailable",
    "nothing"
  ],
  [
    "(node:4294) UnhandledPromiseRejectionWarning: QueryFailedError: column cnst.consrc does not exist",
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    "events.js:72\n        throw er; // Unhandled 'error' event\n              ^\nerror: null value in column \"accountId\" violates not-null constraint\n    at Connection.parseE (node_modules/pg/lib/connection.js:537:11)",
    "ConstraintViolated",
    "any",
    "23502"
  ],
  [
    'Possibly unhandled error: invalid reference to FROM-clause entry for table "appraisals"\n    at Connection.parseE (/srv/app/node_modules/pg/lib/connection.js:526:11)',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    "2015-09-21 22:21:00: Unhandled rejection SequelizeDatabaseError: terminating connection due to administrator command\nat module.exports.Query.formatError (node_modules/sequelize/lib/dialects/postgres/query.js:422:16)",
    "OutcomeUnknown|Unavailable",
    "any",
    "57P01"
  ],
  [
    'Unhandled rejection SequelizeForeignKeyConstraintError: insert or update on table "Expenses" violates foreign key constraint "expenses_group_fkey"\n    at Query.formatError (node_modules/sequelize/lib/dialects/postgres/query.js:295:16)',
    "ConstraintViolated",
    "any",
    "23503"
  ],
  [
    'Fatal SequelizeDatabaseError: relation "not_existing_table" does not exist',
    "Rejected",
    "nothing",
    "42P01"
  ]
]
