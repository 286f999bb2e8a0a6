import type { Pasted } from "./Pasted.ts"

/** From public issues of poolers, Neon, Cloud SQL, Debezium, backup tools and cluster managers. */
export const issuesOfPoolers: ReadonlyArray<Pasted> = [
  [
    "2021-04-05 06:15:20.549 3224 LOG C-0x7f0e6aadd410: abc/xyz@10.0.0.9:63996 closing because: pgbouncer cannot connect to server (age=0)\n2021-04-05 06:15:20.549 3224 WARNING C-0x7f0e6aadd410: abc/xyz@10.0.0.9:63996 pooler error: pgbouncer cannot connect to server",
    "Unavailable",
    "nothing"
  ],
  [
    "2025-05-11T16:35:44.147310Z ERROR datafusion_table_providers::sql::db_connection_pool::postgrespool: Postgres Connection Error: Error { kind: Closed, cause: None }",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "2024-03-21 12:07:11.275 +03 [1594] LOG C-0x7f4c0a285ea8: test/test_app@172.17.32.239:58531 closing because: client close request (age=596s)\n2024-03-21 12:07:11.275 +03 [1594] LOG S-0x7f4c0a2023d0: test/test_app@127.0.0.1:5000 closing because: client disconnect while server was not ready (age=596s)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'textPayload: "2024-12-30 01:33:02.101 UTC [1] WARNING C-0x7a94c855f6d8: app/app@127.0.0.6:59207 pooler error: server conn crashed?"',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Apr 03 15:15:39 pgdb.server pgbouncer[9558]: S-0x55a94735d210: dbname/username1@127.0.0.1:5433 got packet '1' from server when not linked\nApr 03 15:15:39 pgdb.server pgbouncer[9558]: S-0x55a94735d210: dbname/username1@127.0.0.1:5433 got packet 'Z' from server when not linked",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "FATAL @src/server.c:583 in function server_proto(): server_proto: server in bad state: 11",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  ["Parameter server_version changed", "Unavailable|OutcomeUnknown|Misconfigured", "any"],
  ["Connection failed {:error, :nxdomain} to 'db.xxx.supabase.co':5432", "Unavailable", "nothing"],
  ["Connection failed {:error, :eaddrnotavail} to 'db.xxx.supabase.co':5432", "Unavailable", "nothing"],
  ["DbHandler: Session terminated by server while checked out by a client", "OutcomeUnknown", "unknown"],
  [
    "ClientHandler: (ECLIENTSOCKETCLOSED) Client socket closed while state was busy (proxy)",
    "OutcomeUnknown",
    "unknown"
  ],
  ["Terminating with reason :client_termination when state was :busy", "OutcomeUnknown", "unknown"],
  [
    "repo1: [FileMissingError] unable to load info file '/var/lib/pgbackrest/archive/my/archive.info' or '/var/lib/pgbackrest/archive/my/archive.info.copy':\nFileMissingError: unable to open missing file '/var/lib/pgbackrest/archive/my/archive.info' for read\nHINT: archive.info cannot be opened but is required to push/get WAL segments.",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "ERROR: [072] archive-push command must be run on the PostgreSQL host\nINFO: archive-push command end: aborted with exception [072]\nLOG: archive command failed with exit code 72",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    '2017-09-09 17:08:38.569 GMT,,,3365,,59b41496.d25,534,,2017-09-09 16:19:34 GMT,,0,LOG,00000,"archive command failed with exit code 55","The failed archive command was: pgbackrest --stanza=data archive-push pg_xlog/0000000300010E1900000028",,,,,,,,""',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "ERROR: [082]: unable to push WAL file '000000010000000000000001' to the archive asynchronously after 60 second(s)\n2021-05-07 23:58:43.008 P00   INFO: archive-push command end: aborted with exception [082]",
    "DeadlineExceeded",
    "nothing"
  ],
  [
    'sh: 1: pgbacKrest: not found\nLOG:  archive command failed with exit code 127\nDETAIL:  The failed archive command was: pgbacKrest --stanza=demo1 archive-push pg_xlog/000000010000000000000004\nWARNING:  archiving transaction log file "000000010000000000000004" failed too many times, will try again later',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "Jul 07 09:31:10 host patroni[25557]: raise PatroniException('Failed to bootstrap cluster')\nJul 07 09:31:10 host patroni[25557]: patroni.exceptions.PatroniException: 'Failed to bootstrap cluster'",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "2025-11-27 12:41:35.319 UTC [11231] LOG: invalid recovery target timeline 0\n2025-11-27 12:41:35.320 UTC [11231] FATAL: recovery ended before configured recovery target was reached",
    "Unavailable|Misconfigured|Rejected",
    "nothing"
  ],
  [
    'initdb: could not change permissions of directory "/var/lib/postgresql/10/main": Operation not permitted\nfixing permissions on existing directory /var/lib/postgresql/10/main ...',
    "Misconfigured",
    "nothing"
  ],
  [
    '2024-05-08 17:14:01.971 UTC [52] FATAL:  data directory "/var/lib/postgresql/data/pgdata" has invalid permissions\n2024-05-08 17:14:01.971 UTC [52] DETAIL:  Permissions should be u=rwx (0700) or u=rwx,g=rx (0750).\nchild process exited with exit code 1\ninitdb: removing contents of data directory "/var/lib/postgresql/data/pgdata"',
    "Misconfigured",
    "nothing"
  ],
  [
    'initdb: directory "/var/lib/postgresql/data/pgdata" exists but is not empty\nIf you want to create a new database system, either remove or empty\nthe directory',
    "Misconfigured",
    "nothing"
  ],
  [
    'fixing permissions on existing directory /var/lib/postgresql/data ... ok\ncreating subdirectories ... initdb: could not create directory "/var/lib/postgresql/data/pg_xlog/archive_status": Permission denied',
    "Misconfigured",
    "nothing"
  ],
  [
    '2026-09-22 03:25:36.114 UTC [34] LOG:  could not write to file "postmaster.pid": Operation not permitted\n2026-09-22 03:25:36.121 UTC [34] FATAL:  could not write to file "pg_wal/xlogtemp.34": Operation not permitted\nchild process exited with exit code 1\ninitdb: removing contents of data directory',
    "Misconfigured|StorageFull|Unavailable",
    "nothing"
  ],
  [
    "NeonDbError: Error connecting to database: Error: Network connection lost.\n    at dr2.execute",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "NeonDbError: Error connecting to database: fetch failed [cause]: SocketError: other side closed",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "Error connecting to database: ConnectionRefused: Unable to connect. Is the computer able to access the url?",
    "Unavailable",
    "nothing"
  ],
  [
    "[NeonDbError: Error connecting to database: fetch failed] {\n  name: 'NeonDbError',\n  severity: undefined,\n  code: undefined,\n  sourceError: [TypeError: fetch failed] { cause: [Error: AggregateError] }\n}",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    '2025/10/27 07:12:52 proxy server error: dial error: failed to dial (connection name = "p:r:i"): dial tcp 10.0.0.2:3307: connect: connection refused',
    "Unavailable",
    "nothing"
  ],
  [
    '2019/04/14 17:36:59 couldn\'t connect to "p:r:i": dial tcp 10.0.0.2:3307: connect: operation timed out',
    "Unavailable",
    "nothing"
  ],
  [
    "dial tcp: address 10.55.226.6: missing port in address\nThrottling refreshCfg(p:r:i): it was only called 2.071937461s ago",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "org.apache.kafka.connect.errors.ConnectException: Could not create PostgreSQL connection",
    "Unavailable",
    "nothing"
  ],
  [
    "io.debezium.DebeziumException: Could not execute heartbeat action (Error: 57P01)",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    '{"level":"info","ts":"2024-04-30T20:40:27Z","msg":"Instance is still down, will retry in 1 second","controller":"cluster","controllerGroup":"postgresql.cnpg.io"}',
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR:  backend authentication failed\nDETAIL:  backend response with kind 'E' when expecting 'R'\nHINT:  This issue can be caused by version mismatch (current version 3)",
    "Misconfigured",
    "nothing"
  ],
  [
    "2022-05-28 19:35:08.818: main pid 1: LOG:  find_primary_node: make_persistent_db_connection_noerror failed on node 0",
    "Unavailable",
    "nothing"
  ],
  [
    "psql: ERROR:  failed to authenticate with backend using md5\nDETAIL:  valid password not found",
    "Misconfigured",
    "nothing"
  ],
  [
    'psql: error: connection to server at "127.0.0.1", port 11000 failed: FATAL:  unable to get session context',
    "Unavailable|Misconfigured|Unclassified",
    "nothing"
  ],
  [
    "ERROR:  invalid authentication packet from backend\nDETAIL:  failed to get the authentication packet length\nHINT:  This is likely caused by the inconsistency of auth method among DB nodes.",
    "Misconfigured",
    "nothing"
  ],
  [
    "SCRAM authentication failed - backend response with kind 'E' when expecting 'R' && pool_passwd file does not contain an entry for \"app\"",
    "Misconfigured",
    "nothing"
  ],
  [
    'pq: restart transaction: HandledRetryableTxnError: TransactionRetryError: retry txn "sql txn" id=b883b62a key=/Table/61/1/252 rw=true',
    "Contention",
    "nothing"
  ],
  [
    "FATAL:  58000: could not get connection from the pool - AllServersDown",
    "Unavailable|PoolExhausted",
    "nothing"
  ],
  [
    'Could not get connection from pool: { pool_name: "shop", username: "shop", shard: None, role: "Some(Primary)", error: "AllServersDown" }',
    "Unavailable|PoolExhausted",
    "nothing"
  ],
  [
    "2024-10-28 10:04:37 source > WARN main i.a.i.s.p.c.PostgresCdcCtidInitializer(cdcCtidIteratorsCombined):188 Saved offset is before Replication slot's confirmed_flush_lsn, Airbyte will trigger sync from scratch",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    'time="2021-02-16T09:07:46Z" level=debug msg="could not get connection pooler secret pooler.app-analytics-db.credentials: secrets \\"pooler.app-analytics-db.credentials\\" not found" cluster-name=app/app-analytics-db pkg=cluster (postgres-operator)',
    "Misconfigured|Unavailable",
    "nothing"
  ],
  ["FATAL @src/pgqd.c:78 in function load_config(): failed to read config", "Misconfigured", "nothing"],
  [
    '{"detail":{"info":{"code":"postgres-error","error":"connection error","internal":"connection to server at \\"postgres\\" (172.27.0.3), port 5432 failed: FATAL:  the database system is starting up\\n","path":"$"},"kind":"catalog_migrate"},"level":"error","type":"startup"}',
    "Unavailable",
    "nothing"
  ],
  [
    '{"type":"startup","timestamp":"2020-09-02T06:04:56.743+0000","level":"info","detail":{"kind":"postgres_connection","info":{"error":"parsing database url failed"}}}',
    "Misconfigured",
    "nothing"
  ],
  [
    "WARNING: 2024/01/31 22:00:38.334769 It seems your archive_command is not configured. This will cause inconsistent backup. Please consider configuring WAL archiving.\nERROR: 2024/01/31 22:00:38.339145 unexpected response: &{%!t(string=ERROR) %!t(string=ERROR) %!t(string=42601) %!t(string=syntax error)",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    'ERROR: 2025/08/20 16:50:51.417085 unable to copy data to file "/tmp/walg-test/basebackups_005/base_000000010000000000000003/tar_partitions/part_001.tar.lz4": CompressAndEncrypt: compression failed',
    "Unavailable|StorageFull|Misconfigured|Rejected",
    "nothing"
  ],
  [
    "ERROR: 2021/05/21 16:02:28.112989 It looks like you are trying to backup not pg_data. PgControl file not found: open /var/lib/postgresql/global/pg_control: no such file or directory",
    "Misconfigured|Rejected",
    "nothing"
  ],
  ["pg_receivewal: error: disconnected", "Unavailable|OutcomeUnknown", "any"],
  [
    "barman.server INFO: Another archive-wal process is already running on server psql02a-ca. Skipping to the next server",
    "Unavailable|Contention",
    "nothing"
  ]
]
