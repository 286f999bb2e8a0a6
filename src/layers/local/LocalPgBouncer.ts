import { randomBytes } from "node:crypto"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { Context, Effect, Layer, Redacted, type Scope } from "effect"
import { inRealTime } from "../deadline/Monotonic.ts"
import * as PgBouncerBinary from "./pgbouncer/PgBouncerBinary.ts"
import * as PgBouncerConfig from "./pgbouncer/PgBouncerConfig.ts"
import * as HostSystem from "./process/HostSystem.ts"
import * as LocalPort from "./process/LocalPort.ts"
import { LocalServerError } from "./process/LocalServerError.ts"
import * as LocalUrl from "./process/LocalUrl.ts"
import * as ServerFile from "./process/ServerFile.ts"
import * as ServerFolder from "./process/ServerFolder.ts"
import * as ServerProcess from "./process/ServerProcess.ts"
import { type ServerUser, unprivilegedUser } from "./process/ServerUser.ts"
import * as Watchdog from "./process/Watchdog.ts"

/** What PgBouncer stands in front of, for whom, and with which settings. */
export interface LocalPgBouncerOptions {
  /** The Postgres behind it. */
  readonly upstream: {
    /** Its name or address, or the folder of its Unix socket. */
    readonly host: string
    /** The port that it listens on. */
    readonly port: number
  }
  /** Who may connect; PgBouncer logs in to Postgres with the same name and password. */
  readonly users: ReadonlyArray<PgBouncerConfig.PgBouncerUser>
  /** Who may use the admin console; `aquifer_admin` with a random password, who is no user of Postgres. */
  readonly adminUser?: PgBouncerConfig.PgBouncerUser | undefined
  /** Server connections for each pair of user and database; 10. */
  readonly poolSize?: number | undefined
  /** Lanes: more names for databases, each with server connections of its own; none. */
  readonly aliases?: ReadonlyArray<PgBouncerConfig.PgBouncerAlias> | undefined
  /** Port to listen on; a free one. */
  readonly port?: number | undefined
  /** Code name of the Debian or Ubuntu release whose PgBouncer it shall be; whichever this machine has. */
  readonly release?: string | undefined
  /** Settings of pgbouncer.ini, in place of the defaults: transaction mode, 1,000 clients, 15 s in the queue. */
  readonly settings?: PgBouncerConfig.PgBouncerSettings | undefined
}

interface LocalPgBouncerShape {
  /** The address that it listens on: 127.0.0.1. */
  readonly host: string
  /** The port that it listens on. */
  readonly port: number
  /** Such as "1.24.1". */
  readonly version: string
  /** The ID of its process. */
  readonly pid: number
  /** Server connections for each pair of user and database. */
  readonly poolSize: number
  /** Who may use the admin console, the database `pgbouncer`, which speaks the simple protocol alone. */
  readonly admin: PgBouncerConfig.PgBouncerUser
  /** The postgresql:// URL of that console, as `admin`. */
  readonly adminUrl: Redacted.Redacted
  /** The postgresql:// URL of one of the upstream's databases. */
  readonly url: (database: string, user: string, password: Redacted.Redacted) => Redacted.Redacted
}

const server = "pgbouncer"

/**
 * The signal that stops it at once. Until 1.22 that is SIGTERM, and SIGQUIT dumps core; from 1.23 on SIGTERM waits for
 * every client to leave, and SIGQUIT is it. SIGINT always waits for transactions.
 */
const stopSignal = (version: string): NodeJS.Signals => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  return major > 1 || minor >= 23 ? "SIGQUIT" : "SIGTERM"
}

interface Prepared {
  readonly binary: PgBouncerBinary.PgBouncerBinary
  readonly watchdog: Watchdog.Watchdog & { readonly folder: string }
  readonly user: ServerUser | undefined
  readonly admin: PgBouncerConfig.PgBouncerUser
  readonly poolSize: number
}

