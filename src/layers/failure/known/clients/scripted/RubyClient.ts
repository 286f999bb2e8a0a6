import {
  broken,
  busy,
  closedBefore,
  login,
  migrating,
  migration,
  misread,
  misused,
  noDriver,
  notMigrated,
  notOpen,
  outOfStep,
  settings,
  stale,
  stalled,
  tooOld,
  tooSlow,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const readOnly = of(
  "ReadOnly",
  "the program itself forbids writes here, so nothing was sent",
  ["Send it to the writing role: connected_to(role: :writing)"],
  { statement: "did not run" }
)
const lockLost = of(
  "Misconfigured",
  "the migrations ran, but their lock was not on this session any more: a pooler had given the session to others",
  [
    "Migrate over the direct URL (5432), or set advisory_locks: false",
    "Look which migrations are recorded, before they are run again"
  ],
  { statement: "unknown" }
)

/** What Active Record, Sequel and the pg gem say beside libpq; their exceptions' names alone are enough. */
export const rubyClient: Voice = {
  source: "a client for Ruby",
  said: [
    [
      waited,
      "could not obtain a connection from the pool within %s",
      "could not obtain a database connection within %s",
      "could not obtain ownership of all database connections in %s",
      "ActiveRecord::ConnectionTimeoutError",
      "ActiveRecord::ExclusiveConnectionTimeoutError",
      "Sequel::PoolTimeout"
    ],
    [broken, "Sequel::DatabaseDisconnectError", "ActiveRecord::ConnectionFailed"],
    [
      outOfStep,
      "this is a sign for intersection with another query",
      "no result received - possibly an intersection with another query",
      "PG::LostCopyState",
      "PG::NotAllCopyDataRetrieved"
    ],
    [closedBefore, "PG::ConnectionBad: connection is closed", "connection is closed (PG::ConnectionBad)"],
    [
      notOpen,
      "ActiveRecord::ConnectionNotDefined",
      "No connection pool for %s found",
      "No connection pool with %s found"
    ],
    [stalled, "PG::ConnectionBad: Asynchronous connection timed out"],
    [
      unreachable,
      "There is an issue connecting with your hostname%s",
      "PG::ConnectionBad: connection to server on socket %s failed: No such file or directory",
      "Sequel::DatabaseConnectionError",
      "ActiveRecord::ConnectionNotEstablished"
    ],
    [login, "There is an issue connecting to your database with your username/password%s"],
    [settings, "ActiveRecord::AdapterNotSpecified", "database is not configured for the %s environment"],
    [
      noDriver,
      "Error loading the 'postgresql' Active Record adapter%s",
      "Specified 'postgresql' for database adapter, but the gem is not loaded%s",
      "Database configuration specifies nonexistent %s adapter%s",
      "cannot load such file -- pg",
      "Can't find the 'libpq-fe.h header",
      "Unable to find PostgreSQL client library",
      "ActiveRecord::AdapterNotFound",
      "Sequel::AdapterNotFound"
    ],
    [tooOld, "Active Record supports PostgreSQL >= %s"],
    [
      notMigrated,
      "ActiveRecord::PendingMigrationError",
      "Migrations are pending. To resolve this issue, run%s",
      "Sequel::Migrator::NotCurrentError"
    ],
    [migrating, "Cannot run migrations because another migration process is currently running"],
    [
      lockLost,
      "ConcurrentMigrationError: Failed to release advisory lock",
      "Failed to release advisory lock"
    ],
    ["3D000", "We could not find your database: %s"],
    ["42P04", "ActiveRecord::DatabaseAlreadyExists"],
    ["40P01", "ActiveRecord::Deadlocked", "PG::TRDeadlockDetected"],
    [
      "40001",
      "ActiveRecord::SerializationFailure",
      "PG::TRSerializationFailure",
      "Sequel::SerializationFailure"
    ],
    [
      "55P03",
      "ActiveRecord::LockWaitTimeout",
      "Sequel::DatabaseLockTimeout",
      "Sequel::AdvisoryLockError",
      "WithLockRetries::AttemptsExhaustedError"
    ],
    [
      tooSlow,
      "ActiveRecord::AdapterTimeout",
      "ActiveRecord::StatementInvalid: : execution expired%s",
      "ActiveRecord::StatementInvalid: Timeout::Error: execution expired%s",
      "PG::Error: execution expired%s"
    ],
    ["57014", "ActiveRecord::QueryCanceled", "ActiveRecord::StatementTimeout"],
    ["0A000", "ActiveRecord::PreparedStatementCacheExpired"],
    ["40002", "PG::TRIntegrityConstraintViolation"],
    ["40003", "PG::TRStatementCompletionUnknown"],
    ["26000", "PG::UndefinedPstatement"],
    ["34000", "PG::UndefinedCursor"],
    ["3D000", "PG::UndefinedDatabase"],
    ["3F000", "PG::UndefinedSchema"],
    ["42P05", "PG::DuplicatePstatement"],
    [stale, "ActiveRecord::StaleObjectError", "Sequel::NoExistingObject"],
    [busy, "Cannot expire connection, it is owned by a different thread%s"],
    [
      misused,
      "ActiveRecord::UnknownPrimaryKey",
      "ActiveModel::MissingAttributeError",
      "ActiveModel::UnknownAttributeError",
      "is out of range for ActiveModel::Type::%s"
    ],
    [misread, "PG::Error: result has been cleared"],
    ["22001", "ActiveRecord::ValueTooLong"],
    ["22003", "ActiveRecord::RangeError"],
    [readOnly, "Write query attempted while in readonly mode%s", "ActiveRecord::ReadOnlyError"],
    [
      migration,
      "An error has occurred, this and all later migrations canceled%s",
      "An error has occurred, all later migrations canceled%s"
    ]
  ]
}
