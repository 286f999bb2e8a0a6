import { broken, constraint, migration, misused, noRow } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const notConnected = of(
  "Unavailable",
  "the program could not connect; why is said elsewhere, by the server, the pooler or the network",
  ["Look for the first error of its log; ask the same from there with psql and the program's own URL"]
)

/** Exceptions whose name says little and is certain: they count only where nothing else is said. */
export const exceptionNames: Voice = {
  source: "a mapper",
  said: [
    [
      notConnected,
      "Unable to connect to your database server using the provided settings",
      "Database connection failed It is possible that the database is overloaded%s",
      "It is possible that the database is overloaded or otherwise not running properly",
      "There was an error initializing DB",
      "cannot connect to Postgres"
    ],
    ["3D000", "ActiveRecord::NoDatabaseError"],
    [
      misused,
      "ActiveRecord::RecordInvalid",
      "ActiveRecord::ReadOnlyRecord",
      "ActiveRecord::TransactionIsolationError",
      "ActiveRecord::PreparedStatementInvalid",
      "ActiveRecord::AsynchronousQueryInsideTransactionError",
      "Sequel::InvalidOperation",
      "Sequel::ValidationFailed",
      "PG::NotInBlockingMode",
      "sqlalchemy.exc.InvalidRequestError",
      "sqlalchemy.exc.ArgumentError",
      "sqlalchemy.exc.CompileError",
      "sqlalchemy.exc.NoForeignKeysError",
      "sqlalchemy.exc.AmbiguousForeignKeysError",
      "sqlalchemy.exc.NoReferencedTableError",
      "sqlalchemy.exc.IdentifierError",
      "sqlalchemy.exc.UnboundExecutionError",
      "sqlalchemy.exc.ObjectNotExecutableError",
      "sqlalchemy.orm.exc.FlushError"
    ],
    [
      constraint,
      "ActiveRecord::RecordNotUnique",
      "ActiveRecord::InvalidForeignKey",
      "ActiveRecord::NotNullViolation",
      "ActiveRecord::CheckViolation",
      "ActiveRecord::ExclusionViolation",
      "Sequel::UniqueConstraintViolation",
      "Sequel::ForeignKeyConstraintViolation",
      "Sequel::NotNullConstraintViolation",
      "Sequel::CheckConstraintViolation",
      "sqlalchemy.exc.IntegrityError",
      "django.db.utils.IntegrityError",
      "tortoise.exceptions.IntegrityError"
    ],
    [
      migration,
      "ActiveRecord::DuplicateMigrationVersionError",
      "ActiveRecord::DuplicateMigrationNameError",
      "ActiveRecord::IrreversibleMigration",
      "ActiveRecord::UnknownMigrationVersionError",
      "ActiveRecord::ProtectedEnvironmentError",
      "ActiveRecord::EnvironmentMismatchError",
      "ActiveRecord::NoEnvironmentInSchemaError",
      "Sequel::Migrator::Error"
    ],
    [noRow, "ActiveRecord::RecordNotFound", "ActiveRecord::SoleRecordExceeded", "Sequel::NoMatchingRow"],
    [broken, "PG::UnableToSend"]
  ]
}
