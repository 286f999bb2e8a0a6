import { type Config, Effect, Redacted, Result } from "effect"
import { configProblem } from "./ConfigProblem.ts"
import * as Environment from "./Environment.ts"
import type { PoolSettings } from "./PgSettings.ts"
import * as PgUrl from "./PgUrl.ts"
import * as Variable from "./Variable.ts"

/** How the variables of the pool of replicas end. */
export const ending = "_REPLICA"

const name = "DATABASE_REPLICA_URL"

const fail = (problem: string): Result.Result<never, string> => Result.fail(problem)

/** All of an endpoint but where it is, to be compared. */
const apart = ({ host: _host, hosts: _hosts, password, port: _port, ...login }: PgUrl.PgEndpoint): string =>
  JSON.stringify([Object.entries(login).toSorted(), password && Redacted.value(password)])

/** Several URLs as one endpoint with all their hosts. */
const together = (urls: ReadonlyArray<PgUrl.PgEndpoint>): Result.Result<PgUrl.PgEndpoint, string> => {
  const [first, ...others] = urls
  if (first === undefined) return fail("holds no URL")
  if (others.some((other) => apart(other) !== apart(first))) {
    return fail(
      "has URLs that differ in more than their hosts and ports; give all replicas the same user, password, database and parameters"
    )
  }
  return Result.succeed(others.length === 0 ? first : { ...first, hosts: urls.flatMap(PgUrl.hostsOf) })
}

/** A standby, as nothing else can say how far it is behind; one of several at random unless the URL says otherwise. */
const asReplica = (
  endpoint: PgUrl.PgEndpoint,
  saysWhich: boolean
): Result.Result<PgUrl.PgEndpoint, string> => {
  const { hosts, targetSessionAttrs = "standby" } = endpoint
  return targetSessionAttrs === "primary" || targetSessionAttrs === "read-write"
    ? fail(`asks for target_session_attrs=${targetSessionAttrs}, which no replica is; take it out`)
    : Result.succeed({
        ...endpoint,
        targetSessionAttrs,
        ...(hosts !== undefined && !saysWhich && { loadBalanceHosts: true })
      })
}

/** Reads one URL, which may have several hosts, or several with blanks or commas between. */
export const endpointOf = (text: string): Result.Result<PgUrl.PgEndpoint | undefined, string> => {
  const urls = text.split(/[\s,]+(?=postgres(?:ql)?:)/).filter((url) => url !== "")
  if (urls.length === 0) return Result.succeed(undefined)
  return Result.all(urls.map(PgUrl.fromString)).pipe(
    Result.flatMap(together),
    Result.flatMap((endpoint) => asReplica(endpoint, /[?&]load_?balance_?hosts=/i.test(text)))
  )
}

/** The replicas, and the settings of their pool. */
export interface ReplicaSettings {
  readonly pooled: PgUrl.PgEndpoint
  readonly pool: PoolSettings
}

const problem = (what: string): Effect.Effect<never, Config.ConfigError> => Effect.fail(configProblem(what))

const located = Effect.fnUntraced(function* (endpoint: PgUrl.PgEndpoint | undefined) {
  if (endpoint !== undefined) {
    const given = asReplica(endpoint, endpoint.loadBalanceHosts === false)
    return yield* Result.match(given, {
      onFailure: (reason) => problem(`the endpoint of the replicas ${reason}`),
      onSuccess: (replica) => Effect.succeed(replica)
    })
  }
  const set = yield* Variable.variable(name, undefined, endpointOf)
  return set === undefined
    ? yield* problem(
        `${name} is not set; give it the URL of a standby, or of a pooler in front of one, or leave out what asks for replicas`
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
  const { min, ...own } = yield* Variable.poolOf(ending, { ...main, min: undefined })
  const { size } = { ...own, ...given }
  const pool = { ...own, min: min ?? Math.min(main.min, size), ...given }
  return pool.min > size
    ? yield* problem(
        `POOL_MIN${ending} (${pool.min}) is over POOL_SIZE${ending} (${size}); lower it, or raise the size`
      )
    : { pooled, pool }
})
