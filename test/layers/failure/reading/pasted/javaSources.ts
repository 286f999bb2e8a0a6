import type { Pasted } from "./Pasted.ts"

/** pgjdbc, R2DBC, pools, mappers and tools for Java, Scala and Clojure: words of their sources, in the shapes of their traces. */
export const javaSources: ReadonlyArray<Pasted> = [
  [
    "org.springframework.orm.ObjectOptimisticLockingFailureException: Row was updated or deleted by another transaction (or unsaved-value mapping was incorrect) : [com.acme.Order#17]",
    "Contention",
    "nothing"
  ],
  [
    "org.hibernate.StaleObjectStateException: Row was updated or deleted by another transaction (or unsaved-value mapping was incorrect) : [com.acme.Order#17]",
    "Contention",
    "nothing"
  ],
  [
    "org.springframework.transaction.UnexpectedRollbackException: Transaction silently rolled back because it has been marked as rollback-only",
    "Rejected",
    "nothing"
  ],
  [
    "org.hibernate.exception.SQLGrammarException: JDBC exception executing SQL [select u1_0.id from usr u1_0]",
    "Rejected",
    "nothing"
  ],
  [
    "org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing table [orders]",
    "Misconfigured",
    "nothing"
  ],
  [
    "org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\nMigration checksum mismatch for migration version 3\n-> Applied to database : 1234567\n-> Resolved locally    : 7654321",
    "Rejected",
    "nothing"
  ],
  [
    'org.flywaydb.core.api.FlywayException: Found non-empty schema(s) "public" but no schema history table. Use baseline() or set baselineOnMigrate to true to initialize the schema history table.',
    "Rejected",
    "nothing"
  ],
  [
    "org.flywaydb.core.api.FlywayException: Unsupported Database: PostgreSQL 16.1",
    "Misconfigured",
    "nothing"
  ],
  [
    "liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by fe80:0:0:0 (10.0.0.3) since 1/2/24, 3:04 PM",
    "Contention",
    "nothing"
  ],
  [
    "WARN  [com.zaxxer.hikari.pool.ProxyLeakTask] (HikariPool-1 housekeeper) Connection leak detection triggered for org.postgresql.jdbc.PgConnection@5d2a86c0 on thread http-nio-8080-exec-3, stack trace follows",
    "Unclassified",
    "any"
  ],
  [
    "2024-03-01 10:00:00.123  WARN 1 --- [l-1 housekeeper] com.zaxxer.hikari.pool.HikariPool : HikariPool-1 - Thread starvation or clock leap detected (housekeeper delta=4m33s).",
    "Unclassified",
    "any"
  ],
  [
    "io.vertx.core.impl.NoStackTraceThrowable: Fail to read any response from the server, the underlying connection might get lost unexpectedly.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "java.lang.IllegalStateException: Unable to create a ConnectionFactory for 'ConnectionFactoryOptions{options={database=app, host=localhost, driver=postgresql, password=REDACTED, port=5432, user=app}}'. Available drivers: [ pool ]",
    "Misconfigured",
    "nothing"
  ],
  [
    "java.util.concurrent.RejectedExecutionException: Task slick.basic.BasicBackend$DatabaseDef$$anon$3@1a2b rejected from slick.util.AsyncExecutor$$anon$1$$anon$2@3c4d[Running, pool size = 20, active threads = 20, queued tasks = 1000, completed tasks = 12345]",
    "PoolExhausted",
    "nothing"
  ],
  [
    "doobie.util.invariant$NonNullableColumnRead: SQL `NULL` read at column 2 (JDBC type VarChar) but mapping is to a non-Option type; use Option here.",
    "Rejected",
    "unknown"
  ],
  [
    "Internal Exception: jakarta.persistence.OptimisticLockException: Exception [EclipseLink-5006] (Eclipse Persistence Services - 4.0.0): The object [com.acme.A@1] cannot be updated because it has changed or been deleted since it was last read.",
    "Contention",
    "nothing"
  ],
  [
    "Exception [EclipseLink-4002] (Eclipse Persistence Services - 2.7.7): org.eclipse.persistence.exceptions.DatabaseException\nInternal Exception: org.postgresql.util.PSQLException: Connection to localhost:5432 refused. Check that the hostname and port are correct",
    "Unavailable",
    "nothing"
  ],
  [
    "java.lang.IllegalStateException: No transaction in context.\n\tat org.jetbrains.exposed.sql.transactions.TransactionManager",
    "Rejected",
    "nothing"
  ],
  [
    "com.mchange.v2.resourcepool.CannotAcquireResourceException: A ResourcePool could not acquire a resource from its primary factory or source.",
    "Unavailable",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: ResultSet is not updateable.  The query that generated this result set must select only one table",
    "Rejected",
    "nothing"
  ],
  [
    "java.sql.BatchUpdateException: Batch entry 0 insert into t values ('1') was aborted.  Call getNextException to see the cause.",
    "Rejected",
    "any"
  ],
  [
    "javax.net.ssl.SSLHandshakeException: no cipher suites in common\n\tat org.postgresql.ssl.MakeSSL.convert",
    "Misconfigured",
    "nothing"
  ],
  [
    "java.lang.ClassNotFoundException: org.postgresql.Driver\n\tat java.base/jdk.internal.loader.BuiltinClassLoader.loadClass",
    "Misconfigured",
    "nothing"
  ],
  [
    "org.hibernate.LazyInitializationException: failed to lazily initialize a collection of role: com.acme.User.orders: could not initialize proxy - no Session",
    "Rejected",
    "nothing"
  ],
  [
    "org.springframework.dao.InvalidDataAccessApiUsageException: No EntityManager with actual transaction available for current thread - cannot reliably process 'remove' call",
    "Rejected",
    "nothing"
  ],
  [
    "org.springframework.dao.DataAccessResourceFailureException: JDBC exception executing SQL",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "org.springframework.transaction.TransactionTimedOutException: Transaction timed out: deadline was Fri Jan 05 10:00:00 UTC 2024",
    "DeadlineExceeded",
    "nothing"
  ],
  [
    "io.r2dbc.spi.R2dbcDataIntegrityViolationException: duplicate key value violates unique constraint",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "com.mchange.v2.async.ThreadPoolAsynchronousRunner: ThreadPoolAsynchronousRunner$DeadlockDetector@1f2 -- APPARENT DEADLOCK!!! Creating emergency threads for unassigned pending tasks!",
    "Unavailable",
    "nothing"
  ],
  [
    "WARNING: Connection has been abandoned PooledConnection[org.postgresql.jdbc.PgConnection@3b0c]:java.lang.Exception",
    "DeadlineExceeded",
    "unknown"
  ],
  [
    "org.mybatis.spring.MyBatisSystemException: nested exception is org.apache.ibatis.exceptions.TooManyResultsException: Expected one result (or null) to be returned by selectOne(), but found: 2",
    "Rejected",
    "unknown"
  ],
  ["Waiting for changelog lock....", "Contention", "nothing"],
  [
    "liquibase.exception.ValidationFailedException: Validation Failed:\n     1 changesets check sum\n          db/changelog.xml::1::me was: 8:abc but is now: 8:def",
    "Rejected",
    "nothing"
  ],
  [
    "Caused by: org.flywaydb.core.api.exception.FlywayValidateException: Validate failed: Migrations have failed validation\nDetected failed migration to version 2 (add column).",
    "Rejected",
    "nothing"
  ],
  [
    "Caused by: org.flywaydb.core.api.FlywayException: Found more than one migration with version 1",
    "Rejected",
    "nothing"
  ],
  [
    "skunk.exception.ColumnAlignmentException: Asserted and actual column types differ.",
    "Rejected",
    "nothing"
  ],
  ["slick.SlickException: Read NULL value (null) for ResultSet column Path s2._3", "Rejected", "unknown"]
]
