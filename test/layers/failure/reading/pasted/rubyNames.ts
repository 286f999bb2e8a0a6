import type { Pasted } from "./Pasted.ts"

/** Active Record, Sequel and the pg gem, from their sources. */
export const rubyNames: ReadonlyArray<Pasted> = [
  [
    "ActiveRecord::ConnectionNotDefined: No database connection defined for 'replica' shard.",
    "Unavailable",
    "nothing"
  ],
  [
    "ActiveRecord::AdapterNotSpecified: The `staging` database is not configured for the `production` environment.",
    "Misconfigured",
    "nothing"
  ],
  [
    "ActiveRecord::AdapterNotSpecified: database configuration does not specify adapter",
    "Misconfigured",
    "nothing"
  ],
  [
    "LoadError: Error loading the 'postgresql' Active Record adapter. Missing a gem it depends on? pg is not part of the bundle. Add it to your Gemfile.",
    "Misconfigured",
    "nothing"
  ],
  [
    "Gem::LoadError: Specified 'postgresql' for database adapter, but the gem is not loaded. Add `gem 'pg'` to your Gemfile",
    "Misconfigured",
    "nothing"
  ],
  [
    "ActiveRecord::AdapterNotFound: Database configuration specifies nonexistent 'postgres' adapter. Available adapters are: abstract, mysql2, postgresql",
    "Misconfigured",
    "nothing"
  ],
  [
    "ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run:\n\n        bin/rails db:migrate",
    "Rejected",
    "nothing"
  ],
  [
    "Migrations are pending. To resolve this issue, run: rails db:migrate RAILS_ENV=test",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::ConcurrentMigrationError: Cannot run migrations because another migration process is currently running.",
    "Contention",
    "nothing"
  ],
  ["ActiveRecord::ConcurrentMigrationError: Failed to release advisory lock", "Misconfigured", "unknown"],
  [
    "ActiveRecord::DuplicateMigrationVersionError: Multiple migrations have the version number 2020",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::IrreversibleMigration: This migration uses remove_column, which is not automatically reversible.",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::UnknownMigrationVersionError: No migration with version number 2020.",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::ProtectedEnvironmentError: You are attempting to run a destructive action against your 'production' database.",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::EnvironmentMismatchError: You are attempting to modify a database that was last run in `development` environment.",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::NoEnvironmentInSchemaError: Environment data not found in the schema.",
    "Rejected",
    "nothing"
  ],
  ["ActiveRecord::StaleObjectError: Attempted to update a stale object: Post.", "Contention", "nothing"],
  ["ActiveRecord::ReadOnlyRecord: Post is marked as readonly", "Rejected", "nothing"],
  [
    "ActiveRecord::TransactionIsolationError: cannot set transaction isolation in a nested transaction",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::PreparedStatementInvalid: wrong number of bind variables (1 for 2) in: id = ? AND x = ?",
    "Rejected",
    "nothing"
  ],
  ["ActiveRecord::AdapterTimeout: x", "DeadlineExceeded", "unknown"],
  ["ActiveRecord::RecordNotFound: Couldn't find User with 'id'=1", "Rejected", "nothing"],
  ["ActiveRecord::SoleRecordExceeded: Wanted only one User", "Rejected", "nothing"],
  ["ActiveRecord::RecordInvalid: Validation failed: Email has already been taken", "Rejected", "nothing"],
  ["ActiveRecord::DatabaseAlreadyExists: x", "Rejected", "nothing"],
  [
    "ActiveRecord::ActiveRecordError: Cannot expire connection, it is owned by a different thread: #<Thread:0x>. Current thread: #<Thread:0x>",
    "Rejected",
    "nothing"
  ],
  [
    "ActiveRecord::AsynchronousQueryInsideTransactionError: Asynchronous queries are not allowed inside transactions",
    "Rejected",
    "nothing"
  ],
  [
    "Your version of PostgreSQL (90224) is too old. Active Record supports PostgreSQL >= 9.3.",
    "Misconfigured",
    "nothing"
  ],
  [
    "ActiveModel::RangeError: 3000000000 is out of range for ActiveModel::Type::Integer with limit 4 bytes",
    "Rejected",
    "nothing"
  ],
  ["PG::Error: result has been cleared", "Rejected", "unknown"],
  [
    "PG::Error: number of fields changed in single row mode from 2 to 1 - this is a sign for intersection with another query",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "PG::NoResultError: no result received - possibly an intersection with another query",
    "OutcomeUnknown",
    "unknown"
  ],
  ["PG::ConnectionBad: Asynchronous connection timed out!", "Unavailable", "nothing"],
  [
    'PG::ConnectionBad: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory',
    "Unavailable",
    "nothing"
  ],
  ["PG::NotInBlockingMode: x", "Rejected", "nothing"],
  ["PG::LostCopyState: another error happened, the COPY state was lost", "OutcomeUnknown", "unknown"],
  ["PG::NotAllCopyDataRetrieved: Not all COPY data retrieved", "OutcomeUnknown", "unknown"],
  ["LoadError: cannot load such file -- pg", "Misconfigured", "nothing"],
  ["Can't find the 'libpq-fe.h header\n*** extconf.rb failed ***", "Misconfigured", "nothing"],
  [
    "LoadError: dlopen(pg_ext.bundle, 0x0009): Library not loaded: /opt/homebrew/opt/postgresql/lib/libpq.5.dylib",
    "Misconfigured",
    "nothing"
  ],
  ["Unable to find PostgreSQL client library.", "Misconfigured", "nothing"],
  ["Sequel::AdapterNotFound: LoadError: cannot load such file -- pg", "Misconfigured", "nothing"],
  ["Sequel::AdvisoryLockError: unable to acquire advisory lock 12345", "Contention", "nothing"],
  [
    "Sequel::NoExistingObject: Attempt to update object did not result in a single row modification",
    "Contention",
    "nothing"
  ],
  ["Sequel::InvalidOperation: x", "Rejected", "nothing"],
  ["Sequel::ValidationFailed: email is already taken", "Rejected", "nothing"],
  ["Sequel::Migrator::NotCurrentError: migrator is not current", "Rejected", "nothing"],
  ["Sequel::NoMatchingRow", "Rejected", "nothing"],
  ["Gitlab::Database::WithLockRetries::AttemptsExhaustedError: x", "Contention", "nothing"]
]
