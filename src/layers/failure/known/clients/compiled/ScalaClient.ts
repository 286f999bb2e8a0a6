import {
  broken,
  closedPool,
  login,
  misread,
  misused,
  noTls,
  over,
  tooManyParameters,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What Slick, doobie, Skunk and their like say; below the first two is pgjdbc. */
export const scalaClient: Voice = {
  source: "a client for Scala",
  said: [
    [
      waited,
      "rejected from slick.util.AsyncExecutor%s",
      "DBIOAction queue full",
      "Task slick.basic.BasicBackend%s rejected from %s",
      "Task slick.backend.DatabaseComponent%s rejected from %s"
    ],
    [
      broken,
      "EOF was reached on the network socket",
      "skunk.exception.EofException",
      "Attempt to read %s byte(s) failed after %s bytes(s) were read, because the connection had closed"
    ],
    [
      closedPool,
      "Cannot initialize ExecutionContext; AsyncExecutor already shut down",
      "The pool is being finalized and no more resources are available"
    ],
    [
      login,
      "The PostgreSQL server requested a password for %s but none was given",
      "No compatible SASL mechanisms"
    ],
    [noTls, "Fatal failure during SSL negotiation: %s", "SSL negotiation returned %s, expected 'S' or 'N'"],
    [
      misused,
      "Multi-statement queries and commands are not supported",
      "This statement returns row data. Use a %s",
      "Asserted and actual column types differ",
      "skunk.exception.ColumnAlignmentException",
      "skunk.exception.UnexpectedRowsException",
      "skunk.exception.UnknownTypeException",
      "Skunk could not encode the parameter list for this statement%s",
      "The decoder you provided is incompatible with the output columns for this query%s",
      "You must roll back or commit the current transaction before starting a new one",
      "NonNullableParameter"
    ],
    [
      over,
      "You must roll back the current (failed) transaction before starting a new one",
      "The transaction has already been committed or rolled back"
    ],
    [tooManyParameters, "Postgres can't handle this many parameters%s"],
    [
      misread,
      "This query's decoder was unable to decode a row of data",
      "skunk.exception.DecodeException",
      "Skunk could not decode the row description for this query%s",
      "Exactly one row was expected, but none were returned",
      "Exactly one row was expected, but more were returned",
      "ResultSet exhausted; more rows expected",
      "Expected ResultSet exhaustion, but more rows were available",
      "NonNullableColumnRead",
      "read at column %d (JDBC type %s) but mapping is to a non-Option type",
      "Read NULL value (%s) for ResultSet column %s"
    ]
  ]
}
