import {
  busy,
  closedPool,
  constraint,
  login,
  migration,
  misused,
  noDriver,
  noRow,
  notMigrated,
  notOpen,
  over,
  settings,
  tooOld,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { otherLoop } from "./Asyncpg.ts"

/** What Django, Alembic, Tortoise, peewee, databases, Odoo, Airflow and Superset say. */
export const pythonFramework: Voice = {
  source: "a mapper for Python",
  said: [
    [
      waited,
      "MaxConnectionsExceeded%s",
      "Timed out acquiring connection from pool (acquire_timeout=%s)",
      "PoolError: The Connection Pool Is Full"
    ],
    [
      notOpen,
      "DatabaseBackend is not running",
      "Error, database connection not opened",
      "database must be initialized before opening a connection",
      "default_connection for the model %s cannot be None"
    ],
    [settings, "DB configuration not initialised. Make sure to call Tortoise.init%s"],
    [closedPool, "PoolError: Database pool is shutting down"],
    [
      over,
      "An error occurred in the current transaction. You can't execute queries until the end of the 'atomic' block",
      "TransactionManagementError"
    ],
    ["40001", "PG concurrency error (40001)%s"],
    ["40P01", "PG concurrency error (40P01)%s"],
    ["55P03", "PG concurrency error (55P03)%s"],
    [busy, "AssertionError: Connection is already acquired"],
    [
      otherLoop,
      "DatabaseWrapper objects created in a thread can only be used in that same thread%s",
      "SynchronousOnlyOperation",
      "You cannot call this from an async context - use a thread or sync_to_async"
    ],
    [
      noRow,
      "tortoise.exceptions.DoesNotExist",
      "tortoise.exceptions.MultipleObjectsReturned",
      "matching query does not exist",
      "Save with update_fields did not affect any rows"
    ],
    [
      constraint,
      "Cannot delete some instances of model %s because they are referenced through %s foreign keys%s"
    ],
    [
      misused,
      "Database queries to %s are not allowed in %s",
      "Database access not allowed, use the %s mark%s",
      "peewee.OperationalError: Connection already opened",
      "Attempting to close database while transaction is open",
      "TransactionError: A transaction is already active"
    ],
    [
      settings,
      "isn't an available database backend%s",
      "ConfigurationError: No DB associated to model",
      "tortoise.exceptions.ConfigurationError%s",
      "Query must be bound to a database in order to execute%s",
      "settings.DATABASES is improperly configured%s",
      "django.db.utils.ConnectionDoesNotExist",
      "ConfigurationError: Unknown DB scheme: %s",
      "AirflowNotFoundException: The conn_id %s isn't defined"
    ],
    [
      notMigrated,
      "CommandError: Target database is not up to date",
      "You need to initialize the database. Please run %s"
    ],
    [
      migration,
      "django.db.migrations.exceptions.NodeNotFoundError",
      "django.db.migrations.exceptions.%sMigrationError",
      "InconsistentMigrationHistory",
      "NodeNotFoundError: Migration %s dependencies reference nonexistent parent node%s",
      "Conflicting migrations detected; multiple leaf nodes in the migration graph%s",
      "Can't locate revision identified by %s",
      "Multiple head revisions are present for given argument%s",
      "Multiple heads are present%s please specify%s"
    ],
    [noDriver, "Could not find adapter type postgres"],
    [tooOld, "PostgreSQL %d or later is required (found %s"],
    [
      unreachable,
      "DBConnectionError: Can't establish connection to database",
      "Port %d on hostname %s refused the connection",
      "might be down, and can't be reached on port %d",
      "postgresql error: connection to server at %s failed"
    ],
    [login],
    ["40001", "SERIALIZATION_FAILURE, retry %s"]
  ]
}
