import type { Said } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const cannotStart = of(
  "Unavailable",
  "the server cannot start: its control file or write-ahead log is damaged or does not belong to its data",
  ["Restore from a backup; copy the data directory before any attempt with pg_resetwal"],
  { retry: "slowly" }
)

const wrongServerSettings = of(
  "Misconfigured",
  "the server does not start with its settings, its files or its address as they are",
  [
    "Read the lines before and after: they name the file, the line or the port",
    "Another server may run already on this port or data directory; a stale postmaster.pid may be removed only if none does"
  ]
)

/** Postgres' English words of a server that does not start. */
export const startup: ReadonlyArray<Said> = [
  [
    cannotStart,
    "could not locate a valid checkpoint record%s",
    "invalid resource manager ID in %scheckpoint record",
    "invalid primary checkpoint record",
    "invalid checkpoint record",
    "could not locate required checkpoint record%s",
    "incorrect checksum in control file",
    "could not find redo location %s"
  ],
  [
    wrongServerSettings,
    'configuration file "%s" contains errors',
    'could not restore file "%s" from archive: %s',
    'could not load server certificate file "%s": %s',
    'could not load private key file "%s": %s',
    "database locale is incompatible with operating system",
    'lock file "%s" already exists',
    'could not create lock file "%s": %s',
    "could not create any TCP/IP sockets",
    "could not create any Unix-domain sockets",
    'could not open configuration file "%s": %s',
    'data directory "%s" has invalid permissions',
    '"%s" is not a valid data directory',
    "%s must be less than max_connections",
    "WAL archival cannot be enabled when wal_level is %s",
    "WAL streaming (%s) requires wal_level %s",
    "superuser_reserved_connections (%d) plus reserved_connections (%d) must be less than max_connections (%d)"
  ],
  [
    wrongServerSettings,
    "pre-existing shared memory block (key %s) is still in use",
    'could not bind IPv4 address "%s": %s',
    'could not bind IPv6 address "%s": %s',
    'could not bind Unix address "%s": %s',
    'could not create listen socket for "%s"',
    "could not create semaphores: %s",
    'data directory "%s" has wrong ownership',
    'data directory "%s" does not exist',
    'specified data directory "%s" is not a directory',
    "execution of the PostgreSQL server is not permitted",
    'could not access the server configuration file "%s": %s',
    "does not know where to find the server configuration file",
    "does not know where to find the database system data",
    "max_stack_depth must not exceed %s",
    "WAL was generated with wal_level=minimal, cannot continue recovering",
    'WAL was generated with "wal_level=minimal", cannot continue recovering',
    'could not load root certificate file "%s": %s',
    "could not set SSL protocol version range",
    "could not set the cipher list%s",
    "could not load pg_ident.conf",
    'could not load "%s": %s',
    'private key file "%s" cannot be reloaded because it requires a passphrase',
    'private key file "%s" must be owned by the database user or root',
    "check of private key failed: %s",
    "could not load DH parameters file: %s",
    "no pg_hba.conf entries found%s",
    'private key file "%s" has group or world access',
    'configuration file "%s" contains errors; unaffected changes were applied',
    "this is an incremental backup, not a data directory"
  ]
]
