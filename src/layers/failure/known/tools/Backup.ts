import { aborted, broken } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { directory, noServer, notThere, setUp } from "./Tool.ts"

const archive = of(
  "Unavailable",
  "WAL could not be archived, so it stays on the server's disk until it can",
  [
    "Run the archive_command by hand as the server's user: it says why; watch the disk of pg_wal meanwhile",
    "See pg_stat_archiver for the file and the time that it fails since"
  ]
)
const archiveCommand = of(
  "Misconfigured",
  "the archive_command failed, so WAL stays on the server's disk until it succeeds",
  [
    "Run it by hand as the server's user: it says why. 126 and 127 are a program that is not executable or not found",
    "Watch the disk of pg_wal meanwhile; pg_stat_archiver has the file and the time that it fails since"
  ]
)
const tooLate = of(
  "DeadlineExceeded",
  "WAL did not get to the archive within the tool's limit, so it stays on the server's disk",
  [
    "Look into the archiver's own log for what keeps it: the network, credentials, a repository that is not set up",
    "Only when it merely is slow: more time (archive-timeout), or more processes (process-max)"
  ],
  { statement: "did not run", retry: "slowly" }
)
const notShipped = of(
  "Misconfigured",
  "WAL does not come to where the backups are: it is not sent, or not received",
  [
    "Set archive_command, or start the receiver (barman cron, receive-wal) with its slot; then let the server switch the WAL and check again"
  ]
)
const stanza = of(
  "Misconfigured",
  "the backup repository belongs to another server, or was not made for this one",
  [
    "pgBackRest: stanza-create once, stanza-upgrade after a major upgrade; check --stanza and pg1-path",
    "Two servers must not archive into one place"
  ]
)
const locked = of(
  "Unavailable",
  "another backup or archive command is running, or was stopped in the middle",
  ["Wait until it is done; when none runs, remove what it left (pgbackrest start, the lock file)"]
)
const running = of(
  "Rejected",
  "the server runs on this data directory, so nothing was restored into it",
  ["Stop the server first, or restore somewhere else; never remove postmaster.pid of a server that runs"],
  { statement: "did not run" }
)
const repository = of("Unavailable", "the place of the backups could not be reached or read", [
  "Check bucket, credentials, region, ssh and its known hosts; the reason follows in the same message"
])
const stopped = of("Misconfigured", "backups and archiving were stopped on purpose, or are not switched on", [
  "archive_mode = on needs a restart; pgbackrest start lifts a stop file"
])
const rewind = of("Misconfigured", "pg_rewind cannot turn this server back to where the other one is", [
  "It needs wal_log_hints or data checksums before the parting, and the WAL since; else make the standby anew with pg_basebackup"
])
const credentials = of("Misconfigured", "the tool has no credentials for the place of the backups", [
  "Give the server's user the cloud's credentials: environment, profile or the machine's role"
])

export const backup: Voice = {
  source: "a backup tool (pgBackRest, WAL-G, Barman, Postgres' own)",
  said: [
    ["53100", "[28] No space left on device"],
    [
      broken,
      "COPY stream ended before last file was finished%s",
      "unexpected termination of replication stream%s"
    ],
    [
      archiveCommand,
      "archive command failed with exit code %d",
      "archive command was terminated by signal %d%s",
      "archiving write-ahead log file %s failed too many times, will try again later",
      "archiving transaction log file %s failed too many times, will try again later"
    ],
    [
      archive,
      "was not archived before the %dms timeout",
      "could not push WAL file %s to the archive%s",
      "unable to get WAL file %s from the archive asynchronously%s",
      "Another archive-wal process is already running on server %s",
      "stopped archive-push after an error, remaining WAL will be processed on the next run",
      "The WAL file %s was not found in server %s",
      "has the receive-wal process not running%s",
      "still waiting for all required WAL segments to be archived%s"
    ],
    [
      tooLate,
      "unable to push WAL file %s to the archive asynchronously%s",
      "unable to push WAL %s asynchronously%s",
      "WAL segment %s could not be archived in %d seconds"
    ],
    [notShipped, "WAL archive: FAILED%s", "receive-wal running: FAILED%s", "replication slot: FAILED%s"],
    [
      stanza,
      "has a stanza-create been performed?",
      "unable to load info file %s",
      "do not match stanza version %s",
      "do not match the database%s HINT: is this the correct stanza%s",
      "backup and archive info files exist but do not match the database",
      "backup info file and archive info file do not match%s",
      "already exists in the %s archive with a different checksum",
      "WAL archive check failed for server %s",
      "Expected empty archive"
    ],
    [
      locked,
      "unable to acquire lock on file %s",
      "is another pgBackRest process running?",
      "Another backup is already in progress for server %s",
      "another process is updating barman%s"
    ],
    [aborted, "%s command end: aborted with exception [%d]"],
    [running, "unable to restore while PostgreSQL is running%s"],
    [
      repository,
      "Failed to list backups: %s",
      "failed to list storage folder%s",
      "remote-%d ssh protocol%s",
      "CompressAndEncrypt: %s failed",
      "unable to copy data to file %s: CompressAndEncrypt%s",
      "ssh: FAILED (%s",
      "failed to upload %s to bucket%s"
    ],
    [
      stopped,
      "stop file exists for all stanzas",
      "stop file exists for stanza %s",
      "archive_mode must be enabled",
      "archive_command %s must contain pgbackrest",
      "archive_mode: FAILED%s"
    ],
    [
      noServer,
      "Failed to run pg_dump: exit code %d",
      "disconnected; waiting %d seconds to try again",
      "Failed to clone source database%s",
      "unable to find primary cluster - cannot proceed",
      "unable to find standby cluster - cannot proceed",
      "no database found HINT: check indexed pg-path%s",
      "unable to check pg%d: %s",
      "Failed to connect using provided PGHOST and PGPORT%s",
      "PostgreSQL: FAILED",
      "Backup failed issuing start backup command%s",
      "Backup failed copying files%s",
      "Impossible to start the backup. Check the log for more details%s",
      "Connection to the Postgres server was lost during the backup"
    ],
    [
      setUp,
      "It seems your archive_command is not configured%s",
      "command must be run on the PostgreSQL host",
      "command must be run on the repository host",
      "unknown flavor: %s",
      "It looks like you are trying to backup not pg_data%s",
      "command requires option: %s",
      "Failed to configure folder: %s",
      "Failed to find any configured storage",
      "environment contains invalid option %s",
      "configuration file contains invalid option %s",
      "option %s is not valid for the current command",
      "No backup strategy set for server %s",
      "server needs to use either data checksums or %s"
    ],
    [
      credentials,
      "Barman cloud WAL archiver exception: %s",
      "Barman cloud backup exception: %s",
      "Barman cloud WAL restore exception: %s"
    ],
    [rewind, "source and target cluster are on the same timeline"],
    [
      directory,
      "unable to restore to path %s because it contains files",
      "Directory %s for delta base must be empty",
      "pg_basebackup: error: directory %s exists but is not empty",
      "pg_basebackup: directory %s exists but is not empty",
      "destination folder %s is not empty"
    ],
    [
      notThere,
      "incorrect version: found %s, expected %s",
      "input file is too short (read %d, expected %d)",
      "pg_dump: annulation à cause de la différence des versions",
      "no backup set found to restore",
      "no prior backup exists, %s backup has been changed to full",
      "No backups found",
      "Archive %s does not exist",
      "Unknown backup %s for server %s",
      "input file does not appear to be a valid archive",
      "could not open input file %s: No such file or directory",
      "Your installation contains %s",
      "pg_restore: error: unrecognized data block type%s"
    ]
  ]
}
