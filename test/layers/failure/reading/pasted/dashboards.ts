import type { Pasted } from "./Pasted.ts"

/** Tools that people look at a database with, and build on it. */
export const dashboards: ReadonlyArray<Pasted> = [
  ['pq: password authentication failed for user "grafana"', "Misconfigured", "nothing", "28P01"],
  ["Query error\ndb query error: pq: permission denied for table metrics", "Rejected", "nothing", "42501"],
  [
    "Failed to connect to PostgreSQL: unable to connect to server: connection timeout expired (pgAdmin)",
    "Unavailable",
    "nothing"
  ],
  [
    'Unable to connect to server:\n\nconnection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused',
    "Unavailable",
    "nothing"
  ],
  ["Connection to the server has been lost. (pgAdmin)", "OutcomeUnknown|Unavailable", "any"],
  ["SQL Error [08001]: The connection attempt failed.", "Unavailable", "nothing"],
  ["[08001] The connection attempt failed. java.net.UnknownHostException: db", "Unavailable", "nothing"],
  [
    "Looks like the Password is incorrect. Make sure your credentials match. (Metabase)",
    "Misconfigured",
    "nothing"
  ],
  [
    '{"errors":[{"extensions":{"path":"$","code":"postgres-error"},"message":"connection error"}]}',
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    '{"type":"startup","level":"error","detail":{"kind":"catalog_migrate","info":{"internal":"connection to server at \\"postgres\\" failed: Connection refused","code":"postgres-error"}}}',
    "Unavailable",
    "nothing"
  ],
  [
    '{"code":"postgres-max-connections-error","error":"max connections limit reached"}',
    "PoolExhausted",
    "nothing"
  ],
  [
    "Database Error in model orders (models/orders.sql)\n  deadlock detected",
    "Contention",
    "nothing",
    "40P01"
  ],
  [
    'dbt: Runtime Error\n  Database error while listing schemas in database "app"\n  Database Error\n    connection to server at "db" (10.0.0.2), port 5432 failed: timeout expired',
    "Unavailable",
    "nothing"
  ],
  [
    "dbt: The postgres adapter: Got a retryable error when attempting to open a postgres connection. 1 attempts remaining. Retrying in 1 seconds.\nError:\nconnection refused",
    "Unavailable",
    "nothing"
  ],
  [
    "Error: GraphQLError: A PostGraphile error: permission denied for table users",
    "Rejected",
    "nothing",
    "42501"
  ],
  [
    "zabbix_server [7]: connection to database 'zabbix' failed: [0] FATAL: sorry, too many clients already",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "[Z3001] connection to database 'zabbix' failed: [0] could not connect to server: Connection refused",
    "Unavailable",
    "nothing"
  ],
  [
    '[Z3005] query failed: [0] PGRES_FATAL_ERROR:ERROR:  duplicate key value violates unique constraint "ids_pkey"',
    "ConstraintViolated",
    "nothing"
  ],
  ["database is down: reconnecting in 10 seconds (zabbix, pgsql)", "Unavailable", "nothing"],
  [
    "pgbench: error: client 3 script 0 aborted in command 5 query 0: ERROR:  deadlock detected",
    "Contention",
    "nothing"
  ],
  [
    'pgbench: error: could not count number of branches: ERROR:  relation "pgbench_branches" does not exist',
    "Rejected",
    "nothing"
  ],
  [
    'pg_restore: error: could not open input file "dump.bak": No such file or directory',
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "pg_dump: error: query failed: ERROR:  permission denied for table users\npg_dump: error: query was: LOCK TABLE public.users IN ACCESS SHARE MODE",
    "Rejected",
    "nothing",
    "42501"
  ],
  ["pg_restore: error: did not find magic string in file header", "Rejected|Misconfigured", "nothing"],
  [
    "The specified database user/password combination is rejected: [28P01] FATAL: password authentication failed (DataGrip)",
    "Misconfigured",
    "nothing",
    "28P01"
  ]
]
