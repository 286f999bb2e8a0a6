import type { Said } from "../../Said.ts"

/** Postgres' English words of what it cannot do, or not now. */
export const unsupported: ReadonlyArray<Said> = [
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
    "55P02",
    'parameter "%s" cannot be changed without restarting the server',
    'parameter "%s" cannot be changed now',
    'parameter "%s" cannot be set after connection start'
  ],
  [
    "0A000",
    "%s constraints cannot be marked %s",
    "cannot execute SQL commands in WAL sender for physical replication",
    "cannot use column reference in DEFAULT expression",
    "cannot use subquery in check constraint",
    "set-returning functions are not allowed in %s",
    "FOR UPDATE cannot be applied to the nullable side of an outer join",
    "FOR UPDATE is not allowed with %s",
    "DISTINCT is not implemented for window functions",
    'cannot create index on partitioned table "%s" concurrently',
    "cannot alter type of a column used in a policy definition",
    "cannot alter type of a column used in a trigger definition",
    "cannot alter type of a column used by a generated column",
    "cannot alter type of a column used by a view or rule",
    "cannot truncate a table referenced in a foreign key constraint",
    "unique constraint on partitioned table must include all partitioning columns",
    'extension "%s" is not available',
    "cross-database references are not implemented%s"
  ],
  [
    "54000",
    "column cannot have more than %d dimensions for hnsw index",
    "column cannot have more than %d dimensions for ivfflat index",
    "array size exceeds the maximum allowed (%d)",
    "string is too long for tsvector %s",
    "row is too big: size %d, maximum size %d",
    'index row size %d exceeds %s maximum %d for index "%s"',
    "total size of jsonb %s elements exceeds the maximum of %d bytes"
  ],
  ["54001", "stack depth limit exceeded"],
  ["54011", "target lists can have at most %d entries", "tables can have at most %d columns"],
  ["55P04", 'unsafe use of new value "%s" of enum type %s'],
  [
    "55000",
    "prepared transactions are disabled",
    "lastval is not yet defined in this session",
    "recovery is not in progress",
    "WAL level not sufficient for %s",
    'cannot refresh materialized view "%s" concurrently',
    'currval of sequence "%s" is not yet defined in this session',
    'materialized view "%s" has not been populated'
  ],
  ["54023", "cannot pass more than %d arguments to a function"]
]
