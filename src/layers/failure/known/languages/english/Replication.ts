import type { Said } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const lostWal = of(
  "Rejected",
  "what a replica or consumer of changes asks for is no longer, or never was, in this server's write-ahead log",
  [
    "Make the replica anew (pg_basebackup, or the provider's way), or the slot and the consumer's snapshot",
    "Then keep more: a replication slot, wal_keep_size or an archive; max_slot_wal_keep_size drops slots that lag"
  ]
)

const lessThanPrimary = of(
  "Misconfigured",
  "a standby has lower limits than its primary, so it cannot replay what that did",
  [
    "Set max_connections, max_worker_processes, max_wal_senders, max_prepared_transactions and max_locks_per_transaction at least as high as the primary's, on the standby first"
  ]
)

const foreignTimeline = of(
  "Misconfigured",
  "a standby or a copy follows a server that its data does not come from, or has gone another way than that",
  [
    "Make the copy anew from the server that it is to follow (pg_basebackup), or rewind it (pg_rewind)",
    "Check primary_conninfo and recovery_target_timeline"
  ]
)

const notYetThere = of(
  "OutcomeUnknown",
  "the transaction is committed at this server, and a standby that it has to wait for may not have it yet",
  [
    "Do not repeat it: it is done here; after a failover look whether it is there",
    "Look why the standby is behind or gone (pg_stat_replication), or change synchronous_standby_names"
  ]
)

/** Postgres' English words between a primary and those who follow it. */
export const replication: ReadonlyArray<Said> = [
  [
    lostWal,
    "requested WAL segment %s has already been removed",
    "requested starting point %s is ahead of the WAL flush position of this server %s",
    "requested starting point %s on timeline %d is not in this server's history",
    'can no longer get changes from replication slot "%s"',
    'can no longer access replication slot "%s"',
    'cannot read from logical replication slot "%s"',
    "highest timeline %d of the primary is behind recovery timeline %d"
  ],
  [
    lessThanPrimary,
    "hot standby is not possible because of insufficient parameter settings",
    "recovery aborted because of insufficient parameter settings"
  ],
  [
    "08006",
    "terminating walreceiver due to timeout",
    "terminating logical replication worker due to timeout",
    "invalid response from primary server",
    "unexpected result set after end-of-streaming",
    "unexpected result after CommandComplete: %s",
    "invalid WAL message received from primary",
    "invalid keepalive message received from primary",
    "connection to the remote node %s failed with the following error: %s"
  ],
  [
    notYetThere,
    "canceling wait for synchronous replication due to user request",
    "canceling the wait for synchronous replication and terminating connection due to administrator command",
    "canceling wait for synchronous replication%s"
  ],
  ["08001", "could not connect to publisher when attempting to drop replication slot %s"],
  [
    foreignTimeline,
    "database system identifier differs between the primary and standby",
    "requested timeline %d is not a child of this server's history",
    "new timeline %d forked off current database system timeline %d before current recovery point%s",
    "source and target clusters are from different systems",
    "could not find common ancestor of the source and target cluster's timelines",
    "WAL ends before consistent recovery point",
    "WAL ends before end of online backup",
    "recovery ended before configured recovery target was reached"
  ]
]
