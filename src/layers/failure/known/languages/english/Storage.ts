import type { Said } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const noSharedMemory = of(
  "Misconfigured",
  "the server cannot open its own shared memory: something removed it, or took the right to it",
  [
    "Under systemd set RemoveIPC=no, or make the server's user a system user; then restart the server",
    "Then try again: what was asked was not done"
  ],
  { statement: "rolled back" }
)

const sortOrder = of(
  "Unclassified",
  "a warning, not an error: the system sorts text by another version of its rules than when the indexes were made",
  [
    "Rebuild the indexes on text (REINDEX DATABASE), then ALTER DATABASE … REFRESH COLLATION VERSION",
    "Until then a search may miss rows and a unique index take duplicates: keep one image for the primary, its standbys and restores"
  ],
  { statement: "did not run" }
)

const tooLarge = of(
  "Rejected",
  "a value, row or result is larger than the gigabyte that Postgres takes at once",
  ["Split it, or look for corrupted data if it is not that large"]
)

const wraparound = of(
  "StorageFull",
  "the database is running out of transaction ids and takes no more writes",
  [
    "VACUUM the oldest tables as a superuser; end old transactions, prepared ones and replication slots that hold it up"
  ]
)

/** Not the ids of transactions: what is left is room to note which of several transactions lock one row. */
const members = of(
  "StorageFull",
  "the room for notes of rows that several transactions lock at once (multixact members) is used up: statements that lock such a row fail, others go on",
  [
    "VACUUM as a superuser, with vacuum_multixact_freeze_min_age = 0, the tables whose rows many transactions lock (foreign keys' targets first)",
    "End old transactions, prepared ones and replication slots that hold VACUUM up",
    "Lower autovacuum_multixact_freeze_max_age, so that it happens in time"
  ]
)

