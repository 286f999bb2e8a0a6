import type { Pasted } from "./Pasted.ts"

/** psycopg, asyncpg, SQLAlchemy, Django. */
export const python: ReadonlyArray<Pasted> = [
  [
    "(psycopg2.OperationalError) FATAL: sorry, too many clients already (Background on this error at: http://sqlalche.me/e/e3q8)",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) could not translate host name "db" to address: Name or service not known\n\n(Background on this error at: https://sqlalche.me/e/14/e3q8)',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    'django.db.utils.OperationalError: could not connect to server: Connection refused\n\tIs the server running on host "localhost" (127.0.0.1) and accepting\n\tTCP/IP connections on port 5432?',
    "Unavailable",
    "nothing"
  ],
  [
    'psycopg.OperationalError: connection failed: connection to server at "10.0.0.1", port 5432 failed: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally',
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ["ConnectionRefusedError: [Errno 111] Connect call failed ('172.18.0.2', 5432)", "Unavailable", "nothing"],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot perform operation: another operation is in progress",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions.DataError: invalid input for query argument $1: 'abc' ('str' object cannot be interpreted as an integer)",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.PendingRollbackError: Can't reconnect until invalid transaction is rolled back. (Background on this error at: https://sqlalche.me/e/14/8s2b)",
    "Rejected",
    "nothing"
  ],
  ["django.db.utils.InterfaceError: connection already closed", "Unavailable|OutcomeUnknown|Rejected", "any"],
  [
    "psycopg2.errors.InFailedSqlTransaction: current transaction is aborted, commands ignored until end of transaction block",
    "Rejected",
    "nothing",
    "25P02"
  ],
  [
    '[INFO] crt: Error retrieving results for shop.example.net: prepared statement "__asyncpg_stmt_1__" does not exist\nHINT:  \nNOTE: pgbouncer with pool_mode set to "transaction" or\n"statement" does not support prepared statements properly.',
    "Rejected",
    "nothing",
    "26000"
  ],
  [
    '  File "asyncpg/protocol/protocol.pyx", line 138, in prepare (asyncpg/protocol/protocol.c:49760)\nasyncpg.exceptions.DuplicatePreparedStatementError: prepared statement "stmt_1" already exists',
    "Rejected",
    "nothing",
    "42P05"
  ],
  [
    "psycopg2.OperationalError: FATAL:  la autentificación password falló para el usuario «postgres»",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ["psycopg2.OperationalError: SSL connection has been closed unexpectedly", "OutcomeUnknown", "unknown"],
  ["peewee.OperationalError: FATAL:  sorry, too many clients already", "PoolExhausted", "nothing", "53300"],
  [
    "psycopg2.errors.ReadOnlySqlTransaction: cannot execute INSERT in a read-only transaction",
    "ReadOnly",
    "nothing",
    "25006"
  ],
  [
    "asyncio.exceptions.TimeoutError during pool.acquire: asyncpg.exceptions.TooManyConnectionsError: sorry, too many clients already",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "sqlalchemy.exc.DBAPIError: (sqlalchemy.dialects.postgresql.asyncpg.Error) <class 'asyncpg.exceptions.ConnectionDoesNotExistError'>: connection was closed in the middle of operation",
    "OutcomeUnknown",
    "unknown"
  ],
  ["psycopg_pool.PoolTimeout: couldn't get a connection after 30.00 sec", "PoolExhausted", "nothing"],
  ["tortoise.exceptions.OperationalError: deadlock detected", "Contention", "nothing", "40P01"],
  [
    "application_1  | sqlalchemy.exc.InterfaceError: (sqlalchemy.dialects.postgresql.asyncpg.InterfaceError) <class 'asyncpg.exceptions._base.InterfaceError'>: cannot perform operation: another operation is in progress",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/14/3o7r)",
    "PoolExhausted",
    "nothing"
  ]
]
