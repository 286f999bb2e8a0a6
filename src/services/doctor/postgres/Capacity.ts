import { Duration, Effect, Option } from "effect"
import {
  type Ask,
  type Check,
  type Deployment,
  look,
  orUnchecked,
  Unchecked,
  unseen
} from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"
import * as PoolerLimits from "../pooler/PoolerLimits.ts"
import * as ServerConnections from "./ServerConnections.ts"

/** Whether everybody finds a connection, and how many lie idle. */
export const rules = family({
  "clients-over-pooler-limit": {
    severity: "error",
    reason:
      'Under load the pooler turns the last ones away: "no more connections allowed (max_client_conn)".',
    remedy:
      "Lower POOL_SIZE or the number of instances, or raise the pooler's limit; `aquifer size` says what is needed."
  },
  "pools-over-max-connections": {
    severity: "error",
    reason:
      'When all pools fill, Postgres turns the pooler away: "too many connections". There is one for each PgBouncer, name of a database and user.',
    remedy:
      "Lower default_pool_size and the pool_size of aliases, or set max_db_connections in pgbouncer.ini below what Postgres has left, or raise max_connections."
  },
  "connections-nearly-exhausted": {
    severity: "warning",
    reason: "The next burst, or one more instance, finds no connection.",
    remedy: "See who holds them (aquifer monitor), send traffic through the pooler, close what is idle."
  },
  "idle-connections": {
    severity: "warning",
    reason: "Each holds about 10 MB of the server's memory and one of max_connections, and does nothing.",
    remedy: "Lower POOL_MIN, POOL_IDLE_TIMEOUT or the pooler's min_pool_size; close clients that nobody uses."
  }
})

/** What the reference document reckons for a connection. */
const megabytes = 10
const nearly = 0.8

const filled = ({ max, reserved, used }: ServerConnections.Server): ReadonlyArray<Finding> =>
  used < nearly * (max - reserved)
    ? []
    : [
        found(
          rules["connections-nearly-exhausted"],
          `${used} of ${max - reserved} connections are open (max_connections ${max} less ${reserved} reserved)`
        )
      ]

/** Idle for twice as long as a pool of ours would keep them, and more of them than our pools keep. */
const wasted = (
  { instances, reading }: Deployment,
  { count, longest }: ServerConnections.Idle
): ReadonlyArray<Finding> => {
  const { idleTimeout, min } = reading.settings.pool
  const kept = instances * min
  return count <= kept
    ? []
    : [
        found(
          rules["idle-connections"],
          `${count} sessions of this database have been idle for longer than ${Duration.format(Duration.times(idleTimeout, 2))} (the longest for ${Duration.format(Duration.seconds(Math.round(longest)))}), about ${count * megabytes} MB; POOL_MIN keeps ${kept}`
        )
      ]
}

/** Clients of all instances against the narrowest of the pooler's limits on them. */
const clients = (
  limit: PoolerLimits.ClientLimit,
  { instances, reading }: Deployment
): ReadonlyArray<Finding> => {
  const { size } = reading.settings.pool
  return instances * size <= limit.most
    ? []
    : [
        found(
          rules["clients-over-pooler-limit"],
          `${instances} instances × POOL_SIZE ${size} = ${instances * size} clients, and ${limit.name} is ${limit.most}`
        )
      ]
}

const opened = Effect.fnUntraced(function* (
  ask: Ask,
  { max, reserved }: ServerConnections.Server,
  deployment: Deployment
) {
  const endpoint = yield* Effect.option(deployment.pooled)
  if (Option.isNone(endpoint)) return []
  const each = yield* PoolerLimits.pools(ask, endpoint.value.url.database)
  const { direct: url, directSize } = deployment.reading.settings
  const direct = url === undefined ? 0 : deployment.instances * directSize
  const poolers = deployment.poolers ?? (yield* PoolerLimits.peers(ask))
  const one = each.reduce((total, { most }) => total + most, 0)
  const sum = listed(each.map(({ sum }) => sum))
  const may =
    poolers === 1
      ? `the pooler may open ${one} (${sum})`
      : `${poolers} PgBouncers may open ${poolers} × ${one} = ${poolers * one} (${sum} each)`
  return poolers * one + direct <= max - reserved
    ? []
    : [
        found(
          rules["pools-over-max-connections"],
          `${may} and the instances ${direct} more directly, and Postgres has ${max - reserved} (max_connections ${max} less ${reserved} reserved)`
        )
      ]
})

/** Sums of pools against limits, and connections that lie idle. */
export const check: Check = {
  name: "capacity: pools against the limits of pooler and Postgres, idle connections",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    const bound = 2 * Duration.toMillis(deployment.reading.settings.pool.idleTimeout)
    const { resting, server } = yield* look(direct, (rows) => ServerConnections.read(rows, bound))
    const findings = [...filled(server), ...wasted(deployment, resting)]
    const ask = yield* Effect.mapError(
      deployment.console,
      ({ reason }) => new Unchecked({ reason: `limits of the pooler: ${reason}`, findings })
    )
    const limit = yield* orUnchecked(PoolerLimits.clients(ask))
    const all = [
      ...findings,
      ...clients(limit, deployment),
      ...(yield* orUnchecked(opened(ask, server, deployment)))
    ]
    return resting.hidden === 0 ? all : yield* new Unchecked({ reason: unseen(direct.facts), findings: all })
  })
}
