import type { Pasted } from "./Pasted.ts"

/** SQLAlchemy, Django and others for Python, from their sources. */
export const pythonMappers: ReadonlyArray<Pasted> = [
  [
    "sqlalchemy.exc.InvalidRequestError: This session is in 'prepared' state; no further SQL can be emitted within this transaction.",
    "Rejected",
    "nothing"
  ],
  ["sqlalchemy.exc.ResourceClosedError: This result object is closed.", "Rejected", "any"],
  ["sqlalchemy.exc.InvalidRequestError: This transaction is inactive", "Rejected", "nothing"],
  ["sqlalchemy.exc.ResourceClosedError: This transaction is closed", "Rejected", "nothing"],
  [
    "sqlalchemy.exc.InvalidRequestError: This connection has already initialized a SQLAlchemy Transaction() object via begin() or autobegin; can't call begin() here unless rollback() or commit() is called first.",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.InvalidRequestError: A transaction is already begun on this Session.",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.InvalidRequestError: Autobegin is disabled on this Session; please call session.begin() to start a new transaction",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.IllegalStateChangeError: Method 'close()' can't be called here; method '_connection_for_bind()' is already in progress and this would cause an unexpected state change to <SessionTransactionState.CLOSED: 5>",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.orm.exc.DetachedInstanceError: Instance <User at 0x7f> is not bound to a Session; attribute refresh operation cannot proceed (Background on this error at: https://sqlalche.me/e/20/bhk3)",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <User at 0x1> is not bound to a Session; lazy load operation of attribute 'posts' cannot proceed",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.orm.exc.StaleDataError: UPDATE statement on table 'users' expected to update 1 row(s); 0 were matched.",
    "Contention",
    "nothing"
  ],
  [
    "sqlalchemy.orm.exc.StaleDataError: DELETE statement on table 'a' expected to delete 2 row(s); Only 1 were matched.",
    "Contention",
    "nothing"
  ],
  ["sqlalchemy.exc.NoResultFound: No row was found when one was required", "Rejected", "nothing"],
  [
    "sqlalchemy.exc.MultipleResultsFound: Multiple rows were found when exactly one was required",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.orm.exc.UnmappedInstanceError: Class 'builtins.NoneType' is not mapped",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.orm.exc.ObjectDeletedError: Instance '<User at 0x>' has been deleted, or its row is otherwise not present.",
    "Rejected",
    "nothing"
  ],
  ["sqlalchemy.orm.exc.FlushError: Instance <X at 0x> has a NULL identity key.", "Rejected", "nothing"],
  [
    "sqlalchemy.exc.InvalidRequestError: The asyncio extension requires an async driver to be used. The loaded 'psycopg2' is not async.",
    "Misconfigured",
    "nothing"
  ],
  [
    "sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine",
    "Misconfigured",
    "nothing"
  ],
  [
    "TypeError: Invalid argument(s) 'pool_size','max_overflow' sent to create_engine(), using configuration PGDialect_psycopg2/NullPool/Engine.",
    "Misconfigured",
    "nothing"
  ],
  [
    "TypeError: connect() got an unexpected keyword argument 'sslmode'\n sqlalchemy asyncpg",
    "Misconfigured",
    "nothing"
  ],
  [
    "sqlalchemy.exc.UnboundExecutionError: Could not locate a bind configured on mapper mapped class User->users, SQL expression or this Session.",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.CompileError: (in table 'x', column 'y'): Can't generate DDL for NullType()",
    "Rejected",
    "nothing"
  ],
  ["sqlalchemy.exc.ObjectNotExecutableError: Not an executable object: 'SELECT 1'", "Rejected", "nothing"],
  [
    "sqlalchemy.exc.IdentifierError: Identifier 'x' exceeds maximum length of 63 characters",
    "Rejected",
    "nothing"
  ],
  [
    "sqlalchemy.exc.DBAPIError: (psycopg2.DatabaseError) error with status PGRES_TUPLES_OK and no message from the libpq (Background on this error at: https://sqlalche.me/e/14/4xp6)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "sqlalchemy.exc.InvalidRequestError: Object '<User at 0x1>' is already attached to session '2' (this is '3')",
    "Rejected",
    "nothing"
  ],
  ["sqlalchemy.exc.InvalidRequestError: Session is already flushing", "Rejected", "nothing"],
  [
    "django.core.exceptions.ImproperlyConfigured: settings.DATABASES is improperly configured. Please supply the NAME value.",
    "Misconfigured",
    "nothing"
  ],
  [
    "django.core.exceptions.ImproperlyConfigured: settings.DATABASES is improperly configured. Please supply the ENGINE value. Check settings documentation for more details.",
    "Misconfigured",
    "nothing"
  ],
  [
    "django.core.exceptions.ImproperlyConfigured: Error loading psycopg2 module: No module named psycopg2",
    "Misconfigured",
    "nothing"
  ],
  [
    "django.core.exceptions.ImproperlyConfigured: 'django.db.backends.postgresql_psycopg' isn't an available database backend or couldn't be imported. Check the above exception.",
    "Misconfigured",
    "nothing"
  ],
  [
    "django.db.utils.ConnectionDoesNotExist: The connection 'replica' doesn't exist.",
    "Misconfigured",
    "nothing"
  ],
  [
    "django.core.exceptions.SynchronousOnlyOperation: You cannot call this from an async context - use a thread or sync_to_async.",
    "Rejected",
    "nothing"
  ],
  [
    "DatabaseWrapper objects created in a thread can only be used in that same thread. The object with alias 'default' was created in thread id 1 and this is thread id 2.",
    "Rejected",
    "nothing"
  ],
  [
    "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration admin.0001_initial is applied before its dependency accounts.0001_initial on database 'default'.",
    "Rejected",
    "nothing"
  ],
  [
    "django.db.migrations.exceptions.NodeNotFoundError: Migration x dependencies reference nonexistent parent node",
    "Rejected",
    "nothing"
  ],
  [
    "CommandError: Conflicting migrations detected; multiple leaf nodes in the migration graph",
    "Rejected",
    "nothing"
  ],
  [
    "django.db.models.deletion.ProtectedError: (\"Cannot delete some instances of model 'X' because they are referenced through protected foreign keys",
    "ConstraintViolated",
    "nothing"
  ],
  ["django.db.utils.DatabaseError: Save with update_fields did not affect any rows.", "Rejected", "nothing"],
  [
    "AssertionError: Database queries to 'default' are not allowed in SimpleTestCase subclasses.",
    "Rejected",
    "nothing"
  ],
  ["alembic.util.exc.CommandError: Can't locate revision identified by 'abc123'", "Rejected", "nothing"],
  ["alembic.util.exc.CommandError: Target database is not up to date.", "Rejected", "nothing"],
  [
    "FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision",
    "Rejected",
    "nothing"
  ],
  ["ERROR [alembic.util.messaging] Multiple heads are present; please specify", "Rejected", "nothing"],
  ["tortoise.exceptions.ConfigurationError: Unknown DB scheme: postgresql", "Misconfigured", "nothing"],
  [
    "tortoise.exceptions.ConfigurationError: default_connection for the model <class 'User'> cannot be None",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  ['tortoise.exceptions.DoesNotExist: Object "User" does not exist', "Rejected", "nothing"],
  ["AssertionError: DatabaseBackend is not running", "Rejected|Unavailable", "nothing"],
  ["AssertionError: Connection is already acquired", "Rejected|Unavailable", "nothing"],
  ["peewee.InterfaceError: Error, database connection not opened.", "Unavailable", "nothing"],
  ["peewee.OperationalError: Connection already opened.", "Rejected", "nothing"],
  ["peewee.OperationalError: Attempting to close database while transaction is open.", "Rejected", "nothing"],
  [
    "peewee.InterfaceError: Error, database must be initialized before opening a connection.",
    "Unavailable",
    "nothing"
  ],
  [
    "asyncio.TimeoutError: Timed out acquiring connection from pool (acquire_timeout=10).",
    "PoolExhausted",
    "nothing"
  ],
  ["pg8000.exceptions.InterfaceError: network error", "OutcomeUnknown", "unknown"],
  ["pg8000.exceptions.InterfaceError: Server refuses SSL", "Misconfigured", "nothing"],
  [
    "pg8000.exceptions.InterfaceError: server requesting MD5 password authentication, but no password was provided",
    "Misconfigured",
    "nothing"
  ],
  [
    "pg8000.exceptions.InterfaceError: The 'user' connection parameter cannot be None",
    "Misconfigured",
    "nothing"
  ],
  ["pg8000.exceptions.InterfaceError: Cursor closed", "Unavailable", "nothing"],
  ["pg8000.exceptions.InterfaceError: in failed transaction block", "Rejected", "nothing"],
  ["pg8000.exceptions.ProgrammingError: no result set", "Rejected", "unknown"],
  ["pg8000.exceptions.DatabaseError: Only %s and %% are supported in the query.", "Rejected", "nothing"],
  ["RuntimeError: Cannot acquire connection after closing pool", "Rejected", "nothing"],
  [
    "RuntimeError: cursor.execute() called while another coroutine is already waiting for incoming data",
    "Rejected",
    "nothing"
  ],
  ["psycopg2.pool.PoolError: The Connection Pool Is Full\n odoo.sql_db", "PoolExhausted", "nothing"],
  [
    "airflow.exceptions.AirflowNotFoundException: The conn_id `postgres_default` isn't defined",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: You need to initialize the database. Please run `airflow db init`. Make sure the command is run using Airflow version 2.3.",
    "Rejected",
    "nothing"
  ],
  [
    'postgresql error: connection to server at "db", port 5432 failed\n superset.exceptions.SupersetException',
    "Unavailable",
    "nothing"
  ],
  ['Port 5432 on hostname "db" refused the connection.', "Unavailable", "nothing"],
  ['The host "db" might be down, and can\'t be reached on port 5432.', "Unavailable", "nothing"],
  ["piccolo.engine.exceptions.TransactionError: A transaction is already active.", "Rejected", "nothing"]
]
