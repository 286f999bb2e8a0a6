import {
  broken,
  busy,
  closedBefore,
  login,
  misused,
  noTls,
  settings,
  stalled,
  tooSlow,
  unreachable,
  waited,
  misread,
  over
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What Npgsql and Entity Framework say. */
export const dotNetClient: Voice = {
  source: "a client for .NET",
  said: [
    [waited, "The connection pool has been exhausted%s", "connection pool exhausted (currently %d%s"],
    [tooSlow, "Timeout during reading attempt", "The operation has timed out"],
    [
      broken,
      "Exception while reading from stream",
      "Exception while writing to stream",
      "Attempted to read past the end of the stream",
      "Unable to read data from the transport connection: %s",
      "Unable to write data to the transport connection: %s",
      "Received unexpected backend message %s",
      "The connection is broken"
    ],
    [closedBefore, "Connection is not open", "The Connection is broken"],
    [stalled, "Timeout during connection attempt", "The operation has timed out while connecting%s"],
    [
      unreachable,
      "NpgsqlException: Exception while connecting%s",
      "Exception while connecting to PostgreSQL",
      "Failed to connect to %s:%d"
    ],
    [login, "No password has been provided but the backend requires one%s"],
    [noTls, "SSL connection requested. No SSL enabled connection from this host is configured"],
    [
      settings,
      "The ConnectionString property has not been initialized",
      "Format of the initialization string does not conform to specification%s",
      "Couldn't set %s (Parameter %s"
    ],
    [busy, "A command is already in progress%s"],
    [
      misused,
      "Cannot write DateTime with Kind=%s",
      "Can't write CLR type %s",
      "Writing values of %s is not supported for parameters having NpgsqlDbType %s",
      "Parameter %s must have either its NpgsqlDbType or its DataTypeName or its Value set"
    ],
    [
      misread,
      "Reading as %s is not supported for fields having DataTypeName %s",
      "Can't cast database type %s to %s"
    ],
    [over, "This NpgsqlTransaction has completed; it is no longer usable"]
  ]
}
