import type { Said } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const justAWarning = of(
  "Unclassified",
  "a warning, not an error: BEGIN found a transaction open, or COMMIT and ROLLBACK found none, and did nothing",
  [
    "Look whether BEGIN and COMMIT went to two connections of a pool, or were sent twice",
    "What was meant to be one transaction may have been done piece by piece"
  ],
  { statement: "did not run" }
)

const waitsForLock = of(
  "Contention",
  "a line of log_lock_waits: the statement waits for a lock that another process holds, and goes on once it gets it",
  [
    "Look at the process that holds it (DETAIL names it): a transaction that idles, or a long statement",
    "Set lock_timeout, so that a statement gives up waiting before others pile up behind it"
  ],
  { statement: "unknown", retry: "with key" }
)

/** Postgres' English words of transactions, locks and limits of time. */
export const transaction: ReadonlyArray<Said> = [
  [
    "0A000 cannot set transaction read-write mode during recovery",
    "cannot set transaction read-write mode during recovery"
  ],
  ["0A000", "cannot use serializable mode in a hot standby"],
  ["25P03", "terminating connection due to idle-in-transaction timeout"],
  ["25P04", "terminating connection due to transaction timeout"],
  ["57014", "canceling statement due to statement timeout", "canceling statement due to user request"],
  ["57014 canceling authentication due to timeout", "canceling authentication due to timeout"],
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
  [
    "40P01",
    "canceling the transaction since it was involved in a distributed deadlock",
    "deadlock detected",
    "Process %d waits for %s; blocked by process %d",
    "process %d detected deadlock while waiting for %s"
  ],
  [waitsForLock, "process %d still waiting for %s after %s ms"],
  ["26000", 'prepared statement "%s" does not exist', "unnamed prepared statement does not exist"],
  ["42P05", 'prepared statement "%s" already exists'],
  ["0A000 cached plan must not change result type", "cached plan must not change result type"],
  [
    "25006",
    "cannot assign transaction IDs during recovery",
    "cannot execute %s in a read-only transaction",
    "Cannot %s in a read-only transaction",
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
    "55006",
    'source database "%s" is being accessed by other users',
    "cannot drop the currently open database",
    'cannot TRUNCATE "%s" because it has pending trigger events',
    "because it is being used by active queries in this session",
    'database "%s" is being accessed by other users',
    'replication slot "%s" is active for PID %d'
  ],
  [justAWarning, "there is already a transaction in progress", "there is no transaction in progress"],
  ["27000", "tuple to be updated was already modified by an operation triggered by the current command"],
  [
    "40001",
    "tuple to be updated was already moved to another partition due to concurrent update",
    "tuple to be deleted was already moved to another partition due to concurrent update",
    "tuple to be merged was already moved to another partition due to concurrent update",
    "initial slot snapshot too large",
    'index "%s" cannot be verified using transaction snapshot'
  ],
  ["40000", "transaction aborted during system catalog scan"],
  [
    "55006",
    'database "%s" is being used by prepared transactions',
    'database "%s" is used by an active logical replication slot',
    'database "%s" is being used by logical replication subscription',
    "cannot change the tablespace of the currently open database",
    "current user cannot be dropped",
    "session user cannot be dropped",
    'directory "%s" already in use as a tablespace',
    "because it has pending trigger events",
    "replication origin with ID %d is already active %s",
    "could not drop replication origin with ID %d, in use by %s",
    "could not find replication state slot for replication origin with OID %d which was acquired by %d"
  ],
  ["55P03", 'aborting because lock on relation "%s" is not available'],
  [
    "57014",
    "canceling autovacuum task",
    "COPY from stdin failed: %s",
    "timed out while waiting for target LSN %s"
  ],
  [
    "25006",
    "cannot create temporary tables during recovery",
    "cannot create temporary tables during a parallel operation",
    "cannot manipulate replication origins during recovery",
    "cannot execute %s on a hot standby %s",
    "writing to worker nodes is not currently allowed",
    "is not allowed in read-only mode"
  ]
]
