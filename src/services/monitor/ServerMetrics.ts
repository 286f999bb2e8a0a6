import { Duration, Effect, Layer, Result, Stream } from "effect"
import { catalogue, type MetricInfo, poolerUser } from "../../layers/measure/MetricCatalogue.ts"
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
  [catalogue.postgresTransactions, totals.commits, { "aquifer.outcome": "committed" }],
  [catalogue.postgresTransactions, totals.rollbacks, { "aquifer.outcome": "rolled back" }],
  [catalogue.postgresDeadlocks, totals.deadlocks],
  [catalogue.postgresCacheHitRatio, totals.cacheHitRatio ?? undefined],
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

/** Publishes what each look found; series that it found no more go. */
const follow = Effect.fnUntraced(function* <A, E>(
  up: MetricInfo,
  samples: Stream.Stream<Result.Result<A, E>>,
  values: (sample: A) => ReadonlyArray<Value>
) {
  const { clear, number } = yield* Series.register
  const publish = (found: ReadonlyArray<Value>) =>
    Effect.sync(() => {
      clear()
      for (const [info, value, attributes = {}] of found) {
        if (value !== undefined) number(info, attributes, () => value)
      }
    })
  const published = Stream.runForEach(samples, (sample) =>
    publish(Result.isSuccess(sample) ? [[up, 1], ...values(sample.success)] : [[up, 0]])
  )
  yield* Effect.forkScoped(published)
})

/**
 * Looks at Postgres and at PgBouncer each ten seconds, or as often as told, and publishes what it found as metrics of
 * Effect's registry. A server that does not answer is down, and has no other numbers.
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
      yield* follow(catalogue.postgresUp, (yield* DatabaseActivity).snapshots(every), postgres)
      yield* follow(catalogue.pgbouncerUp, (yield* PgBouncerConsole).snapshots(every), pgbouncer)
    })
  )
