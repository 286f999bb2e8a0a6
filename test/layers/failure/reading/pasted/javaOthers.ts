import type { Pasted } from "./Pasted.ts"

/** pgjdbc, R2DBC, their pools and mappers. */
export const javaOthers: ReadonlyArray<Pasted> = [
  [
    'HikariPool-1 - Exception during pool initialization.\norg.postgresql.util.PSQLException: FATAL: password authentication failed for user "app"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "org.flywaydb.core.internal.exception.FlywaySqlException: Unable to obtain connection from database: Connection to db:5432 refused.",
    "Unavailable",
    "nothing"
  ]
]
