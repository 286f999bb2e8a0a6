import { Config, Context, Effect, Layer, Option } from "effect"
import { configProblem } from "./config/ConfigProblem.ts"
import * as Environment from "./config/Environment.ts"
import type { PgSettings, PoolOptions } from "./config/PgSettings.ts"
import type { LocalPairOptions } from "./local/LocalPair.ts"
import type { LocalServerError } from "./local/process/LocalServerError.ts"

export type { Reading } from "./config/Environment.ts"
export type { PgSettings, PoolOptions, PoolSettings } from "./config/PgSettings.ts"

/** With neither URL set, a private Postgres with PgBouncer in front is started; never where it would hide a mistake. */
const orLocalPair = Effect.fnUntraced(function* (settings: PgSettings, options: LocalPairOptions) {
  if (settings.direct !== undefined || settings.pooled !== undefined) return settings
  const environmentName = yield* Config.option(Config.String("NODE_ENV"))
  if (Option.contains(environmentName, "production")) {
    return yield* Effect.fail(
      configProblem(
        "DATABASE_POOL_URL and DATABASE_URL are not set, and NODE_ENV=production starts no private Postgres; set both"
      )
    )
  }
  // Loaded only here, so that a deployment never loads what starts servers.
  const LocalPair = yield* Effect.promise(() => import("./local/LocalPair.ts"))
  return {
    ...settings,
    ...(yield* LocalPair.start({ ...options, poolSize: options.poolSize ?? settings.pool.size }))
  }
})

/**
 * Both endpoints and the pool's settings, checked against each other.
 *
 * `layer` reads the environment (the README's table lists every variable). Contradictions fail with a
 * `ConfigError` before anything connects; its message names the variable and the remedy and never holds a
 * password. With neither `DATABASE_URL` nor `DATABASE_POOL_URL` set, `layer` starts the private Postgres and PgBouncer of this
 * machine.
 *
 * **Example** (Both endpoints from code)
 *
 * ```ts
 * import { DirectPg, PgConfig, PgUrl, PooledPg } from "aquifer"
 * import { Effect, Layer, Result } from "effect"
 *
 * const pooled = Result.getOrThrow(PgUrl.fromString("postgresql://app:secret@127.0.0.1:6543/shop"))
 * const direct = Result.getOrThrow(PgUrl.fromString("postgresql://owner:secret@127.0.0.1:5432/shop"))
 *
 * const config = PgConfig.layerWith({ pooled, direct, pool: { size: 20 } })
 *
 * const program = Effect.gen(function* () {
 *   const { pool } = yield* PgConfig
 *   return pool.size
 * }).pipe(Effect.provide(config))
 * ```
 */
export class PgConfig extends Context.Service<PgConfig, PgSettings>()("aquifer/layers/PgConfig") {
  /** The settings as the environment gives them, checked, with nothing started. */
  static readonly config: Config.Config<PgSettings> = Environment.settings

  /** The settings as far as they can be read, with all that is wrong with them instead of the first failure. */
  static readonly reading: Effect.Effect<Environment.Reading, Config.ConfigError> = Environment.reading

  /** The environment; how the private servers are started, when neither URL is set, can be said in code. */
  static readonly layerOrLocal = (
    options: LocalPairOptions
  ): Layer.Layer<PgConfig, Config.ConfigError | LocalServerError> =>
    Layer.effect(
      PgConfig,
      Effect.flatMap(Environment.settings, (settings) => orLocalPair(settings, options))
    )

  /** The environment; where it has neither URL, the private servers of this machine, as they are by default. */
  static readonly layer: Layer.Layer<PgConfig, Config.ConfigError | LocalServerError> = PgConfig.layerOrLocal(
    {}
  )

  /** Settings from code; what is left out is read from the environment's pool variables. */
  static readonly layerWith = (
    settings: Partial<Pick<PgSettings, "direct" | "pooled" | "console" | "lanes">> & {
      /** Connections of the direct endpoint's pool, in place of the environment's. */
      readonly directSize?: number | undefined
      /** Settings of the pool in place of the environment's. */
      readonly pool?: PoolOptions | undefined
    }
  ): Layer.Layer<PgConfig, Config.ConfigError> =>
    Layer.effect(
      PgConfig,
      Effect.flatMap(
        Environment.poolsWith(settings.pool ?? {}, settings.directSize),
        ({ directSize, pool }) =>
          Environment.checked({
            direct: settings.direct,
            pooled: settings.pooled,
            console: settings.console,
            pool,
            directSize,
            lanes: settings.lanes
          })
      )
    )
}
