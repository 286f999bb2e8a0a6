import { createHash, randomBytes } from "node:crypto"
import { basename } from "node:path"
import { PgConnection } from "@effect/sql-pg"
import { Context, Effect, Layer, Redacted, type Scope } from "effect"
import type { PgEndpoint } from "../config/PgUrl.ts"
import { EmbeddedPg } from "./EmbeddedPg.ts"
import { LocalPgBouncer } from "./LocalPgBouncer.ts"
import { LocalServerError } from "./process/LocalServerError.ts"
import { canReach, unprivilegedUser } from "./process/ServerUser.ts"

/**
 * Where the private Postgres keeps its data unless told otherwise: in the working directory, and it outlives the run.
 * Under a folder that root keeps to itself no server can run; then it is in `/var/lib/aquifer`, by that folder's name.
 */
const defaultDirectory = Effect.gen(function* () {
  const here = process.cwd()
  if (yield* canReach(yield* unprivilegedUser, here)) return ".aquifer/postgres"
  const mark = createHash("sha256").update(here).digest("hex").slice(0, 8)
  return `/var/lib/aquifer/${basename(here)}-${mark}`
})

/** How a private pair of servers is started. */
export interface LocalPairOptions {
  /** Server connections that PgBouncer may open; as many as the pool in front of it, 10. */
  readonly poolSize?: number | undefined
  /** Folder of the data; `.aquifer/postgres` unless given. */
  readonly directory?: string | undefined
  /** Whether the data go with the scope, and `directory` is not asked. */
  readonly temporary?: boolean | undefined
  /** Ports on 127.0.0.1; free ones unless asked for. */
  readonly postgresPort?: number | undefined
  readonly pgbouncerPort?: number | undefined
}

/** Where a private pair of servers is reached. */
export interface LocalPair {
  readonly direct: PgEndpoint
  readonly pooled: PgEndpoint
  /** PgBouncer's admin console; without PgBouncer on this machine there is none. */
  readonly console: PgEndpoint | undefined
  /** The lane `reports`, whose server connections are its own; without PgBouncer there is none. */
  readonly lanes: Readonly<Record<string, PgEndpoint>>
}

const database = "aquifer"
const reports = { name: `${database}_reports`, database, poolSize: 3 }
const owner = "aquifer_owner"
const runtime = "aquifer"

const password = Effect.sync(() => Redacted.make(randomBytes(24).toString("base64url")))

const endpoint = (
  at: { readonly host: string; readonly port: number },
  username: string,
  secret: Redacted.Redacted,
  name = database
): PgEndpoint => ({
  host: at.host,
  port: at.port,
  database: name,
  username,
  password: secret,
  tls: "disable",
  rootCertificate: undefined,
  applicationName: "aquifer",
  options: undefined,
  pgbouncer: false
})

/** Role and database statements cannot take parameters; the names are constants and the passwords base64url. */
const roles = (
  ownerPassword: Redacted.Redacted,
  runtimePassword: Redacted.Redacted
): ReadonlyArray<string> => [
  `ALTER ROLE ${owner} LOGIN CREATEROLE CREATEDB NOSUPERUSER PASSWORD '${Redacted.value(ownerPassword)}'`,
  `GRANT pg_monitor, pg_signal_backend TO ${owner}`,
  `ALTER ROLE ${runtime} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${Redacted.value(runtimePassword)}'`,
  `GRANT aquifer_app TO ${runtime}`,
  `GRANT aquifer_app TO ${owner} WITH ADMIN OPTION`
]

/** What the owner makes may be read and written by programs, unless a change says otherwise: a first table works at once. */
const ownTables: ReadonlyArray<string> = [
  "SELECT, INSERT, UPDATE, DELETE ON TABLES",
  "USAGE ON SEQUENCES"
].map(
  (granted) => `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA public GRANT ${granted} TO aquifer_app`
)

