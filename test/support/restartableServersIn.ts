import { randomBytes } from "node:crypto"
import { Migration, PgUrl } from "aquifer"
import { EmbeddedPg, type EmbeddedPgOptions, LocalPgBouncer, type LocalPgBouncerOptions } from "aquifer/local"
import { researchSchema } from "aquifer/research"
import { Context, Effect, Exit, Layer, Redacted, Result, Schedule, Scope } from "effect"
import { DirectPg } from "../../src/layers/DirectPg.ts"
import { freePort } from "./freePort.ts"
import { ended } from "./processes.ts"
import { simpleQuery } from "./simpleQuery.ts"

/** A server that can die in the middle of its work and come back on its port, with its data. */
export interface Restartable {
  /** Of the process that runs now. */
  readonly pid: () => number
  /** No goodbye, no cleaning up. */
  readonly kill: Effect.Effect<void>
  /** As an administrator stops it: whoever is connected is told so and cut off. */
  readonly stop: Effect.Effect<void>
  readonly start: Effect.Effect<void, unknown>
}

/** What has just been killed may hold its port, and Postgres its shared memory, for a moment longer. */
const whenFree = Schedule.upTo(Schedule.spaced("100 millis"), { times: 50 })

const restartable = Effect.fnUntraced(function* <I, S extends { readonly pid: number }, E>(
  tag: Context.Key<I, S>,
  layer: Layer.Layer<I, E>
) {
  const outer = yield* Effect.scope
  let running: { readonly scope: Scope.Closeable; readonly server: S } | undefined
  const start = Effect.gen(function* () {
    const scope = yield* Scope.make()
    const built = Layer.buildWithScope(Layer.fresh(layer), scope)
    const context = yield* Effect.onError(built, (cause) => Scope.close(scope, Exit.failCause(cause)))
    running = { scope, server: Context.get(context, tag) }
    return running.server
  }).pipe(Effect.retry(whenFree))
  const stop = Effect.suspend(() => (running ? Scope.close(running.scope, Exit.void) : Effect.void))
  const kill = Effect.suspend(() => {
    const { server } = running ?? { server: undefined }
    if (server === undefined) return Effect.void
    process.kill(server.pid, "SIGKILL")
    return Effect.andThen(Effect.orDie(ended(server.pid)), stop)
  })
  const server = yield* start
  yield* Scope.addFinalizer(outer, stop)
  return { server, pid: () => running?.server.pid ?? 0, kill, stop, start: Effect.asVoid(start) }
})

const endpointOf = (url: Redacted.Redacted): PgUrl.PgEndpoint =>
  Result.getOrThrow(PgUrl.fromString(Redacted.value(url)))

interface Options {
  /** Server connections of PgBouncer's; 2. */
  readonly poolSize?: number
  /** Of postgresql.conf and pgbouncer.ini. */
  readonly postgres?: EmbeddedPgOptions["settings"]
  readonly pgbouncer?: LocalPgBouncerOptions["settings"]
}

const app = { name: "aquifer_faults", password: Redacted.make(randomBytes(18).toString("base64url")) }

const appUrl = ({ url }: Pick<LocalPgBouncer["Service"], "url">): Redacted.Redacted =>
  url("postgres", app.name, app.password)

/** The console's user stays the same, however often PgBouncer is started. */
const adminUser = { name: "aquifer_admin", password: Redacted.make(randomBytes(18).toString("base64url")) }

/** A migrated Postgres, whose data are in this folder, with a PgBouncer in front, both to be killed at will. */
export const restartableServersIn = Effect.fnUntraced(function* (directory: string, options: Options = {}) {
  const postgres = yield* restartable(
    EmbeddedPg,
    // Commits survive the kill of a process; that of the machine, for which fsync is, nobody tries here.
    EmbeddedPg.layerWith({
      directory,
      port: yield* freePort,
      settings: { fsync: "off", ...options.postgres }
    })
  )
  const admin = postgres.server.url()
  yield* simpleQuery(
    admin,
    `CREATE ROLE aquifer_app NOLOGIN; CREATE ROLE ${app.name} LOGIN PASSWORD '${Redacted.value(app.password)}'; GRANT aquifer_app TO ${app.name}`
  )
  const direct = yield* Layer.build(DirectPg.layerWith({ endpoint: endpointOf(admin) }))
  yield* Effect.provideContext(Migration.run(researchSchema), direct)
  const pgbouncer = yield* restartable(
    LocalPgBouncer,
    LocalPgBouncer.layerWith({
      upstream: postgres.server,
      users: [app],
      adminUser,
      poolSize: options.poolSize ?? 2,
      settings: options.pgbouncer,
      port: yield* freePort
    })
  )
  return {
    postgres,
    pgbouncer,
    /** The folder of the servers' data. */
    directory,
    /** The ways in past every pool, of the superuser and the application. */
    superuser: endpointOf(admin),
    superuserUrl: admin,
    direct: endpointOf(appUrl(postgres.server)),
    directUrl: appUrl(postgres.server),
    /** The application's way in, through PgBouncer. */
    pooled: endpointOf(appUrl(pgbouncer.server)),
    pooledUrl: appUrl(pgbouncer.server),
    /** Asks as the superuser, past every pool. */
    ask: (sql: string) => simpleQuery(admin, sql),
    /** PgBouncer's console. */
    console: (sql: string) => simpleQuery(pgbouncer.server.adminUrl, sql),
    consoleUrl: pgbouncer.server.adminUrl
  }
})
