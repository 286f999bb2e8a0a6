import { type Config, Effect, Result } from "effect"
import { configProblem } from "./ConfigProblem.ts"
import * as Environment from "./Environment.ts"
import type { PoolSettings } from "./PgSettings.ts"
import type * as PgUrl from "./PgUrl.ts"
import * as ReplicaUrl from "./ReplicaUrl.ts"
import * as Variable from "./Variable.ts"

/** How the variables of the pool of replicas end. */
export const ending = "_REPLICA"

/** The replicas, and the settings of their pool. */
export interface ReplicaSettings {
  readonly pooled: PgUrl.PgEndpoint
  readonly pool: PoolSettings
}

const problem = (what: string): Effect.Effect<never, Config.ConfigError> => Effect.fail(configProblem(what))

const located = Effect.fnUntraced(function* (endpoint: PgUrl.PgEndpoint | undefined) {
  if (endpoint !== undefined) {
    const given = ReplicaUrl.asReplica(endpoint, endpoint.loadBalanceHosts === false)
    return yield* Result.match(given, {
      onFailure: (reason) => problem(`the endpoint of the replicas ${reason}`),
      onSuccess: (replica) => Effect.succeed(replica)
    })
  }
  const set = yield* Variable.variable(ReplicaUrl.variable, undefined, ReplicaUrl.endpointOf)
  return set === undefined
    ? yield* problem(
        `${ReplicaUrl.variable} is not set; give it the URL of a standby, or of a pooler in front of one, or leave out what asks for replicas`
      )
    : set
})

/**
 * What is given; else what the variables say that end in `_REPLICA`, and for the rest what holds for the pool without a
 * name.
 */
export const settings = Effect.fnUntraced(function* ({
  endpoint,
  pool: given
}: Environment.GivenPool): Effect.fn.Return<ReplicaSettings, Config.ConfigError> {
  const pooled = yield* located(endpoint)
  const { pool: main } = yield* Environment.poolsWith({})
  const own = yield* Variable.poolOf(ending, { ...main, min: undefined })
  const pool = yield* Environment.poolOf(own, given ?? {}, main.min, ending)
  return pool.min > pool.size
    ? yield* problem(
        `POOL_MIN${ending} (${pool.min}) is over POOL_SIZE${ending} (${pool.size}); lower it, or raise the size`
      )
    : { pooled, pool }
})
