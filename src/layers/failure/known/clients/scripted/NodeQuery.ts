import {
  broken,
  closedBefore,
  closedPool,
  constraint,
  migrating,
  migration,
  misread,
  misused,
  noDriver,
  noRow,
  over,
  settings,
  tooSlow,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const ownRollback = of("Rejected", "the program itself rolled the transaction back", [
  "Look where it does so; nothing is wrong with the database"
])
const clientEnded = of("Misconfigured", "the program ended its connection, or the connection never came up", [
  "Call end on the pool alone, when the program ends; then look for the error of the connection before"
])

/** What query builders for Node and their pools say: Knex and tarn, Objection, Kysely, Drizzle, pg-promise, Slonik. */
export const nodeQuery: Voice = {
  source: "a query builder for Node",
  said: [
    [
      waited,
      "Timeout acquiring a connection. The pool is probably full%s",
      "Knex: Timeout acquiring a connection%s",
      "ResourceRequest timed out",
      "TimeoutError: operation timed out for an unknown reason"
    ],
    [broken, "BackendTerminatedUnexpectedlyError", "BackendTerminatedError"],
    [
      closedBefore,
      "Querying against a released or lost connection",
      "Cannot execute a query on a disconnected client",
      "Cannot use released connection"
    ],
    [clientEnded, "Abnormal client.end() call, due to invalid code or failed server connection"],
    [tooSlow, "Defined query timeout of %dms exceeded when running query"],
    [
      settings,
      "Pool config option %s is no longer supported%s",
      "Failed to resolve config file, knex cannot determine where to %s",
      "knex: 'connectionPool' and 'connection' are mutually exclusive%s",
      "knex: Required configuration option %s is missing",
      "knex: Unknown configuration option %s",
      "Tarn: invalid opt.%s",
      "Tarn: unsupported option opt.%s",
      "Please provide required params%s",
      "Tarn: opt.max is smaller than opt.min",
      'Either connection "url" or %s are required for %s database connection',
      "no database connection available for a query%s"
    ],
    [
      noDriver,
      "Knex: run $ npm install %s",
      "knex PostgreSQL query streaming requires the 'pg-query-stream' package%s",
      "Knex: run $ npm install pg%s",
      "To connect to Postgres database - please install either of%s",
      "Please install either %s for Drizzle Kit to connect to PostgreSQL"
    ],
    [
      closedPool,
      "Unable to acquire a connection",
      "Connection pool of the database object has been destroyed",
      "driver has already been destroyed",
      "UnexpectedStateError: Connection pool has ended",
      "UnexpectedStateError: Connection pool is being terminated",
      "Connection pool is being shut down. Cannot create a new connection"
    ],
    [over, "Transaction query already complete, run with DEBUG=knex:tx%s"],
    [ownRollback, "Transaction rejected with non-error: %s", "DrizzleError: Rollback"],
    ["25P03", "IdleTransactionTimeoutError", "Connection terminated due to idle-in-transaction timeout"],
    [
      "57014",
      "StatementTimeoutError",
      "StatementCancelledError",
      "Statement has been cancelled due to a statement_timeout"
    ],
    [
      "40001",
      "TupleMovedToAnotherPartitionError",
      "Tuple moved to another partition due to concurrent update"
    ],
    [
      constraint,
      "Query violates a %s integrity constraint",
      "UniqueIntegrityConstraintViolationError",
      "ForeignKeyIntegrityConstraintViolationError",
      "NotNullIntegrityConstraintViolationError",
      "CheckIntegrityConstraintViolationError",
      "CheckExclusionConstraintViolationError"
    ],
    [
      migrating,
      "lock manually by running 'knex migrate:unlock'",
      "Migration table is already locked",
      "Can't take lock to run migrations%s"
    ],
    [
      migration,
      "Invalid migration: %s must have both an up and down function",
      "migration file %s failed",
      "failed to execute migration %s",
      "Migration %s was not run",
      "Error while executing %s seed: %s",
      "The migration directory is corrupt, the following files are missing%s",
      "corrupted migrations: %s",
      "Transactional DDL is not supported in this dialect"
    ],
    [
      misused,
      "Undefined binding(s) detected for keys %s",
      "knex: Expected searchPath to be Array/String, got: %s",
      "Invalid batch: Expected array, got %s",
      "Invalid transaction value: %s",
      "Invalid connection for transaction query",
      "Knex Error: unknown %s",
      "Invalid onConflict clause%s",
      "Incomplete onConflict clause%s",
      "Transaction was implicitly committed, do not mix transactions and DDL%s",
      "invalid transaction isolation level %s",
      "invalid operator %s",
      "$narrowType() call failed: %s",
      "Undefined binding(s) detected when compiling %s",
      "Empty .update() call detected! %s",
      "Expected %d bindings, saw %d",
      "Query cancelling not supported for this dialect",
      "calling the %s method for a Transaction is not supported",
      "values() must be called with at least one value",
      "Variable $%s out of range. Parameters array length: %d",
      "PreparedStatementError {%s",
      "ParameterizedQueryError {%s",
      "QueryFileError {%s",
      "Cannot run a query inside a transaction using a foreign connection",
      "Cannot run a query using parent transaction",
      "SQL tag cannot be bound to undefined value at index %d",
      "Must not use multiple statements in a single query",
      "Unexpected SQL input. Query cannot be empty%s"
    ],
    [noRow, "NoResultError: no result"],
    [
      misread,
      "queryResultErrorCode.%s",
      "QueryResultError: %s",
      "NotFoundError: Query returned no rows",
      "DataIntegrityError: Query returned multiple rows",
      "DataIntegrityError: Query returned %s",
      "Query returned rows that do not conform with the schema"
    ]
  ]
}
