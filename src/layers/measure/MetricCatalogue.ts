/** One metric: what it is called, counts, and is told apart by. */
export interface MetricInfo {
  /** By OpenTelemetry's conventions for database clients where they have one, else ours. */
  readonly name: string
  /** An `upDownCounter` is what OpenTelemetry has for what can be added up over instances; Prometheus calls it a gauge. */
  readonly kind: "gauge" | "counter" | "upDownCounter" | "histogram"
  /** By UCUM, as OpenTelemetry wants it: `s`, `By`, or what is counted in braces. */
  readonly unit: string
  readonly description: string
  readonly attributes: ReadonlyArray<string>
}

/** The attribute that says which make of database it is, which the conventions require; it is `postgresql`. */
export const systemName = "db.system.name"
/** The attribute that says which pool: `pooled` or `direct`. */
export const poolName = "db.client.connection.pool.name"
/** The attribute that says as whom a pooler's clients log in. */
export const poolerUser = "aquifer.user"
/** The attribute that says whether connections are `idle` or `used`. */
export const connectionState = "db.client.connection.state"

const metric =
  (kind: MetricInfo["kind"]) =>
  (name: string, unit: string, description: string, ...attributes: ReadonlyArray<string>): MetricInfo => ({
    name,
    kind,
    unit,
    description,
    attributes
  })
const [gauge, counter, histogram] = [metric("gauge"), metric("counter"), metric("histogram")]
const upDownCounter = metric("upDownCounter")

/**
 * Every metric that Aquifer publishes, with its unit, kind and attributes.
 *
 * `db.client.*` are OpenTelemetry's names; what HikariCP calls them stands in the description. `aquifer.*` is what
 * neither has a name for.
 *
 * **Example** (A table of all metrics)
 *
 * ```ts
 * import { MetricCatalogue } from "aquifer"
 *
 * const table = Object.values(MetricCatalogue.catalogue).map(
 *   ({ description, name, unit }) => `${name} (${unit}): ${description}`
 * )
 * ```
 */
