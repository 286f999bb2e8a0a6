import type { Pasted } from "./Pasted.ts"

/** Elixir, Haskell, Swift, C++, ODBC, Delphi, Perl, Crystal, Dart, and libpq itself: words of their sources, in the shapes of their traces. */
export const othersSources: ReadonlyArray<Pasted> = [
  ["jakarta.persistence.RollbackException: Transaction marked as rollbackOnly", "Rejected", "nothing"],
  [
    "[error] Postgrex.Protocol (#PID<0.421.0>) disconnected: ** (DBConnection.ConnectionError) client #PID<0.1092.0> exited",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "[error] Postgrex.Protocol (#PID<0.336.0>) disconnected: ** (DBConnection.ConnectionError) owner #PID<0.530.0> timed out because it owned the connection for longer than 120000ms (set via the :ownership_timeout option)",
    "DeadlineExceeded",
    "unknown"
  ],
  [
    "** (DBConnection.OwnershipError) cannot find ownership process for #PID<0.512.0>.",
    "Rejected",
    "nothing"
  ],
  ["** (Ecto.StaleEntryError) attempted to update a stale struct:", "Contention", "nothing"],
  [
    '** (DBConnection.EncodeError) Postgrex expected an integer in -2147483648..2147483647, got "1". Please make sure the value you are passing matches the definition in your table',
    "Rejected",
    "nothing"
  ],
  [
    '** (Ecto.Query.CastError) lib/app/users.ex:12: value `"abc"` in `where` cannot be cast to type :id in query:',
    "Rejected",
    "nothing"
  ],
  [
    '** (Ecto.ChangeError) value `"x"` for `App.User.age` in `insert` does not match type :integer',
    "Rejected",
    "nothing"
  ],
  [
    "** (RuntimeError) could not lookup Ecto repo App.Repo because it was not started or it does not exist",
    "Misconfigured",
    "nothing"
  ],
  [
    'ConversionFailed {errSQLType = "int8", errSQLTableOid = Nothing, errSQLField = "count", errHaskellType = "Int", errMessage = "types incompatible"}',
    "Rejected",
    "unknown"
  ],
  [
    "terminate called after throwing an instance of 'pqxx::broken_connection'\n  what():  Lost connection to the database server.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "pqxx::in_doubt_error: WARNING: Commit status of transaction 'tx' is unknown. There is no way to tell whether the transaction succeeded or was aborted except to check manually.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "QSqlDatabase: QPSQL driver not loaded\nQSqlDatabase: available drivers: QSQLITE QODBC",
    "Misconfigured",
    "nothing"
  ],
  ["[unixODBC][Driver Manager]Can't open lib 'psqlodbcw.so' : file not found", "Misconfigured", "nothing"],
  [
    "[IM002] [unixODBC][Driver Manager]Data source name not found, and no default driver specified (0) (SQLDriverConnect)",
    "Misconfigured",
    "nothing"
  ],
  [
    "[FireDAC][Phys][PG]-314. Cannot load vendor library [libpq.dll or ]. The specified module could not be found",
    "Misconfigured",
    "nothing"
  ],
  [
    "[FireDAC][Stan][Pool]-604. Cannot acquire item (connection) from pool. Maximum number [50] of simultaneous items reached.",
    "PoolExhausted",
    "nothing"
  ],
  [
    "[FireDAC][Phys][PG]-400. Update command updated [0] instead of [1] record. Possible reasons: update table does not have PK or row identifier",
    "Contention",
    "nothing"
  ],
  [
    "DBD::Pg::st execute failed: called with 2 bind variables when 3 are needed at x.pl line 9.",
    "Rejected",
    "nothing"
  ],
  [
    "install_driver(Pg) failed: Can't locate DBD/Pg.pm in @INC (you may need to install the DBD::Pg module)",
    "Misconfigured",
    "nothing"
  ],
  [
    "Unhandled exception: Could not check out a connection in 5.0 seconds (DB::PoolTimeout)",
    "PoolExhausted",
    "nothing"
  ],
  [
    "org.apache.ibatis.binding.BindingException: Invalid bound statement (not found): com.acme.UserMapper.findById",
    "Rejected",
    "nothing"
  ],
  [
    'connection to server at "db.example.com" (10.1.2.3), port 5432 failed: SSL error: tlsv1 alert internal error',
    "Misconfigured",
    "nothing"
  ],
  [
    "jakarta.persistence.TransactionRequiredException: Executing an update/delete query",
    "Rejected",
    "nothing"
  ],
  ["error with configuration: invalid port number", "Misconfigured", "nothing"],
  ["** (Mix) The database for App.Repo couldn't be created: killed", "Unavailable", "nothing"],
  ["{:error, :rollback}", "Rejected", "nothing"],
  ["message type 0x5a arrived from server while idle", "OutcomeUnknown", "unknown"],
  [
    "QSqlDatabasePrivate::database: requested database does not belong to the calling thread.",
    "Rejected",
    "nothing"
  ],
  ["Could not execute command: transaction is already closed.", "Rejected", "nothing"],
  ["Started new transaction while transaction was still active.", "Rejected", "nothing"],
  [
    "07:59:09.327 [error] Postgrex.Protocol (#PID<0.1798.0>) disconnected: ** (DBConnection.ConnectionError) owner #PID<0.5222.0> exited\n\nClient #PID<0.5268.0> is still using a connection from owner at location:",
    "OutcomeUnknown",
    "unknown"
  ],
  ["ERROR: Unable to release PostgreSQL advisory lock", "OutcomeUnknown", "unknown"],
  [
    "ERROR: Number of retries exceeded while attempting to acquire PostgreSQL advisory lock",
    "Contention",
    "nothing"
  ],
  [
    "[ ERROR ] Connection request (ID 42) timed out. This might indicate a connection deadlock in your application. If you have long-running requests, consider increasing your connection timeout. [database-id: psql]",
    "PoolExhausted",
    "nothing"
  ],
  [
    "2024/01/05 cannot parse `postgres://app:xxxxxx@db:543x/app`: failed to configure TLS (sslmode is invalid)",
    "Misconfigured",
    "nothing"
  ],
  ["[HY000] Connection is readonly, only select statements are allowed.", "ReadOnly", "nothing"],
  [
    "** (Ecto.QueryError) lib/app/a.ex:3: field `foo` in `where` does not exist in schema App.A in query:",
    "Rejected",
    "nothing"
  ],
  ["could not obtain a lock after 5s: Migrations cannot run", "Contention", "nothing"]
]
