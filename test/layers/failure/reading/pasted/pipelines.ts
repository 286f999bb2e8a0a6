import type { Pasted } from "./Pasted.ts"

/** Change capture and pipelines: Debezium, DMS, Kafka Connect, Airbyte, pglogical, subscriptions. */
export const pipelines: ReadonlyArray<Pasted> = [
  [
    'io.debezium.DebeziumException: Creation of replication slot failed\nCaused by: org.postgresql.util.PSQLException: ERROR: replication slot "debezium" already exists',
    "Rejected",
    "nothing",
    "42710"
  ],
  [
    "io.debezium.DebeziumException: Postgres server wal_level property must be 'logical' but is: 'replica'",
    "Misconfigured",
    "nothing"
  ],
  [
    'org.apache.kafka.connect.errors.ConnectException: Postgres server wal_level property must be "logical" but is: replica',
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR Postgres|app|streaming Producer failure [io.debezium.pipeline.ErrorHandler]\nio.debezium.DebeziumException: Couldn't obtain encoding for database app",
    "Unavailable",
    "nothing"
  ],
  [
    "Creation of replication slot failed; when setting up multiple connectors for the same database host, please make sure to use a distinct replication slot name for each.",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "io.debezium.DebeziumException: The connector is trying to read change stream starting at PostgresOffsetContext, but this is no longer available on the server. Reconfigure the connector to use a snapshot when needed.",
    "Misconfigured|Rejected",
    "nothing"
  ],
  ["Too many errors connecting to server. All 6 retries failed. (Debezium)", "Unavailable", "nothing"],
  [
    "Failed testing connection for jdbc:postgresql://db:5432/app with user 'app'",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    "WARN Received 10001 events which were all filtered out, so no offset could be committed. This prevents the replication slot from acknowledging the processed WAL offsets",
    "Unavailable|Misconfigured|StorageFull",
    "nothing"
  ],
  [
    "[SOURCE_CAPTURE  ]E:  Error executing source loop; Stream component failed at subtask 0; wal_level must be set to logical (DMS)",
    "Misconfigured",
    "nothing"
  ],
  [
    "Last Error No tables were found at task initialization. Either the selected table(s) or schemas(s) no longer exist or no match was found for the table selection pattern(s).",
    "Misconfigured",
    "nothing"
  ],
  [
    "Test Endpoint failed: Application-Status: 1020912, Application-Message: Cannot connect to ODBC provider Network error has occurred, Application-Detailed-Message: RetCode: SQL_ERROR SqlState: 08001 NativeError: 101 Message: [unixODBC]timeout expired",
    "Unavailable",
    "nothing"
  ],
  [
    "io.airbyte.commons.exceptions.ConfigErrorException: Expected exactly one replication slot but found 0. Please read the docs and add a replication slot to your database.",
    "Misconfigured",
    "nothing"
  ],
  [
    "Saved offset is before replication slot's confirmed lsn. Please reset the connection, and then increase WAL retention and/or increase sync frequency to prevent this from happening in the future.",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "Fivetran: Unreadable replication slot: the replication slot is invalid or has been dropped",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "ERROR:  current database is not configured as pglogical node\nHINT:  create pglogical node first",
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "ERROR:  could not connect to the postgresql server: connection refused\nCONTEXT: pglogical",
    "Unavailable",
    "nothing"
  ],
  [
    "ERROR:  data stream from publisher has ended unexpectedly\nbackground worker pglogical apply exited with exit code 1",
    "OutcomeUnknown|Unavailable",
    "any"
  ],
  [
    'ERROR:  could not start WAL streaming: ERROR:  replication slot "sub1" does not exist',
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    '2026-02-01 10:00:00 UTC [9] ERROR:  logical replication target relation "public.users" does not exist',
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    '2026-02-01 10:00:00 UTC [9] ERROR:  logical replication target relation "public.users" is missing replicated column: "email"',
    "Rejected|Misconfigured",
    "nothing"
  ],
  [
    'ERROR:  cannot update table "users" because it does not have a replica identity and publishes updates',
    "Rejected",
    "nothing"
  ],
  ["ERROR:  logical decoding requires wal_level >= logical", "Misconfigured|Rejected", "nothing"],
  ["FATAL:  terminating walreceiver due to timeout", "Unavailable|OutcomeUnknown", "any"],
  [
    "FATAL:  could not receive data from WAL stream: ERROR:  requested WAL segment 000000010000000000000003 has already been removed",
    "Rejected",
    "nothing"
  ],
  [
    'ERROR:  can no longer get changes from replication slot "sub1"\nDETAIL:  This slot has been invalidated because it exceeded the maximum reserved size.',
    "Rejected",
    "nothing"
  ],
  [
    "FATAL:  number of requested standby connections exceeds max_wal_senders (currently 10)",
    "PoolExhausted",
    "nothing",
    "53300"
  ],
  [
    'Exception while executing query: io.confluent.connect.jdbc.source.JdbcSourceTask Failed to run query for table TimestampIncrementingTableQuerier: org.postgresql.util.PSQLException: ERROR: relation "t" does not exist',
    "Rejected",
    "nothing"
  ]
]
