import type { Pasted } from "./Pasted.ts"

/** Query builders and mappers for Node, from their sources. */
export const nodeMappers: ReadonlyArray<Pasted> = [
  ["Error: Transaction query already complete, run with DEBUG=knex:tx for more info", "Rejected", "nothing"],
  ["Error: Transaction rejected with non-error: undefined", "Rejected", "nothing"],
  [
    "MigrationLocked: Migration table is already locked\nCan't take lock to run migrations: Migration table is already locked",
    "Contention",
    "nothing"
  ],
  [
    "Can't take lock to run migrations: Migration table is already locked\nIf you are sure migrations are not running you can release the lock manually by running 'knex migrate:unlock'",
    "Contention",
    "nothing"
  ],
  [
    "Error: The migration directory is corrupt, the following files are missing: 20200101_init.js",
    "Rejected",
    "nothing"
  ],
  [
    "Error: Empty .update() call detected! Update data does not contain any values to update. This will result in a faulty query. Table: users.",
    "Rejected",
    "nothing"
  ],
  ["Error: knex: Required configuration option 'client' is missing.", "Misconfigured", "nothing"],
  [
    "Error: knex: Unknown configuration option 'client' value postgress. Note that it is case-sensitive, check documentation for supported values.",
    "Misconfigured",
    "nothing"
  ],
  ["Error: Knex: run\n$ npm install pg --save\nCannot find module 'pg'", "Misconfigured", "nothing"],
  ["Error: Expected 2 bindings, saw 1", "Rejected", "nothing"],
  ['Error: Tarn: invalid opt.acquireTimeoutMillis "x"', "Misconfigured", "nothing"],
  ["Error: Query cancelling not supported for this dialect", "Rejected", "nothing"],
  [
    "Error: no Knex instance passed to a Model. Try Model.knex(knex)\n objection: no database connection available for a query. You need to bind the model class or the query to a knex instance.",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: no database connection available for a query for table users. You need to bind the model class or the query to a knex instance.",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: sequelize.close was called, new connections cannot be established. If you did not mean for the Sequelize instance to be closed permanently, prefer using sequelize.pool.destroyAllNow instead.",
    "Rejected",
    "nothing"
  ],
  [
    "Error: commit has been called on this transaction(abc), you can no longer use it. (The rejected query is attached as the 'sql' property of this error)",
    "Rejected",
    "nothing"
  ],
  [
    "Error: rollback has been called on this transaction(2d5d), you can no longer use it.",
    "Rejected",
    "nothing"
  ],
  [
    "Error: Transaction cannot be committed because it has been finished with state: commit",
    "Rejected",
    "nothing"
  ],
  [
    "Error: Transaction cannot be rolled back because it has been finished with state: rollback",
    "Rejected",
    "nothing"
  ],
  ["Error: Transaction cannot be rolled back because it never started", "Rejected", "nothing"],
  ["Error: Dialect needs to be explicitly supplied as of v4.0.0", "Misconfigured", "nothing"],
  ["SequelizeUnknownConstraintError: x", "ConstraintViolated", "nothing"],
  [
    "SequelizeOptimisticLockError: Attempting to update a stale model instance: User",
    "Contention",
    "nothing"
  ],
  ["SequelizeValidationError: notNull Violation: User.email cannot be null", "Rejected", "nothing"],
  ["SequelizeEmptyResultError: x", "Rejected", "nothing"],
  ['Error: WHERE parameter "id" has invalid "undefined" value', "Rejected", "nothing"],
  ["SequelizeEagerLoadingError: Post is not associated to User!", "Rejected", "nothing"],
  [
    "SequelizeInstanceError: You attempted to save an instance with no primary key, this is not allowed since it would result in a global update",
    "Rejected",
    "nothing"
  ],
  [
    "TransactionNotStartedError: Transaction is not started yet, start transaction before committing or rolling it back.",
    "Rejected",
    "nothing"
  ],
  [
    "TransactionAlreadyStartedError: Transaction already started for the given connection, commit current transaction before starting a new one.",
    "Rejected",
    "nothing"
  ],
  [
    "QueryRunnerProviderAlreadyReleasedError: Database connection provided by a query runner was already released, cannot continue to use its querying methods anymore.",
    "Rejected|Unavailable",
    "nothing"
  ],
  ["Error: Cannot execute operation because connection is not yet established.", "Unavailable", "nothing"],
  ['ConnectionNotFoundError: Connection "default" was not found.', "Unavailable", "nothing"],
  [
    'CannotConnectAlreadyConnectedError: Cannot create a "default" connection because connection to the database already established.',
    "Rejected",
    "nothing"
  ],
  [
    'AlreadyHasActiveConnectionError: Cannot create a new connection named "default", because connection with such name already exists and it now has an active connection session.',
    "Rejected",
    "nothing"
  ],
  [
    'DriverPackageNotInstalledError: Postgres package has not been found installed. Please run "npm install pg".',
    "Misconfigured",
    "nothing"
  ],
  [
    'MissingDriverError: Wrong driver: "undefined" given. Supported drivers are: "aurora-mysql", "postgres"',
    "Misconfigured",
    "nothing"
  ],
  [
    "DriverOptionNotSetError: Driver option (host) is not set. Please set it to perform connection to the database.",
    "Misconfigured",
    "nothing"
  ],
  ['EntityMetadataNotFoundError: No metadata for "User" was found.', "Rejected", "nothing"],
  [
    'EntityNotFoundError: Could not find any entity of type "User" matching: {\n    "where": {\n        "id": 1',
    "Rejected",
    "nothing"
  ],
  [
    'EntityPropertyNotFoundError: Property "foo" was not found in "User". Make sure your query is correct.',
    "Rejected",
    "nothing"
  ],
  [
    'DataTypeNotSupportedError: Data type "datetime" in "User.created" is not supported by "postgres" database.',
    "Rejected",
    "nothing"
  ],
  [
    "PessimisticLockTransactionRequiredError: An open transaction is required for pessimistic lock.",
    "Rejected",
    "nothing"
  ],
  [
    "OptimisticLockVersionMismatchError: The optimistic lock on entity Post failed, version 1 was expected, but is actually 2.",
    "Contention",
    "nothing"
  ],
  [
    'UpdateValuesMissingError: Cannot perform update query because update values are not defined. Call "qb.set(...)" method to specify updated values.',
    "Rejected",
    "nothing"
  ],
  [
    "ConnectionIsNotSetError: Connection with postgres database is not established. Check connection configuration.",
    "Unavailable",
    "nothing"
  ],
  [
    "TypeORMError: Entity metadata for User#posts was not found. Check if you specified a correct entity object and if it's connected in the connection options.",
    "Rejected",
    "nothing"
  ],
  [
    'NoConnectionForRepositoryError: Cannot get a Repository for "default" connection, because connection with the database is not established yet. Call connection#connect method to establish connection.',
    "Unavailable",
    "nothing"
  ],
  [
    'RepositoryNotFoundError: No repository for "User" was found. Looks like this entity is not registered in current "default" connection?',
    "Rejected",
    "nothing"
  ],
  ["OptimisticLockError: The optimistic lock on entity Book failed", "Contention", "nothing"],
  [
    "OptimisticLockError: The optimistic lock failed, version 1 was expected, but is actually 2",
    "Contention",
    "nothing"
  ],
  ["CheckConstraintViolationException: x", "ConstraintViolated", "nothing"],
  ["NonUniqueFieldNameException: x", "Rejected", "nothing"],
  ["ValidationError: An open transaction is required for this operation", "Rejected", "nothing"],
  [
    "ValidationError: Using global EntityManager instance methods for context specific actions is disallowed. If you need to work with the global instance's identity map, use `allowGlobalContext` configuration option",
    "Rejected",
    "nothing"
  ],
  [
    "Error: driver has already been destroyed\n    at RuntimeDriver.init (/app/node_modules/kysely/dist/cjs/driver/runtime-driver.js:42)",
    "Rejected",
    "nothing"
  ],
  ["Error: calling the transaction method for a Transaction is not supported", "Rejected", "nothing"],
  ["Error: corrupted migrations: previously executed migration 2024_init is missing", "Rejected", "nothing"],
  [
    "Error: corrupted migrations: expected previously executed migration A to be at index 0 but B was found in its place. New migrations must always have a name that comes alphabetically after the last executed migration.",
    "Rejected",
    "nothing"
  ],
  ["NoResultError: no result\n    at SelectQueryBuilderImpl.executeTakeFirstOrThrow", "Rejected", "nothing"],
  ["Error: No transactions support in neon-http driver", "Rejected", "nothing"],
  ["DrizzleError: Rollback\n TransactionRollbackError", "Rejected", "nothing"],
  [
    'Error  Either connection "url" or "host", "database" are required for PostgreSQL database connection',
    "Misconfigured",
    "nothing"
  ],
  [
    "To connect to Postgres database - please install either of 'pg', 'postgres', '@neondatabase/serverless' or '@vercel/postgres' drivers",
    "Misconfigured",
    "nothing"
  ],
  [
    "Please install either 'pg' or 'postgres' for Drizzle Kit to connect to PostgreSQL",
    "Misconfigured",
    "nothing"
  ],
  ["Error: values() must be called with at least one value", "Rejected", "nothing"],
  ["Error: Querying against a released or lost connection.", "Unavailable", "nothing"],
  ["Error: Connection pool of the database object has been destroyed.", "Rejected", "nothing"],
  ["Error: Cannot execute a query on a disconnected client.", "Unavailable", "nothing"],
  [
    'QueryResultError {\n    code: queryResultErrorCode.noData\n    message: "No data returned from the query."\n    received: 0',
    "Rejected",
    "unknown"
  ],
  ["QueryResultError: No return data was expected.", "Rejected", "unknown"],
  ["QueryResultError: Multiple rows were not expected.", "Rejected", "unknown"],
  ["RangeError: Variable $3 out of range. Parameters array length: 2", "Rejected", "nothing"],
  [
    "PreparedStatementError {\n    message: \"Property 'name' must be a non-empty text string.\"",
    "Rejected",
    "nothing"
  ],
  [
    "QueryFileError {\n    message: \"ENOENT: no such file or directory, stat '/app/sql/x.sql'\"",
    "Rejected",
    "nothing"
  ],
  [
    "Error: Abnormal client.end() call, due to invalid code or failed server connection.",
    "Misconfigured",
    "nothing"
  ],
  [
    "BackendTerminatedUnexpectedlyError: Backend has been terminated unexpectedly.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "IdleTransactionTimeoutError: Connection terminated due to idle-in-transaction timeout.",
    "DeadlineExceeded",
    "nothing"
  ],
  [
    "StatementTimeoutError: Statement has been cancelled due to a statement_timeout.",
    "DeadlineExceeded",
    "nothing"
  ],
  ["StatementCancelledError: Statement has been cancelled.", "DeadlineExceeded", "nothing"],
  [
    "TupleMovedToAnotherPartitionError: Tuple moved to another partition due to concurrent update.",
    "Contention",
    "nothing"
  ],
  [
    "UnexpectedForeignConnectionError: Cannot run a query inside a transaction using a foreign connection.",
    "Rejected",
    "nothing"
  ],
  ["DataIntegrityError: Query returned multiple rows.", "Rejected", "unknown"],
  [
    "UniqueIntegrityConstraintViolationError: Query violates a unique integrity constraint.",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "ForeignKeyIntegrityConstraintViolationError: Query violates a foreign key integrity constraint.",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "NotNullIntegrityConstraintViolationError: Query violates a not NULL integrity constraint.",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "CheckIntegrityConstraintViolationError: Query violates a check integrity constraint.",
    "ConstraintViolated",
    "nothing"
  ],
  ["SchemaValidationError: Query returned rows that do not conform with the schema.", "Rejected", "unknown"],
  ["UnexpectedStateError: Connection pool has ended.", "Rejected", "nothing"],
  ["UnexpectedStateError: Connection pool is being terminated.", "Rejected", "nothing"],
  ["InvalidInputError: SQL tag cannot be bound to undefined value at index 1.", "Rejected", "nothing"],
  ["InvalidInputError: Must not use multiple statements in a single query.", "Rejected", "nothing"]
]
