import type { Pasted } from "./Pasted.ts"

/** CockroachDB, YugabyteDB, Citus, TimescaleDB: they speak the protocol and have words of their own. */
export const distributed: ReadonlyArray<Pasted> = [
  [
    'ERROR: restart transaction: TransactionRetryWithProtoRefreshError: TransactionRetryError: retry txn (RETRY_SERIALIZABLE - failed preemptive refresh due to conflicting locks): "sql txn"',
    "Contention",
    "nothing"
  ],
  [
    "pq: restart transaction: TransactionRetryWithProtoRefreshError: WriteTooOldError: write at timestamp 1.2 too old",
    "Contention",
    "nothing"
  ],
  [
    "ERROR: restart transaction: TransactionRetryWithProtoRefreshError: ReadWithinUncertaintyIntervalError: read at time 1.2 encountered previous write",
    "Contention",
    "nothing"
  ],
  [
    'ERROR: TransactionAbortedError(ABORT_REASON_CLIENT_REJECT): "sql txn" meta={id=1}',
    "Contention",
    "nothing"
  ],
  [
    "ERROR: result is ambiguous: error=rpc error: code = Unavailable desc = error reading from server: EOF [exhausted]",
    "OutcomeUnknown",
    "unknown"
  ],
  ["ERROR: statement completion unknown (SQLSTATE 40003)", "OutcomeUnknown", "unknown", "40003"],
  ["ERROR: server is not accepting clients, try another node", "Unavailable", "nothing"],
  ["ERROR: server is shutting down (SQLSTATE 57P01)", "OutcomeUnknown", "unknown", "57P01"],
  [
    "ERROR: lost quorum (down: 2); replica unavailable: (n1,s1):1 unable to serve request to r5",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  ['ERROR: relation "users" is offline: restoring', "Unavailable|Rejected", "nothing"],
  ["ERROR: node is running secure mode, SSL connection required", "Misconfigured", "nothing"],
  [
    "ERROR: cannot use newer/older protocol: this node is running in insecure mode",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: root: memory budget exceeded: 10240 bytes requested, 134217728 currently allocated",
    "StorageFull",
    "nothing"
  ],
  ["ERROR: query execution canceled due to statement timeout", "DeadlineExceeded", "nothing"],
  ["ERROR: batch timestamp 1.2 must be after replica GC threshold 1.3", "Rejected|Contention", "nothing"],
  ["ERROR: Operation failed. Try again: Transaction aborted: kAborted", "Contention", "nothing"],
  [
    "ERROR:  could not serialize access due to concurrent update\nDETAIL: Conflicts with higher priority transaction: 7b3e",
    "Contention",
    "nothing"
  ],
  [
    "ERROR: Query error: Restart read required at: { read: { physical: 1 } local_limit: { physical: 2 } }",
    "Contention",
    "nothing"
  ],
  [
    "ERROR: Catalog Version Mismatch: A DDL occurred while processing this query. Try again.",
    "Contention",
    "nothing"
  ],
  ["ERROR: schema version mismatch for table 000033: expected 2, got 1", "Contention", "nothing"],
  [
    "ERROR: Timed out: Perform RPC (request call id 12) to 10.0.0.2:9100 timed out after 60.000s",
    "OutcomeUnknown|DeadlineExceeded",
    "unknown"
  ],
  ["ERROR: Service unavailable: Not leader or leader not ready", "Unavailable", "nothing"],
  ["ERROR: Transaction 7b3e expired or aborted by a conflict: 40001", "Contention", "nothing"],
  [
    "ERROR: Heap tuple / deadlock: canceling the transaction since it was involved in a distributed deadlock",
    "Contention",
    "nothing"
  ],
  [
    "ERROR: connection to the remote node worker-1:5432 failed with the following error: could not connect",
    "Unavailable|OutcomeUnknown",
    "any"
  ],
  [
    'ERROR: cannot insert into a chunk: cannot update/delete rows from chunk "_hyper_1_2_chunk" as it is compressed',
    "Rejected",
    "nothing"
  ],
  ['FATAL: extension "timescaledb" must be preloaded', "Misconfigured", "nothing"],
  [
    "ERROR: invalid reference to FROM-clause: complex joins are only supported when all distributed tables are co-located and joined on their distribution columns",
    "Rejected",
    "nothing"
  ]
]
