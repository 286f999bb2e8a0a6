import { Config, Context, Duration, Effect, Layer, Option, Result, Schema } from "effect"
import { configProblem } from "./config/ConfigProblem.ts"
import * as PgContradiction from "./config/PgSettingsCheck.ts"
import * as PgUrl from "./config/PgUrl.ts"
import type { GuardMode } from "./guard/SessionGuard.ts"
import type { LocalPairOptions } from "./local/LocalPair.ts"
import type { LocalServerError } from "./local/LocalServerError.ts"

/** How many connections an endpoint may hold, for how long, and who may wait for one. */
export interface PoolSettings {
  /** Connections in the pool; 10, what the reference document's example gives two agents. */
  readonly size: number
  /** Connections kept open when idle; 2. */
  readonly min: number
  /** Longest wait for a connection; 5 s in a query's path, 60 s suits batch work. */
  readonly timeout: Duration.Duration
  /** When the pooler takes its server connection back. */
  readonly mode: "transaction" | "session"
  /** Callers that may queue for a connection; 10,000. */
  readonly maxWaiting: number
  /** Statements before a connection is replaced; 50,000. */
  readonly maxUses: number
  /** An idle connection over the minimum is closed after this; 300 s. */
  readonly idleTimeout: Duration.Duration
  /** A connection is replaced at this age; 30 min. */
  readonly maxLifetime: Duration.Duration
  /** A connection held longer is reported with where it was taken; 30 s. */
  readonly leakAfter: Duration.Duration
  /** Whether statements are named and prepared once the pooler is found to track that, or never; `auto`. */
  readonly prepared: "auto" | "never"
  /** What becomes of SQL on the pooled endpoint that needs a session; it is refused. */
  readonly guard: GuardMode
}

/** What the environment says about both endpoints and the pool. */
export interface PgSettings {
  readonly direct: PgUrl.PgEndpoint | undefined
  readonly pooled: PgUrl.PgEndpoint | undefined
  /** PgBouncer's admin console, which is a database of its name; undefined where it is known that there is none. */
  readonly console: PgUrl.PgEndpoint | undefined
  readonly pool: PoolSettings
}

/** Where problems go of variables that shall not stop the reading of the others. */
const Tolerated = Context.Reference<Array<string> | undefined>("aquifer/layers/PgConfig/Tolerated", {
  defaultValue: () => undefined
})

const refused = <A>(problem: string, fallback: A): Effect.Effect<A, Config.ConfigError> =>
  Effect.flatMap(Tolerated, (tolerated) => {
    if (tolerated === undefined) return Effect.fail(configProblem(problem))
    tolerated.push(problem)
    return Effect.succeed(fallback)
  })

/** One variable: absent means the default; text that `read` refuses is a ConfigError that names the variable. */
const variable = <A>(
  name: string,
  fallback: A,
  read: (text: string) => Result.Result<A, string>
): Config.Config<A> =>
  Config.option(Config.String(name)).pipe(
    Config.mapEffect(
      Option.match({
        onNone: () => Effect.succeed(fallback),
        onSome: (text) =>
          Result.match(read(text.trim()), {
            onSuccess: (value) => Effect.succeed(value),
            onFailure: (reason) => refused(`${name} ${reason}`, fallback)
          })
      })
    )
  )

const count =
  (minimum: number, maximum: number) =>
  (text: string): Result.Result<number, string> => {
    const number = Number(text)
    return /^\d+$/.test(text) && number >= minimum && number <= maximum
      ? Result.succeed(number)
      : Result.fail(
          `is no whole number from ${minimum.toLocaleString("en")} to ${maximum.toLocaleString("en")}`
        )
  }

const decodeDuration = Schema.decodeUnknownOption(Schema.DurationFromString)

/** A bare number is seconds, as the reference document writes POOL_TIMEOUT. */
const duration = (text: string): Result.Result<Duration.Duration, string> => {
  const value = /^\d+(\.\d+)?$/.test(text)
    ? Option.some(Duration.seconds(Number(text)))
    : decodeDuration(text)
  return Option.isSome(value) && Duration.isFinite(value.value) && Duration.toMillis(value.value) > 0
    ? Result.succeed(value.value)
    : Result.fail(
        `is no positive duration; write seconds (5) or a number with a unit ("500 millis", "2 minutes")`
      )
}

const mode = (text: string): Result.Result<PoolSettings["mode"], string> => {
  if (text === "transaction" || text === "session") return Result.succeed(text)
  return Result.fail(
    text === "statement"
      ? "is statement, in which a pooler refuses every transaction, and storing research needs them; use transaction"
      : "is neither transaction nor session"
  )
}

/** Whoever names no database means the one that the console is. */
const consoleEndpoint = (text: string): Result.Result<PgUrl.PgEndpoint | undefined, string> =>
  Result.map(
    endpoint(text),
    (found) => found && (found.database === found.username ? { ...found, database: "pgbouncer" } : found)
  )

const oneOf =
  <A extends string>(...allowed: ReadonlyArray<A>) =>
  (text: string): Result.Result<A, string> => {
    const found = allowed.find((each) => each === text)
    return found === undefined ? Result.fail(`is none of ${allowed.join(", ")}`) : Result.succeed(found)
  }

