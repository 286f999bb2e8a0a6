import type { Said } from "../Said.ts"
import { of } from "../Verdict.ts"

const lostWal = of(
  "Rejected",
  "what a replica or consumer of changes asks for is no longer, or never was, in this server's write-ahead log",
  [
    "Make the replica anew (pg_basebackup, or the provider's way), or the slot and the consumer's snapshot",
    "Then keep more: a replication slot, wal_keep_size or an archive; max_slot_wal_keep_size drops slots that lag"
  ],
  { statement: "did not run" }
)
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
const noHandshake = of(
  "Unavailable",
  "the server and a client could not agree on TLS, so that connection was not made",
  [
    "Compare sslmode and certificates of the client with the server's; the reason follows the colon",
    "One at a time is a port scan or a health check that hangs up"
  ]
)
const noSharedMemory = of(
  "Unavailable",
  "the server cannot open its own shared memory: something removed it, or took the right to it",
  [
    "Under systemd set RemoveIPC=no, or make the server's user a system user; then restart the server",
    "Try again: what was asked was not done"
  ],
  { statement: "rolled back", retry: "slowly" }
)
const justAWarning = of(
  "Unclassified",
  "a warning, not an error: BEGIN found a transaction open, or COMMIT and ROLLBACK found none, and did nothing",
  [
    "Look whether BEGIN and COMMIT went to two connections of a pool, or were sent twice",
    "What was meant to be one transaction may have been done piece by piece"
  ],
  { statement: "did not run" }
)

/**
 * Postgres' English words for what its SQLSTATEs say, for people who ask about a message that they found without its
 * code. Errors are never classified by them: a server may speak another language. These are of connections,
 * transactions and the server itself; `EnglishStatement` has those of statements.
 */
