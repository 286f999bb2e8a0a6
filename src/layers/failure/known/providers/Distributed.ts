import { poolTimeout } from "../CommonIssue.ts"
import { tlsWanted } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { again } from "./Provider.ts"

const restart = of(
  "Contention",
  "another transaction was in the way, so this one was rolled back and has to be begun anew",
  [
    "Repeat the whole transaction, with a pause of random length before each attempt",
    "Make it shorter, lock early (SELECT FOR UPDATE), or spread hot keys"
  ]
)
const changed = of("Contention", "the schema changed while the statement ran, so it was rolled back", [
  "Repeat the whole transaction: the node has read the new schema by then"
])
const ambiguous = of("OutcomeUnknown", "the node cannot say whether the statement was done", [
  "Look first whether it was done; repeat it only if it is idempotent or carries an operation key"
])
const elsewhere = of("Unavailable", "this node takes no work now; another one of the cluster may", [
  "Take a connection to another node, or through the load balancer",
  ...again
])
const memory = of("StorageFull", "the statement needs more memory than its node or user may take", [
  "Read and write less at once, or raise the node's SQL memory (--max-sql-memory)"
])
const old = of("Rejected", "the data of that time is gone: the read is older than the cluster keeps", [
  "Read a later time, or raise the zone's gc.ttlseconds"
])
const nodeLost = of(
  "OutcomeUnknown",
  "a node of the cluster did not answer in time; what it was asked may have been done",
  [
    "Look first whether it was done; repeat it only if it is idempotent or carries an operation key",
    "Look whether each node runs and is reached by the others"
  ]
)
const shape = of(
  "Rejected",
  "the distributed or compressed table does not allow this statement",
  ["Filter and join by the distribution column, or decompress the chunk first; see the extension's limits"],
  { statement: "rolled back" }
)
const workers = of(
  "PoolExhausted",
  "the server has no background worker left for this job; it is tried again later",
  ["Raise timescaledb.max_background_workers and max_worker_processes together; the second needs a restart"]
)
const notLaunched = of(
  "Misconfigured",
  "the server has no place for a background worker of this extension; its jobs do not run until it has",
  ["Raise max_worker_processes (and timescaledb.max_background_workers), and restart the server"]
)
const preload = of("Misconfigured", "the extension has to be loaded when the server starts, and was not", [
  "Add it to shared_preload_libraries and restart the server"
])
const mode = of("Misconfigured", "client and node disagree about TLS: one is secure, the other is not", [
  "Start all nodes in the same mode, and give the client sslmode and certificates of it"
])

/** Databases that speak Postgres' protocol, and extensions that spread it over nodes. */
export const distributed: Voice = {
  source: "CockroachDB, YugabyteDB, Citus or TimescaleDB",
  said: [
    [
      restart,
      "restart transaction: %s",
      "TransactionRetryWithProtoRefreshError",
      "TransactionRetryError",
      "TransactionAbortedError",
      "WriteTooOldError",
      "ReadWithinUncertaintyIntervalError",
      "RETRY_SERIALIZABLE",
      "RETRY_WRITE_TOO_OLD",
      "Restart read required at%s",
      "Operation failed. Try again%s",
      "Conflicts with higher priority transaction%s",
      "Conflicts with committed transaction%s",
      "expired or aborted by a conflict%s",
      "Value write after transaction start%s",
      "could not obtain lock on row: conflict with transaction%s",
      "canceling the transaction since it was involved in a distributed deadlock"
    ],
    [
      changed,
      "Catalog Version Mismatch%s",
      "schema version mismatch for table %s",
      "The catalog snapshot used for this transaction has been invalidated%s"
    ],
    [ambiguous, "result is ambiguous%s", "statement completion unknown"],
    [
      elsewhere,
      "server is not accepting clients, try another node",
      "server is not accepting clients%s",
      "Not leader or leader not ready",
      "Service unavailable: Not leader%s",
      "lost quorum (down%s",
      "replica unavailable: %s",
      "is offline: restoring",
      "is offline: importing"
    ],
    [memory, "memory budget exceeded%s", "Canceling query because of high VMEM usage%s"],
    [old, "must be after replica GC threshold%s"],
    [nodeLost, "Timed out: Perform RPC %s", "Perform RPC (request call id %s timed out after %s"],
    [
      "57014 canceling statement due to statement timeout",
      "query execution canceled due to statement timeout"
    ],
    [poolTimeout.verdict, "could not establish any connections to the node %s after %s"],
    [
      nodeLost,
      "failure on connection marked as essential%s",
      "connection error: %s:%d",
      "could not connect to node %s:%d",
      "connection to the remote node %s failed with the following error%s",
      "failed to execute command on remote node %s"
    ],
    [
      shape,
      "cannot execute a distributed query from a query on a shard",
      "internal Citus function can only be used in a distributed transaction",
      "on a compressed hypertable",
      "cannot %s hypertable with compressed chunks%s",
      "cannot create a unique index without the column %s (used in partitioning)",
      "cannot create foreign key constraint since %s",
      "operation not supported on hypertables that have %s",
      "operation not supported on chunk tables",
      "complex joins are only supported when all distributed tables are co-located%s",
      "modifying the partition value of rows is not allowed",
      "cannot update/delete rows from chunk %s as it is compressed",
      "insert into a compressed chunk that has %s not supported",
      "cannot perform distributed planning on this query%s",
      "could not run distributed query %s",
      "tuple decompression limit exceeded by operation"
    ],
    [notLaunched, 'failed to launch job %d "%s": failed to start a background worker'],
    ["55P03", "Timed out waiting for Acquire Advisory Lock"],
    [notLaunched, "worker registration failed, you might want to increase max_worker_processes setting"],
    [workers, "out of background workers", "failed to launch job %d %s"],
    [preload, 'extension "%s" must be preloaded', "Citus can only be loaded via shared_preload_libraries"],
    [tlsWanted, "node is running secure mode, SSL connection required"],
    [
      mode,
      "this node is running in insecure mode",
      "SSL connection requested by client, but the node is running in insecure mode"
    ]
  ]
}
