import type { Pasted } from "./Pasted.ts"

/** Several errors of which one is the cause, and what came up while the sources were read. */
export const chained: ReadonlyArray<Pasted> = [
  [
    'Traceback (most recent call last):\n  File "a.py"\npsycopg2.OperationalError: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "b.py"\ndjango.db.utils.InterfaceError: connection already closed',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation\n\nDuring handling of the above exception, another exception occurred:\n\nsqlalchemy.exc.PendingRollbackError: Can't reconnect until invalid transaction is rolled back.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Error: Connection terminated unexpectedly\n    at Connection.<anonymous> (/app/node_modules/pg/lib/client.js:132:73)\nError: Client has encountered a connection error and is not queryable\nError: Client was closed and is not queryable",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint \"x\"\n\nDuring handling of the above exception, another exception occurred:\n\ndjango.db.transaction.TransactionManagementError: An error occurred in the current transaction. You can't execute queries until the end of the 'atomic' block.",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "PG::ConnectionBad: PQconsumeInput() server closed the connection unexpectedly\nPG::ConnectionBad: connection is closed",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Error: Query read timeout\n    at Timeout._onTimeout\nError: Client was closed and is not queryable",
    "DeadlineExceeded",
    "unknown"
  ],
  ["sorry, too many clients already\nInterfaceError: connection already closed", "PoolExhausted", "nothing"],
  [
    "Error: The database client \"pg\" is not installed / Cannot find module 'pg' strapi",
    "Misconfigured",
    "nothing"
  ],
  ["error: Migration failed to run: connect ECONNREFUSED 127.0.0.1:5432", "Unavailable", "nothing"],
  [
    'NextAuth AdapterError: error: password authentication failed for user "x" https://errors.authjs.dev#adaptererror',
    "Misconfigured",
    "nothing"
  ],
  [
    "Error [ERR_STREAM_DESTROYED]: Cannot call write after a stream was destroyed\n at pg/lib/connection.js",
    "OutcomeUnknown",
    "unknown"
  ],
  ["Error: Connection closed.\n    at PgQueryStream", "OutcomeUnknown", "unknown"],
  [
    'error: column "createdat" does not exist\n hint: \'Perhaps you meant to reference the column "users.createdAt".\'',
    "Rejected",
    "nothing"
  ],
  ["Error: getaddrinfo ENOTFOUND db.xxxx.supabase.co", "Unavailable", "nothing"],
  [
    '{"level":"fatal","msg":"connect ENETUNREACH 2600:1f18:2e13::1:5432 - Local (:::0)"}',
    "Unavailable",
    "nothing"
  ],
  [
    "MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
    "PoolExhausted",
    "nothing"
  ],
  ["error: cached plan must not change result type", "Rejected", "nothing"],
  [
    'PostgresError: cached plan must not change result type\n code: "ERR_POSTGRES_SERVER_ERROR"\n errno: "0A000"',
    "Rejected",
    "nothing"
  ],
  ['error: unrecognized configuration parameter "schema"', "Rejected", "nothing"],
  ["error: unsupported startup parameter: options", "Misconfigured", "nothing"],
  [
    'Error: TransactionStateError: No existing transaction found for transaction marked with propagation "mandatory" mikro-orm',
    "Rejected",
    "nothing"
  ],
  ["MetadataError: No entities were discovered", "Rejected", "nothing"],
  ["ValidationError: You cannot call em.flush() from inside lifecycle hook handlers", "Rejected", "nothing"],
  [
    "DatabaseError [SequelizeDatabaseError]: operator does not exist: uuid = character varying",
    "Rejected",
    "nothing"
  ],
  [
    'ForeignKeyConstraintError [SequelizeForeignKeyConstraintError]: insert or update on table "posts" violates foreign key constraint',
    "ConstraintViolated",
    "nothing"
  ],
  [
    'ERROR:  Error executing migration 2024: MigrationError: Migration 01-x.js (up) failed: Original error: column "a" of relation "b" already exists umzug',
    "Rejected",
    "nothing"
  ],
  [
    "Unhandled error. ({ type: 'pg-boss', error: Error: connect ECONNREFUSED 127.0.0.1:5432 })",
    "Unavailable",
    "nothing"
  ],
  ["pg-boss error: Connection terminated unexpectedly", "OutcomeUnknown", "unknown"],
  ["ERROR: Drizzle Kit: error: permission denied for schema drizzle", "Rejected", "nothing"],
  ['error: relation "__drizzle_migrations" already exists', "Rejected", "nothing"],
  ["Please provide required params for Postgres driver:\n    [x] url: undefined", "Misconfigured", "nothing"],
  [
    "Error: Please provide required params: [✓] host [x] database: undefined drizzle",
    "Misconfigured",
    "nothing"
  ],
  [
    "graphile-worker: WARNING: Failed to connect to database with error: connect ECONNREFUSED 127.0.0.1:5432",
    "Unavailable",
    "nothing"
  ],
  [
    "An error occurred when establishing initial connection to PostgreSQL. Hasura / PostGraphile: A serious error occurred when building the initial schema. connect ECONNREFUSED 127.0.0.1:5432",
    "Unavailable",
    "nothing"
  ],
  ["django.db.utils.OperationalError: fe_sendauth: no password supplied", "Misconfigured", "nothing"],
  [
    'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432 failed: fe_sendauth: no password supplied',
    "Misconfigured",
    "nothing"
  ],
  [
    "sqlalchemy.exc.OperationalError: (psycopg.OperationalError) connection failed: connection to server at \"1.2.3.4\", port 5432 failed: FATAL:  password authentication failed for user \"x\"\nMultiple connection attempts failed. All failures were:\n- host: 'db', port: '5432', hostaddr: '1.2.3.4': connection failed",
    "Misconfigured",
    "nothing"
  ],
  [
    'psycopg.OperationalError: connection failed: connection to server at "::1", port 5432 failed: server does not support SSL, but SSL was required',
    "Misconfigured",
    "nothing"
  ],
  ['psycopg.errors.SyntaxError: syntax error at or near "$1"', "Rejected", "nothing"],
  [
    "psycopg.errors.IndeterminateDatatype: could not determine data type of parameter $1",
    "Rejected",
    "nothing"
  ],
  [
    'psycopg.errors.DuplicatePreparedStatement: prepared statement "_pg3_0" already exists',
    "Rejected",
    "nothing"
  ],
  [
    'psycopg.errors.InvalidSqlStatementName: prepared statement "_pg3_1" does not exist',
    "Rejected",
    "nothing"
  ],
  [
    "psycopg.errors.InFailedSqlTransaction: current transaction is aborted, commands ignored until end of transaction block",
    "Rejected",
    "nothing"
  ],
  [
    "psycopg.errors.AdminShutdown: terminating connection due to administrator command",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "psycopg.errors.IdleInTransactionSessionTimeout: terminating connection due to idle-in-transaction timeout",
    "DeadlineExceeded",
    "nothing"
  ],
  [
    "TimeoutError: QueuePool limit of size 10 overflow 20 reached, connection timed out, timeout 30.00",
    "PoolExhausted",
    "nothing"
  ],
  [
    "sqlalchemy.exc.InvalidRequestError: Can't operate on closed transaction inside context manager.",
    "Rejected",
    "nothing"
  ],
  ["RuntimeError: Task got Future attached to a different loop asyncpg", "Rejected", "nothing"],
  [
    'Is the server running on host "localhost" (127.0.0.1) and accepting\n\tTCP/IP connections on port 5432?',
    "Unavailable",
    "nothing"
  ],
  ["celery.backends.database: sqlalchemy.exc.PendingRollbackError", "Rejected", "nothing"],
  [
    'django.db.utils.OperationalError: could not translate host name "postgres" to address: nodename nor servname provided, or not known',
    "Unavailable",
    "nothing"
  ],
  [
    'dbt: Database Error in model stg (models/stg.sql)\n  relation "raw.x" does not exist',
    "Rejected",
    "nothing"
  ],
  ["Encountered an error: Database Error\n  SSL SYSCALL error: EOF detected", "OutcomeUnknown", "unknown"],
  [">Runtime Error\n  Could not find adapter type postgres!", "Misconfigured", "nothing"],
  [
    "airflow sqlalchemy.exc.OperationalError: (psycopg2.errors.DeadlockDetected) deadlock detected",
    "Contention",
    "nothing"
  ],
  [
    "ERROR - Failed to connect to postgres_conn_id: airflow.exceptions.AirflowNotFoundException: The conn_id `my_pg` isn't defined",
    "Misconfigured",
    "nothing"
  ],
  [
    "ActiveRecord::StatementInvalid: PG::UnableToSend: SSL SYSCALL error: Connection timed out",
    "OutcomeUnknown",
    "unknown"
  ],
  ["PG::UnableToSend: SSL error: unexpected eof while reading", "OutcomeUnknown", "unknown"],
  ['PG::ConnectionBad: FATAL:  Peer authentication failed for user "deploy"', "Misconfigured", "nothing"],
  ["PG::ConnectionBad: fe_sendauth: no password supplied", "Misconfigured", "nothing"],
  [
    'ActiveRecord::ConnectionNotEstablished: connection to server at "127.0.0.1", port 5432 failed: FATAL:  role "rails" does not exist',
    "Misconfigured",
    "nothing"
  ],
  [
    'ActiveRecord::ConnectionNotEstablished: connection to server on socket "/tmp/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?',
    "Unavailable",
    "nothing"
  ],
  [
    "ActiveRecord::StatementInvalid: PG::UndefinedFunction: ERROR:  function gen_random_uuid() does not exist",
    "Rejected",
    "nothing"
  ],
  [
    'ActiveRecord::StatementInvalid: PG::DatatypeMismatch: ERROR:  column "x" cannot be cast automatically to type integer\nHINT:  You might need to specify "USING x::integer".',
    "Rejected",
    "nothing"
  ],
  [
    'SQLSTATE[08006] [7] connection to server at "127.0.0.1", port 5432 failed: timeout expired',
    "Unavailable",
    "nothing"
  ],
  [
    'SQLSTATE[08006] [7] FATAL:  no pg_hba.conf entry for host "1.2.3.4", user "x", database "y", SSL off',
    "Misconfigured",
    "nothing"
  ],
  [
    "PDOException: SQLSTATE[HY000]: General error: 7 SSL connection has been closed unexpectedly",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'SQLSTATE[25P02]: In failed sql transaction: 7 ERROR:  current transaction is aborted (Connection: pgsql, SQL: select * from "cache")',
    "Rejected",
    "nothing"
  ],
  [
    "OC\\\\DB\\\\Exceptions\\\\DbalException: An exception occurred while executing a query: SQLSTATE[40001]: Serialization failure: 7 ERROR:  could not serialize access due to concurrent update",
    "Contention",
    "nothing"
  ],
  ["ERROR: cannot drop table users because other objects depend on it", "Rejected", "nothing"],
  [
    "[PDOException] Could not find driver nextcloud occ maintenance:install --database pgsql",
    "Misconfigured",
    "nothing"
  ],
  [
    "NeonDbError: Error connecting to database: Error: self-signed certificate in certificate chain",
    "Misconfigured",
    "nothing"
  ],
  [
    'psycopg2.OperationalError: connection failed: connection to server at "1.2.3.4", port 5432 failed: SSL error: certificate verify failed',
    "Misconfigured",
    "nothing"
  ],
  [
    'ActiveRecord::ConnectionNotEstablished: connection to server at "x", port 6432 failed: FATAL:  no more connections allowed (max_client_conn)',
    "PoolExhausted",
    "nothing"
  ]
]
