import { preparedStatementMissing, tooManyConnections } from "../../CommonIssue.ts"
import { broken, login, noTls, over, settings, stalled, tooSlow, unreachable, waited } from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"
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

/** What Prisma's client says of connections and transactions, by its codes and by the texts that it prints without them. */
export const prisma: Voice = {
  source: "Prisma",
  said: [
    [
      login,
      "DriverAdapterError%s AuthenticationFailed",
      "DriverAdapterError%s DatabaseAccessDenied",
      "P1000",
      "P1010",
      "Authentication failed against database server%s",
      "User %s was denied access on the database%s"
    ],
    [unreachable, "DriverAdapterError%s DatabaseNotReachable", "P1001", "Can't reach database server at %s"],
    [stalled, "P1002", "was reached but timed out"],
    ["42P04", "P1009", "DriverAdapterError%s DatabaseAlreadyExists"],
    [
      "3D000",
      "DriverAdapterError%s DatabaseDoesNotExist",
      "P1003",
      "Database %s does not exist on the database server at %s"
    ],
    [
      tooSlow,
      "DriverAdapterError%s SocketTimeout",
      "P1008",
      "Operations timed out after %s",
      "Socket timeout (the database failed to respond to a query within the configured timeout%s"
    ],
    [noTls, "DriverAdapterError%s TlsConnectionError", "P1011", "Error opening a TLS connection: %s"],
    [
      settings,
      "P1012",
      "P1013",
      "The provided database string is invalid%s",
      "Environment variable not found: %s",
      "Error validating datasource %s",
      "the URL must start with the protocol%s",
      "You must provide a nonempty URL%s"
    ],
    [
      broken,
      "P1017",
      "Server has closed the connection",
      "Error in PostgreSQL connection: Error { kind: Closed%s",
      "kind: Closed, cause: %s",
      "kind: ConnectionClosed%s",
      "DriverAdapterError%s ConnectionClosed",
      "Response from the Engine was empty"
    ],
    [
      waited,
      "P2024",
      "Timed out fetching a new connection from the connection pool%s",
      "Current connection pool timeout: %d, connection limit: %d",
      "Timed out fetching a new connection from the pool%s",
      "Timed out fetching a connection from the pool%s"
    ],
    [
      transaction,
      "DriverAdapterError%s TransactionAlreadyClosed",
      "P2028",
      "Transaction API error: %s",
      "Transaction already closed: %s",
      "Unable to start a transaction in the given time",
      "Transaction not found. Transaction ID is invalid%s",
      "A %s cannot be executed on an expired transaction%s",
      "A %s cannot be executed on a %s transaction%s"
    ],
    [over, "P1018", "P5015"],
    [
      tooManyConnections.verdict,
      "DriverAdapterError%s TooManyConnections",
      "P2037",
      "Too many database connections opened: %s"
    ],
    [preparedStatementMissing.verdict, "Prepared statements are not supported by the pooler%s"]
  ]
}
