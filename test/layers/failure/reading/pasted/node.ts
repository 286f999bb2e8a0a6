import type { Pasted } from "./Pasted.ts"

/** node-postgres, postgres.js, Sequelize, TypeORM, Knex. */
export const node: ReadonlyArray<Pasted> = [
  [
    "  name: 'error',\n  length: 104,\n  severity: 'FATAL',\n  code: '28P01',\n  detail: undefined,\n  hint: undefined,\n  position: undefined,\n  file: 'auth.c',\n  line: '307',\n  routine: 'auth_failed' }",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "events.js:160\n      throw er; // Unhandled 'error' event\n      ^\n\nerror: password authentication failed for user \"root\"\n    at Connection.parseE (/usr/local/lib/node_modules/postgraphql/node_modules/pg/lib/connection.js:554:11)",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ["SequelizeConnectionRefusedError: connect ECONNREFUSED 127.0.0.1:5432", "Unavailable", "nothing"],
  ["SequelizeConnectionAcquireTimeoutError: Operation timeout", "PoolExhausted", "nothing"],
  [
    "KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?",
    "PoolExhausted",
    "nothing"
  ],
  [
    "[Nest] 29  - 01/02/2024, 10:00:00 AM   ERROR [TypeOrmModule] Unable to connect to the database. Retrying (1)...\nError: connect ECONNREFUSED ::1:5432",
    "Unavailable",
    "nothing"
  ],
  [
    'QueryFailedError: relation "user" does not exist\n    at PostgresQueryRunner.query (/app/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:211:19)',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    'PostgresError: password authentication failed for user "postgres"\n    at ErrorResponse (file:///app/node_modules/postgres/src/connection.js:788:26)',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "Error: read ECONNRESET\n    at TLSWrap.onStreamRead (node:internal/stream_base_commons:217:20) {\n  errno: -104,\n  code: 'ECONNRESET',\n  syscall: 'read'\n}",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Error: connect ETIMEDOUT 52.1.2.3:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1494:16)",
    "Unavailable",
    "nothing"
  ],
  [
    "{ [SequelizeConnectionError: password authentication failed for user \"user\"]\n  name: 'SequelizeConnectionError',\n  message: 'password authentication failed for user \"user\"',\n  parent: \n   { [error: password authentication failed for user \"user\"]\n     name: 'error',\n     severity: 'FATAL',\n     code: '28P01',",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    '{\n  "errors": [\n    {\n      "message": "password authentication failed for user \\"app\\""\n    }\n  ]\n}',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'Error connecting to database PostgresError: Connection closed\n code: "ERR_POSTGRES_CONNECTION_CLOSED"',
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ['PostgresError: Connection closed\n code: "ERR_POSTGRES_CONNECTION_CLOSED"', "OutcomeUnknown", "unknown"],
  [
    "Error during getBoards: Error: write CONNECTION_CLOSED ep-example-123-pooler.eu-central-1.aws.neon.tech:5432\n    at TLSSocket.closed (/home/container/node_modules/postgres/cjs/src/connection.js:438:57)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'Error: select * from "appointment" where "id" = $1 limit $2 - Connection terminated unexpectedly\nat Connection.con.once (/var/task/node_modules/pg/lib/client.js line 255 col 8)',
    "OutcomeUnknown",
    "unknown"
  ],
  ["SequelizeConnectionError: Connection terminated unexpectedly", "Unavailable|OutcomeUnknown", "any"],
  [
    "Error during query: terminating connection due to administrator command\n  sequelize:connection:pg connection error Connection terminated unexpectedly +972ms",
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ],
  [
    'Knex:Error Pool2 - error: too many connections for role "databasename"\nKnex:warning - Pool2 - Error: Pool was destroyed',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    '{\n    "errorType": "Error",\n    "errorMessage": "Connection terminated unexpectedly",\n    "stack": [\n        "Error: Connection terminated unexpectedly",',
    "OutcomeUnknown",
    "unknown"
  ],
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
  ]
]
