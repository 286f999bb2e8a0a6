import { broken, closedBefore, login, misread, misused, unreachable, waited } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What hasql, postgresql-simple and persistent say; below them is libpq. */
export const haskellClient: Voice = {
  source: "a client for Haskell",
  said: [
    [waited, "AcquisitionTimeoutUsageError"],
    [
      broken,
      "ClientError Nothing",
      "ClientError (Just %s",
      "Connection lost while initializing the session",
      'sqlExecStatus = FatalError, sqlErrorMsg = "", sqlErrorDetail%s'
    ],
    [closedBefore, "The connection is no longer available", 'ClientError (Just "no connection to the server'],
    [
      unreachable,
      "Failed to establish a connection to the database",
      "ConnectionUsageError (Just %s",
      "ConnectionUsageError Nothing"
    ],
    [login, "The server demanded a password and none was available"],
    [
      misused,
      "FormatError {fmtMessage = %s",
      "QueryError {qeMessage = %s",
      "fmtMessage = %s characters, but %d parameters",
      "execute: Empty query",
      "query: COPY %s is not supported",
      "execute: COPY %s is not supported"
    ],
    [
      misread,
      "ConversionFailed {errSQLType = %s",
      "UnexpectedNull {errSQLType = %s",
      "Incompatible {errSQLType = %s",
      "mismatch between number of columns to convert and number in target type",
      "query resulted in a command response%s",
      "execute resulted in %s-column result",
      "ResultError (RowError %s",
      "ResultError (UnexpectedResult %s",
      "ResultError (UnexpectedAmountOfRows %d)",
      "RowError %d %d UnexpectedNull",
      "RowError %d %d EndOfInput",
      "RowError %d %d (ValueError %s",
      "Unexpected number of columns%s",
      "PersistMarshalError",
      "PersistForeignConstraintUnmet"
    ]
  ]
}
