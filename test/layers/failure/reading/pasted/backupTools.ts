import type { Pasted } from "./Pasted.ts"

/** pgBackRest, WAL-G, Barman and Postgres' own archiving and dumps. */
export const backupTools: ReadonlyArray<Pasted> = [
  [
    "ERROR: [082]: WAL segment 000000010000000000000003 was not archived before the 60000ms timeout\n       HINT: check the archive_command to ensure that all options are correct (especially --stanza).",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "ERROR: [055]: unable to load info file '/var/lib/pgbackrest/archive/main/archive.info' or '/var/lib/pgbackrest/archive/main/archive.info.copy':\n       HINT: has a stanza-create been performed?",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: [056]: unable to find primary cluster - cannot proceed\n       HINT: are all available clusters in recovery?",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "ERROR: [028]: backup and archive info files exist but do not match the database\n       HINT: is this the correct stanza?",
    "Misconfigured",
    "nothing"
  ],
  ["ERROR: [037]: backup command requires option: stanza\npgbackrest", "Misconfigured", "nothing"],
  [
    "ERROR: [050]: unable to acquire lock on file '/tmp/pgbackrest/main-backup.lock': Resource temporarily unavailable\n       HINT: is another pgBackRest process running?",
    "Contention|Unavailable",
    "nothing"
  ],
  ["ERROR: [087]: archive_mode must be enabled", "Misconfigured", "nothing"],
  ["ERROR: [068]: archive_command '' must contain pgbackrest", "Misconfigured", "nothing"],
  ["ERROR: [062]: stop file exists for all stanzas", "Misconfigured|Unavailable", "nothing"],
  [
    "P00  ERROR: [044]: version '16', system-id 7 do not match stanza version '15', system-id 8",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: [103]: unable to find a valid repository:\n repo1: [FileOpenError] raised from remote-0 ssh protocol",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "ERROR: [038]: unable to restore while PostgreSQL is running\n       HINT: presence of 'postmaster.pid' indicates PostgreSQL is running.",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "ERROR: [040]: unable to restore to path '/var/lib/postgresql/16/main' because it contains files\n       HINT: try using --delta if this is what you intended.",
    "Misconfigured|Rejected",
    "nothing"
  ],
  ["ERROR: [075]: no backup set found to restore", "Rejected|Misconfigured", "nothing"],
  [
    "P00   WARN: unable to check pg1: [DbConnectError] unable to connect to 'dbname='postgres' port=5432': connection to server on socket failed",
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR: [045]: WAL file '000000010000000000000003' already exists in the repo1 archive with a different checksum",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: 2026/02/01 10:00:00.000000 Failed to connect using provided PGHOST and PGPORT, trying localhost:5432",
    "Unavailable",
    "nothing"
  ],
  [
    "FATAL: 2026/02/01 10:00:00.000000 Failed to configure folder: WALG_S3_PREFIX is not set: Failed to find any configured storage",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: 2026/02/01 10:00:00.000000 Archive '000000010000000000000003' does not exist.\n",
    "Unavailable|Rejected",
    "nothing"
  ],
  [
    "wal-g backup-fetch: ERROR: 2026/02/01 10:00:00.000000 Directory /var/lib/postgresql/data for delta base must be empty",
    "Misconfigured|Rejected",
    "nothing"
  ],
  ["ERROR: 2026/02/01 No backups found (wal-g)", "Rejected|Misconfigured", "nothing"],
  [
    "ERROR: The WAL file 000000010000000000000003 was not found in server 'main' (Barman)\nERROR: WAL archive: FAILED (please make sure WAL shipping is setup)",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "Server main:\n\tPostgreSQL: FAILED\n\treplication slot: FAILED (slot 'barman' not active: is 'receive-wal' running?)\n\tbackup maximum age: OK",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "ERROR: Backup failed issuing start backup command.\nDETAILS: connection to server failed\nbarman",
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR: Cannot start the backup: server main has the receive-wal process not running: Impossible to start the backup. Check the log for more details, or run 'barman check main'",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  ["Barman cloud WAL archiver exception: Unable to locate credentials", "Misconfigured", "nothing"],
  ["ERROR: WAL archive check failed for server main: Expected empty archive", "Misconfigured", "nothing"],
  [
    "2026-02-01 10:00:00 UTC [55] LOG:  archive command failed with exit code 1\n2026-02-01 10:00:00 UTC [55] DETAIL:  The failed archive command was: cp pg_wal/0001 /archive/0001",
    "Unavailable|Misconfigured|StorageFull",
    "nothing"
  ],
  [
    '2026-02-01 10:00:00 UTC [55] WARNING:  archiving write-ahead log file "000000010000000000000003" failed too many times, will try again later',
    "Unavailable|Misconfigured|StorageFull",
    "nothing"
  ],
  [
    'pg_basebackup: error: could not send replication command "TIMELINE_HISTORY": ERROR:  could not open file "pg_wal/00000002.history": No such file or directory',
    "Rejected|Unavailable|StorageFull|Unclassified|Misconfigured",
    "any"
  ],
  [
    'pg_basebackup: error: directory "/var/lib/postgresql/data" exists but is not empty',
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    'pg_rewind: fatal: target server needs to use either data checksums or "wal_log_hints = on"',
    "Misconfigured",
    "nothing"
  ],
  [
    "pg_rewind: error: could not find common ancestor of the source and target cluster's timelines",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "pg_upgrade: Your installation contains user-defined objects that refer to internal polymorphic functions",
    "Misconfigured|Rejected",
    "nothing"
  ]
]
