import type { Pasted } from "./Pasted.ts"

/** pgjdbc, R2DBC, their pools and mappers. */
export const javaMore: ReadonlyArray<Pasted> = [
  ["PSQLException: ERROR: canceling statement due to user request", "DeadlineExceeded", "nothing", "57014"],
  [
    "18:23:10.513 [db connection adder] ERROR org.postgresql.Driver - Connection error: ,\norg.postgresql.util.PSQLException: FATAL: sorry, too many clients already,\n\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:473),",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    'org.postgresql.util.PSQLException: ERROR: prepared statement "S_1" already exists',
    "Rejected",
    "nothing",
    "42P05"
  ],
  [
    "org.postgresql.util.PSQLException: FATAL: no PostgreSQL user name specified in startup packet",
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    'io.vertx.pgclient.PgException: FATAL: password authentication failed for user "app" (28P01)',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ["io.agroal: Sorry, acquisition timeout!", "PoolExhausted", "nothing"],
  [
    'com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool: FATAL: database "app" does not exist',
    "Misconfigured",
    "nothing",
    "3D000"
  ],
  [
    "com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool: The connection attempt failed.",
    "Unavailable",
    "nothing"
  ]
]
