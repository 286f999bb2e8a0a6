import type { Pasted } from "./Pasted.ts"

/** Postgres' own words as terminals print them. */
export const postgresMore: ReadonlyArray<Pasted> = [
  [
    'FATAL:  remaining connection slots are reserved for roles with privileges of the "pg_use_reserved_connections" role',
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  ["error: SSL error: certificate verify failed", "Misconfigured", "nothing"],
  ["Failed to run sql query: connection terminated due to connection timeout", "Unavailable", "nothing"],
  ['prepared statement "xxx" does not exist', "Rejected", "nothing", "26000"],
  [
    "RuntimeError: Task <Task pending> got Future <Future pending> attached to a different loop",
    "Rejected",
    "nothing"
  ],
  [
    "PHP Warning:  pg_connect(): Unable to connect to PostgreSQL server: FATAL:  password authentication failed for user &quot;app&quot; in /var/www/html/db.php on line 3",
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  ["sql: database is closed", "Rejected|Unavailable", "nothing"],
  [
    'cannot parse `postgres://app:xxxxx@db:5432:5432/app`: failed to parse as URL (parse "postgres://app:xxxxx@db:5432:5432/app": invalid port ":5432:5432" after host)',
    "Misconfigured",
    "nothing"
  ],
  [
    'ConnectionError(BadConnection("connection to server at \\"127.0.0.1\\", port 5432 failed: Connection refused"))',
    "Unavailable",
    "nothing"
  ],
  ['error returned from database: relation "users" does not exist', "Rejected", "nothing", "42P01"],
  ["error occurred while decoding column 0: unexpected null; try decoding as an `Option`", "Rejected", "any"],
  [
    'FATAL:  password authentication failed for user "postgres"\nFATAL:  no pg_hba.conf entry for host "1.2.3.4", user "postgres", database "postgres", no encryption',
    "Misconfigured",
    "nothing"
  ],
  ["error: (EMAXCONN) max client connections reached, limit: 200", "PoolExhausted", "nothing"],
  ["FATAL:  SSL connection is required. Please specify SSL options and retry.", "Misconfigured", "nothing"],
  [
    "ERROR:  Your project has exceeded the data transfer quota. Upgrade your plan to increase limits.",
    "Misconfigured|Unavailable|PoolExhausted|StorageFull",
    "nothing"
  ],
  ["FATAL:  Timed-out waiting to acquire database connection", "PoolExhausted", "nothing"],
  [
    'ERROR:  database is not accepting commands to avoid wraparound data loss in database "app"',
    "StorageFull|ReadOnly|Unavailable",
    "nothing"
  ],
  ["ERROR:  invalid page in block 42 of relation base/16384/16400", "Unclassified", "any", "XX001"],
  ["ERROR:  could not open relation with OID 16400", "Unclassified|Rejected", "any"],
  ["WARNING:  there is no transaction in progress", "Rejected|Unclassified", "any"],
  ["ERROR:  VACUUM cannot run inside a transaction block", "Rejected", "nothing", "25001"],
  ["ERROR:  cached plan must not change result type", "Rejected", "nothing", "0A000"]
]
