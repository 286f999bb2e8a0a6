import type { Pasted } from "./Pasted.ts"

/** What stands around a server: container images, orchestrators, service managers. */
export const containers: ReadonlyArray<Pasted> = [
  [
    'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".',
    "Misconfigured",
    "nothing"
  ],
  [
    'db-1  | initdb: error: directory "/var/lib/postgresql/data" exists but is not empty\ndb-1  | initdb: hint: If you want to create a new database system, either remove or empty the directory',
    "Misconfigured",
    "nothing"
  ],
  [
    "db-1  | 2026-02-01 10:00:00 UTC [1] FATAL:  database files are incompatible with server\ndb-1  | 2026-02-01 10:00:00 UTC [1] DETAIL:  The data directory was initialized by PostgreSQL version 15, which is not compatible with this version 16.2.",
    "Misconfigured",
    "nothing"
  ],
  [
    'Error: in 18+, these Docker images are configured to store database data in a\n       format which is compatible with "pg_ctlcluster" (specifically, using\n       major-version-specific directory names).',
    "Misconfigured",
    "nothing"
  ],
  [
    "error: both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set (but are exclusive)",
    "Misconfigured",
    "nothing"
  ],
  [
    "chown: changing ownership of '/var/lib/postgresql/data': Operation not permitted",
    "Misconfigured",
    "nothing"
  ],
  [
    "chmod: changing permissions of '/var/lib/postgresql/data': Operation not permitted",
    "Misconfigured",
    "nothing"
  ],
  [
    'initdb: could not change permissions of directory "/var/lib/postgresql/data": Operation not permitted',
    "Misconfigured",
    "nothing"
  ],
  [
    'initdb: error: could not create directory "/var/lib/postgresql/data/pg_wal": Permission denied',
    "Misconfigured",
    "nothing"
  ],
  [
    'FATAL:  data directory "/var/lib/postgresql/data" has invalid permissions\nDETAIL:  Permissions should be u=rwx (0700) or u=rwx,g=rx (0750).',
    "Misconfigured",
    "nothing"
  ],
  [
    'FATAL:  data directory "/var/lib/postgresql/data" has wrong ownership\nHINT:  The server must be started by the user that owns the data directory.',
    "Misconfigured",
    "nothing"
  ],
  [
    '"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent possible system security compromise.',
    "Misconfigured",
    "nothing"
  ],
  ["initdb: error: cannot be run as root", "Misconfigured", "nothing"],
  [
    'PostgreSQL Database directory appears to contain a database; Skipping initialization\nFATAL:  password authentication failed for user "app"',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    '/usr/local/bin/docker-entrypoint.sh: running /docker-entrypoint-initdb.d/init.sql\npsql:/docker-entrypoint-initdb.d/init.sql:3: ERROR:  syntax error at or near "CREAT"',
    "Rejected",
    "nothing",
    "42601"
  ],
  [
    "Error: Config owner (postgres:101) and data owner (root:0) do not match, and config owner is not root",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: /usr/lib/postgresql/16/bin/pg_ctl /usr/lib/postgresql/16/bin/pg_ctl start -D /var/lib/postgresql/16/main exited with status 1:",
    "Unavailable",
    "nothing"
  ],
  ["Error: cluster is not running. pg_ctlcluster 16 main stop", "Unavailable", "nothing"],
  ["Error: specified cluster '16 main' does not exist", "Misconfigured", "nothing"],
  [
    "Warning: No existing cluster is suitable as a default target. Please see man pg_wrapper(1) how to specify one.",
    "Misconfigured",
    "nothing"
  ],
  ["Error: Invalid data directory for cluster 16 main", "Misconfigured", "nothing"],
  [
    "postgresql@16-main.service: Can't open PID file /run/postgresql/16-main.pid (yet?) after start: Operation not permitted\nFailed to start postgresql@16-main.service - PostgreSQL Cluster 16-main.",
    "Unavailable",
    "nothing"
  ],
  [
    "Job for postgresql.service failed because the control process exited with error code.",
    "Unavailable",
    "nothing"
  ],
  ["pg_ctl: could not start server\nExamine the log output.", "Unavailable", "nothing"],
  [
    "pg_ctl: another server might be running; trying to start server anyway",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    'pg_ctl: PID file "/usr/local/var/postgres/postmaster.pid" does not exist\nIs server running?',
    "Unavailable",
    "nothing"
  ],
  ["pg_ctl: server did not start in time", "Unavailable", "nothing"],
  ["waiting for server to start.... stopped waiting", "Unavailable", "nothing"],
  [
    'FATAL:  lock file "postmaster.pid" already exists\nHINT:  Is another postmaster (PID 1) running in data directory "/var/lib/postgresql/data"?',
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "LOG:  invalid primary checkpoint record\nPANIC:  could not locate a valid checkpoint record",
    "StorageFull|Unavailable|Misconfigured|Unclassified",
    "any"
  ],
  [
    'postgres: could not access the server configuration file "/var/lib/postgresql/data/postgresql.conf": No such file or directory',
    "Misconfigured",
    "nothing"
  ],
  [
    'popen failure: Cannot allocate memory\ninitdb: error: program "postgres" is needed by initdb but was not found in the same directory',
    "Misconfigured|StorageFull",
    "nothing"
  ],
  [
    "Bus error (core dumped)\nchild process exited with exit code 135\ninitdb: removing contents of data directory",
    "StorageFull|Misconfigured",
    "nothing"
  ],
  [
    "/docker-entrypoint-initdb.d/init.sh: /bin/bash: bad interpreter: Permission denied (postgres)",
    "Misconfigured",
    "nothing"
  ]
]
