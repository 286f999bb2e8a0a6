import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const noConnection = of(
  "Unavailable",
  "the client could not get a connection; why is said further down, by the server, the pool or the network",
  ['Read what is behind it: the last "Caused by" of the stack, or the first error of the log']
)

const lostSomehow = of(
  "OutcomeUnknown",
  "the connection failed, while it was opened or later; which, is said further down, by the server, the pool or the network",
  ['Read what is behind it: the last "Caused by" of the stack, or the first error of the log']
)
const notEnded = of(
  "OutcomeUnknown",
  "COMMIT failed; whether it was done is said further down, by the server or the network",
  [
    "Read what is behind it: with a SQLSTATE of the server it was rolled back",
    "Else look whether its work is there before it is repeated"
  ]
)

/** What mappers put around the words of others: it counts only where it stands alone. */
export const wrapper: Voice = {
  source: "a mapper",
  said: [
    [
      noConnection,
      "Unable to acquire JDBC Connection",
      "Error in connector: Error creating a database connection%s",
      "Failed to obtain JDBC Connection",
      "Could not open JPA EntityManager for transaction",
      "Could not open JDBC Connection for transaction",
      "CannotGetJdbcConnectionException",
      "Failed to initialize pool",
      "ActiveRecord::DatabaseConnectionError",
      "Exception during pool initialization",
      "Unable to get managed connection for %s",
      "Could not get JDBC Connection",
      "Unable to obtain connection from database",
      "Unable to connect to the database%s",
      "failed to initialize database, got error %s",
      "Something unusual has occurred to cause the driver to fail. Please report this exception",
      "CannotCreateTransactionException",
      "An error occurred using the connection to database %s",
      'connection to server at "%s", port %d failed%s',
      'connection to server on socket "%s" failed%s',
      "Connection could not be created to jdbc:%s",
      "Exception while performing SSL handshake",
      "An error occurred while setting up the SSL connection",
      "hibernate.exception.JDBCConnectionException",
      "Cannot create PoolableConnectionFactory%s",
      "Cannot get a connection, general error%s",
      "Cannot acquire connection from data source",
      "Error thrown while acquiring connection from data source",
      "Failed to create/setup connection: %s",
      "Unable to create initial connections of pool",
      "Unable to create requested service [org.hibernate.engine.jdbc.env.spi.JdbcEnvironment]%s",
      "Unable to open JDBC Connection for DDL execution",
      "Unable to build DatabaseInformation",
      "Could not obtain connection to query %smetadata",
      "Could not open connection",
      "Could not open Hibernate Session for transaction",
      "Could not open R2DBC Connection for transaction",
      "Failed to obtain R2DBC Connection",
      "Unable to acquire a connection from driver [org.postgresql.Driver]%s",
      "Unable to determine jdbc url from datasource",
      "Failed to create connection due to %s",
      "failed to connect database",
      "failed to connect to database%s",
      "failed to open database: %s",
      "ConnectionError(ConnectionError(%s",
      "ConnectionError(BadConnection(%s",
      "The specified pool could not be created%s",
      "The database for %s couldn't be created: %s",
      "Error occurred while creating a new object: %s",
      "An exception has been raised that is likely due to a transient failure"
    ],
    [
      lostSomehow,
      "DataAccessResourceFailureException",
      "RecoverableDataAccessException",
      "TransientDataAccessResourceException",
      "R2dbcNonTransientResourceException",
      "R2dbcTransientResourceException"
    ],
    [
      notEnded,
      "Could not commit JPA transaction",
      "Could not commit JDBC transaction",
      "Could not commit Hibernate transaction",
      "Could not commit R2DBC transaction",
      "Error while committing the transaction",
      "TransactionSystemException"
    ]
  ]
}