export const english: ReadonlyArray<Said> = [
  [
    "53300",
    "sorry, too many clients already",
    "too many clients already",
    "remaining connection slots are reserved for %s",
    "connection limit exceeded for non-superusers",
    'too many connections for role "%s"',
    'too many connections for database "%s"',
    "number of requested standby connections exceeds %s"
  ],
  [
    "57P03",
    "the database system is starting up",
    "the data base system is starting up",
    "the data base system is shutting down",
    "the database system is shutting down",
    "the database system is in recovery mode",
    "the database system is not accepting connections",
    "the database system is not yet accepting connections",
    "hot standby mode is disabled"
  ],
  [
    "57P01",
    "terminating %s due to administrator command",
    "terminating connection due to administrator command",
    "terminating connection due to unexpected postmaster exit",
    "terminating walsender process due to %s"
  ],
  [
    "57P02",
    "terminating connection because of crash of another server process",
    "terminating connection due to immediate shutdown command",
    "server process (PID %d) was terminated by signal %d"
  ],
  [
    "57P04",
    "database removed by another session",
    "terminating connection due to conflict with recovery %sUser was connected to a database that must be dropped"
  ],
  ["57P05", "terminating connection due to idle-session timeout"],
  ["25P03", "terminating connection due to idle-in-transaction timeout"],
  ["25P04", "terminating connection due to transaction timeout"],
  [
    "57014",
    "canceling statement due to statement timeout",
    "canceling statement due to user request",
    "canceling authentication due to timeout"
  ],
  [
    "55P03",
    "canceling statement due to lock timeout",
    "could not obtain lock on relation %s",
    "could not obtain lock on row in relation %s"
  ],
  [
    "40001",
    "change conflicts with another transaction%s",
    "schema has been updated by another transaction%s",
    "(OC000)",
    "(OC001)",
    "tuple to be locked was already moved to another partition due to concurrent update",
    "could not serialize access due to %s"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "canceling statement due to conflict with recovery",
    "terminating connection due to conflict with recovery"
  ],
  ["40P01", "canceling the transaction since it was involved in a distributed deadlock", "deadlock detected"],
  ["26000", 'prepared statement "%s" does not exist', "unnamed prepared statement does not exist"],
  ["42P05", 'prepared statement "%s" already exists'],
  ["0A000 cached plan must not change result type", "cached plan must not change result type"],
  ["28P01", 'password authentication failed for user "%s"'],
  [
    "28000",
    "no pg_hba.conf entry for %s",
    "pg_hba.conf rejects connection for %s",
    'FATAL: role "%s" does not exist',
    'role "%s" is not permitted to log in',
    'Peer authentication failed for user "%s"',
    'Ident authentication failed for user "%s"',
    'certificate authentication failed for user "%s"',
    'GSSAPI authentication failed for user "%s"',
    'LDAP authentication failed for user "%s"',
    'PAM authentication failed for user "%s"',
    'RADIUS authentication failed for user "%s"',
    'SCRAM authentication failed for user "%s"',
    "no PostgreSQL user name specified in startup packet",
    "no encryption available for the user"
  ],
  ["3D000", 'database "%s" does not exist'],
  ["42501", 'permission denied for database "%s"'],
  [
    "25006",
    "cannot assign transaction IDs during recovery",
    "cannot execute %s in a read-only transaction",
    "cannot execute %s during recovery",
    "cannot assign TransactionIds during recovery"
  ],
  ["25P02", "current transaction is aborted, commands ignored until end of transaction block"],
  ["25001", "%s cannot run inside a transaction block"],
  ["25P01", "%s can only be used in transaction blocks"],
  ["2D000", "invalid transaction termination"],
  ["3B001", 'savepoint "%s" does not exist'],
  ["34000", 'portal "%s" does not exist', 'cursor "%s" does not exist'],
  [
    "08006",
    "connection to client lost",
    "could not receive data from client: %s",
    "could not send data to client: %s",
    "unexpected EOF on client connection with an open transaction",
    "unexpected EOF on client connection"
  ],
  [
    "53100",
    'could not extend file "%s": %s',
    'could not write to file "%s": No space left on device',
    'could not write lock file "%s": No space left on device',
    'could not resize shared memory segment "%s" to %d bytes: No space left on device',
    "No space left on device"
  ],
  [
    "53200",
    "could not fork %s process: %s",
    "could not fork worker process: %s",
    "too many dynamic shared memory segments",
    "out of memory",
    "out of shared memory",
    "could not fork new process for connection: %s",
    "could not map anonymous shared memory: %s"
  ],
  [
    "53400",
    "all replication slots are in use",
    "could not find free replication state slot for replication origin with ID %d",
    "too many replication slots active before shutdown",
    "temporary file size exceeds temp_file_limit (%dkB)"
  ],
  [
    "55006",
    'source database "%s" is being accessed by other users',
    "cannot drop the currently open database",
    'cannot TRUNCATE "%s" because it has pending trigger events',
    "because it is being used by active queries in this session",
    'database "%s" is being accessed by other users',
    'replication slot "%s" is active for PID %d'
  ],
  [
    "55000",
    "must be loaded via shared_preload_libraries",
    'must be loaded via "shared_preload_libraries"',
    'logical decoding requires "wal_level" >= "logical"',
    "logical decoding requires wal_level >= logical",
    'database "%s" is not currently accepting connections',
    'cannot connect to invalid database "%s"'
  ],
  [
    "58P01",
    'could not access file "%s": No such file or directory',
    'could not open file "%s": No such file or directory'
  ],
  ["72000", "snapshot too old"],
  [
    "XX001",
    "WAL contains references to invalid pages",
    "invalid page in block %d of relation %s",
    "unexpected chunk number %d (expected %d) for toast value %d in %s",
    "compressed pglz data is corrupt",
    "found xmin %d from before relfrozenxid %d",
    "found multixact %d from before relminmxid %d",
    "MultiXactId %d has not been created yet -- apparent wraparound",
    'invalid page in block %d of relation "%s"',
    'could not read block %d in file "%s": %s',
    "missing chunk number %d for toast value %d in %s"
  ],
  [
    "XX002",
    "right sibling's left-link doesn't match: block %d links to %d instead of expected %d in index %s",
    "right sibling's left-link doesn't match: %s",
    'index "%s" contains corrupted page at block %d',
    'failed to re-find parent key in index "%s" for %s',
    'index "%s" contains unexpected zero page at block %d'
  ],
  [
    "58030",
    'could not fsync file "%s": %s',
    'could not write to file "%s": Input/output error',
    'could not read file "%s": Input/output error',
    'could not write block %d in file "%s": Input/output error'
  ],
  [
    "55P02",
    'parameter "%s" cannot be changed without restarting the server',
    'parameter "%s" cannot be changed now',
    'parameter "%s" cannot be set after connection start'
  ],
  [
    lostWal,
    "requested WAL segment %s has already been removed",
    "requested starting point %s is ahead of the WAL flush position of this server %s",
    "requested starting point %s on timeline %d is not in this server's history",
    'can no longer get changes from replication slot "%s"',
    'can no longer access replication slot "%s"',
    'cannot read from logical replication slot "%s"',
    "highest timeline %d of the primary is behind recovery timeline %d",
    "hot standby is not possible because of insufficient parameter settings",
    "recovery aborted because of insufficient parameter settings"
  ],
  [
    cannotStart,
    "could not locate a valid checkpoint record%s",
    "could not locate required checkpoint record%s",
    "incorrect checksum in control file",
    "database files are incompatible with server",
    "could not find redo location %s"
  ],
  [noSharedMemory, 'could not open shared memory segment "%s": %s'],
  ["53100 could not create shared memory segment", "could not create shared memory segment%s"],
  [justAWarning, "there is already a transaction in progress", "there is no transaction in progress"],
  [
    "08001",
    "could not connect to the publisher: %s",
    "could not connect to the primary server: %s",
    "could not establish connection"
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
    "superuser_reserved_connections (%d) plus reserved_connections (%d) must be less than max_connections (%d)"
  ],
  [
    noHandshake,
    "could not accept SSL connection: EOF detected",
    "could not accept SSL connection: Connection reset by peer",
    "could not accept SSL connection: Success",
    "could not accept SSL connection: %sunsupported protocol",
    "could not accept SSL connection: %sno shared cipher",
    "could not accept SSL connection: %shttp request",
    "could not accept SSL connection: %swrong version number",
    "could not accept SSL connection: %sunknown protocol"
  ]
]