const write = ({ watchdog, user }: Prepared, name: string, text: string) => {
  const file = join(watchdog.folder, name)
  const explain = (code: string) => `PgBouncer's file ${file} cannot be written (${code}); free some space`
  return LocalServerError.attempt(server, explain, async () => {
    await rm(file, { force: true }) // of an attempt at another port
    await ServerFile.write(file, text, user)
    return file
  })
}

const run = Effect.fnUntraced(function* (options: LocalPgBouncerOptions, prepared: Prepared, port: number) {
  const { admin, binary, watchdog, poolSize, user } = prepared
  const { aliases = [], settings = {}, upstream } = options
  const authFile = yield* write(prepared, "users.txt", PgBouncerConfig.userList([...options.users, admin]))
  const ini = PgBouncerConfig.ini({
    upstream,
    port,
    poolSize,
    admin: admin.name,
    authFile,
    aliases,
    settings
  })
  const file = yield* write(prepared, "pgbouncer.ini", ini)
  const { pid } = yield* ServerProcess.start({
    server,
    title: `PgBouncer ${binary.version}`,
    command: binary.command,
    args: [...binary.args, file],
    user,
    watchdog,
    stopSignal: stopSignal(binary.version),
    // Its first line once it listens.
    ready: { line: (line) => line.includes("process up: PgBouncer") }
  })
  return { pid, port }
})

const make = Effect.fnUntraced(function* (
  options: LocalPgBouncerOptions
): Effect.fn.Return<LocalPgBouncerShape, LocalServerError | PgBouncerBinary.PgBouncerNotFound, Scope.Scope> {
  yield* HostSystem.check(server, process.platform)
  const { poolSize = 10 } = options
  const password = Redacted.make(randomBytes(24).toString("base64url"))
  const admin = options.adminUser ?? { name: "aquifer_admin", password }
  const { aliases = [], settings = {}, upstream } = options
  yield* PgBouncerConfig.check({ upstream, users: [...options.users, admin], aliases, settings })
  const user = yield* unprivilegedUser
  const binary = yield* PgBouncerBinary.find({ user, release: options.release })
  const parent = yield* ServerFolder.temporary(user)
  const watchdog = yield* Watchdog.withFolder(server, { parent, prefix: "aquifer-pgbouncer-", user })
  const prepared = { admin, binary, watchdog, poolSize, user }
  const { pid, port } = yield* LocalPort.claim(server, options.port, (port) => run(options, prepared, port))
  const url: LocalPgBouncerShape["url"] = (database, user, password) =>
    LocalUrl.make({ port, database, user, password })
  const adminUrl = url("pgbouncer", admin.name, admin.password)
  return { host: LocalPort.host, port, version: binary.version, pid, poolSize, admin, adminUrl, url }
}, inRealTime)

/**
 * A private PgBouncer on this machine, in transaction mode in front of any Postgres, for the lifetime of the layer.
 *
 * It listens on 127.0.0.1 alone and wants a password (SCRAM). When we are root it runs as `postgres` or `nobody`. It
 * stops with its scope, at once, and within a second when this process is killed.
 *
 * **Example** (A pooler of two connections in front of a private Postgres)
 *
 * ```ts
 * import { EmbeddedPg, LocalPgBouncer } from "aquifer/local"
 * import { Effect, Layer } from "effect"
 *
 * const pooler = Layer.unwrap(
 *   Effect.map(EmbeddedPg, ({ host, password, port, user }) =>
 *     LocalPgBouncer.layerWith({ upstream: { host, port }, users: [{ name: user, password }], poolSize: 2 })
 *   )
 * )
 *
 * const servers = Layer.provideMerge(pooler, EmbeddedPg.layerWith({}))
 * ```
 */
export class LocalPgBouncer extends Context.Service<LocalPgBouncer, LocalPgBouncerShape>()(
  "aquifer/layers/local/LocalPgBouncer"
) {
  /** One of these options, until the layer's scope closes. */
  static readonly layerWith = (
    options: LocalPgBouncerOptions
  ): Layer.Layer<LocalPgBouncer, LocalServerError | PgBouncerBinary.PgBouncerNotFound> =>
    Layer.effect(LocalPgBouncer, make(options))
}
