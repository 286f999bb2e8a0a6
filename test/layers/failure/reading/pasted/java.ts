import type { Pasted } from "./Pasted.ts"

/** pgjdbc, R2DBC, their pools and mappers. */
export const java: ReadonlyArray<Pasted> = [
  [
    'SQL State  : 28P01\nError Code : 0\nMessage    : FATAL: password authentication failed for user "postgres"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "org.jetbrains.exposed.exceptions.ExposedSQLException: java.sql.SQLTransientConnectionException: MainPool - Connection is not available, request timed out after 30000ms (total=0, active=0, idle=0, waiting=128)\n\tat org.jetbrains.exposed.sql.statements.Statement.executeIn$exposed_core(Statement.kt:49)",
    "PoolExhausted",
    "nothing"
  ],
  [
    '{\n  "thread": "http-nio-127.0.0.1-8080-exec-1581",\n  "level": "ERROR",\n  "thrown": {\n    "localizedMessage": "Unable to acquire JDBC Connection; nested exception is org.hibernate.exception.JDBCConnectionException: Unable to acquire JDBC Connection",\n    "cause": {\n      "message": "HikariPool-1 - Connection is not available, request timed out after 10000ms.",\n      "name": "java.sql.SQLTransientConnectionException"',
    "PoolExhausted",
    "nothing"
  ],
  [
    "16:26:48 [SEVERE] java.sql.SQLTransientConnectionException: AppUtil - Connection is not available, request timed out after 8002ms.\n16:26:48 [SEVERE]     at com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:666)\n16:26:48 [SEVERE] Caused by: org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.",
    "Unavailable",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: ERROR: deadlock detected\n  Detail: Process 1234 waits for ShareLock on transaction 5678; blocked by process 4321.",
    "Contention",
    "nothing",
    "40P01"
  ],
  [
    "Caused by: org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.\n\tat org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:382)\nCaused by: java.net.SocketException: Connection reset",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "org.postgresql.util.PSQLException: This connection has been closed.\n\tat org.postgresql.jdbc.PgConnection.checkClosed(PgConnection.java:883)",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "WARN com.zaxxer.hikari.pool.PoolBase - HikariPool-1 - Failed to validate connection org.postgresql.jdbc.PgConnection@1a2b3c (This connection has been closed.). Possibly consider using a shorter maxLifetime value.",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "SQL Error: 0, SQLState: 40001\nERROR: could not serialize access due to concurrent update",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    "org.postgresql.util.PSQLException: The connection attempt failed.\nCaused by: java.net.SocketTimeoutException: connect timed out",
    "Unavailable",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: The server requested SCRAM-based authentication, but no password was provided.",
    "Misconfigured",
    "nothing"
  ],
  ["Cannot get a connection, pool error Timeout waiting for idle object", "PoolExhausted", "nothing"],
  [
    "Cannot exchange messages because the connection is closed\nio.r2dbc.postgresql.client.ReactorNettyClient$PostgresConnectionClosedException: Cannot exchange messages because the connection is closed\n\tat app//io.r2dbc.postgresql.client.ReactorNettyClient$BackendMessageSubscriber.lambda$addConversation$2(ReactorNettyClient.java:679)",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "org.springframework.transaction.CannotCreateTransactionException: Could not open R2DBC Connection for transaction; nested exception is io.r2dbc.spi.R2dbcTimeoutException: Connection acquisition timed out after 3000ms",
    "PoolExhausted",
    "nothing"
  ],
  [
    "Failed to obtain R2DBC Connection; nested exception is io.r2dbc.spi.R2dbcNonTransientResourceException: Connection is close. Cannot send anything",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "org.springframework.dao.DataAccessResourceFailureException, Message: Failed to obtain R2DBC Connection; nested exception is io.r2dbc.spi.R2dbcTimeoutException: Connection acquisition timed out after 120000ms",
    "PoolExhausted",
    "nothing"
  ],
  [
    "Caused by io.r2dbc.spi.R2dbcNonTransientResourceException: Connection validation failed",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ['PSQLException "no schema has been selected to create in"', "Rejected", "nothing", "3F000"],
  [
    "org.hibernate.exception.LockAcquisitionException: could not execute statement [ERROR: could not serialize access due to read/write dependencies among transactions\n  Detail: Reason code: Canceled on identification as a pivot, during write.\n  Hint: The transaction might succeed if retried.] [insert into t values (1)]",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    "Caused by: org.springframework.dao.CannotAcquireLockException: Failed to lock mutex at 19414b49; nested exception is org.springframework.orm.jpa.JpaSystemException: Unable to commit against JDBC Connection; nested exception is org.hibernate.TransactionException: Unable to commit against JDBC Connection",
    "Contention|OutcomeUnknown",
    "any"
  ],
  ["PSQLException: ERROR: canceling statement due to user request", "DeadlineExceeded", "nothing", "57014"],
  [
    "18:23:10.513 [db connection adder] ERROR org.postgresql.Driver - Connection error: ,\norg.postgresql.util.PSQLException: FATAL: sorry, too many clients already,\n\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:473),",
    "PoolExhausted",
    "nothing",
    "53300"
  ]
]
