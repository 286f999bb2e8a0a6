import {
  broken,
  busy,
  closedBefore,
  constraint,
  misread,
  misused,
  noDriver,
  noRow,
  notOpen,
  over,
  settings,
  stale,
  unreachable
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const ownLimit = of(
  "PoolExhausted",
  "PHP's own limit of connections to Postgres is reached in this process",
  ["Raise pgsql.max_links or pgsql.max_persistent in php.ini, or open fewer: one connection a request"]
)

/** What PDO, PHP's own functions and the mappers and frameworks on top of them say. */
export const phpClient: Voice = {
  source: "a client for PHP",
  said: [
    [
      noDriver,
      "could not find driver",
      "Call to undefined function pg_connect()",
      "Call to undefined function pg_%s",
      "Unable to load dynamic library 'pdo_pgsql%s",
      "Unable to load dynamic library 'pgsql%s"
    ],
    [
      unreachable,
      "pg_connect(): Unable to connect to PostgreSQL server: %s",
      "Unable to connect to PostgreSQL server",
      "Cannot connect to PostgreSQL server"
    ],
    [ownLimit, "Cannot create new link. Too many open %s"],
    [
      broken,
      "Lost connection and no reconnector available",
      "PostgreSQL server has gone away",
      "LostConnectionException",
      "DBAL%sException%sConnectionLost",
      "pg_send_query(): Cannot send query",
      "Cannot set connection to blocking mode"
    ],
    [closedBefore, "PostgreSQL connection has already been closed"],
    [
      notOpen,
      "No PostgreSQL link opened yet",
      "is not a valid PostgreSQL link resource",
      "must be of type PgSql%sConnection, %s given",
      "pg_%s expects parameter %d to be resource, %s given"
    ],
    [
      busy,
      "There are results on this connection. Call pg_get_result() until it returns FALSE",
      "There are results on this connection. Use pg_get_result() until it returns %s"
    ],
    [
      over,
      "There is no active transaction",
      "Transaction commit failed because the transaction has been marked for rollback only",
      "The EntityManager is closed",
      "EntityManagerClosed",
      "Failed to commit transaction: transaction was inactive",
      "TransactionNoActiveException",
      "PostgresTransactionError: The transaction has been %s",
      "Error code: dmltransactionexception"
    ],
    [
      stale,
      "OptimisticLockException",
      "The optimistic lock on an entity failed",
      "The object being updated is outdated",
      "yii%sStaleObjectException"
    ],
    [
      noRow,
      "MultipleRecordsFoundException",
      "ModelNotFoundException",
      "No query results for model [%s]",
      "RecordsNotFoundException",
      "No result was found for query although at least one row was expected",
      "More than one result was found for query although one row or none was expected"
    ],
    [
      constraint,
      "UniqueConstraintViolationException",
      "ForeignKeyConstraintViolationException",
      "NotNullConstraintViolationException",
      "IntegrityConstraintViolationException"
    ],
    ["40P01", "DBAL%sException%sDeadlockException"],
    ["55P03", "LockWaitTimeoutException"],
    ["3D000", "Drupal%sDatabaseNotFoundException"],
    [
      misused,
      "There is already an active transaction",
      "Invalid parameter number",
      "Strings with null bytes cannot be escaped%s",
      "Savepoints are not supported by this driver",
      "is not a valid PostgreSQL result resource"
    ],
    [misread, "Unable to jump to row %d on PostgreSQL result index %d"],
    [
      settings,
      "Database hosts array is empty%s",
      "Database connection [%s] not configured",
      "InvalidArgumentException: Unsupported driver [%s]",
      'The options "driver" or "driverClass" are mandatory%s',
      "Malformed database connection URL",
      "is unknown, Doctrine currently supports only the following drivers: %s",
      "Invalid platform version %s specified%s",
      "The specified database connection is not defined: %s"
    ]
  ]
}
