import { broken, closedBefore, constraint, login, tooSlow, unreachable, waited } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const readOnly = of(
  "ReadOnly",
  "the program itself forbids writes here, so nothing was sent",
  ["Send it to the writing role: connected_to(role: :writing)"],
  { statement: "did not run" }
)

/** What Active Record, Sequel and the pg gem say beside libpq; their exceptions' names alone are enough. */
export const rubyClient: Voice = {
  source: "a client for Ruby",
  said: [
    [
      waited,
      "could not obtain a connection from the pool within %s",
      "could not obtain a database connection within %s",
      "ActiveRecord::ConnectionTimeoutError",
      "ActiveRecord::ExclusiveConnectionTimeoutError",
      "Sequel::PoolTimeout"
    ],
    [broken, "PG::UnableToSend", "Sequel::DatabaseDisconnectError", "ActiveRecord::ConnectionFailed"],
    [closedBefore, "PG::ConnectionBad: connection is closed", "connection is closed (PG::ConnectionBad)"],
    [
      unreachable,
      "There is an issue connecting with your hostname%s",
      "Sequel::DatabaseConnectionError",
      "ActiveRecord::ConnectionNotEstablished"
    ],
    [login, "There is an issue connecting to your database with your username/password%s"],
    ["3D000", "We could not find your database: %s", "ActiveRecord::NoDatabaseError"],
    ["40P01", "ActiveRecord::Deadlocked", "PG::TRDeadlockDetected"],
    [
      "40001",
      "ActiveRecord::SerializationFailure",
      "PG::TRSerializationFailure",
      "Sequel::SerializationFailure"
    ],
    ["55P03", "ActiveRecord::LockWaitTimeout", "Sequel::DatabaseLockTimeout"],
    [
      tooSlow,
      "ActiveRecord::StatementInvalid: : execution expired%s",
      "ActiveRecord::StatementInvalid: Timeout::Error: execution expired%s",
      "PG::Error: execution expired%s"
    ],
    ["57014", "ActiveRecord::QueryCanceled", "ActiveRecord::StatementTimeout"],
    ["0A000", "ActiveRecord::PreparedStatementCacheExpired"],
    ["42P05", "PG::DuplicatePstatement"],
    [
      constraint,
      "ActiveRecord::RecordNotUnique",
      "ActiveRecord::InvalidForeignKey",
      "ActiveRecord::NotNullViolation",
      "ActiveRecord::CheckViolation",
      "Sequel::UniqueConstraintViolation",
      "Sequel::ForeignKeyConstraintViolation",
      "Sequel::NotNullConstraintViolation",
      "Sequel::CheckConstraintViolation"
    ],
    ["22001", "ActiveRecord::ValueTooLong"],
    ["22003", "ActiveRecord::RangeError"],
    [readOnly, "Write query attempted while in readonly mode%s"]
  ]
}