const endpoint = (text: string): Result.Result<PgUrl.PgEndpoint | undefined, string> =>
  text === "" ? Result.succeed(undefined) : PgUrl.fromString(text)

const poolSettings: Config.Config<PoolSettings> = Config.all({
  size: variable("POOL_SIZE", 10, count(1, 10_000)),
  min: variable<number | undefined>("POOL_MIN", undefined, count(0, 10_000)),
  timeout: variable("POOL_TIMEOUT", Duration.seconds(5), duration),
  mode: variable("POOL_MODE", "transaction", mode),
  maxWaiting: variable("POOL_MAX_WAITING", 10_000, count(0, 10_000_000)),
  maxUses: variable("POOL_MAX_USES", 50_000, count(1, 1_000_000_000)),
  idleTimeout: variable("POOL_IDLE_TIMEOUT", Duration.seconds(300), duration),
  maxLifetime: variable("POOL_MAX_LIFETIME", Duration.minutes(30), duration),
  leakAfter: variable("POOL_LEAK_AFTER", Duration.seconds(30), duration),
  prepared: variable("POOL_PREPARED", "auto", oneOf<PoolSettings["prepared"]>("auto", "never")),
  guard: variable("POOL_GUARD", "refuse", oneOf<GuardMode>("refuse", "warn", "off"))
}).pipe(Config.map((pool) => ({ ...pool, min: pool.min ?? Math.min(2, pool.size) })))

/** The console is a database beside those of the pooled endpoint, unless told otherwise; Supabase opens none. */
const consoleOf = (pooled: PgUrl.PgEndpoint | undefined): PgUrl.PgEndpoint | undefined =>
  pooled === undefined || PgUrl.isSupabase(pooled.host) ? undefined : { ...pooled, database: "pgbouncer" }

type Given = Omit<PgSettings, "console"> & { readonly console?: PgUrl.PgEndpoint | undefined }

const withConsole = (given: Given): PgSettings => ({
  ...given,
  console: given.console ?? consoleOf(given.pooled)
})

const checked = (given: Given): Effect.Effect<PgSettings, Config.ConfigError> => {
  const found = PgContradiction.find(given)
  return found === undefined ? Effect.succeed(withConsole(given)) : Effect.fail(configProblem(found))
}

const variables = Config.all({
  direct: variable("DATABASE_URL", undefined, endpoint),
  pooled: variable("DATABASE_POOL_URL", undefined, endpoint),
  console: variable("PGBOUNCER_ADMIN_URL", undefined, consoleEndpoint),
  pool: poolSettings
})

const environment: Config.Config<PgSettings> = Config.mapEffect(variables, checked)

/** What the environment says, as far as it can be read, and everything that is wrong with it. */
export interface Reading {
  readonly settings: PgSettings
  /** One sentence for each variable that cannot be read; it counts as not set. */
  readonly problems: ReadonlyArray<string>
  readonly contradictions: ReadonlyArray<PgContradiction.Contradiction>
}

const reading: Effect.Effect<Reading, Config.ConfigError> = Effect.suspend(() => {
  const problems: Array<string> = []
  return Effect.map(Effect.provideService(variables, Tolerated, problems), (settings) => ({
    settings: withConsole(settings),
    problems,
    contradictions: PgContradiction.all(settings)
  }))
})

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
  return { ...settings, ...(yield* LocalPair.start({ poolSize: settings.pool.size, ...options })) }
})

/**
 * Both endpoints and the pool's settings, checked against each other.
 *
 * `layer` reads the environment (the README's table lists every variable). Contradictions fail with a
 * `ConfigError` before anything connects; its message names the variable and the remedy and never holds a
 * password. With neither `DATABASE_URL` nor `DATABASE_POOL_URL` set, `layer` starts the {@link LocalPair}.
 */
export class PgConfig extends Context.Service<PgConfig, PgSettings>()("aquifer/layers/PgConfig") {
  /** The settings as the environment gives them, checked, with nothing started. */
  static readonly config: Config.Config<PgSettings> = environment

  /** The settings as far as they can be read, with all that is wrong with them instead of the first failure. */
  static readonly reading: Effect.Effect<Reading, Config.ConfigError> = reading

  /** The environment; how the private servers are started, when neither URL is set, can be said in code. */
  static readonly layerOrLocal = (
    options: LocalPairOptions
  ): Layer.Layer<PgConfig, Config.ConfigError | LocalServerError> =>
    Layer.effect(
      PgConfig,
      Effect.flatMap(environment, (settings) => orLocalPair(settings, options))
    )

  static readonly layer: Layer.Layer<PgConfig, Config.ConfigError | LocalServerError> = PgConfig.layerOrLocal(
    {}
  )

  /** Settings from code; what is left out is read from the environment's pool variables. */
  static readonly layerWith = (
    settings: Partial<Pick<PgSettings, "direct" | "pooled" | "console">> & {
      readonly pool?: Partial<PoolSettings>
    }
  ): Layer.Layer<PgConfig, Config.ConfigError> =>
    Layer.effect(
      PgConfig,
      Effect.flatMap(poolSettings, (pool) =>
        checked({
          direct: settings.direct,
          pooled: settings.pooled,
          console: settings.console,
          pool: { ...pool, ...settings.pool }
        })
      )
    )
}
