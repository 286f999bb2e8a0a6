import type { Pasted } from "./Pasted.ts"

/** PHP's own functions, Laravel, Doctrine, Yii and others, from their sources. */
export const phpFrameworks: ReadonlyArray<Pasted> = [
  ["Fatal error: Uncaught Error: Call to undefined function pg_query()", "Misconfigured", "nothing"],
  ["Warning: pg_query(): No PostgreSQL link opened yet", "Unavailable", "nothing"],
  [
    "TypeError: pg_query(): Argument #1 ($connection) must be of type PgSql\\\\Connection, bool given",
    "Unavailable",
    "nothing"
  ],
  ["Warning: pg_query() expects parameter 1 to be resource, boolean given", "Unavailable", "nothing"],
  ["Error: PostgreSQL connection has already been closed", "Unavailable", "nothing"],
  ["Warning: pg_fetch_array(): Unable to jump to row 0 on PostgreSQL result index 3", "Rejected", "unknown"],
  [
    "Warning: pg_fetch_assoc(): supplied argument is not a valid PostgreSQL result resource",
    "Rejected",
    "nothing"
  ],
  ["Warning: pg_query(): 5 is not a valid PostgreSQL link resource", "Unavailable", "nothing"],
  [
    "Warning: pg_pconnect(): Cannot create new link. Too many open persistent links (10)",
    "PoolExhausted",
    "nothing"
  ],
  ["Warning: pg_connect(): Cannot create new link. Too many open links (10)", "PoolExhausted", "nothing"],
  ["Warning: pg_send_query(): Cannot send query", "OutcomeUnknown", "unknown"],
  [
    "Notice: pg_send_query(): There are results on this connection. Use pg_get_result() until it returns FALSE",
    "Rejected",
    "nothing"
  ],
  ["Notice: pg_connect(): Cannot set connection to blocking mode", "OutcomeUnknown", "unknown"],
  ["Warning: pg_ping(): Cannot connect to PostgreSQL server", "Unavailable", "nothing"],
  ["InvalidArgumentException: Database connection [pgsql2] not configured.", "Misconfigured", "nothing"],
  ["InvalidArgumentException: Unsupported driver [postgres].", "Misconfigured", "nothing"],
  ["Illuminate\\\\Database\\\\MultipleRecordsFoundException: 2 records were found.", "Rejected", "nothing"],
  [
    "Illuminate\\\\Database\\\\Eloquent\\\\ModelNotFoundException: No query results for model [App\\\\Models\\\\User] 1",
    "Rejected",
    "nothing"
  ],
  ["Illuminate\\\\Database\\\\RecordsNotFoundException", "Rejected", "nothing"],
  ["Strings with null bytes cannot be escaped. Use the binary escape option.", "Rejected", "nothing"],
  ["Doctrine\\\\DBAL\\\\Exception\\\\ConnectionLost: x", "Unavailable|OutcomeUnknown", "any"],
  [
    "Doctrine\\\\DBAL\\\\ConnectionException::savepointsNotSupported Savepoints are not supported by this driver.",
    "Rejected",
    "nothing"
  ],
  ["Doctrine\\\\DBAL\\\\Exception\\\\DeadlockException", "Contention", "nothing"],
  [
    "Doctrine\\\\ORM\\\\OptimisticLockException: The optimistic lock on an entity failed.",
    "Contention",
    "nothing"
  ],
  [
    "Doctrine\\\\ORM\\\\OptimisticLockException: The optimistic lock failed, version 1 was expected, but is actually 2",
    "Contention",
    "nothing"
  ],
  [
    "Doctrine\\\\ORM\\\\Exception\\\\EntityManagerClosed: The EntityManager is closed.",
    "Rejected",
    "nothing"
  ],
  ["Doctrine\\\\ORM\\\\ORMException: The EntityManager is closed.", "Rejected", "nothing"],
  [
    "Doctrine\\\\ORM\\\\NoResultException: No result was found for query although at least one row was expected.",
    "Rejected",
    "nothing"
  ],
  [
    "Doctrine\\\\ORM\\\\NonUniqueResultException: More than one result was found for query although one row or none was expected.",
    "Rejected",
    "any"
  ],
  [
    "Doctrine\\\\ORM\\\\TransactionRequiredException: An open transaction is required for this operation.",
    "Rejected",
    "nothing"
  ],
  [
    'Doctrine\\\\DBAL\\\\Exception\\\\DriverRequired: The options "driver" or "driverClass" are mandatory if a connection URL without scheme is given to DriverManager::getConnection(). Given URL "".',
    "Misconfigured",
    "nothing"
  ],
  [
    "Doctrine\\\\DBAL\\\\Exception\\\\MalformedDsnException: Malformed database connection URL",
    "Misconfigured",
    "nothing"
  ],
  [
    'The given driver "pgsql" is unknown, Doctrine currently supports only the following drivers: pdo_mysql, pdo_pgsql',
    "Misconfigured",
    "nothing"
  ],
  [
    'Invalid platform version "" specified. The platform version has to be specified in the format: "<major_version>.<minor_version>.<patch_version>".',
    "Misconfigured",
    "nothing"
  ],
  ["yii\\\\db\\\\StaleObjectException: The object being updated is outdated.", "Contention", "nothing"],
  ["yii\\\\db\\\\Exception: Failed to commit transaction: transaction was inactive.", "Rejected", "nothing"],
  [
    "A Database Error Occurred\n\nUnable to connect to your database server using the provided settings.\n\nFilename: database/DB_driver.php postgre",
    "Unavailable",
    "nothing"
  ],
  ["Drupal\\\\Core\\\\Database\\\\DatabaseNotFoundException", "Misconfigured", "nothing"],
  [
    "Drupal\\\\Core\\\\Database\\\\ConnectionNotDefinedException: The specified database connection is not defined: default",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  ["Drupal\\\\Core\\\\Database\\\\TransactionNoActiveException", "Rejected", "nothing"],
  [
    "Error: Database connection failed\n\nIt is possible that the database is overloaded or otherwise not running properly.\nThe site administrator should also check that the database details have been correctly specified in config.php",
    "Unavailable",
    "nothing"
  ],
  [
    "dml_transaction_exception: Error code: dmltransactionexception Database transaction error",
    "Rejected",
    "nothing"
  ],
  [
    "Amp\\\\Postgres\\\\PostgresTransactionError: The transaction has been committed or rolled back",
    "Rejected",
    "nothing"
  ],
  [
    "PHP Warning:  PHP Startup: Unable to load dynamic library 'pdo_pgsql' (tried: /usr/lib/php/pdo_pgsql.so: undefined symbol)",
    "Misconfigured",
    "nothing"
  ]
]
