import * as HostName from "./HostName.ts"
import type { PgSettings, PoolSettings } from "./PgSettings.ts"
import * as PgUrl from "./PgUrl.ts"

/**
 * What sort of mistake it is.
 *
 * - `pool-min`: the minimum is over the size.
 * - `same-endpoint`: both URLs name the same host and port.
 * - `direct-is-pooler`, `pooled-is-direct`: one URL has what belongs into the other.
 * - `startup-parameters`: the pooled URL sets what a pooler refuses.
 * - `supabase-user`: a user of Supabase's shared pooler without its project.
 * - `root-certificate`: a host of Supabase's that nothing here can verify.
 */
export type Kind =
  | "pool-min"
  | "same-endpoint"
  | "direct-is-pooler"
  | "pooled-is-direct"
  | "startup-parameters"
  | "supabase-user"
  | "root-certificate"

/** Settings that cannot all be meant, in one sentence with the remedy. */
export interface Contradiction {
  /** What sort of mistake it is. */
  readonly kind: Kind
  /** Which variables, what is wrong with them, and the remedy; never a password. */
  readonly message: string
}

type Found = Contradiction | undefined

/** Every pair of settings that cannot both be meant, the one that is to be mended first in front. */
export const all = ({ direct, pool, pooled }: Omit<PgSettings, "console">): ReadonlyArray<Contradiction> =>
  [
    minimum(pool),
    direct && pooled && same(direct, pooled),
    direct && leadsToPooler(direct),
    direct && unverifiable("DATABASE_URL", direct),
    pooled && leadsToPostgres(pooled, pool.mode),
    pooled && startupParameters(pooled),
    direct && userWithoutProject("DATABASE_URL", direct),
    pooled && userWithoutProject("DATABASE_POOL_URL", pooled),
    pooled && unverifiable("DATABASE_POOL_URL", pooled)
  ].filter((found) => found !== undefined)

/** The first of them. */
export const find = (settings: Omit<PgSettings, "console">): string | undefined => all(settings)[0]?.message

const minimum = (pool: PoolSettings): Found =>
  pool.min > pool.size
    ? {
        kind: "pool-min",
        message: `POOL_MIN (${pool.min}) is over POOL_SIZE (${pool.size}); lower POOL_MIN or raise POOL_SIZE`
      }
    : undefined

const same = (direct: PgUrl.PgEndpoint, pooled: PgUrl.PgEndpoint): Found =>
  PgUrl.hostsOf(direct).some((at) =>
    PgUrl.hostsOf(pooled).some(({ host, port }) => host === at.host && port === at.port)
  )
    ? {
        kind: "same-endpoint",
        message:
          "DATABASE_POOL_URL and DATABASE_URL name the same host and port; the pooled one is the pooler's (6543 at Supabase), the direct one Postgres' own (5432)"
      }
    : undefined

/** What of an endpoint says that a transaction pooler listens there. */
const poolerBy = (endpoint: PgUrl.PgEndpoint): string | undefined => {
  const hosts = PgUrl.hostsOf(endpoint)
  if (endpoint.pgbouncer) return "pgbouncer=true"
  if (hosts.some(({ port }) => port === 6543)) return "port 6543"
  const pooler = hosts.find(({ host }) => HostName.isPooler(host))
  return pooler && `the host ${pooler.host}`
}

const hasSupabase = (endpoint: PgUrl.PgEndpoint): boolean =>
  PgUrl.hostsOf(endpoint).some(({ host }) => HostName.isSupabase(host))

const leadsToPooler = (direct: PgUrl.PgEndpoint): Found => {
  const by = poolerBy(direct)
  const own = by === "port 6543" ? "port (5432)" : "host (at Neon the one without -pooler) and port (5432)"
  return by === undefined
    ? undefined
    : {
        kind: "direct-is-pooler",
        message: `DATABASE_URL leads to a pooler (${by}), where migrations and LISTEN break; give it Postgres' own ${own}, and put this URL into DATABASE_POOL_URL`
      }
}

const leadsToPostgres = (pooled: PgUrl.PgEndpoint, mode: PoolSettings["mode"]): Found =>
  PgUrl.hostsOf(pooled).some(({ port }) => port === 5432) &&
  mode === "transaction" &&
  (hasSupabase(pooled) || poolerBy(pooled) === undefined)
    ? {
        kind: "pooled-is-direct",
        message: `DATABASE_POOL_URL is on port 5432, which is Postgres itself or a session pooler; give it the transaction pooler's port (6543)${hasSupabase(pooled) ? "" : ", add pgbouncer=true if a transaction pooler listens there"}, or set POOL_MODE=session`
      }
    : undefined

/** What `options` set, by name: in the URL they may have been parameters of their own. */
export const optionNames = (options: string): string => {
  const names = [...options.matchAll(/(?:-c\s*|--)([\w.-]+)=/g)].map(([, name]) => name)
  return names.length === 0 ? "options" : `${names.join(", ")} (options)`
}

const startupParameters = ({ options }: PgUrl.PgEndpoint): Found =>
  options === undefined
    ? undefined
    : {
        kind: "startup-parameters",
        message: `DATABASE_POOL_URL sets ${optionNames(options)} at login, which a pooler refuses or drops; set it on the role (ALTER ROLE … SET …) or inside a transaction`
      }

/** Whether an endpoint is Supabase's shared pooler, and its user says nothing of a project. */
export const lacksProject = (endpoint: PgUrl.PgEndpoint): boolean =>
  PgUrl.hostsOf(endpoint).some(({ host }) => HostName.isSupabasePooler(host)) &&
  !endpoint.username.includes(".")

const userWithoutProject = (name: string, endpoint: PgUrl.PgEndpoint): Found =>
  lacksProject(endpoint)
    ? {
        kind: "supabase-user",
        message: `${name} has a user without its project reference, and Supabase's pooler finds the project by it; write ${endpoint.username}.PROJECT_REF`
      }
    : undefined

/** Supabase signs with an authority of its own, so nothing that Node trusts can vouch for its hosts. */
const unverifiable = (name: string, endpoint: PgUrl.PgEndpoint): Found =>
  hasSupabase(endpoint) &&
  endpoint.tls !== "disable" &&
  (endpoint.rootCertificate === undefined || endpoint.rootCertificate === "system")
    ? {
        kind: "root-certificate",
        message: `${name} cannot be verified: Supabase signs its certificates with an authority of its own; download its root certificate (Dashboard, Database settings, SSL) and add sslrootcert=FILE`
      }
    : undefined
