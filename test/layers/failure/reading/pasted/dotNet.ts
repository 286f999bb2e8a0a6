import type { Pasted } from "./Pasted.ts"

/** Npgsql, Entity Framework. */
export const dotNet: ReadonlyArray<Pasted> = [
  [
    "System.InvalidOperationException: An exception has been raised that is likely due to a transient failure.\n ---> Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise 'Max Pool Size' (currently 100) or 'Timeout' (currently 15 seconds) in your connection string.\n ---> System.TimeoutException: The operation has timed out.\n   at Npgsql.ConnectorPool.<Get>g__RentAsync|28_0(NpgsqlConnection conn)",
    "PoolExhausted",
    "nothing"
  ],
  [
    "System.InvalidOperationException: An exception has been raised that is likely due to a transient failure.\n ---> Npgsql.NpgsqlException (0x80004005): Exception while reading from stream\n ---> System.TimeoutException: Timeout during reading attempt\n   at Npgsql.Internal.NpgsqlReadBuffer.<Ensure>g__EnsureLong|55_0(NpgsqlReadBuffer buffer)",
    "OutcomeUnknown|DeadlineExceeded",
    "unknown"
  ],
  [
    '"Exception" : {\n        "Type" : "Npgsql.NpgsqlException",\n        "Message" : "Exception while reading from stream",\n        "StackTrace" : "   at Npgsql.ReadBuffer.<Ensure>d__27.MoveNext()\\n"',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Npgsql.NpgsqlException: Exception while reading from stream ---> System.IO.IOException: Unable to read data from the transport connection: Connection timed out.\n ---> System.Net.Sockets.SocketException: Connection timed out",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Npgsql.PostgresException (0x80004005): 53300: sorry, too many clients already",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "Npgsql.PostgresException: 40001: could not serialize access due to concurrent update",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    "Npgsql.NpgsqlException (0x80004005): Failed to connect to 127.0.0.1:5432\n ---> System.Net.Sockets.SocketException (111): Connection refused",
    "Unavailable",
    "nothing"
  ],
  ["System.TimeoutException: Timeout during connection attempt", "Unavailable", "nothing"],
  [
    'Npgsql.PostgresException (0x80004005): 42P01: relation "AspNetUsers" does not exist\n\nPOSITION: 14',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    "System.InvalidCastException: Cannot write DateTime with Kind=Unspecified to PostgreSQL type 'timestamp with time zone', only UTC is supported.",
    "Rejected",
    "nothing"
  ],
  [
    "Npgsql.NpgsqlException (0x80004005): The operation has timed out\n ---> System.TimeoutException: The operation has timed out.",
    "DeadlineExceeded|OutcomeUnknown",
    "any"
  ],
  [
    "Npgsql.NpgsqlException: No password has been provided but the backend requires one (in SASL/SCRAM-SHA-256)",
    "Misconfigured",
    "nothing"
  ],
  [
    'Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user "app"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "Npgsql.NpgsqlOperationInProgressException (0x80004005): A command is already in progress: SELECT 1",
    "Rejected",
    "nothing"
  ]
]
