import {
  connectionState,
  counter,
  gauge,
  histogram,
  type MetricInfo,
  poolName,
  systemName,
  upDownCounter
} from "./MetricInfo.ts"

/** What this program counts of its own pools and operations. */
export const clientMetrics = {
  /** `db.client.connection.count`: open connections; `idle` are `PoolStats.free`, `used` those that are held. */
  connectionCount: upDownCounter(
    "db.client.connection.count",
    "{connection}",
    "Open connections by state; HikariCP: connections.active and connections.idle",
    systemName,
    poolName,
    connectionState
  ),
  /** `db.client.connection.max`: connections that the pool may open, `PoolStats.max`. */
  connectionMax: upDownCounter(
    "db.client.connection.max",
    "{connection}",
    "Connections that the pool may open; HikariCP: connections.max",
    systemName,
    poolName
  ),
  /** `db.client.connection.pending_requests`: callers that wait for a connection now, `PoolStats.waiting`. */
  pendingRequests: upDownCounter(
    "db.client.connection.pending_requests",
    "{request}",
    "Callers that wait for a connection; HikariCP: connections.pending",
    systemName,
    poolName
  ),
  /** `db.client.connection.timeouts`: waits that ran out of time since the start, `PoolStats.timedOut`. */
  timeouts: counter(
    "db.client.connection.timeouts",
    "{timeout}",
    "Waits for a connection that ran out; HikariCP: connections.timeout",
    systemName,
    poolName
  ),
  /** `db.client.connection.create_time`, in seconds: how long opening connections took, `PoolStats.creations`. */
  createTime: histogram(
    "db.client.connection.create_time",
    "s",
    "Time that it took to open a connection, login included; HikariCP: connections.creation",
    systemName,
    poolName
  ),
  /** `db.client.connection.wait_time`, in seconds: how long callers waited for a connection, `PoolStats.waits`. */
  waitTime: histogram(
    "db.client.connection.wait_time",
    "s",
    "Time that callers waited for a connection; HikariCP: connections.acquire",
    systemName,
    poolName
  ),
  /** `db.client.connection.use_time`, in seconds: for how long callers had one, `PoolStats.holds`. */
  useTime: histogram(
    "db.client.connection.use_time",
    "s",
    "Time between taking a connection and giving it back; HikariCP: connections.usage",
    systemName,
    poolName
  ),
  /** `db.client.operation.duration`, in seconds: how long operations of services took, and why they failed. */
  operationDuration: histogram(
    "db.client.operation.duration",
    "s",
    "Duration of the operations of services, retries included",
    systemName,
    "db.operation.name",
    "error.type"
  ),
  /** `aquifer.pool.acquired`: connections given to callers since the start, `PoolStats.acquired`. */
  acquired: counter("aquifer.pool.acquired", "{request}", "Connections given to callers", poolName),
  /** `aquifer.pool.refused`: callers turned away at once since the start, `PoolStats.refused`. */
  refused: counter(
    "aquifer.pool.refused",
    "{request}",
    "Callers turned away at once because the queue was full or they would have been served too late",
    poolName
  ),
  /** `aquifer.pool.replaced`: connections given up for new ones since the start, by why: `PoolStats.replaced`. */
  replaced: counter(
    "aquifer.pool.replaced",
    "{connection}",
    "Connections replaced, by reason: uses, age, dead, broken",
    poolName,
    "aquifer.reason"
  ),
  /** `aquifer.pool.longest_lease`, in seconds: how long the longest checkout has been held, `PoolStats.longestLease`. */
  longestLease: gauge(
    "aquifer.pool.longest_lease",
    "s",
    "How long the connection that is held longest has been held; 0 while none is held",
    poolName
  ),
  /** `aquifer.pool.connections`: those opened, failed and closed by the server since the start, `PoolStats.connections`. */
  connectionEvents: counter(
    "aquifer.pool.connections",
    "{connection}",
    "Connections by what became of them: opened, failed, closed by server",
    poolName,
    "aquifer.event"
  ),
  /** `aquifer.pool.network`, in bytes since the start: `bytesSent` and `bytesReceived` of `PoolStats.connections`. */
  network: counter(
    "aquifer.pool.network",
    "By",
    "Bytes to and from the server, before encryption",
    poolName,
    "network.io.direction"
  ),
  /** `aquifer.breaker.refused`: operations that an open circuit breaker failed at once, since the start. */
  breakerRefused: counter(
    "aquifer.breaker.refused",
    "{request}",
    "Operations that failed at once because the circuit breaker was open"
  )
} as const satisfies Readonly<Record<string, MetricInfo>>
