import type { Pasted } from "./Pasted.ts"

/** What was published of many programs, as it came. */
export const collected: ReadonlyArray<Pasted> = [
  [
    "[2017/11/09 09:07:39 UTC] [EROR] Failed to ping DB retrying in 10 seconds err=dial tcp: lookup dockerhost on 192.0.2.53:53: no such host",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  ["FATAL pidfile exists, another instance running?", "Misconfigured|Unavailable", "nothing"],
  [
    'ActiveRecord::NoDatabaseError: could not connect to server: Connection refused\n\tIs the server running on host "pooler" (192.0.2.9) and accepting\n\tTCP/IP connections on port 6432?',
    "Unavailable",
    "nothing"
  ],
  ['ActiveRecord::NoDatabaseError: FATAL:  database "shop" does not exist', "Misconfigured", "nothing"],
  [
    "21:52:04.350 [error] Postgrex.Protocol (#PID<0.441.0>) disconnected: ** (DBConnection.ConnectionError) owner #PID<0.487.0> exited",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '**error:{badmatch,{error,{error,error,<<"42703">>,\n                        <<"column \\"c_point\\" of relation \\"test_table2\\" d"...>>,\n                        [{position,<<"26">>}]}}}',
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    '{\n  "ClassName": "Npgsql.NpgsqlException",\n  "InnerException": {\n    "ClassName": "System.IO.IOException",\n    "InnerException": {\n      "ClassName": "System.Net.Sockets.SocketException",\n      "Message": "A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond",\n      "NativeErrorCode": 10035\n    },\n    "Message": "Unable to read data from the transport connection: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond."\n  },\n  "Message": "Exception while reading from stream"\n}',
    "OutcomeUnknown|DeadlineExceeded",
    "unknown"
  ],
  [
    "java.sql.SQLTransientConnectionException: springHikariCP - Connection is not available, request timed out after 30000ms.\n\njava.sql.SQLException: springHikariCP - Interrupted during connection acquisition",
    "PoolExhausted|Unavailable",
    "nothing"
  ],
  [
    "    E....SERROR.VERROR.C42P10.Mthere is no unique or exclusion constraint matching the ON CONFLICT specification.Fplancat.c.L824.Rinfer_arbiter_indexes..Z....I",
    "Rejected",
    "nothing",
    "42P10"
  ],
  [
    'Unhandled exception:\nPostgreSQLSeverity.unknown 53200: out of memory Detail: Failed on request of size 360 in memory context "CacheMemoryContext".',
    "StorageFull",
    "nothing",
    "53200"
  ],
  [
    "Error message from server: ERROR: missing chunk number 0 for toast value 116287580 in pg_toast_94806078",
    "Unclassified|Rejected",
    "nothing"
  ],
  [
    'ActiveRecord::StatementInvalid (PG::DataCorrupted: ERROR:  could not read block 552 in file "base/12404/17074": read only 0 of 8192 bytes',
    "Unclassified|Rejected",
    "nothing"
  ],
  [
    "    Invalid `prisma.user.delete()` invocation:\n    Error occurred during query execution:\n    ConnectorError(ConnectorError { user_facing_error: None, kind: ForeignKeyConstraintViolation { constraint: ForeignKey } })",
    "ConstraintViolated",
    "nothing"
  ],
  [
    'psycopg2.OperationalError: connection to server at "localhost" (::1), port 5432 failed: ÂÀÆÍÎ:  ïîëüçîâàòåëü "postgres" íå ïðîø¸ë ïðîâåðêó ïîäëèííîñòè (ïî ïàðîëþ)',
    "Misconfigured",
    "nothing"
  ],
  [
    'psql: erro: a conexÒo com o servidor em "localhost" (::1), porta 5432 falhou: FATAL:  autenticaþÒo do tipo senha falhou para o usußrio "postgres"',
    "Misconfigured",
    "nothing"
  ],
  [
    'psql.exe : psql: erro: a conexπo com o servidor em "db.example.org" (192.0.2.166), porta 5432 falhou: o servidor fechou a conexπo de forma nπo esperada',
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ["FEHLER:  Relation Â»kundenÂ« existiert nicht", "Rejected", "nothing"],
  [
    'psql: 오류: 0xec 0x82 바이트로 조합된 문자(인코딩: "UHC")와 대응되는 문자 코드가 "UTF8" 인코딩에는 없습니다',
    "Rejected",
    "nothing"
  ],
  [
    'psql: エラー: ホスト名"db.example.org"をアドレスに変換できませんでした',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "2023-01-27 19:43:15.910 UTC [6801] ERROR:  connection to the remote node localhost:10001 failed with the following error: FATAL:  sorry, too many clients already",
    "PoolExhausted|Unavailable",
    "nothing"
  ],
  [
    "ImportError: /opt/venv/lib/python3.7/site-packages/psycopg2/_psycopg.cpython-37m-x86_64-linux-gnu.so: undefined symbol: PQencryptPasswordConn",
    "Misconfigured",
    "nothing"
  ],
  [
    'Failed to connect to pgsql at :UNIX (port 5432) as user "alice": Database error: Socket error in "connect": 2 (No such file or directory)',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "Bir veritabanı ile çalışırken karşılaşılabilecek yaygın hatalardan biri, “insert or update on table violates foreign key constraint” hatasıdır.",
    "ConstraintViolated",
    "nothing"
  ],
  [
    "FATAL: StreamServerPort: bind() failed: Address already in use\nIs another postmaster already running on that port?",
    "Misconfigured|Unavailable",
    "any"
  ],
  [
    "{'S': 'FATAL',\n 'V': 'FATAL', 'C': '28P01', 'M': 'password authentication failed \n for user \"app\"', 'F': 'auth.c', 'L': '335', 'R': 'auth_failed'}",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ['FATAL:  could not create lock file "postmaster.pid": No space left on device', "StorageFull", "any"],
  [
    "javax.resource.spi.ResourceAllocationException: Error in allocating a connection. Cause: In-use connections equal max-pool-size and expired max-wait-time. Cannot allocate more connections.",
    "PoolExhausted",
    "nothing"
  ],
  ["error: unquoted carriage return found in data", "Rejected", "nothing"],
  ['psql: error: Fatal error:  User "postgres" Ident Authentication failed', "Misconfigured", "nothing"],
  [
    "Test in error:\n  BlobTransactionTest.setUp:56 PSQL Der Verbindungsversuch schlug fehl.",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    '$curl http://localhost:3000 \n{"hint":null,"details":null,"code":"0A000","message":"cannot set transaction read-write mode during recovery"}.',
    "ReadOnly",
    "nothing",
    "0A000"
  ],
  ['Key (page_id)=(9) is not present in table "pages".', "ConstraintViolated", "nothing"],
  [
    'SqlError {sqlState = "", sqlExecStatus = FatalError, sqlErrorMsg = "", sqlErrorDetail = "", sqlErrorHint = ""}',
    "OutcomeUnknown|Unclassified",
    "unknown"
  ],
  [
    "pg_basebackup: error: COPY stream ended before last file was finished",
    "OutcomeUnknown|Unclassified",
    "any"
  ],
  [
    "ClientHandler: Receive query error: {:error, {:invalid_msg, {:tls_alert, {:bad_record_mac, 'TLS server: In state connection'}}}}",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    '{"level":"fatal","error":"ERROR: could not access status of transaction 830749165 (SQLSTATE 58P01)"}',
    "Unclassified",
    "nothing",
    "58P01"
  ],
  [
    "Error: could not start transaction: pq: cannot set transaction read-write mode during recovery",
    "ReadOnly",
    "nothing"
  ],
  [
    'ConnectionError { quaint_error: Error { kind: QueryError(Error { kind: Db, cause: Some(DbError { severity: "ERROR", parsed_severity: Some(Error), code: SqlState("XX000"), message: "unexpected data beyond EOF in block 0 of relation base/16384/49367", file: Some("bufmgr.c"), line: Some(825), routine: Some("ReadBuffer_common") }) })',
    "Unclassified",
    "nothing",
    "XX000"
  ],
  [
    '{"internal":{"statement":"BEGIN ISOLATION LEVEL SERIALIZABLE ","error":{"exec_status":"FatalError","message":"cannot use serializable mode in a hot standby","status_code":"0A000"}},"error":"postgres tx error","code":"postgres-error"}',
    "ReadOnly|Rejected",
    "nothing",
    "0A000"
  ],
  ["[vaultwarden::db][ERROR] Timeout waiting for database connection", "PoolExhausted", "nothing"],
  [
    "django.db.utils.ProgrammingError: ProgrammingError('\\xd0\\x9e\\xd0\\xa8\\xd0\\x98\\xd0\\x91\\xd0\\x9a\\xd0\\x90:  \\xd0\\xbe\\xd1\\x82\\xd0\\xbd\\xd0\\xbe\\xd1\\x88\\xd0\\xb5\\xd0\\xbd\\xd0\\xb8\\xd0\\xb5 \"api\" \\xd1\\x83\\xd0\\xb6\\xd0\\xb5 \\xd1\\x81\\xd1\\x83\\xd1\\x89\\xd0\\xb5\\xd1\\x81\\xd1\\x82\\xd0\\xb2\\xd1\\x83\\xd0\\xb5\\xd1\\x82\\n',)",
    "Rejected",
    "nothing"
  ],
  [
    '{"message": "\\u041e\\u0428\\u0418\\u0411\\u041a\\u0410:  \\u043e\\u0442\\u043d\\u043e\\u0448\\u0435\\u043d\\u0438\\u0435 \\"api\\" \\u0443\\u0436\\u0435 \\u0441\\u0443\\u0449\\u0435\\u0441\\u0442\\u0432\\u0443\\u0435\\u0442"}',
    "Rejected",
    "nothing"
  ],
  [
    '{"level":"WARNING","msg":"server login failed: FATAL role \\"pooler\\" does not exist"}',
    "Misconfigured",
    "nothing"
  ],
  [
    '{"level":"ERROR","msg":"database connect failed","err":"context deadline exceeded"}',
    "DeadlineExceeded|Unavailable",
    "nothing"
  ],
  [
    "ORM engine initialization attempt #1/10 failed. Error: dial unix /run/postgresql/.s.PGSQL.5432: socket: address family not supported by protocol",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    'ERROR Session failed error=remote error: ErrorResponse {\n  fields: [\n    (83, "FATAL"),\n    (86, "FATAL"),\n    (67, "28000"),\n    (77, "PAM authentication failed")\n  ]\n}',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  [
    "Error: P3006\n\nMigration `0_init` failed to apply cleanly to shadow database.\nError code: P1001\nError:\nCan't reach database server at `192.0.2.28:5432`",
    "Unavailable",
    "nothing"
  ],
  [
    'Traceback (most recent call last):\n  File "/app/django/db/backends/postgresql/base.py", line 185, in get_new_connection\n    connection = Database.connect(**conn_params)\n  File "/app/psycopg2/__init__.py", line 127, in connect\n    conn = _connect(dsn, connection_factory=connection_factory, **kwasync)\npsycopg2.OperationalError: server closed the connection unexpectedly\n        This probably means the server terminated abnormally\n        before or while processing the request.',
    "Unavailable",
    "nothing"
  ],
  [
    "liquibase.exception.DatabaseException: An I/O error occurred while sending to the backend. [Failed SQL: (0) ALTER TABLE jobs ADD CONSTRAINT pk_jobs PRIMARY KEY (id)]\n\tat liquibase.executor.jvm.JdbcExecutor.execute(JdbcExecutor.java:77)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Caused by: java.lang.IllegalArgumentException: Failed to create query for method public abstract boolean com.acme.JobRepository.existsByData(java.lang.String); Cannot compare left expression of type 'java.lang.Object' with right expression of type 'java.lang.String'",
    "Rejected",
    "nothing"
  ],
  [
    "2019-02-23 01:55:53 INFO (MainThread) [app.setup] Setup took 2.0 seconds.\n2019-02-23 01:55:53 ERROR (Recorder) [app.recorder] Error during connection setup: libpq.so.5: cannot open shared object file: No such file or directory (retrying in 3 seconds)",
    "Misconfigured",
    "nothing"
  ],
  [
    "slave01 patroni[30015]: pg_basebackup: directory \"/opt/data/space1\" exists but is not empty\nslave01 patroni[30015]: 2018-04-29 18:32:43,658 ERROR: Error when fetching backup: pg_basebackup exited with code=1\nslave01 patroni[30015]: 2018-04-29 18:32:43,658 ERROR: failed to bootstrap from leader 'master01'",
    "Misconfigured",
    "nothing"
  ],
  ["ERROR: la autentificaci�n password fall� para el usuario �app�", "Misconfigured", "nothing"],
  [
    "FEHLER:  doppelter Schl��sselwert verletzt Unique-Constraint �jobs_pkey�",
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    'could not access file "$libdir/timescaledb-1.4.0": No such file or directory',
    "Misconfigured",
    "nothing"
  ],
  [
    '2022-03-01 06:34:29 UTC:192.0.2.225(33688):app@shop:[26786]:ERROR: replication origin "pgl_shop_subsc050888" does not exist',
    "Rejected",
    "nothing"
  ],
  [
    "2023-12-22T16:02:37Z app[4d89d] lax [info][  150.759026] Out of memory: Killed process 845 (postgres) total-vm:455336kB, anon-rss:297292kB, UID:999 oom_score_adj:0\n2023-12-22T16:02:37Z app[4d89d] lax [info]postgres | 2023-12-22 16:02:37.243 UTC [328] LOG:  server process (PID 845) was terminated by signal 9: Killed",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "FATAL:  la autentificacin password fall para el usuario postgres\nCouldn't create 'shop_development' database. Please check your configuration.\nrails aborted!\nPG::ConnectionBad: FATAL:  la autentificacin password fall para el usuario postgres",
    "Misconfigured",
    "nothing"
  ],
  [
    "Database Error: NeonDbError: Error connecting to database: fetch failed\n    at execute (webpack-internal:///(rsc)/./node_modules/@neondatabase/serverless/index.js:4689:21) {\n  code: null,\n  sourceError: TypeError: fetch failed\n      at node:internal/deps/undici/undici:11754:11 {\n    cause: ConnectTimeoutError: Connect Timeout Error",
    "Unavailable",
    "nothing"
  ],
  [
    '"Open" with "0" argument(s): "0A000: Feature not supported: RDS Proxy currently doesn’t support the option ssl_renegotiation_limit."',
    "Rejected|Misconfigured",
    "nothing",
    "0A000"
  ],
  [
    'KABOOM!\nDB-CONNECTION-ERROR: Failed to connect to pgsql at "localhost" (port 5432) as user "hub": 10 fell through ECASE expression. Wanted one of (0 2 3 4 5 6 7 8).\nAn unhandled error condition has been signalled',
    "Misconfigured",
    "nothing"
  ],
  [
    "2014-05-28T14:06:02.109000+04:00 ERROR Database error 22003: la valeur  18446744073709551596  est en dehors des limites",
    "Rejected",
    "nothing",
    "22003"
  ],
  [
    "ERROR #40001 restart transaction: TransactionRetryWithProtoRefreshError: TransactionRetryError: retry txn (RETRY_SERIALIZABLE - failed preemptive refresh)",
    "Contention",
    "nothing",
    "40001"
  ],
  [
    '2020-06-18T18:14:47-04:00 ERROR metabase.query-processor.middleware.catch-exceptions Error processing query: null\n{:database_id 67,\n:state "57014",\n:status :failed,\n:class org.postgresql.util.PSQLException,\n:stacktrace\n["org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2497)"',
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    "ERROR: 2022/11/23 17:36:15.308547 unexpected response: &{%!t(string=ERROR) %!t(string=ERROR) %!t(string=42601) %!t(string=syntax error) %!t(string=) %!t(int32=0) %!t(string=repl_scanner.l)",
    "Rejected",
    "nothing",
    "42601"
  ],
  [
    'SQL State  : 58P01\nError Code : 0\nMessage    : ERROR: could not open extension control file "/usr/lib/postgresql/13/share/extension/btree_gist.control": No such file or directory',
    "Misconfigured|Rejected",
    "nothing",
    "58P01"
  ],
  [
    "ERROR:  XX000: invalid memory alloc request size 1107200064",
    "Unclassified|StorageFull",
    "nothing",
    "XX000"
  ],
  [
    'Error: pq: could not open extension control file "/share/extension/http.control": No such file or directory',
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR:  could not extend file "base/16511/16540": wrote only 4096 of 8192 bytes at block 13986\nHINT:  Check free disk space.\nWARNING:  terminating connection because of crash of another server process\nDETAIL:  The postmaster has commanded this server process to roll back the current transaction and exit',
    "StorageFull|OutcomeUnknown",
    "unknown"
  ],
  ["panic: pq: unknown response for startup: 'J'", "Misconfigured", "nothing"],
  [
    "postgresql 16:31:16.14 INFO  ==> Initializing PostgreSQL database...\nchmod: changing permissions of '/bitnami/postgresql/data': Operation not permitted\npostgresql 16:31:16.15 WARN  ==> Lack of permissions on data directory!",
    "Misconfigured",
    "nothing"
  ],
  [
    "pg_ctl: another server might be running; trying to start server anyway\nwaiting for server to start....2019-03-28 08:17:01.856 EET [26427] FATAL:  database files are incompatible with server\n2019-03-28 08:17:01.856 EET [26427] DETAIL:  The data directory was initialized by PostgreSQL version 10, which is not compatible with this version 11.2.\n stopped waiting\npg_ctl: could not start server",
    "Misconfigured",
    "nothing"
  ],
  [
    'File "/app/gino/api.py", line 417, in set_bind\n    bind = await create_engine(bind, loop=loop, **kwargs)\n  File "/app/gino/strategies.py", line 55, in create\n    pool = await dialect.init_pool(u, loop, pool_class=pool_class)\n  File "/app/gino/dialects/asyncpg.py", line 465, in init_pool\nConnectionResetError: [WinError 10054]',
    "Unavailable",
    "nothing"
  ],
  [
    '2017-07-30 16:19:05.893 WIB [49438] app@shop STATEMENT:  UPDATE "statement" SET "total"=\'3427000.00\' WHERE id = 59948 2017-07-30 16:19:05.893 WIB [49440] app@shop ERROR:  could not serialize access due to concurrent update',
    "Contention",
    "nothing"
  ],
  [
    'STATEMENT:  UPDATE public.jobs SET  VERSION = $1 ,  NEXT_RUN = $2  WHERE JOB_ID=$3 ERROR:  could not extend file "base/16384/16492": No space left on device HINT:  Check free disk space.',
    "StorageFull",
    "nothing"
  ],
  [
    "default[20190804t143604]  > app start\n2019-08-29 16:24:39 default[20190804t143604]  { TimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?      at Bluebird.try.then.catch (/app/node_modules/knex/lib/client.js:318:17)",
    "PoolExhausted",
    "nothing"
  ],
  [
    "pql error: Error in connector: Error creating a database connection. (Timed out fetching a connection from the pool (connection limit: 13, in use: 13))",
    "PoolExhausted",
    "nothing"
  ],
  [
    "repo1: [FileWriteError] raised from remote-0 protocol on 'shop-repo': unable to write to fd: [28] No space left on device\n2022-07-08 00:48:26.133 UTC [4895] LOG:  archive command failed with exit code 103",
    "StorageFull",
    "nothing"
  ],
  [
    "Connection failed: SQLSTATE[08006] [7] could not send SSL negotiation packet: Resource temporarily unavailable",
    "Unavailable",
    "nothing"
  ],
  [
    "2020-01-22 02:51:26.021 UTC [40] postgres@postgres FATAL:  the database system is starting up\npsql: FATAL:  the database system is starting up\n2020-01-22 02:51:26.920 UTC [39] LOG:  invalid primary checkpoint record\n2020-01-22 02:51:26.920 UTC [39] PANIC:  could not locate a valid checkpoint record\n2020-01-22 02:51:26.928 UTC [27] LOG:  database system is shut down",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "2022-12-20 20:15:13.306 UTC [27] LOG:  starting PostgreSQL 14.5\n2022-12-20 20:15:13.443 UTC [28] LOG:  invalid resource manager ID in primary checkpoint record",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "2018-11-09 07:54:18 UTC [22072]: [9499-1] user=,db= LOG:  worker process: bg_mon (PID 20867) was terminated by signal 11: Segmentation fault\n2018-11-09 07:54:18 UTC [22072]: [9501-1] user=,db= LOG:  terminating any other active server processes",
    "OutcomeUnknown|Unavailable",
    "unknown"
  ],
  [
    '2024/01/08 23:08:44 [app:eu:db] failed to connect to instance: Dial error: handshake failed (connection name = "app:eu:db"): context deadline exceeded\npg_dump: error: connection to database "app" failed: connection to server at "proxy" (192.0.2.2), port 5432 failed: server closed the connection unexpectedly',
    "Unavailable",
    "nothing"
  ],
  [
    'WARNING:  database "postgres" has a collation version mismatch\nDETAIL:  The database was created using collation version 2.31, but the operating system provides version 2.36.',
    "Unclassified",
    "nothing"
  ],
  [
    "Exception in thread main java.lang.IllegalStateException: No dialect registered for pgsq. URL=jdbc:pgsq://localhost/shop",
    "Misconfigured",
    "nothing"
  ],
  [
    'creating configuration files ... ok\nLOG:  could not link file "pg_xlog/xlogtemp.28" to "pg_xlog/000000010000000000000001": Operation not permitted\nFATAL:  could not open file "pg_xlog/000000010000000000000001": No such file or directory\ninitdb: removing contents of data directory "/var/lib/postgresql/data"',
    "Misconfigured",
    "nothing"
  ],
  [
    "ConnectionDoesNotExistError('connection was closed in the middle of operation')\nInterfaceError: cannot perform operation: another operation is in progress",
    "OutcomeUnknown",
    "unknown"
  ],
  ["pg_ctl: could not find postgres program executable", "Misconfigured", "nothing"],
  [
    '2025-09-26T14:12:59Z  INFO client "shop" connected to database "shop" [192.0.2.2:58164]\n2025-09-26T14:13:04Z ERROR checkout timeout [[192.0.2.2:41326]]',
    "PoolExhausted",
    "nothing"
  ],
  [
    "LOG:  process 25188 detected deadlock while waiting for AccessExclusiveLock on relation 36 of database 16402 after 1000.034 ms",
    "Contention",
    "nothing"
  ],
  [
    "LOG:  job 1003 threw an error\nERROR:  cannot fetch toast data without an active snapshot",
    "Unclassified",
    "nothing"
  ],
  ["error:XX000:6:RETURN:cache lookup failed for type 0", "Unclassified", "nothing", "XX000"],
  [
    "8665LOG:  terminating any other active server processes\n35382DETAIL:  The postmaster has commanded this server process to roll back the current transaction and exit",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream\n ---> System.TimeoutException: Timeout during reading attempt",
    "DeadlineExceeded",
    "unknown"
  ],
  [
    "org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.\n\tat org.postgresql.jdbc.PgConnection.isValid(PgConnection.java:1432)\n\tat com.zaxxer.hikari.pool.PoolBase.isConnectionAlive(PoolBase.java:161)",
    "Unavailable|OutcomeUnknown",
    "nothing"
  ],
  [
    'ListSessionsError (QueryError "SELECT 1" [] (ClientError (Just "no connection to the server\\n")))',
    "Unavailable",
    "nothing"
  ],
  ["LOG:  archive command failed with exit code 127", "Misconfigured", "any"],
  [
    "  INFO: connecting to primary database\n  ERROR: unable to connect to the primary database\n  HINT: a primary node must be configured before registering a standby node",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "pg_dump: query returned 2 rows instead of one: SELECT tableoid, oid FROM pg_database",
    "Unclassified",
    "any"
  ],
  [
    "pg_dump: error: サーバのエラーメッセージ: ERROR:  invalid memory alloc request size xxxxxxxxx",
    "Unclassified",
    "nothing"
  ],
  ['错误:\n语法错误在"with ordinality"处或附近', "Rejected", "nothing"],
  [
    'FATAL:  could not open shared memory segment "/PostgreSQL.1804289383": Permission denied',
    "Misconfigured",
    "nothing"
  ],
  [
    "[Critical] server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n\n[Critical] Could not get cursor. Trying to reconnect...\n[Critical] FATAL:  the database system is in recovery mode",
    "OutcomeUnknown|Unavailable",
    "unknown"
  ],
  [
    "# pg_createcluster 10 main\nError: The locale requested by the environment is invalid:\n  LANG: en_US.UTF-8",
    "Misconfigured",
    "nothing"
  ],
  [
    "initdb: error: invalid locale settings; check LANG and LC_* environment variables",
    "Misconfigured",
    "nothing"
  ],
  [
    "** (EXIT) an exception was raised:\n    ** (RuntimeError) could not find Ecto.Adapters.Postgres.Connection.\n\nPlease verify you have added :postgrex as a dependency",
    "Misconfigured",
    "nothing"
  ],
  ["PG::InternalError: ERREUR: transform: couldn't project point", "Unclassified|Rejected", "nothing"],
  [
    "{\n  severity: 'NOTICE',\n  code: '42P06',\n  message: 'schema \"drizzle\" already exists, skipping'\n}\nPostgresError: syntax error at or near \"`\"",
    "Rejected",
    "nothing"
  ],
  [
    "java.util.concurrent.RejectedExecutionException: Task slick.backend.DatabaseComponent$DatabaseDef@33f6 rejected from java.util.concurrent.ThreadPoolExecutor@1311[Running, pool size = 20]",
    "PoolExhausted",
    "nothing"
  ],
  [
    "mkdir: cannot create directory '/var/lib/postgresql/data': Permission denied",
    "Misconfigured",
    "nothing"
  ],
  [
    "COPY_END for COPY ways FROM STDIN;\n failed: ERROR:  unexpected message type 0x2A during COPY from stdin",
    "Unclassified|Rejected",
    "nothing"
  ],
  ["Client has encountered a connection error and is not queryable", "Unavailable", "nothing"],
  [
    "error: ALTER TABLE notes ADD CONSTRAINT c UNIQUE (a) NOT VALID - UNIQUE constraints cannot be marked NOT VALID\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/src/parser.ts:369:69)",
    "Rejected",
    "nothing"
  ],
  [
    "FATAL: Unexpected error.\n    err: {\n      error: value too long for type character varying(255)\n          at then (/app/node_modules/pqb/src/then.ts:411:15)",
    "Rejected",
    "nothing"
  ],
  [
    'check for "/usr/lib/postgresql/9.6/bin" failed: No such file or directory\n\nFailure, exiting',
    "Misconfigured",
    "nothing"
  ],
  [
    "postgres: max_wal_senders must be less than max_connections\npg_ctl: could not start server",
    "Misconfigured",
    "nothing"
  ],
  [
    'FATAL:  could not send replication command "CREATE_REPLICATION_SLOT "p1" LOGICAL pglogical_output": status PGRES_FATAL_ERROR: ERROR:  replication slot "p1" already exists',
    "Rejected",
    "nothing"
  ],
  [
    "P00 ERROR: [057]: raised from remote process on 'db': server closed the connection unexpectedly\nThis probably means the server terminated abnormally\nbefore or while processing the request.\nP00 INFO: backup command end: aborted with exception [057]",
    "OutcomeUnknown|Unavailable",
    "unknown"
  ],
  [
    'ERROR:  extension "vector" has no installation script nor update path for version "0.7.4"',
    "Misconfigured",
    "nothing"
  ],
  [
    "could not execute query: ERREUR:  paramètre de configuration « idle_in_transaction_session_timeout » non reconnu",
    "Rejected",
    "nothing"
  ],
  [
    'INFO:  00000: synchronizing data\npostgres@shop ERROR:  23505: duplicate key value violates unique constraint "a_pkey"',
    "ConstraintViolated",
    "nothing",
    "23505"
  ]
]
