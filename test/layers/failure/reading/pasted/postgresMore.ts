import type { Pasted } from "./Pasted.ts"

/** Postgres' own words as terminals print them. */
export const postgresMore: ReadonlyArray<Pasted> = [
  [
    'FATAL:  remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  ["error: SSL error: certificate verify failed", "Misconfigured", "nothing"]
]
