import { type Config, Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { GivenPool } from "./config/Environment.ts"
import type { PoolOptions } from "./config/PgSettings.ts"
import type { PgEndpoint } from "./config/PgUrl.ts"
import * as ReplicaSettings from "./config/ReplicaSettings.ts"
import * as PooledEndpoint from "./pool/PooledEndpoint.ts"
import * as Breaker from "./resilience/Breaker.ts"

/** Who answered what a replica was asked for, since the start. */
export interface ReplicaAnswers {
  /** Answered by a replica. */
  readonly replica: number
  /** Asked of a replica that was too far behind, and then of the primary. */
  readonly behind: number
  /** Asked of a replica that failed or took too long, and then of the primary. */
  readonly failed: number
  /** Asked of the primary at once, as it was not known what a replica has to have, or that it has not was just found. */
  readonly primary: number
}

/** What replicas are to a program. */
export interface ReplicaEndpoint extends PooledEndpoint.PooledEndpoint {
  /** Who answered what replicas were asked for. */
  readonly answers: Effect.Effect<ReplicaAnswers>
  /** Notes who answered. */
  readonly note: (who: keyof ReplicaAnswers) => void
  /** Fails at once while replicas have been failing, whatever becomes of the primary. */
  readonly breaker: Breaker.Breaker
}

/** Two failures of four calls, however short: the primary is there meanwhile, and whoever fails next waits for nothing. */
const breaker = { window: 4, patience: 0 }

const open = Effect.fnUntraced(function* ({
  multiplex = 1,
  ...given
}: GivenPool & PooledEndpoint.PooledPgOptions) {
  const { ending } = ReplicaSettings
  const settings = yield* ReplicaSettings.settings(given)
  const pool = yield* PooledEndpoint.open(settings, { name: "replica", ending, multiplex, readOnly: true })
  const answers = { replica: 0, behind: 0, failed: 0, primary: 0 }
  return {
    ...pool,
    answers: Effect.sync((): ReplicaAnswers => ({ ...answers })),
    note: (who: keyof ReplicaAnswers) => void answers[who]++,
    breaker: yield* Breaker.makeOf(breaker)
  }
})

/**
 * Streaming replicas of the primary, reached directly or through a pooler: a pool of their own, with its own gate,
 * breaker and counters, in which nothing is ever written.
 *
 * Each statement is in a transaction that is READ ONLY, in one round trip. By itself this layer changes nothing: reads go to a
 * replica where `Replica`, `ResearchCache.layerReplica`, `layerReplica` of a repository or the option `replica` of a `Lookup`
 * ask for it, which also look that the replica is not too far behind. What `sql` gives is as old as the replica is.
 *
 * **Details**
 *
 * `DATABASE_REPLICA_URL` has the hosts of all replicas, or several URLs with blanks between that differ in their hosts
 * alone. Connections are spread over them at random unless `load_balance_hosts=disable` is said, and go to servers alone
 * that are standbys. Variables that end in `_REPLICA` set the pool (`POOL_SIZE_REPLICA`); one that is not set is as for
 * `PooledPg`. `PoolMetrics.layerReplica` publishes its counters.
 *
 * **Errors**
 *
 * `ConfigError` where the variable is missing, or is none that a replica could have.
 *
 * **Example** (A report that may be as old as the replica)
 *
 * ```ts
 * import { ReplicaPg } from "aquifer"
 * import { Effect } from "effect"
 *
 * const report = Effect.flatMap(ReplicaPg, ({ sql }) => sql`SELECT count(*)::int AS orders FROM orders`)
 *
 * const program = Effect.provide(report, ReplicaPg.layer)
 * ```
 */
export class ReplicaPg extends Context.Service<ReplicaPg, ReplicaEndpoint>()("aquifer/layers/ReplicaPg") {
  /** The replicas that the environment names (`DATABASE_REPLICA_URL`, `POOL_…_REPLICA`). */
  static readonly layer: Layer.Layer<ReplicaPg, Config.ConfigError> = Layer.effect(
    ReplicaPg,
    Effect.suspend(() => open({}))
  )

  /** Replicas given in code; settings left out come from the environment. */
  static readonly layerWith = (
    options: PooledEndpoint.PooledPgOptions & {
      /** The hosts of all replicas, and as whom. */
      readonly endpoint: PgEndpoint
      /** Settings in place of the environment's. */
      readonly pool?: PoolOptions | undefined
    }
  ): Layer.Layer<ReplicaPg, Config.ConfigError> =>
    Layer.effect(
      ReplicaPg,
      Effect.suspend(() => open(options))
    )

  /** The replicas as the `SqlClient` that services ask for, as old as they are; never shared. */
  static readonly layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, ReplicaPg> = Layer.fresh(
    Layer.effect(SqlClient.SqlClient, Effect.flatMap(ReplicaPg, PooledEndpoint.sqlClient))
  )
}
