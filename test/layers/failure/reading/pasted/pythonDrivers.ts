import type { Pasted } from "./Pasted.ts"

/** psycopg and asyncpg, from their sources. */
export const pythonDrivers: ReadonlyArray<Pasted> = [
  ["psycopg.OperationalError: flushing failed: SSL error: bad length", "OutcomeUnknown", "unknown"],
  ["psycopg.OperationalError: connection socket closed", "OutcomeUnknown", "unknown"],
  [
    "psycopg.OperationalError: sending copy data failed: no COPY in progress",
    "OutcomeUnknown|Rejected",
    "any"
  ],
  [
    "psycopg.ProgrammingError: only '%s', '%b', '%t' are allowed as placeholders, got '%d'",
    "Rejected",
    "nothing"
  ],
  [
    "psycopg.ProgrammingError: incomplete placeholder: '%'; if you want to use '%' as an operator you can double it up, i.e. use '%%'",
    "Rejected",
    "nothing"
  ],
  ["psycopg.ProgrammingError: positional and named placeholders cannot be mixed", "Rejected", "nothing"],
  ["TypeError: query parameters should be a sequence or a mapping, got str", "Rejected", "nothing"],
  [
    "psycopg.ProgrammingError: can't change 'autocommit' now: connection in transaction status INTRANS",
    "Rejected",
    "nothing"
  ],
  [
    "psycopg.ProgrammingError: Explicit commit() forbidden within a Transaction context. (Transaction will be automatically committed on successful exit from context.)",
    "Rejected",
    "nothing"
  ],
  ["psycopg.ProgrammingError: COPY cannot be used in pipeline mode", "Rejected", "nothing"],
  ["psycopg.InterfaceError: the cursor is closed", "Rejected", "nothing"],
  [
    "psycopg.InterfaceError: Psycopg cannot use the 'ProactorEventLoop' to run in async mode. Please use a compatible event loop, for instance by setting 'asyncio.set_event_loop_policy(WindowsSelectorEventLoopPolicy())'",
    "Rejected",
    "nothing"
  ],
  [
    "ImportError: no pq wrapper available.\nAttempts made:\n- couldn't import psycopg 'c' implementation: No module named 'psycopg_c'",
    "Misconfigured",
    "nothing"
  ],
  ["ImportError: libpq library not found", "Misconfigured", "nothing"],
  [
    "psycopg.NotSupportedError: PQcancelBlocking requires libpq from PostgreSQL 17 on the client; version 14.0 available instead",
    "Rejected",
    "nothing"
  ],
  ["psycopg.DataError: date too large (after year 10K): '10000-01-01'", "Rejected", "any"],
  ["psycopg.DataError: PostgreSQL text fields cannot contain NUL (0x00) bytes", "Rejected", "nothing"],
  ["psycopg.DataError: cannot dump lists of mixed types; got: int, str", "Rejected", "nothing"],
  ["psycopg_pool.PoolClosed: the pool 'pool-1' is already closed", "Rejected", "nothing"],
  [
    "psycopg.OperationalError: pool has already been opened/closed and cannot be reused",
    "Rejected",
    "nothing"
  ],
  [
    "ValueError: can't return connection to pool 'pool-1', it doesn't belong to any pool: <psycopg.Connection [IDLE]>",
    "Rejected",
    "nothing"
  ],
  ["WARNING psycopg.pool reconnection attempt in pool 'pool-1' failed after 300.0 sec", "Unavailable", "any"],
  ["psycopg2.ProgrammingError: named cursor isn't valid anymore", "Rejected", "nothing"],
  ["psycopg2.ProgrammingError: can't use a named cursor outside of transactions", "Rejected", "nothing"],
  ["psycopg2.ProgrammingError: set_session cannot be used inside a transaction", "Rejected", "nothing"],
  ["psycopg2.ProgrammingError: the connection cannot be re-entered recursively", "Rejected", "nothing"],
  ["psycopg2.ProgrammingError: can't execute an empty query", "Rejected", "nothing"],
  [
    "psycopg2.ProgrammingError: execute cannot be used while an asynchronous query is underway",
    "Rejected",
    "nothing"
  ],
  ["psycopg2.pool.PoolError: trying to put unkeyed connection", "Rejected", "nothing"],
  [
    "psycopg2.DatabaseError: error with status PGRES_TUPLES_OK and no message from the libpq",
    "OutcomeUnknown",
    "unknown"
  ],
  ["psycopg2.DatabaseError: error with no message from the libpq", "OutcomeUnknown", "unknown"],
  ["ValueError: A string literal cannot contain NUL (0x00) characters.", "Rejected", "nothing"],
  [
    "Error: pg_config executable not found.\n\npg_config is required to build psycopg2 from source.",
    "Misconfigured",
    "nothing"
  ],
  [
    "ImportError: dlopen(_psycopg.cpython-39-darwin.so, 2): Library not loaded: @rpath/libpq.5.dylib",
    "Misconfigured",
    "nothing"
  ],
  ["ModuleNotFoundError: No module named 'psycopg2'", "Misconfigured", "nothing"],
  [
    "django.core.exceptions.ImproperlyConfigured: Error loading psycopg2 or psycopg module",
    "Misconfigured",
    "nothing"
  ],
  ["psycopg2.OperationalError: asynchronous connection failed", "Unavailable", "nothing"],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot perform operation: another operation is cancelling",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot perform operation: connection is closed",
    "Unavailable",
    "nothing"
  ],
  ['ConnectionError: PostgreSQL server at "db:5432" rejected SSL upgrade', "Misconfigured", "nothing"],
  ["asyncpg.exceptions._base.InterfaceError: pool is not initialized", "Rejected|Unavailable", "nothing"],
  [
    "asyncpg.exceptions._base.InterfaceError: pool is being initialized, but not yet ready: likely there is a race between creating a pool and using it",
    "Rejected|Unavailable",
    "nothing"
  ],
  ["asyncpg.exceptions._base.InterfaceError: a connection is already acquired", "Rejected", "nothing"],
  [
    "asyncpg.exceptions._base.InterfaceError: the number of query arguments cannot exceed 32767",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions.OutdatedSchemaCacheError: unexpected number of attributes of composite type: 3, expected 2",
    "Rejected",
    "unknown"
  ],
  [
    "asyncpg.exceptions._base.ProtocolError: cannot process message 'Z': protocol is in an unexpected state <ProtocolState.IDLE: 0>.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'asyncpg.exceptions._base.InternalClientError: cannot switch to state 11; protocol is in the "failed" state',
    "Unavailable",
    "nothing"
  ],
  [
    'asyncpg.exceptions._base.ClientConfigurationError: invalid DSN: scheme is expected to be either "postgresql" or "postgres", got \'postgresql+asyncpg\'',
    "Misconfigured",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.ClientConfigurationError: could not determine user name to connect with",
    "Misconfigured",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.ClientConfigurationError: `sslmode` parameter must be one of: disable, allow, prefer, require, verify-ca, verify-full",
    "Misconfigured",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: unsupported SASL Authentication methods requested by the server: 'SCRAM-SHA-256-PLUS'",
    "Misconfigured",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: could not verify server signature for SCRAM authentciation: scram-sha-256",
    "Misconfigured",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: unexpected error while performing authentication: x",
    "Misconfigured",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.TargetServerAttributeNotMatched: None of the hosts match the target attribute requirement <SessionAttribute.primary: 'primary'>",
    "Unavailable",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot start; the transaction is already started",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot commit; the transaction is in error state",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot manually commit from within an `async with` block",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions.UnsupportedClientFeatureError: no binary format encoder for type geometry (OID 1234)",
    "Rejected",
    "nothing"
  ],
  [
    "asyncpg.exceptions._base.InterfaceError: cannot call PreparedStmt.fetch(): the prepared statement is closed",
    "Unavailable",
    "nothing"
  ]
]
