import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const noConnection = of(
  "Unavailable",
  "the client could not get a connection; why is said further down, by the server, the pool or the network",
  ['Read what is behind it: the last "Caused by" of the stack, or the first error of the log']
)

/** What mappers put around the words of others: it counts only where it stands alone. */
export const wrapper: Voice = {
  source: "a mapper",
  said: [
    [
      noConnection,
      "Unable to acquire JDBC Connection",
      "Failed to obtain JDBC Connection",
      "Could not open JPA EntityManager for transaction",
      "Could not open JDBC Connection for transaction",
      "CannotGetJdbcConnectionException",
      "Failed to initialize pool",
      "Unable to open JDBC Connection for DDL execution",
      "ActiveRecord::DatabaseConnectionError",
      "Exception during pool initialization",
      "Unable to get managed connection for %s",
      "Could not get JDBC Connection",
      "Unable to obtain connection from database",
      "Unable to connect to the database%s",
      "failed to initialize database, got error %s",
      "An exception has been raised that is likely due to a transient failure"
    ]
  ]
}