export const catalogue = {
  connectionCount: upDownCounter(
    "db.client.connection.count",
    "{connection}",
    "Open connections by state; HikariCP: connections.active and connections.idle",
    systemName,
    poolName,
    connectionState
  ),
  connectionMax: upDownCounter(
    "db.client.connection.max",
    "{connection}",
    "Connections that the pool may open; HikariCP: connections.max",
    systemName,
    poolName
  ),
  pendingRequests: upDownCounter(
    "db.client.connection.pending_requests",
    "{request}",
    "Callers that wait for a connection; HikariCP: connections.pending",
    systemName,
    poolName
  ),
  timeouts: counter(
    "db.client.connection.timeouts",
    "{timeout}",
    "Waits for a connection that ran out; HikariCP: connections.timeout",
    systemName,
    poolName
  ),
  createTime: histogram(
    "db.client.connection.create_time",
    "s",
    "Time that it took to open a connection, login included; HikariCP: connections.creation",
    systemName,
    poolName
  ),
  waitTime: histogram(
    "db.client.connection.wait_time",
    "s",
    "Time that callers waited for a connection; HikariCP: connections.acquire",
    systemName,
    poolName
  ),
  useTime: histogram(
    "db.client.connection.use_time",
    "s",
    "Time between taking a connection and giving it back; HikariCP: connections.usage",
    systemName,
    poolName
  ),
  operationDuration: histogram(
    "db.client.operation.duration",
    "s",
    "Duration of the operations of services, retries included",
    systemName,
    "db.operation.name",
    "error.type"
  ),
  acquired: counter("aquifer.pool.acquired", "{request}", "Connections given to callers", poolName),
  refused: counter(
    "aquifer.pool.refused",
    "{request}",
    "Callers turned away at once because the queue was full or they would have been served too late",
    poolName
  ),
  replaced: counter(
    "aquifer.pool.replaced",
    "{connection}",
    "Connections replaced, by reason: uses, age, dead, broken",
    poolName,
    "aquifer.reason"
  ),
  longestLease: gauge(
    "aquifer.pool.longest_lease",
    "s",
    "How long the connection that is held longest has been held; 0 while none is held",
    poolName
  ),
  connectionEvents: counter(
    "aquifer.pool.connections",
    "{connection}",
    "Connections by what became of them: opened, failed, closed by server",
    poolName,
    "aquifer.event"
  ),
  network: counter(
    "aquifer.pool.network",
    "By",
    "Bytes to and from the server, before encryption",
    poolName,
    "network.io.direction"
  ),
  breakerRefused: counter(
    "aquifer.breaker.refused",
    "{request}",
    "Operations that failed at once because the circuit breaker was open"
  ),
  postgresUp: gauge("aquifer.postgres.up", "{answer}", "1 while Postgres answered the last look, else 0"),
  postgresConnections: gauge(
    "aquifer.postgres.connections",
    "{connection}",
    "Connections of clients to Postgres by state",
    "aquifer.state"
  ),
  postgresConnectionMax: gauge("aquifer.postgres.connection.max", "{connection}", "max_connections"),
  postgresConnectionFree: gauge(
    "aquifer.postgres.connection.free",
    "{connection}",
    "Connections that an ordinary role can still open"
  ),
  postgresLongRunning: gauge(
    "aquifer.postgres.long_running",
    "{session}",
    "Statements that have run for five minutes or longer"
  ),
  postgresIdleInTransaction: gauge(
    "aquifer.postgres.idle_in_transaction",
    "{session}",
    "Sessions that are idle in a transaction"
  ),
  postgresBlocked: gauge("aquifer.postgres.blocked", "{session}", "Sessions that wait for a lock"),
  postgresTransactions: counter(
    "aquifer.postgres.transactions",
    "{transaction}",
    "Transactions of this database by outcome",
    "aquifer.outcome"
  ),
  postgresDeadlocks: counter("aquifer.postgres.deadlocks", "{deadlock}", "Deadlocks of this database"),
  postgresCacheHitRatio: gauge(
    "aquifer.postgres.cache_hit",
    "1",
    "Share of blocks that were found in shared_buffers"
  ),
  postgresLongestTransaction: gauge(
    "aquifer.postgres.longest_transaction",
    "s",
    "How long the transaction of a client that runs longest has run; 0 while none runs"
  ),
  postgresWraparound: gauge(
    "aquifer.postgres.wraparound",
    "1",
    "Share of the transaction numbers, or of the multixacts, that are used up; writes are refused at 1"
  ),
  postgresReplicaLag: gauge(
    "aquifer.postgres.replica_lag",
    "s",
    "How old what a standby showed last was, by standby",
    "aquifer.standby"
  ),
  postgresReplicaUnapplied: gauge(
    "aquifer.postgres.replica_unapplied",
    "By",
    "How much of the log that it was sent a standby has yet to apply, by standby",
    "aquifer.standby"
  ),
  pgbouncerUp: gauge("aquifer.pgbouncer.up", "{answer}", "1 while PgBouncer's console answered last, else 0"),
  pgbouncerClients: gauge(
    "aquifer.pgbouncer.clients",
    "{connection}",
    "Clients of PgBouncer by database, user and state",
    "db.namespace",
    poolerUser,
    "aquifer.state"
  ),
  pgbouncerServers: gauge(
    "aquifer.pgbouncer.servers",
    "{connection}",
    "Server connections of PgBouncer by database, user and state",
    "db.namespace",
    poolerUser,
    "aquifer.state"
  ),
  pgbouncerLongestWait: gauge(
    "aquifer.pgbouncer.longest_wait",
    "s",
    "How long the client of PgBouncer that has waited longest waits",
    "db.namespace",
    poolerUser
  ),
  pgbouncerTransactions: counter(
    "aquifer.pgbouncer.transactions",
    "{transaction}",
    "Transactions through PgBouncer by database",
    "db.namespace"
  ),
  pgbouncerWaitTime: counter(
    "aquifer.pgbouncer.wait_time",
    "s",
    "Time that clients of PgBouncer have waited for a server connection, by database",
    "db.namespace"
  )
} as const satisfies Readonly<Record<string, MetricInfo>>

const units: Readonly<Record<string, string>> = { s: "seconds", By: "bytes", "1": "ratio" }

/** What a metric of this name is told apart by in any case, as the conventions for database clients have it. */
export const always = (name: string): Readonly<Record<string, string>> =>
  name.startsWith("db.client.") ? { [systemName]: "postgresql" } : {}

/** A name as Prometheus has it, which is what the OpenTelemetry collector makes of the metric too. */
export const prometheusName = ({ kind, name, unit }: MetricInfo): string =>
  [name.replaceAll(".", "_"), units[unit], kind === "counter" ? "total" : undefined]
    .filter((part) => part !== undefined)
    .join("_")
