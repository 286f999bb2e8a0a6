import type { Pasted } from "./Pasted.ts"

/** Clients of other languages, mappers and tools. */
export const clientsOthers: ReadonlyArray<Pasted> = [
  [
    ">> Matched: (rss) GET /rss?<token>\n   >> Request guard `Connection < Db >` failed: Some(Get(PoolTimedOut)).\n   >> Outcome: Failure",
    "PoolExhausted",
    "nothing"
  ],
  ["update role err timed out while waiting for an open connection", "PoolExhausted", "nothing"],
  [
    "System.InvalidOperationException: An exception has been raised that is likely due to a transient failure.\n ---> Npgsql.NpgsqlException (0x80004005): Exception while reading from stream\n ---> System.TimeoutException: Timeout during reading attempt\n   at Npgsql.Internal.NpgsqlReadBuffer.<Ensure>g__EnsureLong|55_0(NpgsqlReadBuffer buffer, Int32 count, Boolean async, Boolean readingNotifications)\n   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async, DataRowLoadingMode dataRowLoadingMode)\n   at Npgsql.Internal.NpgsqlConnector.AuthenticateSASL(List`1 mechanisms, String username, Boolean async, CancellationToken cancellationToken)\n   at Npgsql.Internal.NpgsqlConnector.Authenticate(String username, NpgsqlTimeout timeout, Boolean async)",
    "Unavailable|DeadlineExceeded",
    "nothing"
  ],
  [
    "2024-10-24 10:55:17.414 +08:00 [ERR] Failed executing DbCommand (30,115ms) [Parameters=[@__id_0='?' (DbType = Guid)], CommandType='\"Text\"', CommandTimeout='30']\nSELECT some columns\nFROM session AS e\n2024-10-24 10:55:17.418 +08:00 [ERR] An exception occurred while iterating over the results of a query for context type 'AppDbContext'.\nSystem.InvalidOperationException: An exception has been raised that is likely due to a transient failure.\n ---> Npgsql.NpgsqlException (0x80004005): Exception while reading from stream\n ---> System.TimeoutException: Timeout during reading attempt",
    "DeadlineExceeded|OutcomeUnknown",
    "unknown"
  ],
  [
    'PostgresError: invalid startup packet layout: expected terminator as last byte\n errno: "08P01",\n  code: "ERR_POSTGRES_SERVER_ERROR"',
    "Misconfigured",
    "nothing"
  ],
  [
    'Error: SyntaxError: Postgres error occurred\nERROR\nERROR\n42P05\nprepared statement "\n\t\tSELECT\n\t\t\t*\n\t\tFROM \n\t\t\taccounts\n\t\tLIMIT $3\n\t.string.int4.int4" already exists\nprepare.c\n409\nStorePreparedStatement',
    "Rejected",
    "nothing",
    "42P05"
  ],
  [
    'PostgresError: unrecognized configuration parameter "schema"\n errno: "42704",\n  code: "ERR_POSTGRES_SERVER_ERROR"',
    "Rejected|Misconfigured",
    "nothing",
    "42704"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: Pool.release() received invalid connection: <PoolConnectionProxy <asyncpg.connection.Connection object at 0x7f9f9cc71040> 0x7f9f9cc53070> is not a member of this pool",
    "Rejected",
    "nothing"
  ],
  [
    "File /usr/local/lib/python3.8/dist-packages/asyncpg/connresource.py, line 41, in _check_conn_validity\n    raise exceptions.InterfaceError(\n\nInterfaceError: cannot call Transaction.rollback(): the underlying connection is closed",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "[error] failed to initialize database, got error failed to connect to `host=db user=app database=app`: tls error: read tcp 127.0.0.1:40944->127.0.0.1:32769: read: connection reset by peer",
    "Unavailable",
    "nothing"
  ],
  [
    "[error] Postgrex.Protocol (#PID<0.488.0>) missed message: {:ssl_closed, {:sslsocket, {:gen_tcp, #Port<0.2195>, :tls_connection, :undefined}, [#PID<0.526.0>, #PID<0.520.0>]}}",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "13:16:58 [error] Postgrex.Protocol (#PID<0.231.0>) disconnected: ** (Postgrex.Error) tcp recv: timeout",
    "OutcomeUnknown|DeadlineExceeded",
    "unknown"
  ],
  [
    "17:11:17.680 [error] Postgrex.Protocol (#PID<0.658.0>) failed to connect: ** (DBConnection.ConnectionError) tcp send: closed",
    "Unavailable",
    "nothing"
  ],
  [
    "{\"init terminating in do_boot\",{#{'__exception__'=>true,'__struct__'=>'Elixir.DBConnection.ConnectionError',message=><<\"connection not available because of disconnection\">>},[{'Elixir.DBConnection',checkout,2,[{file,\"lib/db_connection.ex\"},{line,926}]}",
    "Unavailable",
    "nothing"
  ],
  [
    "2022-07-13 07:32:07.364 CEST [55063]: [1-1] LOG:  could not send data to client: Broken pipe\n2022-07-13 07:32:07.537 CEST [55063]: [2-1] FATAL:  connection to client lost",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'SQLSTATE[08006] [7] connection to server at "127.0.0.1", port 5432 failed: Operation not permitted',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    'In Connection.php line 647: SQLSTATE[08006] [7] invalid connection option "adapter"',
    "Misconfigured",
    "nothing"
  ],
  [
    "SQLSTATE[57P03]: Cannot connect now: FATAL: the database system is starting up",
    "Unavailable",
    "nothing",
    "57P03"
  ],
  [
    'error: error returned from database: column "track_names" of relation "files" does not exist\n  --> src/files.rs:21:5',
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    'Error: sql/migrate: executing statement "ALTER TABLE \\"gigantic_user_table\\" ADD CONSTRAINT \\"email\\" UNIQUE (\\"email\\");" from version "20250309145940": pq: canceling statement due to statement timeout\nsql/migrate: write revision: pq: current transaction is aborted, commands ignored until end of transaction block\nError: Process completed with exit code 1.',
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    "market=*# SELECT count(*) FROM sellers;\nFATAL:  terminating connection due to idle-in-transaction timeout\nserver closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\nThe connection to the server was lost. Attempting reset: Succeeded.",
    "DeadlineExceeded",
    "nothing",
    "25P03"
  ],
  [
    "edb=# select count(*) from test;\nFATAL:  terminating connection due to administrator command\nSSL connection has been closed unexpectedly\nThe connection to the server was lost. Attempting reset: Succeeded.",
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ],
  [
    "E, [2024-03-02T10:00:01.123456 #17] ERROR -- : ActiveRecord::ConnectionFailed (PQconsumeInput() server closed the connection unexpectedly",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "error: Uncaught (in promise) ConnectionRefused: Connection refused (os error 111)\n    at async Deno.connect (ext:deno_net/01_net.js:590:55)\n    at async Connection.#openConnection (connection.ts:220:25)",
    "Unavailable",
    "nothing"
  ],
  [
    "  Warning  Unhealthy  7m (x3 over 8m)  kubelet  Readiness probe failed: /var/run/postgresql:5432 - rejecting connections",
    "Unavailable",
    "nothing"
  ],
  ["localhost:5432 - no response", "Unavailable", "nothing"],
  [
    "ERROR:  canceling the transaction since it was involved in a distributed deadlock",
    "Contention",
    "nothing"
  ]
]
