import { Duration, Effect, Layer, Result, Stream } from "effect"
import type { ServerAddress } from "../../layers/config/ServerAddress.ts"
import {
  catalogue,
  type MetricInfo,
  poolerUser,
  serverAddress,
  serverPort
} from "../../layers/measure/MetricCatalogue.ts"
import * as Series from "../../layers/measure/Series.ts"
import { DatabaseActivity, type ActivitySnapshot } from "./DatabaseActivity.ts"
import { type ConsoleSnapshot, PgBouncerConsole } from "./PgBouncerConsole.ts"

type Value = readonly [
  info: MetricInfo,
  value: number | undefined,
  attributes?: Readonly<Record<string, string>>
]

const postgres = ({
  blocking,
  connections,
  idleInTransaction,
  longRunning,
  risks,
  totals
}: ActivitySnapshot): ReadonlyArray<Value> => [
  ...connections.byState.map(({ count, name }): Value => [
    catalogue.postgresConnections,
    count,
    { "aquifer.state": name }
  ]),
  [catalogue.postgresConnectionMax, connections.max],
  [catalogue.postgresConnectionFree, connections.free],
  [catalogue.postgresLongRunning, longRunning.length],
  [catalogue.postgresIdleInTransaction, idleInTransaction.length],
  [catalogue.postgresBlocked, blocked(blocking).size],
  ...counted(totals),
  [catalogue.postgresLongestTransaction, risks.longestTransactionMillis / 1_000],
  [catalogue.postgresWraparound, risks.wraparound],
  ...risks.standbys.flatMap(({ lagMillis, name, unappliedBytes }): ReadonlyArray<Value> => {
    const which = { "aquifer.standby": name }
    return [
      [catalogue.postgresReplicaLag, lagMillis / 1_000, which],
      [catalogue.postgresReplicaUnapplied, unappliedBytes, which]
    ]
  })
]

/** What Postgres counts for each database, of the one that is asked. */
const counted = ({
  cacheHitRatio,
  commits,
  deadlocks,
  name,
  rollbacks
}: ActivitySnapshot["totals"]): ReadonlyArray<Value> => {
  const where = { "db.namespace": name }
  return [
    [catalogue.postgresTransactions, commits, { ...where, "aquifer.outcome": "committed" }],
    [catalogue.postgresTransactions, rollbacks, { ...where, "aquifer.outcome": "rolled back" }],
    [catalogue.postgresDeadlocks, deadlocks, where],
    [catalogue.postgresCacheHitRatio, cacheHitRatio ?? undefined, where]
  ]
}

/** The sessions that wait, each once though it may stand below several blockers. */
const blocked = (tree: ActivitySnapshot["blocking"], found: Set<number> = new Set()): Set<number> => {
  for (const { blockers, blocks, pid } of tree) {
    if (blockers.length > 0) found.add(pid)
    blocked(blocks, found)
  }
  return found
}

const pgbouncer = ({ pools, stats }: ConsoleSnapshot): ReadonlyArray<Value> => [
  ...pools.flatMap((pool): ReadonlyArray<Value> => {
    const who = { "db.namespace": pool.database ?? "", [poolerUser]: pool.user ?? "" }
    const clients = { active: pool.clientsActive, waiting: pool.clientsWaiting }
    const servers = {
      active: pool.serversActive,
      idle: pool.serversIdle,
      used: pool.serversUsed,
      tested: pool.serversTested,
      login: pool.serversLogin
    }
    const byState = (info: MetricInfo, counts: Readonly<Record<string, number | undefined>>) =>
      Object.entries(counts).map(([state, count]): Value => [info, count, { ...who, "aquifer.state": state }])
    return [
      ...byState(catalogue.pgbouncerClients, clients),
      ...byState(catalogue.pgbouncerServers, servers),
      [catalogue.pgbouncerLongestWait, seconds(pool.longestWaitMillis), who]
    ]
  }),
  ...stats.flatMap(({ database, transactions, waitMillis }): ReadonlyArray<Value> => {
    const where = { "db.namespace": database ?? "" }
    return [
      [catalogue.pgbouncerTransactions, transactions, where],
      [catalogue.pgbouncerWaitTime, seconds(waitMillis), where]
    ]
  })
]

const seconds = (millis: number | undefined): number | undefined =>
  millis === undefined ? undefined : millis / 1_000

/** What tells a server's series from another's. Effect's attributes are texts, so the port is one. */
const attributesOf = (server: ServerAddress | undefined): Readonly<Record<string, string>> =>
  server === undefined ? {} : { [serverAddress]: server.address, [serverPort]: String(server.port) }

/** Publishes what each look found; series that it found no more go. */
const follow = Effect.fnUntraced(function* <A, E>(
  up: MetricInfo,
  server: ServerAddress | undefined,
  samples: Stream.Stream<Result.Result<A, E>>,
  values: (sample: A) => ReadonlyArray<Value>
) {
  const { clear, number } = yield* Series.register
  const where = attributesOf(server)
  const publish = (found: ReadonlyArray<Value>) =>
    Effect.sync(() => {
      clear()
      for (const [info, value, attributes = {}] of found) {
        if (value !== undefined) number(info, { ...where, ...attributes }, () => value)
      }
    })
  const published = Stream.runForEach(samples, (sample) =>
    publish(Result.isSuccess(sample) ? [[up, 1], ...values(sample.success)] : [[up, 0]])
  )
  yield* Effect.forkScoped(published)
})

/**
 * Looks at Postgres and at PgBouncer each ten seconds, or as often as told, and publishes what it found as metrics of
 * Effect's registry. A server that does not answer is down, and has no other numbers. Each series says which server it is
 * of (`server.address`, `server.port`, as `DATABASE_URL` and the console's URL name it; a loopback name is told as this
 * machine's), so that what many programs see of one server can be taken together.
 *
 * **Example** (Postgres and PgBouncer beside the pools)
 *
 * ```ts
 * import { PgConfig } from "aquifer"
 * import { DatabaseActivity, PgBouncerConsole, ServerMetrics } from "aquifer/operations"
 * import { Layer } from "effect"
 *
 * const metrics = ServerMetrics.layer("30 seconds").pipe(
 *   Layer.provide([DatabaseActivity.layer, PgBouncerConsole.layerNoDeps.pipe(Layer.provide(PgConfig.layer))])
 * )
 * ```
 */
export const layer = (
  every: Duration.Input = Duration.seconds(10)
): Layer.Layer<never, never, DatabaseActivity | PgBouncerConsole> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const [activity, console] = [yield* DatabaseActivity, yield* PgBouncerConsole]
      yield* follow(catalogue.postgresUp, activity.server, activity.snapshots(every), postgres)
      yield* follow(catalogue.pgbouncerUp, console.server, console.snapshots(every), pgbouncer)
    })
  )
