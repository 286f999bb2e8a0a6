import {
  broken,
  closedBefore,
  closedPool,
  login,
  misread,
  misused,
  noTls,
  outOfStep,
  over,
  settings,
  stalled,
  tooManyParameters,
  tooSlow,
  unreachable,
  untrusted
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"
import { pooledBegin } from "./NodeDriver.ts"

const proxyFailed = of(
  "OutcomeUnknown",
  "the provider's proxy answered with an error of its own, so it is not known what became of the statement",
  ["Repeat it only if it is idempotent or carries an operation key; look at the provider's status page"]
)

/** What Neon's and Vercel's drivers, Bun's SQL and Deno's client say. */
export const edgeDriver: Voice = {
  source: "a client for Bun, Deno or functions at the edge",
  said: [
    [
      broken,
      "Error connecting to database: %s",
      "The session was terminated unexpectedly",
      "ERR_POSTGRES_CONNECTION_CLOSED",
      "Failed to read bytes from socket"
    ],
    [
      outOfStep,
      "ERR_POSTGRES_INVALID_MESSAGE",
      "ERR_POSTGRES_INVALID_MESSAGE_LENGTH",
      "ERR_POSTGRES_EXPECTED_REQUEST",
      "ERR_POSTGRES_EXPECTED_STATEMENT",
      "ERR_POSTGRES_INVALID_BACKEND_KEY_DATA",
      "ERR_POSTGRES_UNEXPECTED_MESSAGE",
      "Unexpected simple query message: %s",
      "Unexpected prepared query message: %s",
      "Neon internal error: unexpected result format"
    ],
    [proxyFailed, "NeonDbError: Server error (HTTP status %d)%s"],
    [
      closedBefore,
      "ERR_POSTGRES_IDLE_TIMEOUT",
      "ERR_POSTGRES_LIFETIME_TIMEOUT",
      "Connection to the database has been terminated",
      "The client has been disconnected from the database. Enable reconnection%s"
    ],
    [stalled, "ERR_POSTGRES_CONNECTION_TIMEOUT"],
    [
      unreachable,
      "ERR_POSTGRES_CONNECTION_REFUSED",
      "proxy request failed, cannot connect to the specified address",
      "All attempts to open a WebSocket to connect to the database failed%s",
      "Could not open socket in path %s"
    ],
    [tooSlow, "ERR_POSTGRES_QUERY_CANCELLED"],
    [
      noTls,
      "The server does not support TLS",
      "The server isn't accepting TLS connections%s",
      "ERR_POSTGRES_TLS_NOT_AVAILABLE",
      "ERR_POSTGRES_TLS_UPGRADE_FAILED"
    ],
    ["TLS_NOT_POSTGRES", "Could not check if server accepts SSL connections, server responded with: %s"],
    [untrusted, "The certificate used to secure the TLS connection is invalid%s"],
    [
      login,
      "ERR_POSTGRES_AUTHENTICATION_FAILED%s",
      "ERR_POSTGRES_AUTHENTICATION_FAILED_PBKDF2",
      "ERR_POSTGRES_PASSWORD_REQUIRED",
      "ERR_POSTGRES_INVALID_SERVER_KEY",
      "ERR_POSTGRES_INVALID_SERVER_SIGNATURE",
      "ERR_POSTGRES_SASL_SIGNATURE_MISMATCH",
      "ERR_POSTGRES_SASL_SIGNATURE_INVALID_BASE64",
      "ERR_POSTGRES_UNKNOWN_AUTHENTICATION_METHOD",
      "ERR_POSTGRES_UNSUPPORTED_AUTHENTICATION_METHOD",
      "Only supports SCRAM-SHA-256%s",
      "Attempting %s auth with unset password",
      "Attempting MD5 authentication with unset password",
      "Database server expected %s authentication, which is not supported at the moment",
      "Cannot use SASL auth when %s is not defined",
      "NeonDbError: Error getting auth token%s"
    ],
    [
      settings,
      "SASL: Only mechanism(s) %s are supported",
      "No database host or connection string was set%s",
      "No database connection string was provided%s",
      "Database connection string provided to %s is not a valid URL%s",
      "Database connection string format for %s should be: %s",
      "Invalid connection string%s",
      "No WebSocket proxy is configured. %s",
      "For Postgres SSL connections, you must set %s",
      "VercelPostgresError - 'missing_connection_string'",
      "VercelPostgresError - 'invalid_connection_string'",
      "VercelPostgresError - 'invalid_connection_type'",
      "You did not supply a 'connectionString' and no %s env var was found",
      "This connection string is meant to be used with a %s connection%s",
      "Supplied DSN has invalid %s",
      "ConnectionParamsError",
      "Can't enforce TLS when client has TLS encryption is disabled"
    ],
    [closedPool, "Pool connections have already been terminated"],
    [
      over,
      'The transaction "%s" has been aborted',
      "This transaction has not been started yet, make sure to use the %s method to do so",
      "ERR_POSTGRES_INVALID_TRANSACTION_STATE"
    ],
    [
      misused,
      "ERR_POSTGRES_NOT_TAGGED_CALL",
      "ERR_POSTGRES_INVALID_QUERY_BINDING",
      "ERR_POSTGRES_OVERFLOW",
      "ERR_POSTGRES_INVALID_BYTE_SEQUENCE",
      "This function can now be called only as a tagged-template function%s",
      "VercelPostgresError - 'incorrect_tagged_template_call'",
      "It looks like you tried to call %s as a function. Make sure to use it as a tagged template",
      'This connection is currently locked by the "%s" transaction',
      'No value was provided for the query argument "%s"',
      "No transactions support in neon-http driver"
    ],
    [
      misread,
      "ERR_POSTGRES_UNSUPPORTED_BYTEA_FORMAT",
      "ERR_POSTGRES_UNSUPPORTED_ARRAY_FORMAT",
      "ERR_POSTGRES_UNSUPPORTED_NUMERIC_FORMAT",
      "ERR_POSTGRES_UNSUPPORTED_INTEGER_SIZE",
      "ERR_POSTGRES_MULTIDIMENSIONAL_ARRAY_NOT_SUPPORTED_YET",
      "ERR_POSTGRES_NULLS_IN_ARRAY_NOT_SUPPORTED_YET",
      "ERR_POSTGRES_INVALID_BINARY_DATA",
      "The fields provided for the query don't match the ones returned as a result%s",
      "The result fields returned by the database don't match the defined structure of the result"
    ],
    [pooledBegin, "ERR_POSTGRES_UNSAFE_TRANSACTION"],
    [tooManyParameters, "ERR_POSTGRES_TOO_MANY_PARAMETERS"]
  ]
}
