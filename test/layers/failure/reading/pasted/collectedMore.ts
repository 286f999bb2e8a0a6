import type { Pasted } from "./Pasted.ts"

/** More of what was collected from public threads, and told wrongly or not at all at first. */
export const collectedMore: ReadonlyArray<Pasted> = [
  [
    'ERROR:  database is not accepting commands to avoid wraparound data loss in database "shop"\nHINT:  Stop the postmaster and vacuum that database in single-user mode.\nYou might also need to commit or roll back old prepared transactions, or drop stale replication slots.',
    "StorageFull",
    "nothing"
  ],
  [
    "Server replica:\nWAL archive: FAILED (please make sure WAL shipping is setup)\nPostgreSQL: OK\nssh: OK (PostgreSQL server)\nnot in recovery: FAILED (cannot perform exclusive backup on a standby)",
    "Misconfigured",
    "any"
  ],
  [
    "P00  DEBUG: (code: 103, message: {\"unable to find a valid repository:\n  repo1: [FileMissingError] unable to load info file '/var/lib/pgbackrest/archive/my/archive.info'",
    "Misconfigured",
    "any"
  ],
  [
    " jobid | runid | database | command | status |  return_message   | start_time\n-------+-------+----\n     1 |  2844 | shop  | select update_caches() | failed | connection failed |",
    "Unavailable",
    "nothing"
  ],
  [
    "INFO: pg_stop backup() successfully executed\nERROR: Switched WAL segment 0000000400000008000000EC could not be archived in 300 seconds",
    "DeadlineExceeded",
    "any"
  ],
  ["RuntimeError: Enable logical decoding by setting wal_level=logical", "Misconfigured", "nothing"],
  [
    'pg_dumpall: could not connect to database "template1": could not translate host name "localhost:5432" to address: Name does not resolve',
    "Misconfigured",
    "nothing"
  ],
  [
    "Error:\nTimed out fetching a new connection from the pool. Please consider reducing the number of requests or increasing the `connection_limit` parameter. Current limit: 250, amount of connections currently in use: 21.",
    "PoolExhausted",
    "nothing"
  ],
  [
    "[94546]: [2-1] user=shop DETAIL:  The postmaster has commanded this server process to roll back the current transaction and exit, because another server process exited abnormally and possibly corrupted shared memory.\n[94546]: [3-1] user=shop HINT:  In a moment you should be able to reconnect to the database and repeat your command.\n[94625]: [1-1] user=crm FATAL:  the database system is in recovery mode",
    "OutcomeUnknown|Unavailable",
    "unknown"
  ],
  [
    "thread 'pg_async::tests::test_init_db' panicked at 'could not get connection: TimedOut', src/pg_async.rs:39:41",
    "PoolExhausted",
    "nothing"
  ],
  [
    "Using environment \"production\".\n\nERROR: Please install 'pg' module manually",
    "Misconfigured",
    "nothing"
  ],
  [
    "[Error] The operation has timed out. -   at Npgsql.NpgsqlTimeout.Check () <0x401df210 + 0x0002b>\n  at Npgsql.NpgsqlConnector.HandleAuthentication (System.String username, NpgsqlTimeout timeout)\n  at Npgsql.NpgsqlConnector.Open (NpgsqlTimeout timeout)",
    "Unavailable",
    "nothing"
  ],
  [
    "Error: The database currently has VectorChord 0.4.2 activated, but the Postgres instance only has 0.4.1 available.\n    This most likely means the extension was downgraded.",
    "Misconfigured",
    "nothing"
  ],
  [
    'DETAIL:  Process 7063 waits for ShareLock on transaction 3165652; blocked by process 7243.\nProcess 7243 waits for ShareLock on transaction 3165651; blocked by process 7063.\nCONTEXT:  while updating tuple (208084,20) in relation "task_instance"',
    "Contention",
    "nothing"
  ],
  [
    "[258215] ERROR:  vchord must be loaded via shared_preload_libraries.\n[258215] STATEMENT:  CREATE EXTENSION IF NOT EXISTS vchord CASCADE",
    "Misconfigured",
    "nothing"
  ],
  // What a server says of a statement is no trouble of the connection that it says it through.
  ["ERROR:  could not connect to SPI manager", "Unclassified", "nothing"],
  ["ERROR:  RASTER_union: Could not allocate memory for band arguments", "StorageFull", "nothing"],
  ["main pid 61: ERROR:  authentication failed\nDETAIL:  password mismatch", "Misconfigured", "nothing"],
  [
    "ERROR:  failed to connect to MySQL: Access denied for user 'shop'@'10.0.0.7' (using password: NO)",
    "Misconfigured",
    "nothing"
  ],
  [
    "[error] GenServer #PID<0.2576.0> terminating\n** (ArgumentError) argument error\n(kernel) gen_tcp.erl:167: :gen_tcp.connect/4\n(postgrex) lib/postgrex/protocol.ex:473: Postgrex.Protocol.connect/5",
    "Misconfigured",
    "nothing"
  ],
  [
    'PostgresError: could not open file "base/16384/17249": Interrupted system call\n        file: "md.c",\n     routine: "mdopenfork",\n        code: "XX000"',
    "Unclassified",
    "nothing",
    "XX000"
  ],
  [
    "error: Uncaught (in promise) ConnectionError: The session was terminated unexpectedly\n    at Connection.#readMessage (https://deno.land/x/postgres@v0.17.2/connection/connection.ts:166:13)\n    at async Connection.#startup (https://deno.land/x/postgres@v0.17.2/connection/connection.ts:369:28)",
    "Unavailable",
    "nothing"
  ],
  [
    'selecting dynamic shared memory implementation ... posix\nsh: line 1:    29 Bus error               (core dumped) "/usr/pgsql-16/bin/postgres" --check -F -c log_checkpoints=false',
    "StorageFull",
    "nothing"
  ],
  [
    "mmap(8812232704) with MAP_HUGETLB failed, huge pages disabled: Cannot allocate memory",
    "StorageFull",
    "nothing"
  ],
  [
    "[14581-3915]  LOG:  replication terminated by primary server\n[14407-1311]  LOG:  new timeline 103 forked off current database system timeline 102 before current recovery point 23/25007388",
    "Misconfigured",
    "any"
  ],
  [
    'pg_receivexlog: could not send replication command "START_REPLICATION": pg_receivexlog: disconnected; waiting 5 seconds to try again',
    "Unavailable",
    "any"
  ],
  ["Cannot create table in a read-only transaction.", "ReadOnly", "nothing"],
  [
    "WARNING:  canceling wait for synchronous replication due to user request\nDETAIL:  The transaction has already committed locally, but might not have been replicated to the standby.",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'failed to get postgres binary version: error: exec: "postgres": executable file not found in $PATH, output:',
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: pg_repack failed with error: extension 'pg_repack 1.4.2' required, found extension 'pg_repack 1.4.0'",
    "Misconfigured",
    "nothing"
  ],
  [
    '[142]: [01000] WARNING:  failed to launch job 1 "Telemetry Reporter [1]": failed to start a background worker',
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR:  could not stat file "/usr/share/postgresql/9.4/extension/semver--0.12.0.sql": Adresář nebo soubor neexistuje',
    "Misconfigured",
    "nothing"
  ],
  ["ERROR: Timed out waiting for Acquire Advisory Lock", "Contention", "nothing"],
  [
    "ERROR:  worker registration failed, you might want to increase max_worker_processes setting",
    "Misconfigured",
    "nothing"
  ],
  // Words that no table has, of which links to documents say nothing.
  [
    "Error:\nTimed out obtaining a fresh connection from our pool. Please consider fewer requests or a larger `connection_limit` (https://www.prisma.io/docs/concepts/pool).",
    "PoolExhausted",
    "nothing"
  ],
  ["Timed out obtaining a fresh database connection from our pool", "PoolExhausted", "nothing"],
  ["Cannot alter table inside a read-only transaction.", "ReadOnly", "nothing"],
  [
    "2024-05-01 10:00:00.000 UTC [123] LOG:  process 123 still waiting for ShareLock on transaction 456 after 1000.123 ms\n2024-05-01 10:00:00.000 UTC [123] DETAIL:  Process holding the lock: 99. Wait queue: 123.",
    "Contention",
    "unknown"
  ],
  [
    "psql: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.",
    "Unavailable",
    "nothing"
  ],
  [
    "Error connctiong to the server: server closed the connection unexpectedly This probably means the server terminated abnormally before or while processing the request",
    "Unavailable",
    "nothing"
  ],
  [
    "** (exit) exited in: :gen_server.call(#PID<0.149.0>, {:checkout, #Reference<0.0.1.531>, true, :infinity}, 5000)\n    ** (EXIT) time out\n    (postgrex) lib/postgrex.ex:111: Postgrex.query/4",
    "PoolExhausted",
    "nothing"
  ],
  [
    "System.IO.EndOfStreamException: 尝试读取超出流末尾的内容。\n   在 Npgsql.NpgsqlBuffer.Ensure(Int32 count)\n   在 Npgsql.NpgsqlCommand.ExecuteScalar()",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '  File "/home/app/lib/python2.6/site-packages/celery/worker/job.py", line 103, in execute\n    self.loader.on_process_cleanup()\nInterfaceError: connection already closed',
    "Unavailable",
    "nothing"
  ],
  [
    "Message=Timeout while getting a connection from pool.\n    Source=Npgsql\n    StackTrace:\n        at Npgsql.NpgsqlConnectorPool.RequestPooledConnector(NpgsqlConnection Connection)",
    "PoolExhausted",
    "nothing"
  ],
  [
    'OperationalError: SSL connection has been closed unexpectedly\n    return self.dbapi.connect(*cargs, **cparams)\n  File "/usr/lib64/python2.7/site-packages/psycopg2/__init__.py", line 164, in connect',
    "Unavailable",
    "nothing"
  ],
  [
    "Error: Connection terminated\n    at cn.eval (webpack-internal:///(middleware)/./node_modules/@neondatabase/serverless/index.js:3890:40)\n    at WebSocket.eval (webpack-internal:///(middleware)/./node_modules/@neondatabase/serverless/index.js:3050:22)",
    "OutcomeUnknown",
    "any"
  ],
  [
    'InternalError_: tuple concurrently updated\n\n  File "django/db/backends/utils.py", line 87, in _execute\n    return self.cursor.execute(sql)',
    "Unclassified",
    "nothing"
  ],
  ['FATAL:  could not open file "global/pg_filenode.map": Permission denied', "Misconfigured", "nothing"],
  ['PANIC:  could not write to file "pg_wal/xlogtemp.23": No space left on device', "StorageFull", "unknown"],
  [
    "PANIK:  konnte nicht in Datei »pg_wal/xlogtemp.23« schreiben: Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
    "StorageFull",
    "unknown"
  ],
  ["ERROR:  lost connection to parallel worker", "Unclassified", "nothing"],
  [
    "ERROR:  parallel worker failed to initialize\nHINT:  More details may be available in the server log.",
    "Unclassified",
    "nothing"
  ],
  ["WARNING:  page verification failed, calculated checksum 1234 but expected 4321", "Unclassified", "any"],
  [
    "2026-01-02 03:04:05.123 UTC [12] LOG C-0x55: app/app@10.0.0.1:5 closing because: bouncer config error (age=0s)",
    "Misconfigured",
    "nothing"
  ],
  [
    '{"success":false, "error":"upload_ioError", "msg": "org.postgresql.util.PSQLException: An I/O error occured while sending to the backend."}',
    "OutcomeUnknown|Unavailable",
    "unknown"
  ],
  ["error: permission denied for database shop", "Rejected", "nothing"],
  [
    "✗ Command failed: prisma migrate deploy\nError: P1002\nThe database server at `10.0.0.1:5432` was reached but timed out.\nPlease try again.\nContext: Timed out trying to acquire a postgres advisory lock (SELECT pg_advisory_lock(72707369)). Elapsed: 10000ms.",
    "Contention|DeadlineExceeded",
    "nothing"
  ],
  [
    "mkdir: cannot create directory ‘/bitnami/postgresql/data’: Permission denied",
    "Misconfigured",
    "nothing"
  ],
  [
    "There seems to be a postmaster servicing the old cluster.\nPlease shutdown that postmaster and try again.\nFailure, exiting",
    "Misconfigured",
    "nothing"
  ],
  [
    "2020-10-11 18:14:46.996 UTC [21407] FATAL:  the database system is starting up\n2020-10-11 18:14:47.199 UTC [16901] FATAL:  unexpected data beyond EOF in block 76469 of relation base/18516/22231\n2020-10-11 18:14:47.221 UTC [16898] LOG:  startup process (PID 16901) exited with exit code 1\n2020-10-11 18:14:47.221 UTC [16898] LOG:  terminating any other active server processes\n2020-10-11 18:14:47.297 UTC [21410] FATAL:  the database system is in recovery mode",
    "Unavailable|Unclassified",
    "nothing"
  ],
  ['django.db.utils.OperationalError: record "old" is not assigned yet', "Rejected|Unclassified", "nothing"],
  ['被参照テーブル"orders"に、指定したキーに合致する一意性制約がありません', "Rejected", "nothing"],
  [
    "Error: Got error from server: write tcp 10.44.0.100:38068->10.44.138.33:5432: write: broken pipe (status: 500)",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "* Connection #0 to host rdsauthproxy left intact\n2023-03-17 08:19:37 UTC:10.0.0.1(50249):iamuser/dbuser@postgres:[4319]:LOG: pam_authenticate failed: Permission denied",
    "Misconfigured",
    "nothing"
  ],
  [
    "org.postgresql.util.PSQLException: O servidor pediu autenticação baseada em senha, mas nenhuma senha foi fornecida.\n\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:643)",
    "Misconfigured",
    "nothing"
  ],
  [
    "  |     constraint: undefined,\n  |     file: 'tablecmds.c',\n  |     line: '7686',\n  |     routine: 'check_for_column_name_collision',\n  |     parameters: undefined\n  |   },",
    "Rejected",
    "nothing"
  ],
  [
    "2026-01-15 16:33:37,264 2391938 ERROR shop odoo.addons.queue_job.controllers.main: PG concurrency error (40001) while performing job.",
    "Contention",
    "nothing"
  ],
  [
    "aiohttp.client_exceptions.ClientResponseError: 403, message='Forbidden', url=URL('https://alloydb.googleapis.com/v1beta/projects/shop/locations/x/clusters/c/instances/i/connectionInfo')",
    "Misconfigured",
    "nothing"
  ],
  [
    '2019-01-09 09:38:44.690 GMT [13817] FATAL:  could not open relation mapping file "global/pg_filenode.map": No such file or directory\n2019-01-09 09:38:44.889 GMT [66] LOG:  autovacuum launcher process (PID 13817) exited with exit code 1\n2019-01-09 09:38:44.889 GMT [66] LOG:  terminating any other active server processes\n2019-01-09 09:38:45.342 GMT [66] LOG:  all server processes terminated; reinitializing',
    "Unclassified|Misconfigured",
    "nothing"
  ],
  [
    "2025-01-21 12:55:28.492 CET [46479] ERROR:  subscriber shop initialization failed during nonrecoverable step (d), please try the setup again",
    "Misconfigured|Unclassified",
    "nothing"
  ],
  [
    "WARN  [org.jboss.jca.core.connectionmanager.pool.strategy.OnePool] IJ000604: Throwable while attempting to get a new connection: null: javax.resource.ResourceException: IJ031084: Unable to create connection\n\tat org.postgresql.Driver.connect(Driver.java:256)",
    "Unavailable",
    "nothing"
  ],
  [
    '2022-12-31 03:38:10.297 GMT [8440] PANIC:  could not write to file "pg_logical/replorigin_checkpoint.tmp": No space left on device\n2022-12-31 03:38:10.516 GMT [11] LOG:  startup process (PID 8440) was terminated by signal 6: Aborted',
    "StorageFull",
    "nothing"
  ],
  [
    "Every INSERT into a table with RLS enabled fails with 42501: new row violates row-level security policy, even when WITH CHECK is true.",
    "Rejected",
    "nothing"
  ],
  [
    "WARNING: Retry got exception: 'connection problems'\nINFO: Error communicating with PostgreSQL. Will try again later",
    "Unavailable",
    "nothing"
  ],
  [
    "Starting postgres node at 'postgresql://cloud_admin@127.0.0.1:55434/postgres'\ncommand failed: timed out 90s waiting to connect to compute_ctl HTTP\nCaused by:\n    0: error sending request for url (http://0.0.0.0:55435/status)\n    1: client error (Connect)\n    2: tcp connect error: Connection refused (os error 111)",
    "Unavailable",
    "nothing"
  ],
  [
    "x: Failed to load driver for $DB_URI: Neither caqti-driver-postgresql nor the dynamic linker is linked into the application.",
    "Misconfigured",
    "nothing"
  ],
  [
    'CRASH REPORT Process <0.10642.175> with 0 neighbours exited with reason: {{error,{unexpected_message,69,epgsql_cmd_connect,{connect,#{database => "shop",port => 25060,ssl => true}}}}}',
    "Misconfigured",
    "nothing"
  ],
  [
    'DBError { msg: "DIESEL_SERIALIZATION_ERROR", extra: "FailedToLookupTypeError(PgMetadataCacheKey { schema: None, type_name: "name_row_type" })" }',
    "Rejected|Misconfigured",
    "nothing"
  ],
  ['DeserializationError("Unsupported JSONB encoding version 123")', "Rejected", "any"]
]
