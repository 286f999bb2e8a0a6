import type { Pasted } from "./Pasted.ts"

/** psycopg, asyncpg, SQLAlchemy, Django. */
export const pythonMore: ReadonlyArray<Pasted> = [
  [
    "application_1  | sqlalchemy.exc.InterfaceError: (sqlalchemy.dialects.postgresql.asyncpg.InterfaceError) <class 'asyncpg.exceptions._base.InterfaceError'>: cannot perform operation: another operation is in progress",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/14/3o7r)",
    "PoolExhausted",
    "nothing"
  ],
  [
    'django.db.utils.OperationalError: FATAL:  password authentication failed for user "django"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'django.db.utils.ProgrammingError: relation "auth_user" does not exist\nLINE 1: ...',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    "django.db.transaction.TransactionManagementError: An error occurred in the current transaction. You can't execute queries until the end of the 'atomic' block.",
    "Rejected",
    "nothing"
  ],
  [
    "psycopg2.errors.SerializationFailure: could not serialize access due to concurrent update",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    "psycopg2.errors.QueryCanceled: canceling statement due to statement timeout",
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    "psycopg2.errors.StringDataRightTruncation: value too long for type character varying(50)",
    "Rejected",
    "nothing",
    "22001"
  ],
  ["psycopg2.ProgrammingError: can't adapt type 'dict'", "Rejected", "nothing"],
  ["psycopg.OperationalError: the connection is closed", "Unavailable|OutcomeUnknown", "any"],
  [
    "psycopg.errors.UndefinedFunction: function uuid_generate_v4() does not exist\nHINT:  No function matches the given name and argument types.",
    "Rejected",
    "nothing",
    "42883"
  ],
  [
    "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n\n[SQL: SELECT 1]\n(Background on this error at: https://sqlalche.me/e/14/e3q8)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "sqlalchemy.exc.IntegrityError: (psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint \"ix_users_email\"\nDETAIL:  Key (email)=(a@example.com) already exists.\n\n[SQL: INSERT INTO users (email) VALUES (%(email)s)]\n[parameters: {'email': 'a@example.com'}]",
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  ['asyncpg.exceptions.PostgresSyntaxError: syntax error at or near "$1"', "Rejected", "nothing", "42601"],
  [
    "asyncpg.exceptions.CannotConnectNowError: the database system is starting up",
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    'asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "app"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ['asyncpg.exceptions.UndefinedTableError: relation "x" does not exist', "Rejected", "nothing", "42P01"],
  ["socket.gaierror: [Errno -2] Name or service not known", "Unavailable|Misconfigured", "nothing"],
  [
    "OSError: Multiple exceptions: [Errno 111] Connect call failed ('::1', 5432, 0, 0), [Errno 111] Connect call failed ('127.0.0.1', 5432)",
    "Unavailable",
    "nothing"
  ]
]
