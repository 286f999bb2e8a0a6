import type { Pasted } from "./Pasted.ts"

/** node-postgres, postgres.js, Sequelize, TypeORM, Knex. */
export const nodeMore: ReadonlyArray<Pasted> = [
  [
    "SequelizeConnectionError: remaining connection slots are reserved for non-replication superuser connections",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "Error: The server does not support SSL connections\n    at Socket.<anonymous> (/app/node_modules/pg/lib/connection.js:74:37)",
    "Misconfigured",
    "nothing"
  ],
  [
    "node:internal/process/promises:288\nerror: unsupported frontend protocol 1234.5679: server supports 2.0 to 3.0",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    '(node:31429) UnhandledPromiseRejectionWarning: CannotExecuteNotConnectedError: Cannot execute operation on "default" connection because connection is not yet established.',
    "Unavailable|Rejected",
    "nothing"
  ],
  [
    "[Nest] 487576 [TypeOrmModule] Unable to connect to the database. Retrying (9)...",
    "Unavailable",
    "nothing"
  ],
  [
    'Error { kind: Db, cause: Some(DbError { severity: "FATAL", parsed_severity: Some(Fatal), code: SqlState(E3D000), message: "database \\"app\\" does not exist"',
    "Misconfigured",
    "nothing",
    "3D000"
  ],
  [
    "Error: connect ENOENT /cloudsql/app:europe-west1:db/.s.PGSQL.5432\n    at PipeConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)",
    "Unavailable",
    "nothing"
  ],
  [
    "AggregateError\n    at internalConnectMultiple (node:net:1114:18)\n    at afterConnectMultiple (node:net:1667:5) {\n  code: 'ECONNREFUSED',\n  [errors]: [\n    Error: connect ECONNREFUSED ::1:5432",
    "Unavailable",
    "nothing"
  ],
  [
    'PostgresError: sorry, too many clients already\n code: "ERR_POSTGRES_SERVER_ERROR"',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "Error: write EPIPE\n    at afterWriteDispatched (node:internal/stream_base_commons:160:15)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "error: current transaction is aborted, commands ignored until end of transaction block\n    at /app/node_modules/pg/lib/client.js:526:17 {\n  length: 144,\n  severity: 'ERROR',\n  code: '25P02'",
    "Rejected",
    "nothing",
    "25P02"
  ],
  ['SequelizeDatabaseError: column "foo" does not exist', "Rejected", "nothing", "42703"],
  ["SequelizeUniqueConstraintError: Validation error", "ConstraintViolated", "nothing"],
  [
    'QueryFailedError: duplicate key value violates unique constraint "UQ_97672ac88f789774dd47f7c8be3"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    "KnexTimeoutError: Defined query timeout of 5000ms exceeded when running query.",
    "DeadlineExceeded|OutcomeUnknown",
    "unknown"
  ]
]
