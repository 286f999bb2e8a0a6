import type { Pasted } from "./Pasted.ts"

/** PgBouncer, Pgpool, Neon, RDS Proxy, Cloud SQL, Supabase. */
export const poolers: ReadonlyArray<Pasted> = [
  [
    '"NeonDbError: Server error (HTTP status 500): {"message":"Control plane request failed","code":"","detail":null,"hint":null,"position":null,"severity":"","where":null}\n    at execute (file:///app/node_modules/@neondatabase/serverless/index.mjs:1557:64)',
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR:  [NEON_SMGR] [shard 0] could not establish connection to pageserver",
    "Unavailable|Unclassified|OutcomeUnknown",
    "any"
  ],
  [
    'pgbench: error: client 0 script 0 aborted in command 1 query 0: ERROR:  [NEON_SMGR] could not establish connection to pageserver\nDETAIL:  connection to server at "pageserver-99.example.internal" (10.6.81.23), port 6400 failed: Connection refused',
    "Unavailable",
    "nothing"
  ],
  [
    "2021-04-05 06:15:20.549 3224 LOG C-0x7f0e6aadd410: abc/xyz@192.0.2.1:63996 closing because: pgbouncer cannot connect to server (age=0)",
    "Unavailable",
    "nothing"
  ],
  [
    "2021-04-05 06:15:20.549 3224 WARNING C-0x7f0e6aadd410: abc/xyz@192.0.2.1:63996 pooler error: pgbouncer cannot connect to server",
    "Unavailable",
    "nothing"
  ],
  [
    '2021-03-10 19:18:07.736 MSK [63738] WARNING server login failed: FATAL password authentication failed for user "pgbouncer"\n2021-03-10 19:18:07.736 MSK [63738] WARNING C-0x2675d78: pgbouncer/pgbouncer@[::1]:57584 pooler error: password authentication failed for user "pgbouncer"',
    "Misconfigured",
    "nothing"
  ],
  [
    'textPayload: "2024-12-30 01:33:02.101 UTC [1] WARNING C-0x7a94c855f6d8: app/app_v1@127.0.0.6:59207 pooler error: server conn crashed?"',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "2021-09-28 05:19:06.802 UTC [7] WARNING C-0x7fbee0d0d120: (nodb)/(nouser)@172.10.31.18:50270 pooler error: client_login_timeout                    [0/1530]",
    "Unavailable",
    "nothing"
  ],
  [
    "2023-04-03 15:14:27.091 AEST [9558] LOG C-0x55a94736fdb0: dbname/user2@10.240.249.189:38010 closing because: client close request (age=10s)",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ["psql: ERROR:  pgbouncer cannot connect to server", "Unavailable", "nothing"],
  [
    "error: Max client connections reached\n    at Parser.parseErrorMessage (/usr/src/app/node_modules/pg-protocol/dist/parser.js:287:98)\nMensaje: Max client connections reached",
    "PoolExhausted",
    "nothing"
  ],
  [
    'sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "aws-0-us-west.pooler.supabase.com" (), port 5432 failed: FATAL:  Max client connections reached',
    "PoolExhausted",
    "nothing"
  ],
  ["08P01: password authentication failed", "Misconfigured", "nothing"],
  [
    "2021-01-19 09:50:10.877 CET [8691] WARNING server login failed: FATAL empty password returned by client\n2021-01-19 09:50:10.877 CET [8691] LOG S-0x88be20: mydb/pgbouncer@myazuredb@192.0.2.1:5432 closing because: login failed (age=0s)",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "2021-01-19 09:49:58.772 CET [8691] LOG S-0x88be20: mydb/pgbouncer@myazuredb@192.0.2.1:5432 closing because: login failed (age=3s)",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  ["08P01: client sent partial pkt in startup phase", "Unavailable|Misconfigured", "nothing"],
  [
    "2024-10-10 11:45:46.817: rest_api pid 164: WARNING:  ssl read: error: 5\n2024-10-10 11:45:46.817: rest_api pid 164: ERROR:  unable to read data from DB node 0\n2024-10-10 11:45:46.817: rest_api pid 164: DETAIL:  do not failover because failover_on_backend_error is off",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '{"log":"2022-06-15 03:17:56.892: psql pid 13180: FATAL:  unable to read data from DB node 1\\n","stream":"stderr","time":"2022-06-15T03:17:56.894223049Z"}',
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "2023-12-01 11:44:55.478: child pid 169: ERROR:  unable to read message kind\n2023-12-01 11:44:55.478: child pid 169: DETAIL:  kind does not match between main(52) slot[2] (63)",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    '2019-08-26 02:52:30: pid 123: LOG:  failed to connect to PostgreSQL server on "appdb:5432", getsockopt() detected error "Connection refused"\n2019-08-26 02:52:30: pid 123: FATAL:  failed to create a backend connection',
    "Unavailable",
    "nothing"
  ],
  ["2019-08-26 02:52:30: pid 12: LOG:  failover: no valid backend node found", "Unavailable", "any"],
  [
    'ERROR:  could not extend file "base/16511/16540": wrote only 4096 of 8192 bytes at block 13986\nHINT:  Check free disk space.\nWARNING:  terminating connection because of crash of another server process\nFATAL:  server conn crashed?\nserver closed the connection unexpectedly',
    "StorageFull|OutcomeUnknown",
    "any"
  ]
]
