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
  ],
  [
    "2023-01-11 16:28:13,655 WARN  [io.agroal.pool] (agroal-11) Datasource '<default>': Connection to postgres:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.\n2023-01-11 16:28:13,662 WARN  [org.hibernate.engine.jdbc.spi.SqlExceptionHelper] (executor-thread-8) SQL Error: 0, SQLState: 08001",
    "Unavailable",
    "nothing"
  ],
  [
    "2020-09-09 10:23:48,977 ERROR [io.qua.application] (main) Failed to start application (with profile prod): org.flywaydb.core.internal.exception.FlywaySqlException:\nUnable to obtain connection from database: The connection attempt failed.\n-------------\nSQL State  : 08001\nError Code : 0\nMessage    : The connection attempt failed.",
    "Unavailable",
    "nothing"
  ],
  [
    "io.r2dbc.postgresql.ExceptionFactory$PostgresqlNonTransientResourceException: [XX002] right sibling's left-link doesn't match: block 899 links to 18058 instead of expected 11782 in index \"recordings_pkey\"",
    "Unclassified",
    "any",
    "XX002"
  ],
  [
    'Server side:\nio.r2dbc.postgresql.ExceptionFactory$PostgresqlBadGrammarException:\n  [42601] syntax error in tsquery: "revcust\\tcustomer:*"',
    "Rejected",
    "nothing",
    "42601"
  ],
  [
    'Caused by: io.r2dbc.postgresql.ExceptionFactory$PostgresqlDataIntegrityViolationException:\n  duplicate key value violates unique constraint "nudges_key"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    "Caused by: java.sql.SQLException: Cannot create PoolableConnectionFactory (FATAL: sorry, too many clients already)",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "org.apache.tomcat.jdbc.pool.PoolExhaustedException: [http-nio-8080-exec-5] Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:10; busy:10; idle:0; lastwait:30000].",
    "PoolExhausted",
    "nothing"
  ],
  [
    "Caused by: java.sql.SQLException: An attempt by a client to checkout a Connection has timed out.\n\tat com.mchange.v2.sql.SqlUtils.toSQLException(SqlUtils.java:118)",
    "PoolExhausted",
    "nothing"
  ],
  [
    "org.springframework.dao.CannotAcquireLockException: could not execute statement; SQL [n/a]; nested exception is org.hibernate.exception.LockAcquisitionException: could not execute statement\nCaused by: org.postgresql.util.PSQLException: ERROR: could not serialize access due to concurrent update",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    "org.springframework.dao.QueryTimeoutException: PreparedStatementCallback; SQL [SELECT * FROM inventory_items ...]; Query timeout; nested exception is org.postgresql.util.PSQLException: ERROR: canceling statement due to user request",
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    "io.vertx.pgclient.PgException: FATAL: sorry, too many clients already (53300)",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "io.vertx.core.http.ConnectionPoolTooBusyException: Connection pool reached max wait queue size of 24",
    "PoolExhausted",
    "nothing"
  ],
  [
    "Caused by: org.postgresql.util.PSQLException: 치명적오류: 남은 연결 슬롯은 SUPERUSER 속성을 가진 롤용으로 남겨 놓았음\n  at org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2846)",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "java.lang.IllegalStateException: Already resumed, but proposed with update CompletedExceptionally[org.jooq.exception.DataAccessException: SQL [select count(*) from USERS]; Connection closed]",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  ["[08001] The connection attempt failed.\njava.net.UnknownHostException: db", "Unavailable", "nothing"],
  [
    "2019-12-27 20:18:29,977 [pool-25-thread-191] WARN  o.h.e.jdbc.spi.SqlExceptionHelper - SQL Error: 0, SQLState: 28P01\n2019-12-27 20:18:29,977 [pool-26-thread-6] ERROR o.h.e.jdbc.spi.SqlExceptionHelper - HikariPool-1 - Connection is not available, request timed out after 30002ms.",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "org.postgresql.util.PSQLException: Something unusual has occurred to cause the driver to fail. Please report this exception.\nCaused by: java.lang.IllegalArgumentException: Null value for 'password'",
    "Misconfigured",
    "nothing"
  ],
  [
    "BeanCreationException: Error creating bean with name 'entityManagerFactory'; nested exception is org.hibernate.exception.JDBCConnectionException: Unable to open JDBC Connection for DDL execution",
    "Unavailable",
    "nothing"
  ],
  [
    "ikariPool-1 - Exception during pool initialization.\norg.postgresql.util.PSQLException: The connection attempt failed.\n\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:354) ~[postgresql-42.6.0.jar!/:42.6.0]\n\tat com.zaxxer.hikari.util.DriverDataSource.getConnection(DriverDataSource.java:121) ~[HikariCP-5.0.1.jar!/:?]",
    "Unavailable",
    "nothing"
  ],
  [
    "com.zaxxer.hikari.HikariDataSource$$EnhancerBySpringCGLIB$$17a5524c.getConnection(\\u003cgenerated\\u003e)\\n\\tat org.springframework.jdbc.datasource.DataSourceUtils.fetchConnection(DataSourceUtils.java:158)\\n\\t... 80 common frames omitted\\nCaused by: org.postgresql.util.PSQLException: The connection attempt failed.\\n\\tat org.postgresql.core.v3.ConnectionFactoryImpl.openConnectionImpl(ConnectionFactoryImpl.java:292)\\n",
    "Unavailable",
    "nothing"
  ],
  ["SQL Error: 0, SQLState: 40001\norg.springframework.dao.CannotAcquireLockException", "Contention", "any"]
]
