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
  ],
  [
    "2025-08-07 17:13:47,207 WARN  [io.agroal.pool] (agroal-11) Datasource '<default>': The connection attempt failed.\n2025-08-07 17:13:47,208 WARN  [org.hibernate.engine.jdbc.env.internal.JdbcEnvironmentInitiator] (JPA Startup Thread) HHH000342: Could not obtain connection to query metadata: org.hibernate.exception.JDBCConnectionException: unable to obtain isolated JDBC connection [The connection attempt failed.] [n/a]",
    "Unavailable",
    "nothing"
  ],
  [
    "java.sql.SQLException: No suitable driver found for jdbc:postgresql://localhost:5432/app",
    "Misconfigured",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.",
    "Unavailable",
    "nothing"
  ],
  ["org.postgresql.util.PSQLException: The server does not support SSL.", "Misconfigured", "nothing"],
  [
    "Caused by: java.net.SocketTimeoutException: Read timed out\n\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:283)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "org.postgresql.util.PSQLException: ERROR: cannot execute UPDATE in a read-only transaction",
    "ReadOnly",
    "nothing",
    "25006"
  ],
  [
    "org.postgresql.util.PSQLException: ERROR: could not determine data type of parameter $1",
    "Rejected",
    "nothing",
    "42P18"
  ],
  [
    "org.postgresql.util.PSQLException: ERROR: operator does not exist: uuid = character varying\n  Hint: No operator matches the given name and argument types.",
    "Rejected",
    "nothing",
    "42883"
  ],
  [
    "org.springframework.dao.DataIntegrityViolationException: could not execute statement; SQL [n/a]; constraint [uk_email]",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: ERROR: canceling statement due to lock timeout",
    "Contention|DeadlineExceeded",
    "nothing",
    "55P03"
  ],
  [
    'org.postgresql.util.PSQLException: FATAL: no pg_hba.conf entry for host "10.0.0.1", user "app", database "app", SSL off',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    "java.lang.IllegalStateException: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:100; busy:100; idle:0; lastwait:30000].",
    "PoolExhausted",
    "nothing"
  ],
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
