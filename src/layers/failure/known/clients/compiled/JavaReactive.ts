import {
  broken,
  closedBefore,
  closedPool,
  constraint,
  invalid,
  login,
  misread,
  misused,
  noTls,
  rolledBack,
  settings,
  tlsWanted,
  tooManyParameters,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What R2DBC, its pool and Vert.x's client say. */
export const javaReactive: Voice = {
  source: "a reactive client for Java",
  said: [
    [
      waited,
      "Connection acquisition timed out after %s",
      "Connection pool reached max wait queue size of %d",
      "Cannot exchange messages because the request queue limit is exceeded"
    ],
    [
      broken,
      "PgCodec.channelInactive",
      "Failed to read any response from the server, the underlying connection may have been lost unexpectedly",
      "Fail to read any response from the server, the underlying connection might get lost unexpectedly",
      "Protocol violation: Server sent additional bytes after the SSL response"
    ],
    [
      closedBefore,
      "Connection has been closed",
      "Cannot exchange messages because the connection is closed",
      "Connection is close. Cannot send anything",
      "R2dbcNonTransientResourceException: Connection validation failed"
    ],
    [closedPool, "PoolShutdownException%s"],
    [
      unreachable,
      "No server matches target type %s",
      "PostgresConnectionException",
      "PostgresConnectionFactory$%sException: Cannot connect to %s"
    ],
    [
      login,
      "Scram authentication not supported, missing com.ongres.scram:scram-client%s",
      "Authentication type %s is not supported in the client",
      "is not a supported authentication type"
    ],
    [
      noTls,
      "Server support for SSL connection is disabled, but client was configured with SSL mode %s",
      "Postgres Server does not handle SSL connection"
    ],
    [tlsWanted, "Server requires SSL handshake, but client was configured with SSL mode DISABLE"],
    [
      settings,
      "Unable to create a ConnectionFactory for %s",
      "Trust options must be specified under verify-full or verify-ca sslmode",
      "Host verification algorithm must be specified under verify-full sslmode",
      "Cannot parse invalid connection URI: %s",
      "Wrong syntax of connection URI",
      "The connection uri contains unknown characters that can not be resolved",
      "Could not find an appropriate SSL mode for the value %s",
      "Invalid ssl mode value: %s. Supported values are: %s",
      "Invalid channel binding mode value: %s. Supported values are: %s",
      "Could not find delegating driver %s",
      "Unix Domain Sockets are not supported, use Java 16+ or enable a native transport",
      "Connection must be configured for either host/port or socket usage but not both"
    ],
    [
      misused,
      "Cannot acquire a connection on a pipelined pool",
      "Running in a Vertx context => use Pool#pool(%s",
      "Cannot create replication connection through create()%s",
      "This is often due to the presence of parameters",
      "No parameter specified for index %d",
      "No parameters have been bound",
      "Not all parameter values are provided yet",
      "Bound parameter count does not match parameters in SQL statement",
      "Binding index %d when only %d parameters are expected",
      "Cannot bind parameter %d, statement has %d parameters",
      "Cannot encode parameter of type %s",
      "Cannot encode null parameter of type %s",
      "Can not execute batch query with 0 sets of batch parameters",
      "Parameter at position[%d] with class = %s can not be coerced to the expected class = %s",
      "The number of parameters to execute should be consistent with the expected number of parameters = %s",
      "Parameter list and column list%s"
    ],
    [
      misread,
      "Cannot decode value of type %s with OID %d",
      "Cannot decode value for type %s, format %s",
      "Column index %d is larger than the number of columns %d",
      "Column name %s does not exist in column names %s"
    ],
    [tooManyParameters, "The number of parameters (%d) exceeds the maximum of 65535%s"],
    ["40001", "R2dbcRollbackException"],
    ["42501", "R2dbcPermissionDeniedException"],
    [constraint, "R2dbcDataIntegrityViolationException"],
    [invalid, "R2dbcBadGrammarException"],
    [rolledBack, "The database returned ROLLBACK, so the transaction cannot be committed%s"]
  ]
}
