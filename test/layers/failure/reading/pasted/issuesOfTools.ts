import type { Pasted } from "./Pasted.ts"

/** From public issues of cluster managers, distributed servers, providers and dumps. */
export const issuesOfTools: ReadonlyArray<Pasted> = [
  [
    "2024-04-17 12:05:36 +0200 ERROR: failed to update leader lock\n2024-04-17 12:05:36 +0200 INFO: Demoting self (immediate-nolock)\n2024-04-17 12:05:39 +0200 INFO: demoted self because failed to update leader lock in DCS",
    "Unavailable",
    "nothing"
  ],
  [
    "2021-02-04 18:20:37,373 ERROR: Request to server https://10.240.16.1:443 failed: ReadTimeoutError(\"HTTPSConnectionPool(host='10.240.16.1', port=443): Read timed out. (read timeout=9.99960580188781)\",)\n2021-02-04 18:20:38,646 ERROR: failed to update leader lock",
    "Unavailable",
    "nothing"
  ],
  [
    "2025-03-11 23:55:33,541 INFO: not promoting because failed to update leader lock in DCS",
    "Unavailable",
    "nothing"
  ],
  [
    "2022-01-09 @ 00:21:20.117\tdemoted self because DCS is not accessible and i was a leader",
    "Unavailable",
    "nothing"
  ],
  ["2024-03-22 14:19:31,862 ERROR: Error communicating with DCS", "Unavailable", "nothing"],
  [
    '{"@timestamp": "2025-04-15 12:38:38,504", "level": "INFO", "message": "demoted self after trying and failing to obtain lock", "module": "__main__", "app": "patroni"}',
    "Unavailable",
    "nothing"
  ],
  ["May 03 02:31:28 db2 patroni[2350]: 10.42.7.23:5432 - no response", "Unavailable", "nothing"],
  [
    "[INFO] repmgr connected to standby, checking its state\n[ERROR] repmgr: This node should be a standby",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "WARNING: --upstream-node-id not supplied, assuming upstream node is primary (node ID 1)\nERROR: local node not attached to primary node 1\nHINT: specify the actual upstream node id with --upstream-node-id",
    "Misconfigured|Rejected|Unavailable",
    "nothing"
  ],
  [
    'ERROR: specified data directory "/apps/opt/postgres/pg12/data" appears to contain a running PostgreSQL instance\nHINT: use -F/--force to create replication configuration anyway',
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    'ERROR: get_primary_node_id(): unable to execute query\nDETAIL:\nERROR:  relation "repmgr.nodes" does not exist\nLINE 1: SELECT node_id',
    "Rejected",
    "nothing"
  ],
  [
    'ERROR: unable to connect to local node "server-c" (ID: 2)\nHINT: to register a standby which is not running, additionally provide the primary connection parameters',
    "Unavailable",
    "nothing"
  ],
  ["ERROR: unable to retrieve node record for local node 2", "Misconfigured|Rejected|Unavailable", "nothing"],
  [
    '[ERROR] connection to database failed: could not connect to server: Connection refused\nIs the server running on host "192.168.13.239" and accepting\nTCP/IP connections on port 5432?',
    "Unavailable",
    "nothing"
  ],
  [
    'waiting for server to start......2025-05-28 10:22:00.697 PDT [16206] LOG:  redirecting log output to logging collector process\n2025-05-28 10:22:00.697 PDT [16206] HINT:  Future log output will appear in directory "log".\n......................................................... stopped waiting\npg_ctl: server did not start in time',
    "Unavailable",
    "nothing"
  ],
  [
    "FATAL:  the database system is not yet accepting connections\nDETAIL:  Consistent recovery state has not been yet reached.",
    "Unavailable",
    "nothing"
  ],
  [
    "The client session was pinned to the database connection [dbConnection=3377128289] for the remainder of the session. The proxy can't reuse this connection until the session ends. Reason: SQL changed session settings that the proxy doesn't track. Consider moving session configuration to the proxy's initialization query.",
    "SessionStateRequired|Unavailable|PoolExhausted|Misconfigured",
    "any"
  ],
  [
    "[error] Postgrex.Protocol (#PID<0.1350.0>) failed to connect: ** (Postgrex.Error) FATAL 28000 (invalid_authorization_specification) This RDS Proxy requires TLS connections",
    "Misconfigured",
    "nothing"
  ],
  [
    "[ERROR]\tSQL-CONNECTION-ERROR: SCRAM authentication requires libpq version 10 or above",
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR: Unable to connect to flexible server: connection to server at "app.postgres.database.azure.com" (10.194.1.4), port 5432 failed: FATAL:  password authentication failed for user "admin"\nconnection to server at "app.postgres.database.azure.com" (10.194.1.4), port 5432 failed: FATAL:  no pg_hba.conf entry for host "10.192.253.4", user "admin", database "postgres", no encryption',
    "Misconfigured",
    "nothing"
  ],
  [
    "* error detecting capabilities: error PostgreSQL version: read tcp 10.10.8.16:51843->20.108.54.30:5432: read: connection reset by peer",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    "Failed to connect to server : Authentication failed. The provided password is incorrect. Please confirm it and try again",
    "Misconfigured",
    "nothing"
  ],
  [
    'ERRO[0679] Error opening connection to database (postgresql://test:PASSWORD_REMOVED@test00.postgres.database.azure.com:5432/postgres?sslmode=disable): pq: no pg_hba.conf entry for host "10.0.0.1", user "test", database "postgres", SSL off  source="postgres_exporter.go:1621"',
    "Misconfigured",
    "nothing"
  ],
  [
    '2025-11-02 07:24:11.739 UTC [35566] WARNING: failed to launch job 1007 "Retention Policy [1007]": out of background workers',
    "StorageFull|PoolExhausted|Misconfigured|Unavailable",
    "nothing"
  ],
  ["ERROR: cannot call chunk_get_chunks_in_time_range on a compressed hypertable", "Rejected", "nothing"],
  [
    'postgresql-Tue.csv:2024-06-18 17:47:07.158 GMT,,,29568,,6671b827.7380,1,,2024-06-18 16:39:03 GMT,34/12760452,246338502,FATAL,57P01,"terminating background worker ""pg_background"" due to administrator command",,,,,',
    "OutcomeUnknown",
    "unknown",
    "57P01"
  ],
  [
    '08-19 19:17:01 DEBUG middleware.log :: POST /api/setup/validate 400 2 ms (0 DB calls)\n{:errors {:dbname "Connection to localhost:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections."}}',
    "Unavailable",
    "nothing"
  ],
  [
    "java.lang.AssertionError: Assert failed: Unable to connect to Metabase postgres DB.",
    "Unavailable",
    "nothing"
  ],
  [
    'ERROR metabase.driver :: Failed to connect to database: org.postgresql.util.PSQLException: FATAL: database "metabase" does not exist',
    "Misconfigured",
    "nothing"
  ],
  [
    ":cause A ResourcePool could not acquire a resource from its primary factory or source.\n:message Connections could not be acquired from the underlying database! (PostgreSQL)",
    "Unavailable|PoolExhausted",
    "nothing"
  ],
  [
    'org.postgresql.util.PSQLException: ERROR: relation "pgagent.pga_job" does not exist\n  Position: 15',
    "Rejected",
    "nothing",
    "42P01"
  ],
  [
    "XX000: Operation failed. Try again.: Conflicts with higher priority transaction",
    "Contention",
    "nothing"
  ],
  [
    "Write failed: Operation failed. Try again. (yb/docdb/conflict_resolution.cc:69): 840e2203 Conflicts with committed transaction: 8e427ab9 (transaction error 3)",
    "Contention",
    "nothing"
  ],
  ["ERROR:  25P02: Operation failed. Try again", "Contention|Rejected", "nothing"],
  [
    "ERROR:  could not serialize access due to concurrent update (query layer retries aren't possible because this is not the first command in the transaction. Consider using READ COMMITTED isolation level.) All transparent retries exhausted",
    "Contention",
    "nothing"
  ],
  [
    "WARNING:  connection error: jy3x138:54200\nDETAIL:  could not send data to server: No route to host\nERROR:  connection error: jy3x138:54200",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "WARNING:  could not establish connection after 5000 ms\nWARNING:  connection error: 10.0.0.3:5432\nERROR:  connection error: 10.0.0.3:5432",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "ERROR:  failure on connection marked as essential: 10.50.208.240:22012",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    "ERROR:  This is an internal Citus function can only be used in a distributed transaction",
    "Rejected",
    "nothing"
  ],
  ["ERROR: cannot execute a distributed query from a query on a shard", "Rejected", "nothing"],
  [
    "2016-05-31 12:20:38 CEST [14052-201] WARNING:  could not connect to node localhost:9701",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    '{"event": "Error checking for due jobs: (psycopg2.OperationalError) connection to server at \\"localhost\\" (::1), port 5432 failed: Connection refused\\n\\tIs the server running on that host and accepting TCP/IP connections?", "level": "error"}',
    "Unavailable",
    "nothing"
  ],
  [
    '#11 1.143 connect ECONNREFUSED ::1:5432\n#11 1.143 Error: connect ECONNREFUSED ::1:5432\n#11 1.143     at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1494:16)\n#11 ERROR: process "/bin/sh -c npm run db:migrate" did not complete successfully: exit code: 1',
    "Unavailable",
    "nothing"
  ],
  [
    'connection to server at "10.0.0.1", port 5432 failed: SSL connection has been closed unexpectedly',
    "Unavailable|OutcomeUnknown",
    "nothing"
  ],
  [
    "2024-02-14 07:27:30.134 UTC [13634] LOG:  could not receive data from client: Connection reset by peer",
    "OutcomeUnknown",
    "unknown"
  ],
  ["Connection error!read ECONNRESET", "OutcomeUnknown|Unavailable", "any"],
  [
    'check for "/usr/lib/postgresql/14/bin/pg_dump" failed: incorrect version: found "pg_dump (PostgreSQL) 14.6 (Ubuntu 14.6-0ubuntu0.22.04.1)", expected "pg_dump (PostgreSQL) 14.6 (Ubuntu 14.6-1.pgdg22.04+1)"\nFailure, exiting',
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "pg_dump: error: aborting because of server version mismatch\npg_dump: detail: server version: 16.2; pg_dump version: 15.4\npg_restore: error: input file is too short (read 0, expected 5)",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    'FATA[0003] cannot fetch schema dump: pg_dump request: 500\n{\n  "path": "$",\n  "error": "error while executing pg_dump: pg_dump: error: server version: 14.2; pg_dump version: 13.6\\npg_dump: error: aborting because of server version mismatch\\n",\n  "code": "unexpected"\n}',
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "02:37:29 367 ERROR  Failed to run pg_dump: exit code 1\n02:37:29 367 ERROR  Failed to clone source database, see above for details",
    "Unavailable|Misconfigured|Rejected",
    "nothing"
  ],
  [
    "pg_dump: version du serveur : 9.1.5 ; pg_dump version : 8.4.14\npg_dump: annulation à cause de la différence des versions",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "Starting database...\nDatabase is not healthy.\nError: failed to connect to `host=localhost user=postgres database=postgres`: dial error",
    "Unavailable",
    "nothing"
  ],
  [
    'repmgrd: "/tmp/repmgr.pid exists"\nfailed to lock the repmgrd pid file',
    "Misconfigured|Unavailable",
    "nothing"
  ]
]
