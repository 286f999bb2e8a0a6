import { Config, Effect } from "effect"
import { configProblem } from "./ConfigProblem.ts"
import type { GuardMode, PgSettings, PoolSettings } from "./PgSettings.ts"
import * as PgSettingsCheck from "./PgSettingsCheck.ts"
import type * as PgUrl from "./PgUrl.ts"
import * as Variable from "./Variable.ts"

type Unset = Omit<PoolSettings, "min"> & { readonly min: number | undefined }

/** A pool's variables, which end like this, and what holds where one is not set. */
export const poolOf = (ending: string, unset: Unset) =>
  Config.all({
    size: Variable.variable(`POOL_SIZE${ending}`, unset.size, Variable.count(1, 10_000)),
    min: Variable.variable<number | undefined>(`POOL_MIN${ending}`, unset.min, Variable.count(0, 10_000)),
    timeout: Variable.variable(`POOL_TIMEOUT${ending}`, unset.timeout, Variable.duration),
    mode: Variable.variable(`POOL_MODE${ending}`, unset.mode, Variable.mode),
    maxWaiting: Variable.variable(
      `POOL_MAX_WAITING${ending}`,
      unset.maxWaiting,
      Variable.count(0, 10_000_000)
    ),
    maxUses: Variable.variable(`POOL_MAX_USES${ending}`, unset.maxUses, Variable.count(1, 1_000_000_000)),
    idleTimeout: Variable.variable(`POOL_IDLE_TIMEOUT${ending}`, unset.idleTimeout, Variable.duration),
    maxLifetime: Variable.variable(`POOL_MAX_LIFETIME${ending}`, unset.maxLifetime, Variable.duration),
    leakAfter: Variable.variable(`POOL_LEAK_AFTER${ending}`, unset.leakAfter, Variable.duration),
    prepared: Variable.variable(
      `POOL_PREPARED${ending}`,
      unset.prepared,
      Variable.oneOf<PoolSettings["prepared"]>("auto", "never")
    ),
    guard: Variable.variable(
      `POOL_GUARD${ending}`,
      unset.guard,
      Variable.oneOf<GuardMode>("refuse", "warn", "off")
    )
  })

/** How the variables of a pool of that name end: `_REPORTS` those of `reports`. */
export const endingOf = (name: string): string => `_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`

/** A pool of that name in code; what is left out, its own variables say. */
export interface GivenPool {
  readonly endpoint?: PgUrl.PgEndpoint | undefined
  readonly pool?: Partial<PoolSettings> | undefined
}

/**
 * The settings of the pool of that name: what is given, what its own variables say, and for the rest what holds for
 * the pool without a name. What it then is told of wrong settings names its own variables.
 */
export const named = (name: string, unset: PgSettings, given: GivenPool): Config.Config<PgSettings> => {
  const ending = endingOf(name)
  return Config.all({
    pooled: Variable.variable(`DATABASE_POOL_URL${ending}`, undefined, Variable.endpoint),
    own: poolOf(ending, { ...unset.pool, min: undefined })
  }).pipe(
    Config.mapEffect(({ own: { min, ...own }, pooled }) => {
      const pool = { ...own, ...given.pool }
      const settings = {
        ...unset,
        pooled: given.endpoint ?? pooled ?? unset.pooled,
        pool: { min: min ?? Math.min(unset.pool.min, pool.size), ...pool }
      }
      const found = PgSettingsCheck.find(settings)
      return found === undefined
        ? Effect.succeed(settings)
        : Effect.fail(
            configProblem(found.replaceAll(/\b(?:DATABASE_POOL_URL|POOL_[A-Z_]+)\b/g, `$&${ending}`))
          )
    })
  )
}
