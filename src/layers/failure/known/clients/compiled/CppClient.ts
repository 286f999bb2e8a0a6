import {
  broken,
  busy,
  closedBefore,
  login,
  misread,
  misused,
  over,
  settings,
  stale,
  tooManyParameters,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const inDoubt = of(
  "OutcomeUnknown",
  "the connection was lost while COMMIT was on its way: it may be committed or rolled back",
  ["Look whether its work is there before it is repeated"]
)
const readOnly = of(
  "ReadOnly",
  "the client's data source is set to read only, so the statement was not sent",
  ["Clear ReadOnly in the data source, or write over another one"],
  { statement: "did not run" }
)

/** What libpqxx, Qt, SOCI, psqlODBC and FireDAC say around libpq's words. */
export const cppClient: Voice = {
  source: "a client for C++, ODBC or Delphi",
  said: [
    [
      inDoubt,
      "lost connection while committing",
      "Connection lost while committing transaction %s",
      "Commit status of transaction %s is unknown%s",
      "aborted after going into indeterminate state; it may have been executed anyway",
      "pqxx::in_doubt_error"
    ],
    [
      broken,
      "Lost connection to the database server",
      "Broken connection to backend; cannot complete transaction",
      "pqxx::broken_connection",
      "Could not send Query to backend%s",
      "Could not send Query(connection dead)",
      "Could not receive the response, communication down ??",
      "Unexpected protocol character from backend%s"
    ],
    [
      closedBefore,
      "QSqlQuery::exec: database not open",
      "QSqlQuery::prepare: database not open",
      "No connection to database"
    ],
    [
      unreachable,
      "Cannot establish connection to the database",
      "QPSQL: Unable to connect",
      "Error from CC_Connect",
      "Connection to database failed"
    ],
    [waited, "Cannot acquire item (connection) from pool. Maximum number [%d] of simultaneous items reached"],
    [
      login,
      "Need password but Driver_NoPrompt",
      "Possibly you connect to the database whose authentication method is %s",
      "Are you trying to connect to the database whose authentication method is ident?"
    ],
    [
      settings,
      "QSqlDatabase: QPSQL driver not loaded",
      "QSqlDatabase: available drivers: %s",
      "Driver not loaded Driver not loaded",
      "Can't open lib %spsqlodbc%s",
      "Could not open library %slibpq%s",
      "Cannot load vendor library [libpq%s",
      "None of the dynamic libraries can be found or is not loadable: libpq%s",
      "[unixODBC][Driver Manager]Data source name not found%s",
      "[Microsoft][ODBC Driver Manager] Data source name not found%s",
      "[iODBC][Driver Manager]Data source name not found%s",
      "No backend name found in %s",
      "Failed to load shared library for backend postgresql%s"
    ],
    [readOnly, "Connection is readonly, only select statements are allowed"],
    [busy, "Started new %s while %s was still active", "Started new %s while %s still active"],
    [
      over,
      "Could not execute command: transaction is already closed",
      "Could not execute command %s: transaction is already closed",
      "Could not execute query: transaction is already closed",
      "Attempt to commit previously aborted %s",
      "Attempt to commit %s again%s",
      "Could not complete query in pipeline due to error in earlier query"
    ],
    [
      stale,
      "Update command updated [%d] instead of [%d] record%s",
      "Delete command deleted [%d] instead of [%d] record%s",
      "Fetch command fetched [%d] instead of [%d] record%s",
      "Cannot update this cursor. Row is changed by another user%s",
      "Row cannot be located for updating. Some values may have been changed since it was last read"
    ],
    [
      misused,
      "QSqlDatabasePrivate::%s: requested database does not belong to the calling thread",
      "Closing connection while %s is still open",
      "Attempt to commit %s with %s still open",
      "Query must be executed in a transaction when FetchRefcursors setting is enabled",
      "The # of binded parameters < the # of parameter markers",
      "pqxx::usage_error",
      "pqxx::argument_error"
    ],
    [tooManyParameters, "Too many parameters in one statement: limit is %d"],
    [
      misread,
      "pqxx::unexpected_rows",
      "pqxx::conversion_error",
      "Expected %d row(s) of data from query %s, got %d",
      "Expected %d row(s) from query%s, got %d",
      "Expected at most %d row from query%s, got %d",
      "Expected %d column(s) from query%s, got %d",
      "Attempted to convert SQL null to %s",
      "Null value fetched and no indicator defined",
      "QSqlQuery::value: not positioned on a valid record",
      "Received an unsupported type from Postgres",
      "Couldn't handle the necessary data type conversion"
    ]
  ]
}
