import { preparedStatementMissing, tooManyConnections } from "../../CommonIssue.ts"
import {
  broken,
  constraint,
  login,
  noTls,
  settings,
  stalled,
  tooManyParameters,
  tooSlow,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const data = of("Rejected", "a value does not fit its column", ["Correct the value, or widen the column"])
const schema = of("Rejected", "the schema of the database is not the one that Prisma's client was made of", [
  "Run the migrations (prisma migrate deploy) and prisma generate, and check which database and schema the URL names"
])
const transaction = of(
  "DeadlineExceeded",
  "the interactive transaction could not be begun in time, or took longer than its timeout and was rolled back",
  [
    "Make it shorter: no requests to others inside; or raise its timeout and maxWait",
    "Await every query of it: one that is not awaited runs after its end",
    "Then repeat the whole transaction"
  ],
  { statement: "rolled back", retry: "transaction" }
)
const conflict = of("Contention", "a write conflict or a deadlock with another transaction", [
  "Repeat the whole transaction, with a pause of random length before each attempt"
])
const missing = of("Rejected", "a row that the operation needs is not there", [
  "Look whether it was deleted or the condition is wrong; use upsert or updateMany where it may be missing"
])
const migrating = of("Contention", "another migration holds Prisma's advisory lock", [
  "Wait until it has ended; migrate over the direct URL (directUrl), as a pooler may keep the lock on a session of its own",
  "Find its session in pg_locks (locktype advisory), and end it if its program is gone"
])
const migration = of("Rejected", "a migration failed, or an earlier one did and was not resolved", [
  "Mend what the message names, then prisma migrate resolve; migrate over the direct URL, not the pooler"
])
const busyProxy = of("PoolExhausted", "Prisma's own proxy takes no more requests of this project at once", [
  "Lower the concurrency, and try again with growing pauses"
])

/** What Prisma says, by its own codes and by the texts that it prints without them. */
export const prisma: Voice = {
  source: "Prisma",
  said: [
    [
      login,
      "DriverAdapterError: AuthenticationFailed",
      "DriverAdapterError: DatabaseAccessDenied",
      "P1000",
      "P1010",
      "Authentication failed against database server%s",
      "User %s was denied access on the database%s"
    ],
    [
      unreachable,
      "DriverAdapterError: DatabaseNotReachable",
      "P1001",
      "Can't reach database server at %s",
      "P6008"
    ],
    [stalled, "P1002", "was reached but timed out"],
    [
      "3D000",
      "DriverAdapterError: DatabaseDoesNotExist",
      "P1003",
      "Database %s does not exist on the database server at %s"
    ],
    [
      tooSlow,
      "DriverAdapterError: SocketTimeout",
      "P1008",
      "P5004",
      "P6004",
      "Operations timed out after %s",
      "Socket timeout (the database failed to respond to a query within the configured timeout%s"
    ],
    [noTls, "DriverAdapterError: TlsConnectionError", "P1011", "Error opening a TLS connection: %s"],
    [
      settings,
      "P1012",
      "P1013",
      "The provided database string is invalid%s",
      "the URL must start with the protocol%s",
      "Environment variable not found: %s",
      "error: Error validating datasource %s"
    ],
    [
      schema,
      "DriverAdapterError: TableDoesNotExist",
      "DriverAdapterError: ColumnNotFound",
      "P1014",
      "P2021",
      "P2022",
      "does not exist in the current database",
      "The underlying table for model %s does not exist"
    ],
    [
      broken,
      "P1017",
      "Server has closed the connection",
      "Error in PostgreSQL connection: Error { kind: Closed%s",
      "kind: Closed, cause: %s"
    ],
    [
      data,
      "DriverAdapterError: ValueOutOfRange",
      "DriverAdapterError: LengthMismatch",
      "DriverAdapterError: InvalidInputValue",
      "DriverAdapterError: InconsistentColumnData",
      "P2000",
      "P2005",
      "P2006",
      "P2007",
      "P2019",
      "P2020",
      "P2023",
      "P2033",
      "The provided value for the column is too long for the column's type%s",
      "Inconsistent column data: %s",
      "Unable to fit integer value %s"
    ],
    [
      missing,
      "P2001",
      "P2015",
      "P2018",
      "P2025",
      "An operation failed because it depends on one or more records that were required but not found%s"
    ],
    [
      constraint,
      "DriverAdapterError: UniqueConstraintViolation",
      "DriverAdapterError: NullConstraintViolation",
      "DriverAdapterError: ForeignKeyConstraintViolation",
      "P2002",
      "P2003",
      "P2004",
      "P2011",
      "P2014",
      "Unique constraint failed on the %s",
      "Foreign key constraint failed on the field%s",
      "Foreign key constraint violated%s",
      "Null constraint violation on the %s",
      "The change you are trying to make would violate the required relation%s"
    ],
    [waited, "P2024", "Timed out fetching a new connection from the connection pool%s"],
    [
      transaction,
      "DriverAdapterError: TransactionAlreadyClosed",
      "P2028",
      "Transaction API error: %s",
      "Transaction already closed: %s",
      "Unable to start a transaction in the given time",
      "Transaction not found. Transaction ID is invalid%s"
    ],
    [tooManyParameters, "P2029", "P2035", "too many bind variables in prepared statement%s"],
    [
      conflict,
      "DriverAdapterError: TransactionWriteConflict",
      "P2034",
      "Transaction failed due to a write conflict or a deadlock%s"
    ],
    [
      tooManyConnections.verdict,
      "DriverAdapterError: TooManyConnections",
      "P2037",
      "Too many database connections opened: %s"
    ],
    [
      migration,
      "P3005",
      "P3006",
      "P3008",
      "P3009",
      "P3012",
      "P3014",
      "P3018",
      "migrate found failed migrations in the target database%s"
    ],
    [busyProxy, "P5011", "P6003"],
    [migrating, "Timed out trying to acquire a postgres advisory lock%s"],
    [preparedStatementMissing.verdict, "Prepared statements are not supported by the pooler%s"]
  ]
}
