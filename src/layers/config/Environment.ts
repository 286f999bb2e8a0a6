import { Config, Duration, Effect, Predicate, Record, Result } from "effect"
import { configProblem } from "./ConfigProblem.ts"
import * as HostName from "./HostName.ts"
import type { PgSettings, PoolOptions, PoolSettings } from "./PgSettings.ts"
import * as PgSettingsCheck from "./PgSettingsCheck.ts"
import * as PgUrl from "./PgUrl.ts"
import * as ReplicaUrl from "./ReplicaUrl.ts"
import * as Variable from "./Variable.ts"

/** A URL without a database means the console's own, `pgbouncer`. */
const consoleEndpoint = (text: string): Result.Result<PgUrl.PgEndpoint | undefined, string> =>
  Result.map(
    Variable.endpoint(text),
    (found) => found && (found.database === found.username ? { ...found, database: "pgbouncer" } : found)
  )

/** The pooled endpoint's variables; the direct one takes all but its size from them. */
const pool = Variable.poolOf("", {
  size: 10,
  min: undefined,
  timeout: Duration.seconds(5),
  mode: "transaction",
  maxWaiting: 10_000,
  maxUses: 50_000,
  idleTimeout: Duration.seconds(300),
  maxLifetime: Duration.minutes(30),
  leakAfter: Duration.seconds(30),
  prepared: "auto",
  guard: "refuse"
})

/** Connections kept open where nobody says how many, as far as the pool has so many. */
const usualMin = 2

/** Migrations and administration need no more, and every further one is taken from Postgres' own limit. */
const defaultDirectSize = 2

/** Settings of a pool that are given indeed. */
export const givenIn = (options: PoolOptions): Partial<PoolSettings> =>
  Record.filter(options as Readonly<Record<string, unknown>>, Predicate.isNotUndefined)

/**
 * A pool's settings: what is given, and for the rest what its variables say; where nobody says how many connections are
 * kept open, as many as usual, as far as the pool has so many. What is given is refused where its variables, which end
 * like this, would be.
 */
export const poolOf = (
  { min, ...own }: Omit<PoolSettings, "min"> & { readonly min: number | undefined },
  given: PoolOptions,
  usual: number,
  ending = ""
): Effect.Effect<PoolSettings, Config.ConfigError> => {
  const set = givenIn(given)
  const problem = Variable.problemOf(ending, set)
  if (problem !== undefined) return Effect.fail(configProblem(problem))
  const { size } = { ...own, ...set }
  return Effect.succeed({ ...own, min: min ?? Math.min(usual, size), ...set })
}

const directVariable = "DIRECT_SIZE"
const directCount = Variable.count(1, 10_000)

/** What is given of both pools, and for the rest what the environment says; refused alike where it is wrong. */
export const poolsWith = (given: PoolOptions, directSize?: number | undefined) =>
  Config.all({
    pool,
    usual: Variable.variable(directVariable, defaultDirectSize, directCount)
  }).pipe(
    Config.mapEffect(({ pool, usual }) => {
      const size = directCount(`${directSize ?? usual}`)
      return Result.isFailure(size)
        ? Effect.fail(configProblem(`${directVariable} ${size.failure}`))
        : Effect.map(poolOf(pool, given, usualMin), (pool) => ({ directSize: size.success, pool }))
    })
  )

const pools = poolsWith({})

/**
 * The console is a database beside those of the pooled endpoint, unless told otherwise; hosted poolers open none. It
 * says nothing of what Postgres behind it is.
 */
const consoleOf = (pooled: PgUrl.PgEndpoint | undefined): PgUrl.PgEndpoint | undefined =>
  pooled === undefined || PgUrl.hostsOf(pooled).some(({ host }) => HostName.hasNoConsole(host))
    ? undefined
    : { ...pooled, database: "pgbouncer", targetSessionAttrs: undefined }

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

/** How the variables of a pool of that name end: `_REPORTS` those of `reports`. */
export const endingOf = (name: string): string => `_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`

