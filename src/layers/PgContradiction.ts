import type { PgSettings, PoolSettings } from "./PgConfig.ts"
import * as PgUrl from "./PgUrl.ts"

/** The first pair of settings that cannot both be meant, with the remedy. */
export const find = ({ direct, pool, pooled }: Omit<PgSettings, "console">): string | undefined => {
  if (pool.min > pool.size) {
    return `POOL_MIN (${pool.min}) is over POOL_SIZE (${pool.size}); lower POOL_MIN or raise POOL_SIZE`
  }
  if (
    direct !== undefined &&
    pooled !== undefined &&
    direct.host === pooled.host &&
    direct.port === pooled.port
  ) {
    return "DATABASE_POOL_URL and DATABASE_URL name the same host and port; the pooled one is the pooler's (6543 at Supabase), the direct one Postgres' own (5432)"
  }
  return (
    (direct && (directContradiction(direct) ?? unverifiable("DATABASE_URL", direct))) ??
    (pooled && (pooledContradiction(pooled, pool.mode) ?? unverifiable("DATABASE_POOL_URL", pooled)))
  )
}

const directContradiction = (direct: PgUrl.PgEndpoint): string | undefined => {
  if (direct.port === 6543 || direct.pgbouncer) {
    return `DATABASE_URL leads to a pooler (${direct.pgbouncer ? "pgbouncer=true" : "port 6543"}), where migrations and LISTEN break; give it Postgres' own port (5432) and put this URL into DATABASE_POOL_URL`
  }
  return undefined
}

const pooledContradiction = (pooled: PgUrl.PgEndpoint, mode: PoolSettings["mode"]): string | undefined => {
  if (pooled.port === 5432 && mode === "transaction") {
    return "DATABASE_POOL_URL is on port 5432, which is Postgres itself or a session pooler; give it the transaction pooler's port (6543), or set POOL_MODE=session"
  }
  if (pooled.options !== undefined) {
    return "DATABASE_POOL_URL has the parameter options, which a pooler refuses or drops; set it on the role (ALTER ROLE … SET …) or inside a transaction"
  }
  if (isSupabasePooler(pooled.host) && !pooled.username.includes(".")) {
    return `DATABASE_POOL_URL has a user without its project reference, and Supabase's pooler finds the project by it; write ${pooled.username}.PROJECT_REF`
  }
  return undefined
}

const isSupabasePooler = (host: string): boolean => /\.pooler\.supabase\.com$/i.test(host)

/** Supabase signs with an authority of its own, so nothing that Node trusts can vouch for its hosts. */
const unverifiable = (name: string, endpoint: PgUrl.PgEndpoint): string | undefined =>
  PgUrl.isSupabase(endpoint.host) && endpoint.tls !== "disable" && endpoint.rootCertificate === undefined
    ? `${name} cannot be verified: Supabase signs its certificates with an authority of its own; download its root certificate (Dashboard, Database settings, SSL) and add sslrootcert=FILE`
    : undefined
