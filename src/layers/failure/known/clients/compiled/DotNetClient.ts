import {
  broken,
  busy,
  closedBefore,
  closedPool,
  login,
  misread,
  misused,
  noTls,
  over,
  settings,
  stalled,
  tooManyParameters,
  tooSlow,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const unknownCommit = of(
  "OutcomeUnknown",
  "the transaction could neither be ended nor looked at, so what became of it is unknown",
  ["Look whether its work was done before it is repeated"]
)

/** What Npgsql says. */
export const dotNetClient: Voice = {
  source: "Npgsql",
  said: [
    [
      waited,
      "Timeout while getting a connection from pool%s",
      "The connection pool has been exhausted%s",
      "connection pool exhausted (currently %d%s"
    ],
    [tooSlow, "Timeout during reading attempt", "Timeout during writing attempt"],
    [
      broken,
      "Exception while reading from stream",
      "Exception while writing to stream",
      "Attempted to read past the end of the stream",
      "System.IO.EndOfStreamException%s",
      "Received unexpected backend message %s",
      "Received backend message %s while expecting %s",
      "Received unexpected message of type %s",
      "Exception while sending a keepalive",
      "The connection was previously broken because of the following exception",
      "Expected ErrorResponse when cancelling COPY but got: %s"
    ],
    [unknownCommit, "Could not roll back after %d attempts, aborting%s"],
    [closedBefore, "Connection is not open", "The Connection is broken"],
    [closedPool, "The connection pool has been shut down"],
    [stalled, "Timeout during connection attempt", "The operation has timed out while connecting%s"],
    [
      unreachable,
      "NpgsqlException: Exception while connecting%s",
      "Exception while connecting to PostgreSQL",
      "Failed to connect to %s:%d",
      "Unable to connect to a suitable host. Check inner exception for more details"
    ],
    ["NO_HOST", "No suitable host was found"],
    [
      login,
      "No password has been provided but the backend requires one%s",
      "Authentication method not supported (Received: %s",
      "No supported SASL mechanism found%s",
      "Unable to authenticate with GSS: %s",
      "[SCRAM] Unable to verify server signature",
      "Error while authenticating GSS/SSPI: %s",
      "authentication method is not allowed. Allowed methods: %s",
      "An exception was thrown from the %spassword provider",
      "Couldn't connect because ChannelBinding is set to %s",
      "Integrated security hasn't been enabled%s"
    ],
    [
      noTls,
      "SSL connection requested. No SSL enabled connection from this host is configured",
      "GSS encryption requested. No GSS encryption enabled connection from this host is configured",
      "Additional unencrypted data received after SSL negotiation%s",
      "Received unknown response %s for SSLRequest%s",
      "Transport security hasn't been enabled%s"
    ],
    [
      settings,
      "The ConnectionString property has not been initialized",
      "Format of the initialization string does not conform to specification%s",
      "Couldn't set %s (Parameter %s",
      "Host can't be null",
      "The type initializer for 'Npgsql.%s' threw an exception",
      "No username could be found, please specify one explicitly",
      "Connection can't have 'Max Pool Size' %d under 'Min Pool Size' %d",
      "Connection can't have %s under %s",
      "SSL Mode has to be Require or higher to be used with direct SSL Negotiation",
      "To validate server certificates, please use VerifyFull or VerifyCA%s",
      "Target Session Attributes other then Any is only supported with multiple hosts",
      "TargetSessionAttributes contains an invalid value %s",
      "pgpass entry was not %s",
      "No DatabaseInfoFactory could be found for this connection",
      "When registering a password provider, a password or password file may not be set"
    ],
    [busy, "A command is already in progress%s", "An open data reader exists for this command"],
    [
      misused,
      "Cannot write DateTime with Kind=%s",
      "Cannot write DateTimeOffset with Offset=%s",
      "Can't write CLR type %s",
      "Writing values of %s is not supported for parameters having %s",
      "Writing is not supported for %s",
      "Parameter %s must have either its NpgsqlDbType or its DataTypeName or its Value set",
      "must have either its DbType, NpgsqlDbType, DataTypeName or its Value set",
      "cannot be null, DBNull.Value should be used instead",
      "Mixing named and positional parameters isn't supported",
      "A transaction is already in progress; nested/concurrent transactions aren't supported",
      "CommandText property has not been initialized",
      "Could not find mapping for %s <-> %s",
      "A PostgreSQL type with the name %s was not found in the current database info",
      "The data type name %s isn't present in your database%s",
      "The NpgsqlDbType %s isn't present in your database%s",
      "The DbType %s isn't supported by Npgsql%s",
      "The CLR type %s isn't natively supported by Npgsql%s",
      "The CLR array type %s isn't supported by Npgsql%s",
      "Type %s required dynamic JSON serialization, which requires an explicit opt-in%s",
      "requires an explicit opt-in; call %s on %s",
      "The backend parser inferred different types for parameters with the same name%s",
      "Could not bind parameter %s of CLR type %s",
      "COPY isn't supported in regular command execution%s",
      "The COPY operation has already been %s",
      "The binary import operation was started with %d column(s), but %d value(s) were provided",
      "Specifying multiple SQL statements in a single NpgsqlBatchCommand isn't supported%s"
    ],
    [
      misread,
      "Reading as %s is not supported for fields having DataTypeName %s",
      "Can't cast database type %s to %s",
      "Cannot read infinity value since %s",
      "Cannot read interval values with non-zero months as TimeSpan%s",
      "Numeric value does not fit in a System.Decimal",
      "Out of range of DateTime (year must be between 1 and 9999)",
      "Received enum value %s from database which wasn't found on enum %s",
      "Field not found in row: %s",
      "No resultset is currently being traversed",
      "Ordinal is out of range, value must be between 0 and %d%s",
      "Ordinal must be between 0 and %d",
      "Invalid attempt to read from column ordinal %s",
      "Could not load all columns for the resultset",
      "The number of records affected exceeds int.MaxValue%s"
    ],
    [
      over,
      "This NpgsqlTransaction has completed; it is no longer usable",
      "Transaction is already completed",
      "Transaction is already completed or connection was closed"
    ],
    [tooManyParameters, "A statement cannot have more than 65535 parameters"]
  ]
}
