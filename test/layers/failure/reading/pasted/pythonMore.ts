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
  ]
]