/** A pool of that name in code; what is left out, its own variables say. */
export interface GivenPool {
  readonly endpoint?: PgUrl.PgEndpoint | undefined
  readonly pool?: PoolOptions | undefined
}

/**
 * The settings of the pool of that name: what is given, what its own variables say, and for the rest what holds for
 * the pool without a name. What it then is told of wrong settings names its own variables.
 */
export const named = (name: string, unset: PgSettings, given: GivenPool): Config.Config<PgSettings> => {
  const ending = endingOf(name)
  return Config.all({
    pooled: Variable.variable(`DATABASE_POOL_URL${ending}`, undefined, Variable.endpoint),
    own: Variable.poolOf(ending, { ...unset.pool, min: undefined })
  }).pipe(
    Config.mapEffect(
      Effect.fnUntraced(function* ({ own, pooled }) {
        const settings = {
          ...unset,
          pooled: given.endpoint ?? pooled ?? unset.lanes?.[name] ?? unset.pooled,
          pool: yield* poolOf(own, given.pool ?? {}, unset.pool.min, ending)
        }
        const found = PgSettingsCheck.find(settings)
        return found === undefined
          ? settings
          : yield* Effect.fail(
              configProblem(found.replaceAll(/\b(?:DATABASE_POOL_URL|POOL_[A-Z_]+)\b/g, `$&${ending}`))
            )
      })
    )
  )
}

/** Whether the pool of that name leads elsewhere than the one without a name. */
export const isApart = (name: string, { lanes }: PgSettings): Config.Config<boolean> =>
  Config.option(Config.String(`DATABASE_POOL_URL${endingOf(name)}`)).pipe(
    Config.map(({ _tag }) => _tag === "Some" || lanes?.[name] !== undefined)
  )

const variables = Config.all({
  direct: Variable.variable("DATABASE_URL", undefined, Variable.endpoint),
  pooled: Variable.variable("DATABASE_POOL_URL", undefined, Variable.endpoint),
  console: Variable.variable("PGBOUNCER_ADMIN_URL", undefined, consoleEndpoint),
  pools
}).pipe(Config.map(({ pools, ...urls }) => ({ ...urls, ...pools })))

/** What the environment says, checked. */
export const settings: Config.Config<PgSettings> = Config.mapEffect(variables, checked)

/** What the environment says, as far as it can be read, and everything that is wrong with it. */
export interface Reading {
  /** What the variables say, with what holds where they say nothing. */
  readonly settings: PgSettings
  /** One sentence for each variable that cannot be read; it counts as not set. */
  readonly problems: ReadonlyArray<string>
  /** What cannot hold at once; it fails whatever opens a pool. */
  readonly contradictions: ReadonlyArray<PgSettingsCheck.Contradiction>
  /** Where `ReplicaPg` reads. */
  readonly replicas?: PgUrl.PgEndpoint | undefined
}

const lane = (name: string) =>
  Effect.map(
    Variable.variable(`DATABASE_POOL_URL_${name}`, undefined, Variable.endpoint),
    (endpoint) => [name.toLowerCase(), endpoint] as const
  )

/** The endpoints of all pools that have a URL of their own. */
const lanes = Effect.flatMap(Variable.endingsOf(["DATABASE", "POOL", "URL"]), (names) =>
  Effect.map(Effect.forEach(names, lane), (found) =>
    Object.fromEntries(
      found.flatMap(([name, endpoint]) => (endpoint === undefined ? [] : [[name, endpoint] as const]))
    )
  )
)

/** Reads on where a variable cannot be read. */
export const reading: Effect.Effect<Reading, Config.ConfigError> = Effect.suspend(() => {
  const problems: Array<string> = []
  const replicas = Variable.variable(ReplicaUrl.variable, undefined, ReplicaUrl.endpointOf)
  return Effect.all([variables, lanes, replicas]).pipe(
    Effect.provideService(Variable.Tolerated, problems),
    Effect.map(([settings, lanes, replicas]) => ({
      settings: { ...withConsole(settings), lanes },
      replicas,
      problems,
      contradictions: PgSettingsCheck.all(settings)
    }))
  )
})
