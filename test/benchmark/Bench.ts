import { Migration, DirectPg, PgUrl } from "aquifer"
import { EmbeddedPg, LocalPgBouncer } from "aquifer/local"
import { researchSchema } from "aquifer/research"
import { Context, Effect, Layer, Redacted, Result } from "effect"

/** What a benchmark runs against: servers of its own, with the research store's schema. */
export interface Bench {
  /** Through PgBouncer, which has ten server connections. */
  readonly pooled: PgUrl.PgEndpoint
  readonly pooledUrl: string
  /** Postgres itself. */
  readonly direct: PgUrl.PgEndpoint
  readonly directUrl: string
  readonly console: PgUrl.PgEndpoint
  readonly pgbouncerPid: number
  readonly postgresPid: number
}

const endpointOf = (url: Redacted.Redacted) => Result.getOrThrow(PgUrl.fromString(Redacted.value(url)))

/** Connections of the contenders' pools, and of PgBouncer to Postgres. */
export const poolSize = 10

const lane = "lane"

/** The same database by another name, with three server connections of its own. */
export const laneOf = (pooled: PgUrl.PgEndpoint): PgUrl.PgEndpoint => ({ ...pooled, database: lane })

/** Starts the servers until the scope closes. Commits wait for the disk; a hundred callers can connect without a pool. */
export const start = Effect.gen(function* () {
  const postgres = Context.get(
    yield* Layer.build(EmbeddedPg.layerWith({ durable: true, settings: { max_connections: 300 } })),
    EmbeddedPg
  )
  const layer = LocalPgBouncer.layerWith({
    upstream: postgres,
    users: [{ name: postgres.user, password: postgres.password }],
    poolSize,
    aliases: [{ name: lane, database: "postgres", poolSize: 3 }]
  })
  const pgbouncer = Context.get(yield* Layer.build(layer), LocalPgBouncer)
  const pooledUrl = pgbouncer.url("postgres", postgres.user, postgres.password)
  const directUrl = postgres.url("postgres")
  const direct = endpointOf(directUrl)
  yield* Effect.provide(Migration.run(researchSchema), DirectPg.layerWith({ endpoint: direct }))
  const bench: Bench = {
    pooled: endpointOf(pooledUrl),
    pooledUrl: Redacted.value(pooledUrl),
    direct,
    directUrl: Redacted.value(directUrl),
    console: endpointOf(pgbouncer.adminUrl),
    pgbouncerPid: pgbouncer.pid,
    postgresPid: postgres.pid
  }
  return bench
})
