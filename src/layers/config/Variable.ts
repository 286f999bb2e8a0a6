import { Config, ConfigProvider, Context, Duration, Effect, Option, Result, Schema } from "effect"
import { configProblem } from "./ConfigProblem.ts"
import type { GuardMode, PoolSettings } from "./PgSettings.ts"
import * as PgUrl from "./PgUrl.ts"

/** Where problems go of variables that shall not stop the reading of the others. */
export const Tolerated = Context.Reference<Array<string> | undefined>(
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
export const variable = <A>(
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

/** How the variables end that begin with these words, without their `_`, as far as the provider tells names. */
export const endingsOf = Effect.fnUntraced(function* (words: ReadonlyArray<string>) {
  const { load } = yield* ConfigProvider.ConfigProvider
  const below = (path: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>> =>
    Effect.gen(function* () {
      const node = yield* Effect.orElseSucceed(load([...words, ...path]), () => undefined)
      const own = node?.value === undefined || path.length === 0 ? [] : [path.join("_")]
      const keys = node?._tag === "Record" ? [...node.keys] : []
      return [...own, ...(yield* Effect.forEach(keys, (key) => below([...path, key]))).flat()]
    })
  return yield* below([])
})

/** A whole number within bounds. */
export const count =
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
export const duration = (text: string): Result.Result<Duration.Duration, string> => {
  const value = /^\d+(\.\d+)?$/.test(text)
    ? Option.some(Duration.seconds(Number(text)))
    : decodeDuration(text)
  return Option.isSome(value) && Duration.isFinite(value.value) && Duration.toMillis(value.value) > 0
    ? Result.succeed(value.value)
    : Result.fail(
        `is no positive duration; write seconds (5) or a number with a unit ("500 millis", "2 minutes")`
      )
}

/** When the pooler takes its server connection back. */
export const mode = (text: string): Result.Result<PoolSettings["mode"], string> => {
  if (text === "transaction" || text === "session") return Result.succeed(text)
  return Result.fail(
    text === "statement"
      ? "is statement, in which a pooler refuses every transaction, and storing research needs them; use transaction"
      : "is neither transaction nor session"
  )
}

/** One of these words. */
export const oneOf =
  <A extends string>(...allowed: ReadonlyArray<A>) =>
  (text: string): Result.Result<A, string> => {
    const found = allowed.find((each) => each === text)
    return found === undefined ? Result.fail(`is none of ${allowed.join(", ")}`) : Result.succeed(found)
  }

/** A URL; an empty text is none. */
export const endpoint = (text: string): Result.Result<PgUrl.PgEndpoint | undefined, string> =>
  text === "" ? Result.succeed(undefined) : PgUrl.fromString(text)

type Unset = Omit<PoolSettings, "min"> & { readonly min: number | undefined }

/** What the numbers of a pool may be, from the environment and from code. */
const counts = {
  size: ["POOL_SIZE", count(1, 10_000)],
  min: ["POOL_MIN", count(0, 10_000)],
  maxWaiting: ["POOL_MAX_WAITING", count(0, 10_000_000)],
  maxUses: ["POOL_MAX_USES", count(1, 1_000_000_000)]
} as const
const durations = {
  timeout: "POOL_TIMEOUT",
  idleTimeout: "POOL_IDLE_TIMEOUT",
  maxLifetime: "POOL_MAX_LIFETIME",
  leakAfter: "POOL_LEAK_AFTER"
} as const
const countNames = ["size", "min", "maxWaiting", "maxUses"] as const
const durationNames = ["timeout", "idleTimeout", "maxLifetime", "leakAfter"] as const

/** What is wrong with a pool's settings that are given in code, as the variables that end like this would be told. */
export const problemOf = (ending: string, pool: Partial<PoolSettings>): string | undefined => {
  const told = (name: string, read: Result.Result<unknown, string>) =>
    Result.isFailure(read) ? [`${name}${ending} ${read.failure}`] : []
  const wrongCounts = countNames.flatMap((field) => {
    const [name, read] = counts[field]
    return pool[field] === undefined ? [] : told(name, read(`${pool[field]}`))
  })
  const wrongDurations = durationNames.flatMap((field) => {
    const given = pool[field]
    return given === undefined ? [] : told(durations[field], duration(`${Duration.toMillis(given)} millis`))
  })
  return [...wrongCounts, ...wrongDurations][0]
}

/** A pool's variables, which end like this, and what holds where one is not set. */
export const poolOf = (ending: string, unset: Unset) => {
  const counted = <A extends number | undefined>(field: keyof typeof counts, fallback: A) =>
    variable<A | number>(`${counts[field][0]}${ending}`, fallback, counts[field][1])
  const lasting = (field: keyof typeof durations) =>
    variable(`${durations[field]}${ending}`, unset[field], duration)
  return Config.all({
    size: counted("size", unset.size),
    min: counted("min", unset.min),
    timeout: lasting("timeout"),
    mode: variable(`POOL_MODE${ending}`, unset.mode, mode),
    maxWaiting: counted("maxWaiting", unset.maxWaiting),
    maxUses: counted("maxUses", unset.maxUses),
    idleTimeout: lasting("idleTimeout"),
    maxLifetime: lasting("maxLifetime"),
    leakAfter: lasting("leakAfter"),
    prepared: variable(
      `POOL_PREPARED${ending}`,
      unset.prepared,
      oneOf<PoolSettings["prepared"]>("auto", "never")
    ),
    guard: variable(`POOL_GUARD${ending}`, unset.guard, oneOf<GuardMode>("refuse", "warn", "off"))
  })
}
