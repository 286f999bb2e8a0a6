import {
  broken,
  closedBefore,
  closedPool,
  interrupted,
  leaked,
  misused,
  over,
  settings,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const suspended = of("Unavailable", "the client's pool is suspended, so nothing was sent", [
  "Resume it (HikariPoolMXBean.resumePool), or find what suspended it"
])
const abandoned = of(
  "DeadlineExceeded",
  "a caller held its connection longer than the pool allows, so the pool took it away from it",
  [
    "Raise removeAbandonedTimeout, or make that work shorter; the stack shows who took the connection",
    "What was on its way may have been done: look before it is repeated"
  ]
)
const stuckHelpers = of(
  "Unavailable",
  "all of the pool's own threads are stuck, mostly while they open or close connections",
  [
    "The stacks below it say in what; look whether the server is reached, and raise numHelperThreads",
    "c3p0: setting statementCacheNumDeferredCloseThreads to 1 helps if they close statements"
  ]
)

/** What HikariCP, Tomcat's pool, DBCP, c3p0, Agroal and IronJacamar say. */
export const javaPool: Voice = {
  source: "a pool for Java",
  said: [
    [
      waited,
      "In-use connections equal max-pool-size and expired max-wait-time%s",
      "Connection is not available, request timed out after %s",
      "Cannot get a connection, pool error Timeout waiting for idle object%s",
      "Cannot get a connection, pool error: Timeout waiting for idle object%s",
      "Cannot get a connection, pool exhausted",
      "Timeout waiting for idle object",
      "An attempt by a client to checkout a Connection has timed out%s",
      "A client timed out while waiting to acquire a resource from %s",
      "Pool empty. Unable to fetch a connection in %d seconds%s",
      "Sorry, acquisition timeout!",
      "Acquisition timeout while waiting for new connection",
      "Acquisition timeout while waiting for connection",
      "No managed connections available within configured blocking timeout%s",
      "IJ000453: Unable to get managed connection for %s",
      "IJ000655: No managed connections available within configured blocking timeout%s",
      "GetConnectionTimeoutException%s",
      "wait millis %d, active %d, maxActive %d%s",
      "The current thread has been interrupted while waiting for a connection%s"
    ],
    [
      interrupted,
      "Interrupted during connection acquisition",
      "An attempt to checkout a resource was interrupted%s"
    ],
    [
      leaked,
      "Apparent connection leak detected",
      "Connection leak detection triggered for %s",
      "Previously reported leaked connection %s was returned to the pool%s",
      "Thread starvation or clock leap detected%s",
      "Retrograde clock change detected%s",
      "Acquisition of multiple connections by the same Thread%s",
      "JDBC resources leaked: %s",
      "Closing open connection prior to %s",
      "PooledConnection was gc'ed, without its last Connection being closed"
    ],
    [abandoned, "Connection has been abandoned PooledConnection%s", "Connection has been marked suspect%s"],
    [suspended, "The pool is currently suspended and configured to throw exceptions upon acquisition"],
    [
      stuckHelpers,
      "APPARENT DEADLOCK!!! Creating emergency threads for unassigned pending tasks%s",
      "APPARENT DEADLOCK!!! Complete Status: %s"
    ],
    [
      closedBefore,
      "Failed to validate connection %s",
      "You can't operate on a closed Connection!!!",
      "You can't operate on a closed Statement!!!",
      "A PooledConnection that has already signalled a Connection error is still in use%s",
      "Connection %s marked as broken because of an exception closing open statements%s",
      "XAConnection is closed"
    ],
    [
      broken,
      "Connection %s marked as broken because of SQLSTATE%s",
      "CLOSING DOWN CONNECTION DUE TO INTERNAL ERROR%s"
    ],
    [
      closedPool,
      "HikariDataSource %s has been closed",
      "Attempted to use a closed or broken resource pool",
      "has been closed() -- you can no longer use it",
      "Can't create new connection as the pool is shutting down",
      "Connection pool has been closed%s",
      "This pool has been shut down%s"
    ],
    [
      unreachable,
      "Connection add failed, sleeping with backoff: %s",
      "Connections could not be acquired from the underlying database",
      "Acquisition Attempt Failed!!!%s",
      "A ResourcePool could not acquire a resource from its primary factory or source",
      "A ResourcePool cannot acquire a new resource -- the factory or source appears to be down",
      "Could not get a good connection to the database%s",
      "IJ000604: Throwable while attempting to get a new connection%s",
      "IJ031084: Unable to create connection%s"
    ],
    [
      settings,
      "Failed to instantiate class com.zaxxer.hikari.%s",
      "Property %s does not exist on target class com.zaxxer.hikari.%s",
      "Cannot find property file: %s",
      "Failed to determine a suitable driver class",
      "no embedded datasource could be configured",
      "'url' attribute is not specified and no embedded datasource could be configured",
      "jdbcUrl is required with driverClassName",
      "dataSource or dataSourceClassName or jdbcUrl is required",
      "cannot use driverClassName and dataSourceClassName together",
      "Failed to get driver instance for jdbcUrl=%s",
      "Failed to load driver class %s in either of HikariConfig class loader or Thread context classloader",
      "Failed to execute isValid() for connection, configure connection test query%s",
      "connectionTimeout cannot be less than %s",
      "validationTimeout cannot be less than %s",
      "maxPoolSize cannot be less than 1",
      "minimumIdle cannot be negative",
      "The configuration of the pool is sealed once started%s",
      "Cannot create JDBC driver of class %s for connect URL %s",
      "Cannot load JDBC driver class %s",
      "Driver does not support the provided URL: %s",
      "Unable to find a JDBC driver corresponding to the database kind %s",
      "Datasource must be defined for persistence unit%s",
      "Model classes are defined for the default persistence unit %s but configured datasource %s not found%s",
      "Datasource %s is not configured%s",
      "Driver:%s returned null for URL:%s",
      "Given password did not match password used to create the PooledConnection"
    ],
    [
      misused,
      "MaxOpenPreparedStatements limit reached",
      "Enlisted connection used without active transaction",
      "Failed to enlist. Check if a connection from another datasource is already enlisted to the same transaction",
      "Unable to enlist connection to existing transaction",
      "Attempting to commit while taking part in a transaction",
      "Attempting to rollback while enlisted in a transaction",
      "Trying to set autocommit in connection taking part of transaction",
      "Deferred enlistment not supported",
      "Connection cannot be used while enlisted in another transaction",
      "Auto-commit cannot be set while enrolled in a transaction"
    ],
    [over, "Failing fast as the transaction has rolled back"]
  ]
}
