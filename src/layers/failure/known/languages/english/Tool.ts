import type { Said } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const wrongTool = of(
  "Misconfigured",
  "the tool is not of the version of the server or of the files that it works on",
  [
    "Use the tools of the newer of the two versions: pg_dump of the version that it is restored to, all of pg_upgrade's from one installation"
  ]
)
const wrongArchive = of(
  "Rejected",
  "the file is not what the tool reads: another format, cut off, or made by a newer version",
  [
    "A file of plain SQL is run with psql -f, one of pg_dump -Fc, -Fd or -Ft is read by pg_restore",
    "Compare its size with the original's, and the tool's version with that of the pg_dump which made it"
  ],
  { statement: "did not run" }
)
const restoredInPart = of(
  "Rejected",
  "a restore went on after an error: what follows it met tables that are not as the dump expects",
  [
    "Look at the first error; stop there next time (psql -v ON_ERROR_STOP=1, pg_restore --exit-on-error)",
    "Restore into an empty database, or with --clean --if-exists; in one transaction (-1) nothing stays by half"
  ],
  { statement: "unknown" }
)
const serverDown = of("Unavailable", "pg_ctl could not start or stop the server, or there is none", [
  "Read the server's own log, or the lines that it wrote before: they say why",
  "Check -D or PGDATA, and that it runs as the user who owns that directory and not as root"
])
const notThisCluster = of(
  "Misconfigured",
  "the tool does not work on this data directory as it is, or as this user",
  [
    "Check the directory that is named, its owner and version, and that no server runs on it unless the tool needs one"
  ]
)
const notThere = of(
  "Rejected",
  "nothing in the database has the name or pattern that the tool was asked for",
  ["Quote patterns with capitals ('\"Users\"'), name the schema (public.users), and check the database"],
  { statement: "did not run" }
)

/** English words of Postgres' own tools. */
export const tool: ReadonlyArray<Said> = [
  [
    wrongTool,
    "aborting because of server version mismatch",
    "server version: %s; pg_dump version: %s",
    'program "%s" is needed by %s but was not found in the same directory as "%s"',
    'program "%s" was found by "%s" but was not the same version as %s',
    "old and new pg_controldata %s",
    "This utility can only upgrade %s",
    "does not belong to PostgreSQL %s",
    "control file appears to be corrupt or from an incompatible %s",
    "Old cluster data and binary directories are from different major versions",
    "required, found extension 'pg_repack %s",
    "Your installation references loadable libraries that are missing %s"
  ],
  [
    wrongArchive,
    "input file does not appear to be a valid archive%s",
    "input file appears to be a text format dump. Please use psql.",
    "did not find magic string in file header",
    "could not find block ID %d in archive%s",
    "unrecognized data block type (%d) while searching archive",
    "found unexpected block ID (%d) when reading data -- expected %d",
    "The input is a PostgreSQL custom-format dump",
    "corrupt tar header found in %s"
  ],
  [
    "XX000",
    "query returned %d rows instead of one: %s",
    "query returned %d row instead of one: %s",
    "query returned no rows: %s"
  ],
  [
    restoredInPart,
    "invalid command \\N",
    "errors ignored on restore: %d",
    "a worker process died unexpectedly"
  ],
  [
    serverDown,
    "pg_ctl: could not start server",
    "pg_ctl: no server running",
    "pg_ctl: server did not start in time",
    "pg_ctl: server does not shut down",
    "pg_ctl: could not send stop signal %s",
    'pg_ctl: PID file "%s" does not exist',
    "pg_ctl: another server might be running",
    "pg_ctl: could not wait for server because of misconfiguration",
    "could not connect to source postmaster started with the command",
    "could not connect to target postmaster started with the command",
    "pg_ctl failed to start the %s server, or connection failed"
  ],
  [
    notThisCluster,
    'pg_ctl: directory "%s" is not a database cluster directory',
    "no database directory specified and environment variable PGDATA unset",
    "pg_ctl: cannot be run as root",
    "initdb: error: cannot be run as root",
    "cluster must be shut down",
    'check for "%s" failed: %s',
    "target server must be shut down cleanly",
    'target server needs to use either data checksums or "wal_log_hints = on"',
    "lc_collate values for database %s do not match%s",
    "encodings for database %s do not match%s",
    "locale providers for database %s do not match%s",
    "Only the install user can be defined in the new cluster",
    "New cluster database %s is not empty%s",
    "The source cluster was not shut down cleanly%s",
    "The target cluster was not shut down cleanly%s"
  ],
  [
    notThere,
    "no matching tables were found",
    "no matching schemas were found",
    "no matching extensions were found",
    "You are currently not connected to a database"
  ],
  [
    "08006",
    "could not get COPY data stream: %s",
    "error returned by PQputCopyData: %s",
    "replication stream was terminated before stop point"
  ]
]
