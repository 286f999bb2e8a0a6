import { Duration, Effect, Option } from "effect"
import {
  applicationName,
  type Ask,
  type Check,
  type Deployment,
  look,
  orUnchecked,
  Unchecked
} from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"
import * as PgBouncerSettings from "../pooler/PgBouncerSettings.ts"

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
    reason: 'When all pools fill, Postgres turns the pooler away: "too many connections".',
    remedy:
      "Lower default_pool_size, or set max_db_connections in pgbouncer.ini below what Postgres has left, or raise max_connections."
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

/** Connections that each instance's DirectPg may take. */
const directSize = 2
/** What the reference document reckons for a connection. */
const megabytes = 10
const nearly = 0.8

interface Server extends Record<string, unknown> {
  readonly max: number
  readonly reserved: number
  readonly used: number
}

const limits = `SELECT current_setting('max_connections')::int4 AS max,
  current_setting('superuser_reserved_connections')::int4
    + coalesce(current_setting('reserved_connections', true)::int4, 0) AS reserved,
  (SELECT count(*)::int4 FROM pg_stat_activity WHERE backend_type = 'client backend'
    AND application_name <> '${applicationName}') AS used`

const idle = `SELECT count(*)::int4 AS count, coalesce(max(seconds), 0)::float8 AS longest FROM (
    SELECT extract(epoch FROM clock_timestamp() - state_change) AS seconds FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND datname = current_database() AND state = 'idle'
      AND application_name <> '${applicationName}') AS idle
  WHERE seconds * 1000 > $1::float8`

const filled = ({ max, reserved, used }: Server): ReadonlyArray<Finding> =>
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
  { count, longest }: { readonly count: number; readonly longest: number }
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

const number = (text: string | null | undefined): number => Number(text ?? 0) || 0

/** The narrowest of the pooler's limits on clients. */
const clients = Effect.fnUntraced(function* (ask: Ask, { instances, reading }: Deployment) {
  const config = yield* PgBouncerSettings.config(ask)
  const [name, limit] = ["max_client_conn", "max_user_client_connections", "max_db_client_connections"]
    .map((name) => [name, number(config.get(name))] as const)
    .filter(([, limit]) => limit > 0)
    .toSorted(([, a], [, b]) => a - b)[0] ?? ["max_client_conn", Infinity]
  const { size } = reading.settings.pool
  return instances * size <= limit
    ? []
    : [
        found(
          rules["clients-over-pooler-limit"],
          `${instances} instances × POOL_SIZE ${size} = ${instances * size} clients, and ${name} is ${limit}`
        )
      ]
})

/** What the pooler may open at our Postgres: for each user and database a pool and its reserve, within the database's limit. */
const pools = Effect.fnUntraced(function* (ask: Ask, database: string) {
  const databases = yield* ask("SHOW DATABASES")
  const used = yield* ask("SHOW POOLS")
  const own = databases.find(({ name }) => name === database)
  const same = databases.filter(
    ({ host, name, port }) => name !== "pgbouncer" && host === own?.["host"] && port === own?.["port"]
  )
  return same.map((row) => {
    const users = used.filter((pool) => pool["database"] === row["name"]).length
    const each = number(row["pool_size"]) + number(row["reserve_pool_size"] ?? row["reserve_pool"])
    const limit = number(row["max_connections"])
    const most = Math.max(1, users) * each
    return { name: row["name"] ?? "", most: limit > 0 ? Math.min(limit, most) : most }
  })
})

const opened = Effect.fnUntraced(function* (ask: Ask, { max, reserved }: Server, deployment: Deployment) {
  const endpoint = yield* Effect.option(deployment.pooled)
  if (Option.isNone(endpoint)) return []
  const each = yield* pools(ask, endpoint.value.url.database)
  const direct = deployment.reading.settings.direct === undefined ? 0 : deployment.instances * directSize
  const sum = each.reduce((total, { most }) => total + most, 0)
  return sum + direct <= max - reserved
    ? []
    : [
        found(
          rules["pools-over-max-connections"],
          `the pooler may open ${sum} (${listed(each.map(({ most, name }) => `${name} ${most}`))}) and the instances ${direct} more directly, and Postgres has ${max - reserved} (max_connections ${max} less ${reserved} reserved)`
        )
      ]
})

/** Sums of pools against limits, and connections that nobody uses. */
export const check: Check = {
  name: "capacity: pools against the limits of pooler and Postgres, idle connections",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    const bound = 2 * Duration.toMillis(deployment.reading.settings.pool.idleTimeout)
    const { resting, server } = yield* look(direct, (rows) =>
      Effect.gen(function* () {
        const [server] = yield* rows<Server>(limits)
        const [resting] = yield* rows<{ count: number; longest: number }>(idle, [bound])
        return {
          server: server ?? { max: 0, reserved: 0, used: 0 },
          resting: resting ?? { count: 0, longest: 0 }
        }
      })
    )
    const findings = [...filled(server), ...wasted(deployment, resting)]
    const ask = yield* Effect.mapError(
      deployment.console,
      ({ reason }) => new Unchecked({ reason: `limits of the pooler: ${reason}`, findings })
    )
    const ofPooler = yield* orUnchecked(
      Effect.all([clients(ask, deployment), opened(ask, server, deployment)])
    )
    return [...findings, ...ofPooler.flat()]
  })
}
