import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { PgConnection } from "@effect/sql-pg"
import { Context, Duration, Effect, Layer, Redacted, type Scope } from "effect"
import { inRealTime } from "../deadline/Monotonic.ts"
import type { EmbeddedPg, EmbeddedPgShape } from "./EmbeddedPg.ts"
import * as PgBinaries from "./postgres/PgBinaries.ts"
import * as PgCopy from "./postgres/PgCopy.ts"
import * as PgServer from "./postgres/PgServer.ts"
import { Primary } from "./postgres/Primary.ts"
import { LocalServerError } from "./process/LocalServerError.ts"
import * as LocalUrl from "./process/LocalUrl.ts"
import * as ServerFile from "./process/ServerFile.ts"
import * as ServerFolder from "./process/ServerFolder.ts"
import * as ServerProcess from "./process/ServerProcess.ts"
import { type ServerUser, unprivilegedUser } from "./process/ServerUser.ts"
import * as Watchdog from "./process/Watchdog.ts"

/** How a standby is started. */
export interface StandbyPgOptions {
  /** The server that it follows. */
  readonly primary: EmbeddedPg["Service"]
  /** Port to listen on; a free one. */
  readonly port?: number | undefined
  /** Settings of postgresql.conf; those that Postgres wants as on the primary, such as `max_connections`, are. */
  readonly settings?: PgServer.PgServerSettings | undefined
  /** Whether commits of the primary wait for this standby, as long as it runs; false. */
  readonly synchronous?: boolean | undefined
  /** How long after its commit on the primary a transaction is applied, and so seen, here; none. */
  readonly applyDelay?: Duration.Input | undefined
}

interface StandbyPgShape extends EmbeddedPgShape {
  /** Makes it a primary, and returns once it takes writes. What follows the old primary still does. */
  readonly promote: Effect.Effect<void, LocalServerError>
  /** Waits until all that the primary has committed by now is seen here; fails when either is gone. */
  readonly caughtUp: Effect.Effect<void, LocalServerError>
}

const server = "postgres"

/** Where it finds the password, as libpq reads it; a command line is seen by everybody on the machine. */
const passwordFile = (folder: string, { password, user }: EmbeddedPgShape, as: ServerUser | undefined) => {
  const path = join(folder, "pgpass")
  const escaped = Redacted.value(password).replaceAll(/[\\:]/g, "\\$&")
  const written = () => ServerFile.write(path, `*:*:*:${user}:${escaped}\n`, as)
  return Effect.as(
    LocalServerError.attempt(server, (code) => `The file ${path} cannot be written (${code})`, written),
    path
  )
}

/** One statement in a session of its own. */
const ask = (url: Redacted.Redacted, sql: string, what: string) =>
  Effect.flatMap(PgConnection.make({ url }), (connection) => connection.query(sql)).pipe(
    Effect.scoped,
    Effect.mapError((cause) => new LocalServerError({ server, message: `${what}: ${cause.message}`, cause }))
  )

const settingsOf = (name: string, passfile: string, { applyDelay, primary, settings }: StandbyPgOptions) => ({
  fsync: "off",
  ...settings,
  // Whoever is promoted is alone, and its commits would wait for ever.
  synchronous_standby_names: "",
  hot_standby: "on",
  primary_slot_name: name,
  primary_conninfo: `host=${primary.host} port=${primary.port} user=${primary.user} passfile='${passfile}' application_name=${name}`,
  recovery_min_apply_delay:
    applyDelay === undefined ? 0 : `${Math.ceil(Duration.toMillis(Duration.fromInputUnsafe(applyDelay)))}ms`
})

const notFollowing =
  "The standby runs and has not followed its primary for 60 s; look whether the primary's max_wal_senders and max_replication_slots have room, and whether its pg_hba.conf lets replication in"

