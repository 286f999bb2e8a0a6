import {
  broken,
  closedBefore,
  constraint,
  login,
  misused,
  noTls,
  stalled,
  tooManyParameters,
  unreachable,
  waited,
  settings,
  misread
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const memory = of(
  "Rejected",
  "the result is larger than the client's memory; the statement itself was run",
  ["Read it in parts: autocommit off and setFetchSize, or a cursor"],
  { statement: "unknown" }
)
const locked = of("Contention", "another transaction was in the way: a lock, a deadlock or a conflict", [
  "Repeat the whole transaction, with a pause of random length before each attempt",
  "Read the cause below it: it has the server's words and code"
])

/** What pgjdbc, R2DBC, their pools and mappers say. */
export const javaClient: Voice = {
  source: "a client for Java",
  said: [
    [
      settings,
      "Null value for 'password'",
      "Driver org.postgresql.Driver claims to not accept jdbcUrl%s",
      "No suitable driver found for jdbc:postgresql",
      "Failed to determine a suitable driver class",
      "no embedded datasource could be configured"
    ],
    [
      waited,
      "Connection is not available, request timed out after %s",
      "Cannot get a connection, pool error Timeout waiting for idle object",
      "Timeout waiting for idle object",
      "An attempt by a client to checkout a Connection has timed out%s",
      "Pool empty. Unable to fetch a connection in %d seconds%s",
      "Sorry, acquisition timeout!",
      "Acquisition timeout while waiting for new connection",
      "Connection acquisition timed out after %s",
      "No managed connections available within configured blocking timeout%s",
      "GetConnectionTimeoutException%s",
      "Connection pool reached max wait queue size of %d",
      "PoolAcquireTimeoutException%s",
      "PoolAcquirePendingLimitException%s",
      "Pending acquire queue has reached its maximum size of %d"
    ],
    [
      broken,
      "An I/O error occurred while sending to the backend",
      "Database connection failed when canceling copy operation",
      "Connection unexpectedly closed",
      "Unable to commit against JDBC Connection",
      "Unable to rollback against JDBC Connection",
      "An I/O error occurred while %s"
    ],
    [
      closedBefore,
      "This connection has been closed",
      "Connection has been closed",
      "Cannot exchange messages because the connection is closed",
      "Connection is close. Cannot send anything",
      "R2dbcNonTransientResourceException: Connection validation failed",
      "Failed to validate connection %s",
      "This statement has been closed",
      "This ResultSet is closed",
      "HikariDataSource %s has been closed"
    ],
    [
      unreachable,
      "Connection to %s refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections",
      "Connections could not be acquired from the underlying database",
      "PostgresConnectionException",
      "The connection attempt failed"
    ],
    [
      stalled,
      "SocketTimeoutException: connect timed out",
      "Connection attempt timed out",
      "ConnectTimeoutException%s"
    ],
    ["NO_HOST", "Could not find a server with specified targetServerType: %s"],
    [
      login,
      "The server requested password-based authentication, but no password was provided%s",
      "The server requested SCRAM-based authentication, but %s",
      "The authentication type %d is not supported%s",
      "Cannot create PoolableConnectionFactory (FATAL: password%s"
    ],
    [noTls, "The server does not support SSL"],
    [
      misused,
      "Large Objects may not be used in auto-commit mode",
      "Zero bytes may not occur in string parameters",
      "Cannot commit when autoCommit is enabled",
      "Cannot rollback when autoCommit is enabled",
      "Unsupported Types value: %d",
      "No value specified for parameter %d",
      "The column index is out of range: %d, number of columns: %d",
      "Can't infer the SQL type to use for an instance of %s",
      "Cannot change transaction %s in the middle of a transaction",
      "Can't use query methods that take a query string on a PreparedStatement"
    ],
    [
      tooManyParameters,
      "Tried to send an out-of-range integer as a 2-byte value: %d",
      "PreparedStatement can have at most 65,535 parameters%s"
    ],
    [memory, "Ran out of memory retrieving query results"],
    ["40001", "CannotSerializeTransactionException"],
    [locked, "CannotAcquireLockException", "PessimisticLockingFailureException"],
    [
      constraint,
      "DataIntegrityViolationException",
      "org.hibernate.exception.ConstraintViolationException",
      "DuplicateKeyException"
    ],
    [
      misread,
      "The column name %s was not found in this ResultSet",
      "No results were returned by the query",
      "A result was returned when none was expected",
      "Bad value for type %s"
    ]
  ]
}
