import { readFile } from "node:fs/promises"
import type { ConnectionOptions } from "node:tls"
import { PgClient, type PgConnection, PgPool } from "@effect/sql-pg"
import { type Config, Effect, type Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, SqlError } from "effect/sql"
import { configProblem } from "./ConfigProblem.ts"
import { Gate, type GateOptions, type PoolStats } from "./Gate.ts"
import type { PoolSettings } from "./PgConfig.ts"
import { PoolExhausted } from "./PgFailure.ts"
import { PgSession } from "./PgSession.ts"
import { PgSockets } from "./PgSockets.ts"
import type { PgEndpoint } from "./PgUrl.ts"

export interface GatedPoolOptions {
  readonly name: GateOptions["name"]
  readonly endpoint: PgEndpoint
  readonly settings: PoolSettings
  /** Whether the driver may name prepared statements. */
  readonly prepare: boolean
}

/** A pool of sessions behind its gate, as an ordinary `SqlClient`. */
export interface GatedPool {
  readonly sql: SqlClient.SqlClient
  readonly stats: Effect.Effect<PoolStats>
  /** One session of the pool, held until the scope closes. */
  readonly session: Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope>
}

/** `SqlClient` can only fail with `SqlError`, so the gate's refusal travels as the cause of one. */
const asSqlError = (cause: PoolExhausted): SqlError.SqlError =>
  new SqlError.SqlError({
    reason: new SqlError.ConnectionError({ cause, message: cause.message, operation: "acquire" })
  })

const tls = Effect.fnUntraced(function* ({
  rootCertificate,
  tls
}: PgEndpoint): Effect.fn.Return<ConnectionOptions | false, Config.ConfigError> {
  if (tls === "disable") return false
  const ca =
    rootCertificate &&
    (yield* Effect.tryPromise({
      try: () => readFile(rootCertificate),
      catch: () => configProblem(`sslrootcert names the file ${rootCertificate}, which cannot be read`)
    }))
  return {
    ...(ca ? { ca } : undefined),
    ...(tls === "verify-ca" ? { checkServerIdentity: () => undefined } : undefined)
  }
})

const openPool = Effect.fnUntraced(function* ({ endpoint, name, prepare, settings }: GatedPoolOptions) {
  const sockets = new PgSockets(endpoint)
  const pool = yield* PgPool.make({
    host: endpoint.host,
    database: endpoint.database,
    username: endpoint.username,
    password: endpoint.password,
    ssl: yield* tls(endpoint),
    stream: sockets.connect,
    applicationName: endpoint.applicationName,
    startupOptions: endpoint.options,
    prepare,
    minConnections: settings.min,
    maxConnections: settings.size,
    idleTimeout: settings.idleTimeout,
    connectionTTL: settings.maxLifetime
  }).pipe(Effect.orDie) // makes no connection, so has nothing to fail with
  const { maxWaiting, size, timeout } = settings
  return { sockets, pool, gate: new Gate({ name, permits: size, maxWaiting, timeout }) }
})

const asConnection = (connection: PgConnection.PgConnection) => new PgSession(connection)

/**
 * Opens a pool to an endpoint and puts the gate in front of everything that takes a connection: each statement,
 * stream, transaction and session. Connections are opened when first needed.
 */
export const make = Effect.fnUntraced(function* (
  options: GatedPoolOptions
): Effect.fn.Return<GatedPool, Config.ConfigError, Scope.Scope> {
  const { gate, pool, sockets } = yield* openPool(options)
  const admitted = Effect.mapError(gate.lease, asSqlError)
  const session = Effect.andThen(admitted, pool.reserve)
  const { database, host, port } = options.endpoint
  const sql = yield* SqlClient.make({
    driver: "pg",
    acquirer: Effect.map(Effect.andThen(admitted, pool.get), asConnection),
    borrower: (use) =>
      Effect.catchIf(
        gate.hold(pool.use((connection) => use(asConnection(connection)))),
        (error): error is PoolExhausted => error instanceof PoolExhausted,
        (error) => Effect.fail(asSqlError(error))
      ),
    transactionAcquirer: Effect.map(session, asConnection),
    compiler: PgClient.makeCompiler(),
    prepareTransactionControls: true,
    commit: PgSession.commit,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [
      ["db.system.name", "postgresql"],
      ["db.namespace", database],
      ["server.address", host],
      ["server.port", port]
    ]
  }).pipe(Effect.provideServiceEffect(Reactivity.Reactivity, Reactivity.make))
  const stats = Effect.sync(() => ({
    size: sockets.open,
    free: Math.max(0, sockets.open - gate.stats.used),
    ...gate.stats
  }))
  return { sql, stats, session }
})
