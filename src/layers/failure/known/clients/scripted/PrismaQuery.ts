import { constraint, misread, misused, tooManyParameters } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const data = of("Rejected", "a value does not fit its column", ["Correct the value, or widen the column"])
const schema = of("Rejected", "the schema of the database is not the one that Prisma's client was made of", [
  "Run the migrations (prisma migrate deploy) and prisma generate, and check which database and schema the URL names"
])
const conflict = of("Contention", "a write conflict or a deadlock with another transaction", [
  "Repeat the whole transaction, with a pause of random length before each attempt"
])
const missing = of("Rejected", "a row that the operation needs is not there", [
  "Look whether it was deleted or the condition is wrong; use upsert or updateMany where it may be missing"
])

/** What Prisma's client says of a query: codes P2xxx, and the texts that it prints without them. */
export const prismaQuery: Voice = {
  source: "Prisma",
  said: [
    [
      schema,
      "DriverAdapterError%s TableDoesNotExist",
      "DriverAdapterError%s ColumnNotFound",
      "P1014",
      "P1015",
      "Your Prisma schema is using features that are not supported for the version of the database",
      "P2021",
      "P2022",
      "does not exist in the current database",
      "The underlying table for model %s does not exist"
    ],
    [
      data,
      "DriverAdapterError%s ValueOutOfRange",
      "DriverAdapterError%s LengthMismatch",
      "DriverAdapterError%s InvalidInputValue",
      "DriverAdapterError%s InconsistentColumnData",
      "P2000",
      "P2005",
      "P2006",
      "P2007",
      "P2019",
      "P2020",
      "P2023",
      "P2033",
      "The provided value for the column is too long for the column's type%s",
      "The value %s stored in the database for the field %s is invalid for the field's type",
      "The provided value %s for %s field %s is not valid",
      "Value out of range for the type. %s",
      "Inconsistent column data: %s",
      "Unable to fit integer value %s"
    ],
    [
      missing,
      "P2001",
      "P2015",
      "P2017",
      "P2018",
      "P2025",
      "An operation failed because it depends on one or more records that were required but not found%s",
      "The records for relation %s are not connected",
      "The required connected records were not found%s",
      "A related record could not be found. %s",
      "The record searched for in the where condition (%s) does not exist",
      "NotFoundError: No %s found error"
    ],
    [
      constraint,
      "DriverAdapterError%s UniqueConstraintViolation",
      "DriverAdapterError%s NullConstraintViolation",
      "DriverAdapterError%s ForeignKeyConstraintViolation",
      "kind: UniqueConstraintViolation%s",
      "kind: NullConstraintViolation%s",
      "kind: ForeignKeyConstraintViolation%s",
      "P2002",
      "P2003",
      "P2004",
      "P2011",
      "P2014",
      "Unique constraint failed on the %s",
      "Foreign key constraint failed on the field%s",
      "Foreign key constraint violated%s",
      "Null constraint violation on the %s",
      "A constraint failed on the database: %s",
      "The change you are trying to make would violate the required relation%s"
    ],
    [
      misused,
      "P1016",
      "P1019",
      "P2008",
      "P2009",
      "P2012",
      "P2013",
      "P2016",
      "P2026",
      "P2030",
      "DriverAdapterError%s UnsupportedNativeDataType",
      "DriverAdapterError%s InvalidIsolationLevel",
      "DriverAdapterError%s MissingFullTextSearchIndex",
      "Your raw query had an incorrect number of parameters%s",
      "Query interpretation error. %s",
      "The current database provider doesn't support a feature that the query used%s",
      "Cannot find a fulltext index to use for the search%s",
      "PrismaClientValidationError"
    ],
    [
      misread,
      "P2032",
      "Error converting field %s of expected non-nullable type %s, found incompatible value%s"
    ],
    [tooManyParameters, "P2029", "P2035", "too many bind variables in prepared statement%s"],
    [
      conflict,
      "DriverAdapterError%s TransactionWriteConflict",
      "P2034",
      "Transaction failed due to a write conflict or a deadlock%s"
    ]
  ]
}
