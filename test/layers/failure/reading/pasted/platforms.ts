import type { Pasted } from "./Pasted.ts"

/** Platforms, other servers of the protocol, and Postgres when it starts. */
export const platforms: ReadonlyArray<Pasted> = [
  [
    "failed to connect to postgres: failed to connect to `host=db.abc.supabase.co user=postgres database=postgres`: hostname resolving error (lookup db.abc.supabase.co: no such host)",
    "Unavailable",
    "nothing"
  ],
  [
    'failed to connect to postgres: failed to connect to `host=aws-0-eu-central-1.pooler.supabase.com user=postgres.abc database=postgres`: failed SASL auth (FATAL: password authentication failed for user "postgres" (SQLSTATE 28P01))',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "Remote migration versions not found in local migrations directory.\nMake sure your local git repo is up-to-date. If the error persists, try repairing the migration history table:",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "VercelPostgresError - 'missing_connection_string': You did not supply a 'connectionString' and no 'POSTGRES_URL' env var was found.",
    "Misconfigured",
    "nothing"
  ],
  [
    "VercelPostgresError - 'invalid_connection_string': This connection string is meant to be used with a direct connection. Make sure to use a pooled connection string or try `createClient()` instead.",
    "Misconfigured",
    "nothing"
  ],
  ["Hyperdrive: Server connection attempt failed: connection_refused", "Unavailable", "nothing"],
  ["Error: proxy request failed, cannot connect to the specified address", "Unavailable", "nothing"],
  [
    "ERROR: 1023 Serializable isolation violation on table - 108263, transactions forming the cycle are: 647, 648 (pid:23764) (Redshift)",
    "Contention",
    "nothing"
  ],
  ["ERROR: Query (150) cancelled on user's request (Redshift)", "DeadlineExceeded", "nothing"],
  ["FATAL: unable to accept connection, access denied (DSQL)", "Misconfigured", "nothing"],
  [
    "ERROR: Canceling query because of high VMEM usage. Used: 7324MB, available 818MB, red zone: 7372MB (Greenplum)",
    "StorageFull",
    "nothing"
  ],
  ["pg_restore: warning: errors ignored on restore: 3", "Rejected|Unclassified", "any"],
  [
    'pg_dump: error: Dumping the contents of table "events" failed: PQgetResult() failed.\npg_dump: detail: Error message from server: server closed the connection unexpectedly',
    "OutcomeUnknown",
    "any"
  ],
  [
    'pg_dump: error: connection to server at "db" (10.0.0.2), port 5432 failed: FATAL:  no pg_hba.conf entry for host "10.0.0.9", user "app", database "app", SSL off',
    "Misconfigured",
    "nothing"
  ],
  [
    "pg_ctl: this data directory appears to be running a pre-existing postmaster",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "The postgresql-x64-16 - PostgreSQL Server 16 service on Local Computer started and then stopped. Some services stop automatically if they are not in use by other services or programs.",
    "Unavailable",
    "nothing"
  ],
  [
    "db query error: failed to connect to server - please inspect Grafana server log for details (postgres)",
    "Unavailable",
    "nothing"
  ],
  [
    "Could not establish database connection within the configured timeout of 20,000 ms. Please ensure the database is configured correctly and the server is reachable. (postgresdb)",
    "Unavailable",
    "nothing"
  ],
  [
    '[WARNING] 031/100000 (7) : Server postgres/pg1 is DOWN, reason: Layer7 wrong status, code: 503, info: "Service Unavailable"',
    "Unavailable",
    "nothing"
  ],
  ["[ALERT] backend 'postgres_primary' has no server available!", "Unavailable", "nothing"],
  [
    'LOG:  invalid authentication method "scram"\nCONTEXT:  line 95 of configuration file "/etc/postgresql/16/main/pg_hba.conf"\nFATAL:  could not load /etc/postgresql/16/main/pg_hba.conf',
    "Misconfigured",
    "nothing"
  ],
  [
    "FATAL:  could not map anonymous shared memory: Cannot allocate memory\nHINT:  This error usually means that PostgreSQL's request for a shared memory segment exceeded available memory",
    "StorageFull|Misconfigured",
    "nothing"
  ],
  [
    "FATAL:  could not create semaphores: No space left on device\nDETAIL:  Failed system call was semget(5432017, 17, 03600).",
    "StorageFull|Misconfigured",
    "nothing"
  ],
  [
    'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nHINT:  Is another postmaster already running on port 5432?\nWARNING:  could not create listen socket for "localhost"\nFATAL:  could not create any TCP/IP sockets',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    'FATAL:  could not create lock file "/var/run/postgresql/.s.PGSQL.5432.lock": Permission denied',
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    'FATAL:  configuration file "/etc/postgresql/16/main/postgresql.conf" contains errors',
    "Misconfigured",
    "nothing"
  ],
  [
    'LOG:  unrecognized configuration parameter "wal_keep_segments" in file "/etc/postgresql/16/main/postgresql.conf" line 12\nFATAL:  configuration file "/etc/postgresql/16/main/postgresql.conf" contains errors',
    "Misconfigured",
    "nothing"
  ],
  [
    'PANIC:  could not open file "/var/lib/postgresql/data/global/pg_control": No such file or directory',
    "Unavailable|Misconfigured|StorageFull|Unclassified",
    "any"
  ],
  [
    "LOG:  server process (PID 4242) was terminated by signal 9: Killed\nLOG:  terminating any other active server processes\nWARNING:  terminating connection because of crash of another server process",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'FATAL:  could not access file "pg_stat_statements": No such file or directory',
    "Misconfigured|Rejected|Unclassified|Unavailable",
    "any"
  ],
  [
    'ERROR:  could not open shared memory segment "/PostgreSQL.1804289383": No such file or directory',
    "StorageFull|Unavailable|Unclassified|Misconfigured",
    "any"
  ],
  ['FATAL:  bogus data in lock file "postmaster.pid": ""', "Misconfigured|Unavailable", "nothing"],
  [
    "FATAL:  pre-existing shared memory block (key 5432001, ID 98304) is still in use\nHINT:  If you're sure there are no old server processes still running, remove the shared memory block",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    'FATAL:  could not load library "/usr/lib/postgresql/16/lib/timescaledb-2.13.0.so": cannot open shared object file: No such file or directory',
    "Misconfigured|Rejected|Unclassified|Unavailable",
    "any"
  ],
  ["ERROR:  pg_cron job 7 failed: job startup timeout", "Unavailable|DeadlineExceeded", "nothing"],
  ["LOG:  cron job 3 connection failed", "Unavailable", "nothing"],
  [
    'ERROR:  could not open extension control file "/usr/share/postgresql/16/extension/vector.control": No such file or directory',
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    "etcd: patroni[1]: ERROR: watchprefix failed: ProtocolError(\"Connection broken: InvalidChunkLength(got length b'', 0 bytes read)\")",
    "Unavailable",
    "nothing"
  ],
  ["Error: ECONNREFUSED: connect ECONNREFUSED /var/run/postgresql/.s.PGSQL.5432", "Unavailable", "nothing"],
  [
    "(EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15",
    "PoolExhausted",
    "nothing"
  ],
  ["(ENOTFOUND) tenant/user postgres.abc not found", "Misconfigured", "nothing"],
  ["(EADDRNOTALLOWED) address not in tenant allow_list: {203, 0, 113, 4}", "Misconfigured", "nothing"],
  [
    "(ECIRCUITBREAKER) circuit breaker open for operation: auth_error, blocked until: 1700000000, too many authentication errors",
    "Unavailable",
    "nothing"
  ],
  [
    "error: (ECHECKOUTTIMEOUT) unable to check out connection from the pool after 15000ms in session mode",
    "PoolExhausted",
    "nothing"
  ],
  ["FATAL:  password authentication failed for user 'app' (Neon proxy)", "Misconfigured", "nothing"],
  ["ERROR: Too many connections attempts have been made to this endpoint", "PoolExhausted", "nothing"],
  [
    'NeonDbError: Server error (HTTP status 500): {"message":"Couldn\'t connect to compute node","code":null}',
    "Unavailable",
    "nothing"
  ],
  [
    'NeonDbError: Server error (HTTP status 404): {"message":"The requested endpoint could not be found, or you don\'t have access to it."}',
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: All attempts to open a WebSocket to connect to the database failed. Please refer to https://github.com/neondatabase/serverless/blob/main/CONFIG.md",
    "Unavailable",
    "nothing"
  ],
  [
    'FATAL: remaining connection slots are reserved for roles with privileges of the "rds_reserved" role',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    'FATAL: remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    "FATAL:  remaining connection slots are reserved for azure replication users",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  ['FATAL: Cloud SQL IAM user authentication failed for user "app@example.org"', "Misconfigured", "nothing"],
  [
    'ERROR:  permission denied to create extension "pgaudit"\nHINT:  Must be superuser to create this extension.',
    "Rejected",
    "nothing",
    "42501"
  ],
  [
    "ERROR: must be superuser or replication role to use replication slots",
    "Rejected|Misconfigured",
    "nothing",
    "42501"
  ],
  [
    "rds_superuser: ERROR: must be superuser or have the rds_superuser role to use this",
    "Rejected",
    "nothing"
  ],
  [
    'HTTP 503: {"message":"Server \'app\' is busy. Please try again later."} Azure: The server is currently busy with a scale operation',
    "Unavailable",
    "nothing"
  ],
  ["FATAL:  the database system is in recovery mode", "Unavailable", "nothing", "57P03"],
  [
    "WARN HikariPool-1 - Failed to validate connection org.postgresql.jdbc.PgConnection@1 (This connection has been closed.). Possibly consider using a shorter maxLifetime value.",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ["ERROR: cannot execute UPDATE in a read-only transaction (Aurora reader)", "ReadOnly", "nothing", "25006"]
]
