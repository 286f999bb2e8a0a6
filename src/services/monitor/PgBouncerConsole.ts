import { Clock, Context, Duration, Effect, Layer, type Result, Schedule, Stream } from "effect"
import { type ServerAddress, serverOf } from "../../layers/config/ServerAddress.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import * as AdminConsole from "../../layers/probe/AdminConsole.ts"
import * as Answers from "./pgbouncer/ConsoleAnswers.ts"
import * as Rows from "./pgbouncer/ConsoleRows.ts"
import * as Pause from "./pgbouncer/Pause.ts"

type Asked<A> = Effect.Effect<A, AdminConsole.ConsoleUnavailable>

/** Whether the console can be asked, and what its user may do there. */
export type ConsoleStatus =
  | {
      /** The console answers. */
      readonly _tag: "Available"
      /** Such as `1.24.1`. */
      readonly version: string
      /** A stats user may look only. */
      readonly role: "admin" | "stats"
    }
  | {
      /** The console cannot be asked. */
      readonly _tag: "Unavailable"
      /** What is missing, and how to grant it. */
      readonly why: AdminConsole.ConsoleUnavailable
    }

/** PgBouncer at one moment. */
export interface ConsoleSnapshot {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Such as `1.24.1`. */
  readonly version: string
  /** SHOW STATE: whether it was told to hold everybody up (PAUSE, SUSPEND); undefined before 1.19, which does not tell. */
  readonly state: Answers.ConsoleState | undefined
  /** SHOW DATABASES: what it leads to, and which of it is paused or disabled. */
  readonly databases: ReadonlyArray<Rows.ConsoleDatabase>
  /** SHOW POOLS: its connections by database and user. */
  readonly pools: ReadonlyArray<Rows.ConsolePool>
  /** SHOW STATS: what it has counted, by database. */
  readonly stats: ReadonlyArray<Rows.ConsoleStats>
  /** SHOW LISTS: how many there are of what: databases, users, pools, free and used clients and servers, … */
  readonly lists: Readonly<Record<string, number>>
}

/**
 * What PgBouncer says of itself, and what it can be told.
 *
 * Every question is answered, or fails, within two seconds. A pooler without a console (Supabase's), one that does not
 * let this user in, and one that hangs are a `ConsoleUnavailable` that says what is missing and how to grant it. The
 * connection is made when first needed and again after it was lost.
 *
 * **Example** (How long the client waits that has waited longest)
 *
 * ```ts
 * import { PgConfig } from "aquifer"
 * import { PgBouncerConsole } from "aquifer/operations"
 * import { Effect, Layer } from "effect"
 *
 * const longest = Effect.gen(function* () {
 *   const pools = yield* (yield* PgBouncerConsole).pools
 *   return Math.max(0, ...pools.map(({ longestWaitMillis }) => longestWaitMillis ?? 0))
 * }).pipe(Effect.provide(PgBouncerConsole.layerNoDeps.pipe(Layer.provide(PgConfig.layer))))
 * ```
 */
export class PgBouncerConsole extends Context.Service<
  PgBouncerConsole,
  {
    /** Where that PgBouncer is, whether it answers or not; undefined where none is known. */
    readonly server: ServerAddress | undefined
    /** Whether the console can be asked, and what its user may do there; never fails. */
    readonly status: Effect.Effect<ConsoleStatus>
    /** Such as `1.24.1`. */
    readonly version: Asked<string>
    /** SHOW DATABASES: what it leads to, and which of it is paused or disabled. */
    readonly databases: Asked<ReadonlyArray<Rows.ConsoleDatabase>>
    /** SHOW POOLS: its connections by database and user. */
    readonly pools: Asked<ReadonlyArray<Rows.ConsolePool>>
    /** SHOW CLIENTS: each connection of a client, this console's own among them. */
    readonly clients: Asked<ReadonlyArray<Rows.ConsoleSocket>>
    /** SHOW SERVERS: each connection to Postgres. */
    readonly servers: Asked<ReadonlyArray<Rows.ConsoleSocket>>
    /** SHOW STATS: what it has counted since it started, by database. */
    readonly stats: Asked<ReadonlyArray<Rows.ConsoleStats>>
    /** SHOW LISTS: how many there are of what, such as `used_clients`. */
    readonly lists: Asked<Readonly<Record<string, number>>>
    /** SHOW CONFIG: its settings as it runs with them. */
    readonly config: Asked<ReadonlyArray<Rows.ConsoleSetting>>
    /** Version, pools, stats and lists, asked one after the other. */
    readonly snapshot: Asked<ConsoleSnapshot>
    /** PgBouncer now and then again and again, each second unless told otherwise; a failure ends nothing. */
    readonly snapshots: (
      every?: Duration.Input
    ) => Stream.Stream<Result.Result<ConsoleSnapshot, AdminConsole.ConsoleUnavailable>>
    /**
     * Lets running work end and starts none until `resume`; of one database, or of all. Waits for up to 30 s, after
     * which it fails with `"unfinished"` and the pause holds all the same.
     */
    readonly pause: (database?: string) => Asked<void>
    /** Ends a pause, or what `kill` has stopped; of one database, or of all. */
    readonly resume: (database?: string) => Asked<void>
    /** Replaces each server connection as soon as it is free; of one database, or of all. */
    readonly reconnect: (database?: string) => Asked<void>
    /** Drops all connections of a database, clients' and servers', and refuses clients until `resume`. */
    readonly kill: (database: string) => Asked<void>
  }
