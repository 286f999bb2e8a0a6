import {
  broken,
  closedBefore,
  leaked,
  login,
  noTls,
  settings,
  stalled,
  tooManyParameters,
  unreachable,
  untrusted
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const memory = of(
  "Rejected",
  "the result is larger than the client's memory; the statement itself was run",
  ["Read it in parts: autocommit off and setFetchSize, or a cursor"],
  { statement: "unknown" }
)

/** What pgjdbc says of connections; `JavaStatement` has what it says of statements and results. */
export const javaDriver: Voice = {
  source: "pgjdbc",
  said: [
    [
      settings,
      "NoClassDefFoundError: org/postgresql/%s",
      "NoSuchMethodError: %sorg.postgresql.%s",
      "NoSuchMethodError: org/postgresql/%s",
      "NoSuchFieldError: %sorg.postgresql.%s",
      "Unsupported property name: %s",
      "Null value for 'password'",
      "Driver org.postgresql.Driver claims to not accept jdbcUrl%s",
      "Driver org.postgresql.Driver claims to not accept %s",
      "No suitable driver found for jdbc:postgresql",
      "Cannot load driver class: org.postgresql.Driver",
      "Cannot load JDBC driver class %sorg.postgresql.Driver",
      "ClassNotFoundException: org.postgresql.Driver",
      "Error loading default settings from driverconfig.properties",
      "Properties for the driver contains a non-string value for the key %s",
      "Unable to parse URL jdbc:postgresql%s",
      "Your security policy has prevented the connection from being attempted%s",
      "parameter value must be an integer but was: %s",
      "requireAuth cannot mix positive and negative authentication methods",
      "requireAuth contains duplicate authentication method",
      "A connection could not be made using the requested protocol %s",
      "The SocketFactory class provided %s could not be instantiated",
      "The SSLSocketFactory class provided %s could not be instantiated",
      "The password callback class provided %s could not be instantiated",
      "The HostnameVerifier class provided %s could not be instantiated",
      "Unable to load Authentication Plugin %s",
      "Invalid channelBinding value: %s",
      "Invalid targetServerType value: %s",
      "Invalid gssEncMode value: %s",
      "Invalid sslmode value: %s",
      "Unsupported value for stringtype parameter: %s",
      "Could not parse maxResultBuffer value %s",
      "Unable to find pkcs12 keystore",
      "The sslfactoryarg property %s",
      'Private key file "%s" has insecure permissions%s',
      "Could not read SSL key file %s",
      "Could not decrypt SSL key file %s",
      "Could not open SSL certificate file %s",
      "Loading the SSL certificate %s into a KeyManager failed",
      "Could not read password for SSL key file%s",
      "The server's client_encoding parameter was changed to %s",
      "The server's DateStyle parameter was changed to %s",
      "The server's standard_conforming_strings parameter was reported as %s"
    ],
    [
      unreachable,
      "Connection to %s refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections",
      "Connection to %s refused. Check that the hostname and port are correct%s",
      "The connection attempt failed"
    ],
    [stalled, "Connection attempt timed out", "Interrupted while attempting to connect"],
    ["NO_HOST", "Could not find a server with specified targetServerType: %s"],
    [
      login,
      "SCRAM client initialization",
      "The server requested password-based authentication, but no password was provided%s",
      "The server requested password-based authentication, but the password is an empty string",
      "The server requested SCRAM-based authentication, but %s",
      "The authentication type %d is not supported%s",
      "The authentication type %s is not supported. Check that you have configured the pg_hba.conf file%s",
      "Authentication method is not allowed by requireAuth",
      "GSS Authentication failed",
      "SSPI Authentication failed",
      "Invalid SCRAM client initialization",
      "Received AuthenticationSASL message with 0 mechanisms",
      "Server requested %s SCRAM PBKDF2 iterations, which exceeds the client-side limit of %s",
      "The server requested GSS authentication%s",
      "Channel binding is required, but %s"
    ],
    [
      noTls,
      "The server does not support SSL",
      "The server does not support GSS Encoding",
      "The server does not support GSS Encryption",
      "An error occurred while setting up the GSS Encoded connection"
    ],
    [
      untrusted,
      "Could not open SSL root certificate file %s",
      "Could not read SSL root certificate file %s",
      "Loading the SSL root certificate %s into a TrustManager failed",
      "The hostname %s could not be verified by hostnameverifier %s",
      "Server name validation failed: %s",
      "No certificates found for hostname %s",
      "SSL error: PKIX path %s"
    ],
    [
      broken,
      "CommandComplete expected COPY but got: %s",
      "Got CopyInResponse from server during an active %s",
      "Got CopyOutResponse from server during an active %s",
      "Got CopyBothResponse from server during an active %s",
      "Got CopyData without an active copy operation",
      "Got %d error responses to single copy cancel request",
      "Missing expected error response to copy cancel request",
      "Read from copy failed",
      "Copying from database failed: %s",
      "An I/O error occurred while sending to the backend",
      "An I/O error occured while sending to the backend",
      "An I/O error occurred while %s",
      "Database connection failed when canceling copy operation",
      "Database connection failed when starting copy",
      "Database connection failed when ending copy",
      "Database connection failed when writing to copy",
      "Database connection failed when reading from copy",
      "Unexpected packet type during copy: %s",
      "Unexpected packet type during replication: %s",
      "Unexpected copydata from server for %s",
      "Expected command status BEGIN, got %s",
      "Expected an EOF from server, got: %s",
      "Unknown Response Type %s",
      "Protocol error. Session setup failed",
      "Protocol error. Cancel Key %s"
    ],
    [
      closedBefore,
      "This connection has been closed",
      "This PooledConnection has already been closed",
      "Connection has been closed automatically because a new connection was opened for the same PooledConnection or the PooledConnection has been closed",
      "This replication stream has been closed",
      "This copy stream is closed",
      "This large object has been closed",
      "PGStream is closed"
    ],
    [
      tooManyParameters,
      "Tried to send an out-of-range integer as a 2-byte value: %d",
      "PreparedStatement can have at most %d parameters%s"
    ],
    [memory, "Ran out of memory retrieving query results", "Result set exceeded maxResultBuffer limit%s"],
    [leaked, "Leak detected: Connection.close() was not called", "StreamWrapper leak detected%s"]
  ]
}
