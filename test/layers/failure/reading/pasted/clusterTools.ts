import type { Pasted } from "./Pasted.ts"

/** Patroni, repmgr, stolon, CloudNativePG and Zalando's operator. */
export const clusterTools: ReadonlyArray<Pasted> = [
  [
    "2026-02-01 10:00:00,000 ERROR: Failed to update /service/app/leader: DCS is not accessible\n2026-02-01 10:00:00,000 INFO: demoting self because DCS is not accessible and I was a leader",
    "Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00,000 INFO: no action. I am (pg-2), a secondary, and following a leader (pg-1)\n2026-02-01 10:00:01,000 WARNING: Postgresql is not running.",
    "Unavailable",
    "nothing"
  ],
  [
    "CRITICAL: system ID mismatch, node pg-2 belongs to a different cluster: 7 != 8",
    "Misconfigured",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00,000 ERROR: failed to bootstrap from leader 'pg-1'",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  ["2026-02-01 10:00:00,000 INFO: waiting for leader to bootstrap", "Unavailable", "nothing"],
  [
    "2026-02-01 10:00:00,000 ERROR: Error when fetching backup: pg_basebackup exited with code=1",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  ["2026-02-01 10:00:00,000 INFO: My wal position exceeds maximum replication lag", "Unavailable", "nothing"],
  [
    "patroni.exceptions.PatroniFatalException: Can not find suitable configuration of distributed configuration store",
    "Misconfigured",
    "nothing"
  ],
  ["Can't start; there is already a node named 'pg-1' running", "Misconfigured", "nothing"],
  [
    "2026-02-01 10:00:00,000 ERROR: Can not fetch local timeline and lsn from replication connection",
    "Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00,000 WARNING: Failed to rewind: server promoted; pg_rewind exit code=1",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    '{"error":"no good candidates have been found"} Switchover failed, details: 412, switchover is not possible: no good candidates have been found',
    "Unavailable",
    "nothing"
  ],
  [
    "2026-02-01 10:00:00,000 INFO: Lock owner: None; I am pg-1\n2026-02-01 10:00:00,000 INFO: not healthy enough for leader race",
    "Unavailable",
    "nothing"
  ],
  [
    "[ERROR] unable to determine if server is in recovery\nrepmgr: connection to database failed",
    "Unavailable",
    "nothing"
  ],
  [
    '[WARNING] unable to ping "host=pg-1 user=repmgr dbname=repmgr"\n[DETAIL] PQping() returned "PQPING_NO_RESPONSE"',
    "Unavailable",
    "nothing"
  ],
  ['[ERROR] unable to connect to upstream node "pg-1" (ID: 1), terminating', "Unavailable", "nothing"],
  [
    "ERROR: target data directory appears to be a PostgreSQL data directory\nHINT: use -F/--force to overwrite the existing data directory",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "ERROR: this node should be a standby (host=pg-2) but is registered as primary: repmgr",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    'ERROR\tcmd/keeper.go:720\tcannot get configured pg parameters\t{"error": "dial unix /tmp/.s.PGSQL.5432: connect: no such file or directory"}',
    "Unavailable",
    "nothing"
  ],
  [
    'WARN\tcmd/sentinel.go:276\tno keeper info available\t{"db": "a1b2", "keeper": "keeper0"}\nstolon',
    "Unavailable",
    "nothing"
  ],
  [
    '{"level":"error","logger":"instance-manager","msg":"Detected low-disk space condition, avoid starting the instance"}',
    "StorageFull",
    "nothing"
  ],
  [
    'Not enough disk space: cluster is in phase "Not enough disk space" (CloudNativePG)',
    "StorageFull",
    "nothing"
  ],
  ['{"level":"info","msg":"Instance is fenced, won\'t start postgres right now"}', "Unavailable", "nothing"],
  [
    '{"level":"error","logger":"wal-archive","msg":"Error while calling ArchiveWAL, failing","error":"unexpected failure invoking barman-cloud-wal-archive: exit status 4"}',
    "Unavailable|Misconfigured|StorageFull",
    "nothing"
  ],
  [
    '{"level":"info","msg":"Refusing to archive WALs until the switchover is not completed"}',
    "Unavailable",
    "nothing"
  ],
  [
    '{"level":"error","msg":"PostgreSQL process exited with errors","error":"exit status 1"}',
    "Unavailable",
    "nothing"
  ],
  [
    "could not init db connection: could not init db connection: still failing after 8 retries (postgres-operator)",
    "Unavailable",
    "nothing"
  ],
  [
    "could not sync cluster: could not sync roles: dial tcp: lookup app.default.svc.cluster.local: no such host (postgres-operator)",
    "Unavailable",
    "nothing"
  ]
]
