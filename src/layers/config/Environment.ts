import { Config, Context, Duration, Effect, Option, Result, Schema } from "effect"
import { configProblem } from "./ConfigProblem.ts"
import * as HostName from "./HostName.ts"
import type { GuardMode, PgSettings, PoolSettings } from "./PgSettings.ts"
import * as PgSettingsCheck from "./PgSettingsCheck.ts"
import * as PgUrl from "./PgUrl.ts"

/** Where problems go of variables that shall not stop the reading of the others. */
const Tolerated = Context.Reference<Array<string> | undefined>(
  "aquifer/layers/config/Environment/Tolerated",
  {
    defaultValue: () => undefined
  }
)

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

/** A URL without a database means the console's own, `pgbouncer`. */
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

/** The pooled endpoint's variables; the direct one takes all but its size from them. */
const pool = Config.all({
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
})

/** Connections kept open where nobody says how many, as far as the pool has so many. */
const usualMin = 2

/** Migrations and administration need no more, and every further one is taken from Postgres' own limit. */
const defaultDirectSize = 2

/** What is given of both pools, and for the rest what the environment says. */
export const poolsWith = (given: Partial<PoolSettings>) =>
  Config.all({ pool, directSize: variable("DIRECT_SIZE", defaultDirectSize, count(1, 10_000)) }).pipe(
    Config.map(({ directSize, pool: { min, ...pool } }) => {
      const { size } = { ...pool, ...given }
      return { directSize, pool: { ...pool, min: min ?? Math.min(usualMin, size), ...given } }
    })
  )

const pools = poolsWith({})

/** The console is a database beside those of the pooled endpoint, unless told otherwise; hosted poolers open none. */
const consoleOf = (pooled: PgUrl.PgEndpoint | undefined): PgUrl.PgEndpoint | undefined =>
  pooled === undefined || HostName.hasNoConsole(pooled.host)
    ? undefined
    : { ...pooled, database: "pgbouncer" }

type Given = Omit<PgSettings, "console"> & { readonly console?: PgUrl.PgEndpoint | undefined }

const withConsole = (given: Given): PgSettings => ({
  ...given,
  console: given.console ?? consoleOf(given.pooled)
})

/** Settings whose contradictions are refused. */
export const checked = (given: Given): Effect.Effect<PgSettings, Config.ConfigError> => {
  const found = PgSettingsCheck.find(given)
  return found === undefined ? Effect.succeed(withConsole(given)) : Effect.fail(configProblem(found))
}

const variables = Config.all({
  direct: variable("DATABASE_URL", undefined, endpoint),
  pooled: variable("DATABASE_POOL_URL", undefined, endpoint),
  console: variable("PGBOUNCER_ADMIN_URL", undefined, consoleEndpoint),
  pools
}).pipe(Config.map(({ pools, ...urls }) => ({ ...urls, ...pools })))

/** What the environment says, checked. */
export const settings: Config.Config<PgSettings> = Config.mapEffect(variables, checked)

/** What the environment says, as far as it can be read, and everything that is wrong with it. */
export interface Reading {
  readonly settings: PgSettings
  /** One sentence for each variable that cannot be read; it counts as not set. */
  readonly problems: ReadonlyArray<string>
  readonly contradictions: ReadonlyArray<PgSettingsCheck.Contradiction>
}

/** Reads on where a variable cannot be read. */
export const reading: Effect.Effect<Reading, Config.ConfigError> = Effect.suspend(() => {
  const problems: Array<string> = []
  return Effect.map(Effect.provideService(variables, Tolerated, problems), (settings) => ({
    settings: withConsole(settings),
    problems,
    contradictions: PgSettingsCheck.all(settings)
  }))
})