>()("aquifer/services/monitor/PgBouncerConsole") {
  /** At the console of a configuration that the program provides. */
  static readonly layerNoDeps: Layer.Layer<PgBouncerConsole, never, PgConfig> = Layer.effect(
    PgBouncerConsole,
    Effect.gen(function* () {
      const { console } = yield* PgConfig
      if (console === undefined) return make(none, undefined)
      const server = serverOf(console)
      const connected = yield* Effect.result(AdminConsole.make(console))
      return connected._tag === "Success"
        ? make(connected.success, server, console.username)
        : make(absent(connected.failure.message), server)
    })
  )
}

const absent = (message: string): AdminConsole.AdminConsole => {
  const fail = Effect.fail(new AdminConsole.ConsoleUnavailable({ reason: "none", message }))
  return { ask: () => fail, order: () => fail }
}

const none = absent(
  "there is no PgBouncer console: Supabase's pooler opens none, and no other is known; set PGBOUNCER_ADMIN_URL to a console if there is one"
)

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

const command = (verb: string, database: string | undefined): string =>
  database === undefined ? verb : `${verb} ${identifier(database)}`

const make = (
  { ask, order }: AdminConsole.AdminConsole,
  server: ServerAddress | undefined,
  username?: string
): PgBouncerConsole["Service"] => {
  const show = <A>(what: string, read: (row: AdminConsole.ConsoleRow) => A): Asked<ReadonlyArray<A>> =>
    Effect.map(ask(`SHOW ${what}`), (rows) => rows.map(read))
  const version = Effect.flatMap(ask("SHOW VERSION"), Answers.version)
  const config = show("CONFIG", Rows.setting)
  const databases = show("DATABASES", Rows.database)
  const pools = show("POOLS", Rows.pool)
  const stats = show("STATS", Rows.stats)
  const lists = Effect.map(ask("SHOW LISTS"), Answers.lists)
  const snapshot = Effect.gen(function* () {
    const told = yield* version
    const state = yield* Answers.state(ask, told)
    return {
      ...(yield* Effect.all({ at: Clock.currentTimeMillis, databases, pools, stats, lists })),
      version: told,
      state
    }
  })
  return {
    server,
    status: Effect.all({ version, config }).pipe(
      Effect.map(({ config, version }): ConsoleStatus => {
        const role = Answers.role(username ?? "", config)
        return { _tag: "Available", version, role }
      }),
      Effect.catch((why) => Effect.succeed<ConsoleStatus>({ _tag: "Unavailable", why }))
    ),
    version,
    databases,
    pools,
    clients: show("CLIENTS", Rows.socket),
    servers: show("SERVERS", Rows.socket),
    stats,
    lists,
    config,
    snapshot,
    snapshots: (every = Duration.seconds(1)) =>
      Stream.fromEffectSchedule(Effect.result(snapshot), Schedule.fixed(every)),
    pause: (database) =>
      Effect.catch(order(command("PAUSE", database), Pause.patience), (why) =>
        why.reason === "unfinished" ? Effect.flatMap(pools, Pause.unfinished(database)) : Effect.fail(why)
      ),
    resume: (database) => order(command("RESUME", database), AdminConsole.patience),
    reconnect: (database) => order(command("RECONNECT", database), AdminConsole.patience),
    kill: (database) => order(command("KILL", database), AdminConsole.patience)
  }
}
