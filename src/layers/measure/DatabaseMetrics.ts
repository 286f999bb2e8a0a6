import * as Info from "./MetricInfo.ts"
import { type MetricInfo, poolerUser, serverAddress, serverPort } from "./MetricInfo.ts"

/** Each says which server it is of, so that one that many programs watch is known for one. */
const ofServer =
  (metric: typeof Info.gauge): typeof Info.gauge =>
  (name, unit, description, ...attributes) =>
    metric(name, unit, description, serverAddress, serverPort, ...attributes)
const gauge = ofServer(Info.gauge)
const counter = ofServer(Info.counter)

/** What is published of Postgres and PgBouncer, as `DatabaseActivity` and `PgBouncerConsole` see them. */
export const databaseMetrics = {
  /** `aquifer.postgres.up`: 1 where Postgres answered the last look of `ServerMetrics`, else 0. */
  postgresUp: gauge("aquifer.postgres.up", "{answer}", "1 while Postgres answered the last look, else 0"),
  /** `aquifer.postgres.connections`: connections of clients by `state` of pg_stat_activity, `connections.byState`. */
  postgresConnections: gauge(
    "aquifer.postgres.connections",
    "{connection}",
    "Connections of clients to Postgres by state",
    "aquifer.state"
  ),
  /** `aquifer.postgres.connection.max`: the server's `max_connections`. */
  postgresConnectionMax: gauge("aquifer.postgres.connection.max", "{connection}", "max_connections"),
  /** `aquifer.postgres.connection.free`: connections that an ordinary role can still open, `connections.free`. */
  postgresConnectionFree: gauge(
    "aquifer.postgres.connection.free",
    "{connection}",
    "Connections that an ordinary role can still open"
  ),
  /** `aquifer.postgres.long_running`: statements that have run for five minutes or longer, `longRunning`; 1,000 at most. */
  postgresLongRunning: gauge(
    "aquifer.postgres.long_running",
    "{session}",
    "Statements that have run for five minutes or longer"
  ),
  /** `aquifer.postgres.idle_in_transaction`: sessions that are so, `idleInTransaction`; 1,000 at most. */
  postgresIdleInTransaction: gauge(
    "aquifer.postgres.idle_in_transaction",
    "{session}",
    "Sessions that are idle in a transaction"
  ),
  /** `aquifer.postgres.blocked`: sessions that wait for a lock, each once, from `blocking`. */
  postgresBlocked: gauge("aquifer.postgres.blocked", "{session}", "Sessions that wait for a lock"),
  /** `aquifer.postgres.transactions`: those of this database, `totals.commits` and `totals.rollbacks`. */
  postgresTransactions: counter(
    "aquifer.postgres.transactions",
    "{transaction}",
    "Transactions of this database by outcome",
    "db.namespace",
    "aquifer.outcome"
  ),
  /** `aquifer.postgres.deadlocks`: deadlocks of this database, `totals.deadlocks`. */
  postgresDeadlocks: counter(
    "aquifer.postgres.deadlocks",
    "{deadlock}",
    "Deadlocks of this database",
    "db.namespace"
  ),
  /** `aquifer.postgres.cache_hit`, from 0 to 1: blocks that were found in shared_buffers, `totals.cacheHitRatio`. */
  postgresCacheHitRatio: gauge(
    "aquifer.postgres.cache_hit",
    "1",
    "Share of blocks that were found in shared_buffers, of this database",
    "db.namespace"
  ),
  /** `aquifer.postgres.longest_transaction`, in seconds: its age, `risks.longestTransactionMillis`. */
  postgresLongestTransaction: gauge(
    "aquifer.postgres.longest_transaction",
    "s",
    "How long the transaction of a client that runs longest has run; 0 while none runs"
  ),
  /** `aquifer.postgres.wraparound`, from 0 to 1: transaction numbers or multixacts that are used up, `risks.wraparound`. */
  postgresWraparound: gauge(
    "aquifer.postgres.wraparound",
    "1",
    "Share of the transaction numbers, or of the multixacts, that are used up; writes are refused at 1"
  ),
  /** `aquifer.postgres.replica_lag`, in seconds: how old what a standby showed last was, `lagMillis` of `risks.standbys`. */
  postgresReplicaLag: gauge(
    "aquifer.postgres.replica_lag",
    "s",
    "How old what a standby showed last was, by standby",
    "aquifer.standby"
  ),
  /** `aquifer.postgres.replica_unapplied`, in bytes: log yet to be applied, `unappliedBytes` of `risks.standbys`. */
  postgresReplicaUnapplied: gauge(
    "aquifer.postgres.replica_unapplied",
    "By",
    "How much of the log that it was sent a standby has yet to apply, by standby",
    "aquifer.standby"
  ),
  /** `aquifer.pgbouncer.up`: 1 where PgBouncer's console answered the last look of `ServerMetrics`, else 0. */
  pgbouncerUp: gauge("aquifer.pgbouncer.up", "{answer}", "1 while PgBouncer's console answered last, else 0"),
  /** `aquifer.pgbouncer.clients`: clients that are active or waiting (`cl_active`, `cl_waiting` of SHOW POOLS). */
  pgbouncerClients: gauge(
    "aquifer.pgbouncer.clients",
    "{connection}",
    "Clients of PgBouncer by database, user and state",
    "db.namespace",
    poolerUser,
    "aquifer.state"
  ),
  /** `aquifer.pgbouncer.servers`: server connections by state (the `sv_` columns of SHOW POOLS). */
  pgbouncerServers: gauge(
    "aquifer.pgbouncer.servers",
    "{connection}",
    "Server connections of PgBouncer by database, user and state",
    "db.namespace",
    poolerUser,
    "aquifer.state"
  ),
  /** `aquifer.pgbouncer.longest_wait`, in seconds: the longest wait of those that wait now (`maxwait` of SHOW POOLS). */
  pgbouncerLongestWait: gauge(
    "aquifer.pgbouncer.longest_wait",
    "s",
    "How long the client of PgBouncer that has waited longest waits",
    "db.namespace",
    poolerUser
  ),
  /** `aquifer.pgbouncer.transactions`: transactions since PgBouncer started (`total_xact_count` of SHOW STATS). */
  pgbouncerTransactions: counter(
    "aquifer.pgbouncer.transactions",
    "{transaction}",
    "Transactions through PgBouncer by database",
    "db.namespace"
  ),
  /** `aquifer.pgbouncer.wait_time`, in seconds: what clients have waited since it started (`total_wait_time` of SHOW STATS). */
  pgbouncerWaitTime: counter(
    "aquifer.pgbouncer.wait_time",
    "s",
    "Time that clients of PgBouncer have waited for a server connection, by database",
    "db.namespace"
  )
} as const satisfies Readonly<Record<string, MetricInfo>>
