import type { Pasted } from "./Pasted.ts"

/** Npgsql, Entity Framework: words of their sources, in the shapes of their traces. */
export const dotNetSources: ReadonlyArray<Pasted> = [
  [
    "Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException: The database operation was expected to affect 1 row(s), but actually affected 0 row(s); data may have been modified or deleted since entities were loaded.",
    "Contention",
    "nothing"
  ],
  [
    "System.InvalidOperationException: A second operation was started on this context instance before a previous operation completed. This is usually caused by different threads concurrently using the same instance of DbContext.",
    "Rejected",
    "nothing"
  ],
  [
    "System.InvalidOperationException: The configured execution strategy 'NpgsqlRetryingExecutionStrategy' does not support user-initiated transactions. Use the execution strategy returned by 'DbContext.Database.CreateExecutionStrategy()'",
    "Rejected",
    "nothing"
  ],
  [
    "Npgsql.NpgsqlException (0x80004005): Exception while performing SSL handshake\n ---> System.IO.IOException: Received an unexpected EOF or 0 bytes from the transport stream.",
    "Unavailable",
    "nothing"
  ],
  [
    "System.Net.Sockets.SocketException (00000001, 11): Resource temporarily unavailable\n   at System.Net.Dns.GetHostEntryOrAddressesCore\n   at Npgsql.Internal.NpgsqlConnector.ConnectAsync",
    "Unavailable",
    "nothing"
  ],
  [
    "System.NotSupportedException: The CLR type Acme.Color isn't natively supported by Npgsql or your PostgreSQL. To use it with a PostgreSQL composite you need to specify DataTypeName or to map it",
    "Rejected",
    "nothing"
  ],
  [
    "System.ArgumentException: Host can't be null\n   at Npgsql.NpgsqlConnectionStringBuilder.PostProcessAndValidate()",
    "Misconfigured",
    "nothing"
  ],
  [
    "System.InvalidOperationException: No database provider has been configured for this DbContext. A provider can be configured by overriding the 'DbContext.OnConfiguring' method",
    "Misconfigured",
    "nothing"
  ],
  [
    "Microsoft.EntityFrameworkCore.Storage.RetryLimitExceededException: The maximum number of retries (6) was exceeded while executing database operations with 'NpgsqlRetryingExecutionStrategy'. See the inner exception for the most recent failure.",
    "Unavailable",
    "any"
  ],
  [
    "Npgsql.NpgsqlException: Received backend message ParseComplete while expecting CommandCompleteMessage.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "System.InvalidOperationException: The LINQ expression 'DbSet<User>().Where(u => Foo(u))' could not be translated. Either rewrite the query in a form that can be translated, or switch to client evaluation explicitly",
    "Rejected",
    "nothing"
  ],
  [
    "System.TypeInitializationException: The type initializer for 'Npgsql.NpgsqlConnection' threw an exception.",
    "Misconfigured",
    "nothing"
  ],
  [
    "fail: Microsoft.EntityFrameworkCore.Database.Connection[20004]\n      An error occurred using the connection to database 'app' on server 'tcp://localhost:5432'.",
    "Unavailable",
    "nothing"
  ],
  [
    "Dapper: System.NotSupportedException: The member Tags of type System.Collections.Generic.List`1[System.String] cannot be used as a parameter value",
    "Rejected",
    "nothing"
  ]
]
