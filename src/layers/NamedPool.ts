import type { PgClient } from "@effect/sql-pg"
import { Config, Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import * as Environment from "./config/Environment.ts"
import type { PgEndpoint } from "./config/PgUrl.ts"
import type { LocalServerError } from "./local/process/LocalServerError.ts"
import { PgConfig, type PoolOptions } from "./PgConfig.ts"
import { ConnectionLimit } from "./pool/limit/ConnectionLimit.ts"
import * as PooledEndpoint from "./pool/PooledEndpoint.ts"

/** A pool of a name, as a tag with its layers; they mean what those of `PooledPg` mean. */
export interface NamedPool<Self, Name extends string> extends Context.ServiceClass<
  Self,
  `aquifer/layers/PooledPg/${Name}`,
  PooledEndpoint.PooledEndpoint
> {
  /** Its name in messages and metrics. */
  readonly poolName: Name
  /** What its own variables leave out is taken from these settings. */
  readonly layerNoDeps: Layer.Layer<Self, Config.ConfigError, PgConfig>
  /** The endpoint that the environment names. */
  readonly layer: Layer.Layer<Self, Config.ConfigError | LocalServerError>
  /**
   * A lane: the pool itself where its own URL is set, or the private servers have one for it; elsewhere `PooledPg`, with no
   * connection more. `POOL_…` variables that end in its name count only in the first case.
   */
  readonly layerLane: Layer.Layer<Self, Config.ConfigError | LocalServerError>
  /** The same by these settings. */
  readonly layerLaneNoDeps: Layer.Layer<Self, Config.ConfigError, PgConfig>
  /** An endpoint given in code; settings left out come from the environment. */
  readonly layerWith: (
    options: PooledEndpoint.PooledPgOptions & {
      /** The pooler, and as whom. */
      readonly endpoint: PgEndpoint
      /** Settings in place of the environment's. */
      readonly pool?: PoolOptions | undefined
    }
  ) => Layer.Layer<Self, Config.ConfigError>
  /** An endpoint given in code, whose pool shares its connections with others. */
  readonly layerLimited: (
    options: PooledEndpoint.LimitedPgOptions
  ) => Layer.Layer<Self, Config.ConfigError, ConnectionLimit>
  /** As the `SqlClient` that services ask for; never shared. */
  readonly layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, Self>
  /** As the driver's `PgClient` too; never shared. */
  readonly layerPgClient: Layer.Layer<PgClient.PgClient | SqlClient.SqlClient, never, Self>
}

/** Where its URL is set, nothing is started for want of another. */
const settingsFor = (name: string): Layer.Layer<PgConfig, Config.ConfigError | LocalServerError> =>
  Layer.unwrap(
    Effect.map(Config.option(Config.String(`DATABASE_POOL_URL${Environment.endingOf(name)}`)), ({ _tag }) =>
      _tag === "None" ? PgConfig.layer : Layer.effect(PgConfig, PgConfig.config)
    )
  )

type Given = Environment.GivenPool & Omit<PooledEndpoint.OpenOptions, "name" | "ending">

/** The pool without a name, and its tag. */
export interface MainPool<Main> {
  readonly tag: Context.Key<Main, PooledEndpoint.PooledEndpoint>
  readonly layerNoDeps: Layer.Layer<Main, Config.ConfigError, PgConfig>
}

/** As `PooledPg.Service` is called. */
export type Make = <Self>() => <const Name extends string>(name: Name) => NamedPool<Self, Name>

/** Makes the class of a pool's tag, see `PooledPg.Service`. */
export const make =
  <Main>(main: () => MainPool<Main>): Make =>
  <Self>() =>
  <const Name extends string>(name: Name): NamedPool<Self, Name> => {
    const tag = Context.Service<Self, PooledEndpoint.PooledEndpoint>()(`aquifer/layers/PooledPg/${name}`)
    const ending = Environment.endingOf(name)
    const open = Effect.fnUntraced(function* (given: Given) {
      const { endpoint, pool, ...options } = given
      const settings = yield* Environment.named(name, yield* PgConfig, { endpoint, pool })
      return yield* PooledEndpoint.open(settings, { name, ending, ...options })
    })
    const layerNoDeps = (given: Given) => Layer.effect(tag, open(given))
    const fromEnvironment = layerNoDeps({})
    const layerLaneNoDeps = Layer.unwrap(
      Effect.gen(function* () {
        if (yield* Environment.isApart(name, yield* PgConfig)) return fromEnvironment
        const { layerNoDeps, tag: ofMain } = main()
        // By its own layer, so that a program which has that pool already has no other.
        return Layer.provide(Layer.effect(tag, ofMain), layerNoDeps)
      })
    )
    return Object.assign(tag, {
      poolName: name,
      layerNoDeps: fromEnvironment,
      layer: Layer.provide(fromEnvironment, settingsFor(name)),
      layerLaneNoDeps,
      layerLane: Layer.provide(layerLaneNoDeps, settingsFor(name)),
      layerWith: (given: Parameters<NamedPool<Self, Name>["layerWith"]>[0]) =>
        Layer.provide(layerNoDeps(given), PgConfig.layerWith({ pooled: given.endpoint })),
      layerLimited: ({ endpoint, pool }: PooledEndpoint.LimitedPgOptions) =>
        Layer.effect(
          tag,
          Effect.flatMap(ConnectionLimit, ({ places }) =>
            open({ endpoint, pool: { ...pool, min: 0 }, places })
          )
        ).pipe(Layer.provide(PgConfig.layerWith({ pooled: endpoint }))),
      layerSqlClient: Layer.fresh(
        Layer.effect(SqlClient.SqlClient, Effect.flatMap(tag, PooledEndpoint.sqlClient))
      ),
      layerPgClient: Layer.fresh(Layer.effectContext(Effect.flatMap(tag, PooledEndpoint.pgClient)))
    })
  }