const prepare = Effect.fnUntraced(function* (
  server: EmbeddedPg["Service"],
  ownerPassword: Redacted.Redacted,
  runtimePassword: Redacted.Redacted
) {
  const connection = yield* PgConnection.make({ url: server.url() })
  const exists = (query: string, name: string) =>
    Effect.map(connection.query(query, [name]), ({ rows }) => rows.length > 0)
  for (const role of ["aquifer_app", owner, runtime]) {
    if (!(yield* exists("SELECT FROM pg_roles WHERE rolname = $1", role))) {
      yield* connection.query(`CREATE ROLE ${role}`)
    }
  }
  for (const statement of roles(ownerPassword, runtimePassword)) yield* connection.query(statement)
  if (!(yield* exists("SELECT FROM pg_database WHERE datname = $1", database))) {
    yield* connection.query(`CREATE DATABASE ${database} OWNER ${owner}`)
  }
  yield* connection.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`)
  yield* connection.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO aquifer_app`)
  const inDatabase = yield* PgConnection.make({ url: server.url(database) })
  for (const statement of ownTables) yield* inDatabase.query(statement)
}, Effect.scoped)

/** Without PgBouncer the pooled endpoint is Postgres itself: the same programs run, only unpooled. */
const startPooler = (
  server: EmbeddedPg["Service"],
  runtimePassword: Redacted.Redacted,
  { pgbouncerPort, poolSize = 10 }: LocalPairOptions
) =>
  Layer.build(
    LocalPgBouncer.layerWith({
      upstream: { host: server.host, port: server.port },
      users: [{ name: runtime, password: runtimePassword }],
      poolSize,
      aliases: [reports],
      ...(pgbouncerPort === undefined ? undefined : { port: pgbouncerPort })
    })
  ).pipe(
    Effect.map((context) => {
      const pooler = Context.get(context, LocalPgBouncer)
      return {
        pooled: endpoint(pooler, runtime, runtimePassword),
        console: endpoint(pooler, pooler.admin.name, pooler.admin.password, "pgbouncer"),
        lanes: {
          reports: {
            ...endpoint(pooler, runtime, runtimePassword, reports.name),
            connectionLimit: reports.poolSize
          }
        }
      }
    }),
    Effect.catchTag("PgBouncerNotFound", (error) =>
      Effect.as(Effect.logWarning(`Going on without PgBouncer. ${error.message}`), {
        pooled: endpoint(server, runtime, runtimePassword),
        console: undefined,
        lanes: {}
      })
    )
  )

/**
 * Starts a private Postgres with PgBouncer in front of it, for the lifetime of the scope.
 *
 * Everything listens on 127.0.0.1. The pooled endpoint logs in as a role that owns nothing and may only read and
 * write rows; the direct one as the owner of the database, which migrates. Their passwords are new at every start.
 *
 * **Example** (The servers of `npm start`, for a script)
 *
 * ```ts
 * import { LocalPair } from "aquifer/local"
 * import { PooledPg } from "aquifer"
 * import { Effect, Layer } from "effect"
 *
 * const pool = Layer.unwrap(
 *   Effect.map(LocalPair.start({ temporary: true }), ({ pooled }) => PooledPg.layerWith({ endpoint: pooled }))
 * )
 * ```
 */
export const start = Effect.fnUntraced(function* (
  options: LocalPairOptions
): Effect.fn.Return<LocalPair, LocalServerError, Scope.Scope> {
  const context = yield* Layer.build(
    EmbeddedPg.layerWith({
      directory: options.temporary === true ? undefined : (options.directory ?? (yield* defaultDirectory)),
      ...(options.postgresPort === undefined ? undefined : { port: options.postgresPort })
    })
  )
  const server = Context.get(context, EmbeddedPg)
  const [ownerPassword, runtimePassword] = [yield* password, yield* password]
  yield* prepare(server, ownerPassword, runtimePassword).pipe(
    Effect.mapError(
      (cause) =>
        new LocalServerError({
          server: "postgres",
          message: `its roles cannot be set up: ${cause.message}`,
          cause
        })
    )
  )
  const pooler = yield* startPooler(server, runtimePassword, options)
  return { direct: endpoint(server, owner, ownerPassword), ...pooler }
})
