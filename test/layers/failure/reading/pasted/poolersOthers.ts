import type { Pasted } from "./Pasted.ts"

/** PgBouncer, pgpool, Supavisor and the providers. */
export const poolersOthers: ReadonlyArray<Pasted> = [
  [
    '2025-07-14 16:12:34.033: psql pid 1000: WARNING:  failed to connect to PostgreSQL server, getaddrinfo() failed with error "Name or service not known"\n2025-07-14 16:12:34.033: psql pid 1000: FATAL:  failed to create a backend 0 connection\n2025-07-14 16:12:34.033: psql pid 1000: DETAIL:  not executing failover because failover_on_backend_error is off',
    "Unavailable",
    "nothing"
  ],
  [
    '2019-08-26 02:52:30: pid 123: LOG:  failed to connect to PostgreSQL server on "db:5432", getsockopt() detected error "Connection refused"\n2019-08-26 02:52:30: pid 123: FATAL:  failed to create a backend connection\n2019-08-26 02:52:30: pid 123: DETAIL:  executing failover on backend',
    "Unavailable",
    "nothing"
  ],
  [
    "node:events:497 \nthrow er; // Unhandled 'error' event \n^ \nerror: {:shutdown, :client_termination} \nat Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "2024-02-25 05:33:59.017 PST [27014] WARNING TLS handshake error: handshake failed: Success",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "2022-03-28 17:35:50.038 CEST [14047] WARNING tls_sbufio_recv: read failed: Connection timed out\n2022-03-28 17:35:50.038 CEST [14047] LOG C-0xd28240: db0/app@10.0.0.157:61721 closing because: client unexpected eof (age=7888s)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "login attempt: db=db user=app tls=no\nnew connection to server (from 172.17.0.3:45586)\nWARNING TLS handshake error: handshake failed: error:27069065:OCSP routines:OCSP_basic_verify:certificate verify error\nclosing because: server conn crashed? (age=0)",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    '{"level":"info","ts":"2026-01-15T23:03:43.895063692Z","msg":"record","logger":"pgbouncer-manager","pipe":"stderr","record":{"timestamp":"2026-01-15 23:03:43.894 UTC","pid":"24","level":"WARNING","msg":"tls_sbufio_recv: read failed: error:0A000413:SSL routines::ssl/tls alert unsupported certificate"}}',
    "Misconfigured",
    "nothing"
  ],
  [
    "2022-08-30 08:35:26.925 UTC [1] WARNING C-0x40000fbef0: (nodb)/(nouser)@172.18.0.1:62580 unsupported startup parameter: extra_float_digits=2",
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR C-0x1: (nodb)/postgres@127.0.0.1:50018 cannot use the reserved "pgbouncer" database as an auth_dbname\nLOG   C-0x1: closing because: bouncer config error (age=0s)\nWARNING C-0x1: pooler error: bouncer config error',
    "Misconfigured|Unavailable",
    "nothing"
  ],
  ["ERROR: schema has been updated by another transaction, please retry: (OC001)", "Contention", "nothing"],
  ["ERROR: The request could not be authorized due to an internal error", "Unavailable", "nothing"],
  [
    "ERROR: Your account or project has exceeded the compute time quota. Upgrade your plan to increase limits.",
    "Unavailable|StorageFull|Misconfigured|PoolExhausted",
    "nothing"
  ],
  [
    "googleapi: Error 403: boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.connect on resource instances/app., notAuthorized",
    "Misconfigured",
    "nothing"
  ],
  [
    "FATAL: Invalid Username specified. Please check the Username and retry connection. The Username should be in <username@hostname> format.",
    "Misconfigured",
    "nothing"
  ],
  [
    "2019-12-11 10:19:10.557 24802 WARNING C-0x1ee0ef0: (nodb)/(nouser)@10.11.1.107:11048 Pooler Error: client_login_timeout",
    "Unavailable",
    "nothing"
  ],
  ["PG::ConnectionBad: ERROR:  pgbouncer cannot connect to server", "Unavailable", "nothing"],
  [
    "PgBouncer logs:\nERROR password authentication failed\nWARNING pooler error: SASL authentication failed",
    "Misconfigured",
    "nothing"
  ],
  [
    "- `docker logs pgbouncer --tail 200` shows multiple:\n  - `pooler error: query_wait_timeout`\n  - `closing because: query_wait_timeout (age=120s)`",
    "PoolExhausted",
    "nothing"
  ],
  [
    "C-0xaaaaf95c0f70: (nodb)/(nouser)@192.0.2.111:57534 closing because: no more connections allowed (max_client_conn) (age=0s)",
    "PoolExhausted",
    "nothing"
  ]
]
