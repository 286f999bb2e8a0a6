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
  ]
]
