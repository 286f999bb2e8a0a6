import type { Pasted } from "./Pasted.ts"

/** Active Record, Sequel, the pg gem. */
export const ruby: ReadonlyArray<Pasted> = [
  [
    'PG::ConnectionBad: PQconsumeInput() SSL connection has been closed unexpectedly\n\n  File "/app/vendor/bundle/ruby/3.1.0/gems/activerecord-6.1.6.1/lib/active_record/connection_adapters/postgresql_adapter.rb", line 741, in prepare',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "ActiveRecord::StatementInvalid: PG::ConnectionBad: PQconsumeInput() FATAL: terminating connection due to administrator command SSL connection has been closed unexpectedly",
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ],
  [
    "ActiveRecord::StatementInvalid: PG::ConnectionBad: PQconsumeInput() FATAL:  Unexpected Error\nSSL connection has been closed unexpectedly",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "2020-11-13T04:45:45.126Z pid=1 tid=grcr7pbzl WARN: ActiveRecord::StatementInvalid: PG::ConnectionBad: PQconsumeInput() server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'ActiveRecord::NoDatabaseError: FATAL:  database "app_development" does not exist',
    "Misconfigured",
    "nothing",
    "3D000"
  ],
  [
    "ActiveRecord::Deadlocked: PG::TRDeadlockDetected: ERROR:  deadlock detected",
    "Contention",
    "nothing",
    "40P01"
  ],
  [
    'PG::ConnectionBad: could not translate host name "db" to address: Name or service not known',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    'ActiveRecord::ConnectionNotEstablished: connection to server at "10.0.0.3", port 5432 failed: Connection refused',
    "Unavailable",
    "nothing"
  ],
  ["Sequel::PoolTimeout: timeout: 5.0, elapsed: 5.001", "PoolExhausted", "nothing"],
  [
    "W, [2026-01-15T12:00:00.000000 #1]  WARN -- : PG::QueryCanceled: ERROR:  canceling statement due to statement timeout",
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    "Sequel::DatabaseDisconnectError: PG::ConnectionBad: PQconsumeInput() could not receive data from server: Connection timed out",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "ActiveRecord::LockWaitTimeout: PG::LockNotAvailable: ERROR:  canceling statement due to lock timeout",
    "Contention",
    "nothing",
    "55P03"
  ],
  [
    "ActiveRecord::StatementInvalid (PG::InFailedSqlTransaction: ERROR:  current transaction is aborted, commands ignored until end of transaction block)",
    "Rejected",
    "nothing",
    "25P02"
  ],
  [
    "PG::UndefinedColumn: ERROR:  column users.foo does not exist\nLINE 1: SELECT users.foo",
    "Rejected",
    "nothing",
    "42703"
  ],
  ["PG::UnableToSend: no connection to the server", "Unavailable|OutcomeUnknown", "any"],
  [
    'ActiveRecord::StatementInvalid: PG::UndefinedTable: ERROR:  relation "schema_migrations" does not exist',
    "Rejected",
    "nothing",
    "42P01"
  ],
  ['PG::DuplicatePstatement: ERROR:  prepared statement "a1" already exists', "Rejected", "nothing", "42P05"],
  [
    'PG::InvalidSqlStatementName: ERROR:  prepared statement "a5" does not exist',
    "Rejected",
    "nothing",
    "26000"
  ],
  [
    "ActiveRecord::ConnectionTimeoutError (could not obtain a connection from the pool within 5.000 seconds (waited 5.003 seconds); all pooled connections were in use):",
    "PoolExhausted",
    "nothing"
  ]
]