const make = Effect.fnUntraced(function* (
  options: StandbyPgOptions
): Effect.fn.Return<StandbyPgShape, LocalServerError, Scope.Scope> {
  const { primary } = options
  yield* PgServer.checkSettings(options.settings ?? {})
  const user = yield* unprivilegedUser
  const binaries = yield* PgBinaries.find(user)
  const parent = yield* ServerFolder.temporary(user)
  const watchdog = yield* Watchdog.withFolder(server, { parent, prefix: "aquifer-standby-", user })
  const directory = watchdog.folder
  const name = `aquifer_standby_${randomBytes(6).toString("hex")}`
  const passfile = yield* passwordFile(directory, primary, user)
  const followed = yield* Primary.make(primary, name)
  const data = yield* followed.backup((from) => PgCopy.make({ from, folder: directory, user, watchdog }))
  yield* PgCopy.asStandby(data.copy, data.label, user)
  const settings = { ...followed.settings, ...settingsOf(name, passfile, options) }
  const { pid, port } = yield* PgServer.run({
    binaries,
    data: data.copy,
    user,
    watchdog,
    port: options.port,
    settings
  })
  yield* Effect.timeoutOrElse(ServerProcess.until(followed.isFollowed), {
    duration: "60 seconds",
    orElse: () => Effect.fail(new LocalServerError({ server, message: notFollowing }))
  })
  if (options.synchronous === true) yield* followed.wait
  const url: EmbeddedPgShape["url"] = (
    database = primary.database,
    as = primary.user,
    secret = primary.password
  ) => LocalUrl.make({ port, database, user: as, password: secret })
  const seen = (lsn: string) =>
    Effect.map(
      ask(
        url(),
        `SELECT pg_last_wal_replay_lsn() >= '${lsn}'::pg_lsn AS seen`,
        "The standby does not say how far it is"
      ),
      ({ rows: [row] }) => row?.["seen"] === true
    )
  return {
    ...primary,
    port,
    directory,
    pid,
    url,
    promote: Effect.asVoid(ask(url(), "SELECT pg_promote()", "The standby cannot be promoted")),
    caughtUp: Effect.flatMap(followed.position, (lsn) => ServerProcess.until(seen(lsn)))
  }
}, inRealTime)

/**
 * A streaming standby of a private Postgres, for the lifetime of the layer.
 *
 * It is made from a copy of the primary while that runs, takes reads (`hot_standby`), listens on 127.0.0.1 alone and has
 * the primary's users and passwords. It stops with its scope, and within a second when this process is killed.
 *
 * **Details**
 *
 * With `synchronous` a commit on the primary is answered once this standby has it on disk; the primary has to have
 * `synchronous_commit` on, which it has when it is `durable`. A primary is killed by its `pid`; `promote` then makes this
 * a primary that waits for no standby. `aquifer/local` has both, for tests as well.
 *
 * **Example** (A primary is killed, and its standby takes over)
 *
 * ```ts
 * import { PgUrl, PooledPg } from "aquifer"
 * import { EmbeddedPg, StandbyPg } from "aquifer/local"
 * import { Context, Effect, Layer, Redacted, Result } from "effect"
 *
 * const failover = Effect.gen(function* () {
 *   const primary = Context.get(yield* Layer.build(EmbeddedPg.layerWith({ durable: true })), EmbeddedPg)
 *   const standby = Context.get(
 *     yield* Layer.build(StandbyPg.layerWith({ primary, synchronous: true })),
 *     StandbyPg
 *   )
 *   const hosts = `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`
 *   const url = Redacted.value(primary.url()).replace(/@[^/]+/, `@${hosts}`)
 *   const endpoint = Result.getOrThrow(PgUrl.fromString(`${url}?target_session_attrs=read-write`))
 *   const pool = yield* Layer.build(PooledPg.layerWith({ endpoint }))
 *   yield* Effect.sync(() => process.kill(primary.pid, "SIGQUIT"))
 *   yield* standby.promote
 *   return pool
 * }).pipe(Effect.scoped)
 * ```
 */
export class StandbyPg extends Context.Service<StandbyPg, StandbyPgShape>()(
  "aquifer/layers/local/StandbyPg"
) {
  /** One of these options, until the layer's scope closes. */
  static readonly layerWith = (options: StandbyPgOptions): Layer.Layer<StandbyPg, LocalServerError> =>
    Layer.effect(StandbyPg, make(options))
}
