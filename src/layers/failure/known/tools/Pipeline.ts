import { aborted, settings } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { noServer, notThere } from "./Tool.ts"

const logical = of("Misconfigured", "the server does not write WAL for logical decoding", [
  "Set wal_level = logical and restart (on RDS and Aurora rds.logical_replication = 1, on Cloud SQL cloudsql.logical_decoding = on)"
])
const slot = of(
  "Misconfigured",
  "the replication slot is missing, taken by somebody else, or could not be made",
  [
    "Give each connector a slot of its own; pg_replication_slots shows which there are and who uses them",
    "The role needs REPLICATION, max_replication_slots a free place, and the connection must be direct, not through a pooler"
  ]
)
const behind = of(
  "Misconfigured",
  "the position where the pipeline stopped is no longer in the slot or the WAL, so it cannot go on",
  [
    "Make the snapshot or the sync anew; the changes between are lost for the target otherwise",
    "Raise max_slot_wal_keep_size, or run the pipeline more often"
  ]
)
const flushing = of(
  "Unavailable",
  "the pipeline confirms no position, so the server keeps more and more WAL",
  ["Switch a heartbeat on (heartbeat.interval.ms, heartbeat.action.query); watch the slot's lag"]
)
const broken = of(
  "OutcomeUnknown",
  "the stream of changes broke off; it goes on from the last confirmed position",
  [
    "Look into the other side's log at this moment; changes may come twice, so the target has to take them by key"
  ]
)
const identity = of(
  "Rejected",
  "the table cannot be replicated as it is: no key, or not the same columns on both sides",
  ["Give it a primary key or REPLICA IDENTITY, and the target the same table and columns"],
  { statement: "rolled back" }
)
const jobs = of("Unavailable", "the server could not begin this scheduled job", [
  "Look at cron.job_run_details, max_worker_processes and pg_hba.conf for the job's own connection"
])
const tables = of("Misconfigured", "the pipeline's rules match no table that it may read", [
  "Check schema and table names (case counts), and that its role has USAGE and SELECT on them"
])
const node = of("Rejected", "this database is no node of the replication set-up yet", [
  "Create the node (pglogical.create_node) here, with the database that you are connected to"
])

const setUpAnew = of(
  "Misconfigured",
  "the subscription's first copy broke off in the middle, so it cannot go on from there",
  [
    "Look for the first error before this one, on both servers, and mend it",
    "Drop the subscription, empty or drop the copied tables, and create it again"
  ],
  { statement: "rolled back" }
)

/** Change capture, replication and copying: Debezium, DMS, Kafka Connect, Airbyte, Fivetran, pglogical. */
export const pipeline: Voice = {
  source: "a pipeline of changes",
  said: [
    [
      logical,
      "wal_level property must be %s",
      "wal_level must be set to logical%s",
      "Enable logical decoding by setting wal_level=logical",
      "logical decoding requires wal_level to be at least logical"
    ],
    [
      slot,
      "Creation of replication slot failed%s",
      "Expected exactly one replication slot but found %s",
      "replication slot was not found%s",
      "unable to load info of replication slot%s",
      "Unreadable replication slot%s",
      "could not drop the replication slot%s"
    ],
    [
      behind,
      "this is no longer available on the server%s",
      "Saved offset is before replication slot's confirmed lsn%s",
      "Saved offset is before replication slot's confirmed_flush_lsn%s",
      "Cannot seek to the last known offset%s",
      "can no longer get changes from replication slot %s",
      "This slot has been invalidated%s",
      "can no longer access replication slot %s"
    ],
    [
      flushing,
      "events which were all filtered out, so no offset could be committed%s",
      "LSN flush operation for %s did not complete%s"
    ],
    [
      broken,
      "data stream from publisher has ended unexpectedly",
      "data stream ended unexpectedly",
      "Could not execute heartbeat action (Error: %s",
      "pg_receivewal: error: disconnected%s",
      "pg_recvlogical: error: %s",
      "Couldn't commit processed log positions with the source database%s"
    ],
    [
      noServer,
      "Couldn't obtain encoding for database %s",
      "Too many errors connecting to server. All %s retries failed%s",
      "Failed testing connection for %s with user %s",
      "could not connect to the postgresql server: %s",
      "Could not create PostgreSQL connection",
      "could not connect to the postgresql server in replication mode%s",
      "Cannot connect to ODBC provider Network error has occurred%s",
      "Test Endpoint failed: %s"
    ],
    [
      identity,
      "cannot update table %s because it does not have a replica identity and publishes updates",
      "cannot delete from table %s because it does not have a replica identity and publishes deletes",
      "logical replication target relation %s is missing replicated column%s",
      'logical replication target relation "%s" has neither REPLICA IDENTITY index nor PRIMARY KEY%s',
      "cannot load schema for table %s",
      "Cannot determine REPLICA IDENTITY info for %s"
    ],
    [
      jobs,
      "pg_cron job %d failed: job startup timeout",
      "cron job %d connection failed",
      "job startup timeout"
    ],
    [
      tables,
      "No tables were found at task initialization%s",
      "No table filters found for filtered publication %s"
    ],
    [setUpAnew, "initialization failed during nonrecoverable step (%s), please try the setup again"],
    [node, "current database is not configured as pglogical node", "pglogical is not %s on this database"],
    [
      notThere,
      'could not access file "decoderbufs"%s',
      'could not access file "wal2json"%s',
      'could not access file "$libdir/pglogical%s'
    ],
    [settings, 'FATAL error: No such file or directory: "postgres%s'],
    [
      aborted,
      "Failed to create the schema, see above",
      "pgloader failed to find %s in target catalog",
      "pgloader failed to find target table for source %s",
      "Could not create extension %s: %s"
    ]
  ]
}