/** Postgres' English words of disks, memory, files and damage. */
export const storage: ReadonlyArray<Said> = [
  [
    "53100",
    'could not extend file "%s": %s',
    'could not write to file "%s": No space left on device',
    'could not write lock file "%s": No space left on device',
    "could not %s: No space left on device",
    "could not %s: Disk quota exceeded",
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
    "58P01",
    'could not access file "%s": No such file or directory',
    'stat failed on file "%s": No such file or directory',
    'could not open file "%s": No such file or directory'
  ],
  ["58P01 could not open extension control file", 'could not open extension control file "%s"%s'],
  ["58P01 could not access status of transaction 0", "could not access status of transaction %d"],
  ["55000 parallel worker failed to initialize", "parallel worker failed to initialize"],
  ["55000 lost connection to parallel worker", "lost connection to parallel worker"],
  ["72000", "snapshot too old"],
  [
    "XX001",
    "WAL contains references to invalid pages",
    "page verification failed, calculated checksum %d but expected %d",
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
    sortOrder,
    'database "%s" has a collation version mismatch',
    'collation "%s" has version mismatch',
    'database "%s" has no actual collation version, but a version was recorded'
  ],
  [noSharedMemory, 'could not open shared memory segment "%s": %s'],
  ["53100 could not create shared memory segment", "could not create shared memory segment%s"],
  [tooLarge, "out of memory for query result"],
  [
    "XX000 invalid memory alloc",
    "invalid memory alloc request size %s",
    "invalid DSA memory alloc request size %s",
    "invalid memory allocation request size %s"
  ],
  [
    wraparound,
    "database is not accepting commands %s to avoid wraparound data loss%s",
    "database is not accepting commands to avoid wraparound data loss%s"
  ],
  ["XX000", "could not open relation with OID %d", "tuple concurrently updated"],
  [
    "53100",
    'could not write file "%s": wrote only %d of %d bytes at offset %d',
    'could not write block %d in file "%s": wrote only %d of %d bytes',
    'could not extend file "%s" with FileFallocate(): %s'
  ],
  [
    "53200",
    "maximum number of prepared transactions reached",
    "not enough elements in RWConflictPool to record %s",
    'could not create ShmemIndex entry for data structure "%s"',
    'not enough shared memory for data structure "%s" (%d bytes requested)',
    "fatal llvm error: %s",
    "could not create OpenSSL BIO structure",
    "out of memory for %s"
  ],
  [
    "53000",
    "exceeded maxAllocatedDescs (%d) while trying to %s",
    "no empty local buffer available",
    "could not register background process",
    "could not start background process",
    "insufficient file descriptors available to start server process",
    "no unpinned buffers available",
    "registering dynamic bgworker autoprewarm failed"
  ],
  [
    "53400",
    'temporary file size exceeds "temp_file_limit" (%dkB)',
    "cannot start logical replication workers when %s",
    "could not find free replication state, increase %s",
    "cannot add more timeout reasons",
    "tuple decompression limit exceeded by operation"
  ],
  [
    wraparound,
    "database is not accepting commands that assign new %s",
    "database is not accepting commands that generate new %s"
  ],
  [members, 'multixact "members" limit exceeded'],
  [
    tooLarge,
    "cannot enlarge string buffer containing %d bytes by %d more bytes",
    "string buffer exceeds maximum allowed length (%d bytes)"
  ],
  [
    "XX000",
    "tuple concurrently deleted",
    "variable not found in subplan target list",
    "variable not found in subplan target lists",
    "could not find pathkey item to sort",
    "plan should not reference subplan's variable",
    "attempted to update invisible tuple",
    "attempted to delete invisible tuple",
    "attempted to lock invisible tuple",
    "failed to find conversion function from %s to %s",
    "no relation entry for relid %d",
    "unrecognized node type: %d",
    "unexpected data beyond EOF in block %d of relation %s",
    "stuck spinlock detected at %s",
    "could not find tuple for %s",
    "unexpected table_tuple_lock status: %d",
    "could not find block containing chunk %s",
    "negative bitmapset member not allowed",
    "failed to build any %d-way joins",
    "pfree called with invalid pointer %s",
    "wrong varnullingrels %s"
  ],
  [
    "XX001",
    'could not read blocks %d..%d in file "%s": %s',
    "invalid page header in block %d of relation %s",
    "compressed lz4 data is corrupt",
    "found update xid %d from before relfrozenxid %d",
    "found xmax %d from before relfrozenxid %d",
    "uncommitted xmin %d from before xid cutoff %d needs to be frozen",
    "cannot freeze committed xmax %d",
    "invalid lock offset",
    'relation mapping file "%s" contains invalid data',
    'relation mapping file "%s" contains incorrect checksum',
    "MultiXactId %d does no longer exist -- apparent wraparound",
    "MultiXactId %d does not exist -- apparent wraparound",
    "invalid magic number %s in log segment %s",
    'heap tuple (%d,%d) from table "%s" lacks matching index tuple within index "%s"',
    "backup_label contains data inconsistent with control file"
  ],
  [
    "XX002",
    'item order invariant violated for index "%s"',
    'table tid from new index tuple (%s) overlaps with invalid duplicate tuple at offset %d of block %d in index "%s"',
    "posting list tuple with %d items cannot be split at offset %d",
    'left link changed unexpectedly in block %d of index "%s"',
    'could not find left sibling of block %d in index "%s"',
    'btree level %d not found in index "%s"',
    'index "%s" is not a valid %s index',
    'down-link lower bound invariant violated for index "%s"',
    'cross page item order invariant violated for index "%s"',
    'high key invariant violated for index "%s"',
    'fell off the end of index "%s"'
  ],
  [
    "58030",
    'could not close file "%s": %s',
    'could not seek in file "%s": %s',
    'could not fsync write-ahead log file "%s": %s',
    "could not flush dirty data: %s"
  ],
  ["XX000 cache lookup failed for an object", "cache lookup failed for %s"]
]
