import { Clock, type Config, Context, Duration, Effect, Layer, type Result, Schedule, Stream } from "effect"
import type { SqlError } from "effect/sql"
import type { ServerAddress } from "../../layers/config/ServerAddress.ts"
import { DirectPg } from "../../layers/DirectPg.ts"
import type * as PgFailure from "../../layers/failure/PgFailure.ts"
import type { LocalServerError } from "../../layers/local/process/LocalServerError.ts"
import type { DataError } from "../../layers/resilience/DataError.ts"
import * as Operation from "../../layers/resilience/Operation.ts"
import * as Input from "./postgres/ActivityInput.ts"
import * as Queries from "./postgres/ActivityQueries.ts"
import type {
  ConnectionUse,
  DatabaseTotals,
  Everything,
  Risks,
  Session,
  TableSize
} from "./postgres/ActivityRows.ts"
import * as BlockingTree from "./postgres/BlockingTree.ts"
import * as Signalled from "./postgres/Signalled.ts"
import { type Visibility, visible } from "./postgres/Visibility.ts"

export type { Signalled } from "./postgres/Signalled.ts"
export type { Visibility } from "./postgres/Visibility.ts"

/** Postgres at one moment. */
export interface ActivitySnapshot {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Postgres' connections against its limit. */
  readonly connections: ConnectionUse
  /** Statements that run for at least as long as the bound, the oldest first; a thousand at most. */
  readonly longRunning: ReadonlyArray<Session>
  /** Sessions that have a transaction open and run nothing, the longest idle first; a thousand at most. */
  readonly idleInTransaction: ReadonlyArray<Session>
  /** Who waits for whom, as trees; at the root are sessions that block others and wait for none. */
  readonly blocking: ReadonlyArray<BlockingTree.Blocker>
  /** What Postgres has counted in this database since its statistics were last reset. */
  readonly totals: DatabaseTotals
  /** What grows unseen until it hurts: old transactions, wraparound, standbys that lag. */
  readonly risks: Risks
  /** What this role does not see of all this, and how to grant it. */
  readonly visibility: Visibility
}

/** Which statements count as long-running. */
export interface SnapshotOptions {
  /** From when on a statement runs long; 5 minutes unless told otherwise. */
  readonly longerThan?: Duration.Input | undefined
}

const service = "DatabaseActivity"

/**
 * What Postgres is doing: its connections against their limit, long-running statements, who blocks whom.
 *
 * Everything is asked on the direct endpoint and answered, or fails, within two seconds. An ordinary role works, and
 * `visibility` says what it does not see and how to grant it.
 *
 * **Example** (Statements that have run for a minute are cancelled)
 *
 * ```ts
 * import { DatabaseActivity } from "aquifer/operations"
 * import { Effect } from "effect"
 *
 * const tidy = Effect.gen(function* () {
 *   const activity = yield* DatabaseActivity
 *   for (const { pid } of yield* activity.longRunning("1 minute")) {
 *     yield* activity.cancel(pid)
 *   }
 * }).pipe(Effect.provide(DatabaseActivity.layer))
 * ```
 */
export class DatabaseActivity extends Context.Service<
  DatabaseActivity,
  {
    /** Where that Postgres is, whether it answers or not. */
    readonly server: ServerAddress
    /** Postgres' connections against its limit, by state, application and role. */
    readonly connections: Effect.Effect<ConnectionUse, DataError>
    /** Statements that run for at least this long, 5 minutes unless told otherwise, the oldest first; a thousand at most. */
    readonly longRunning: (longerThan?: Duration.Input) => Effect.Effect<ReadonlyArray<Session>, DataError>
    /** Sessions that have a transaction open and run nothing, the longest idle first; a thousand at most. */
    readonly idleInTransaction: Effect.Effect<ReadonlyArray<Session>, DataError>
    /** Who waits for whom, as trees; at the root are sessions that block others and wait for none. */
    readonly blocking: Effect.Effect<ReadonlyArray<BlockingTree.Blocker>, DataError>
    /** What Postgres has counted in this database since its statistics were last reset. */
    readonly totals: Effect.Effect<DatabaseTotals, DataError>
    /** By what they take on disk; 10 unless told otherwise. It looks at every file, so it is no part of a snapshot. */
    readonly largestTables: (most?: number) => Effect.Effect<ReadonlyArray<TableSize>, DataError>
    /** What this role does not see of other roles' sessions, and how to grant it. */
    readonly visibility: Effect.Effect<Visibility, DataError>
    /** All but the tables, at the same moment. */
    readonly snapshot: (options?: SnapshotOptions) => Effect.Effect<ActivitySnapshot, DataError>
    /** Postgres now and then again and again, each second unless told otherwise; a failure ends nothing. */
    readonly snapshots: (
      every?: Duration.Input,
      options?: SnapshotOptions
    ) => Stream.Stream<Result.Result<ActivitySnapshot, DataError>>
    /** Ends the statement of a session. */
    readonly cancel: (pid: number) => Effect.Effect<Signalled.Signalled, DataError>
    /** Ends a session, and rolls back what it was doing. */
    readonly terminate: (pid: number) => Effect.Effect<Signalled.Signalled, DataError>
  }
>()("aquifer/services/monitor/DatabaseActivity") {
  /** On a direct endpoint that the program provides. */
  static readonly layerNoDeps: Layer.Layer<DatabaseActivity, never, DirectPg> = Layer.effect(
    DatabaseActivity,
    Effect.suspend(() => make)
  )

  /** On the direct endpoint that the environment names. */
  static readonly layer: Layer.Layer<DatabaseActivity, Config.ConfigError | LocalServerError> = Layer.provide(
    DatabaseActivity.layerNoDeps,
    DirectPg.layer
  )
}

const longByDefault = Duration.minutes(5)

type Fails = SqlError.SqlError | PgFailure.PgFailure

/** What Postgres showed, at a moment of this machine's clock. */
const snapshotOf = ({ lockWaits, sight, ...seen }: Everything, at: number): ActivitySnapshot => ({
  ...seen,
  at,
  blocking: BlockingTree.make(lockWaits),
  visibility: visible(sight)
})

const make = Effect.gen(function* () {
  const { server, sql } = yield* DirectPg
  const queries = Queries.make(sql)
  const run = yield* Operation.make(service, sql)
  const look = <A>(name: string, effect: Effect.Effect<A, Fails>, idempotent = true) =>
    effect.pipe(run(name, { kind: "read", idempotent }), Effect.withSpan(`${service}.${name}`))
  const snapshot = ({ longerThan = longByDefault }: SnapshotOptions = {}) =>
    look(
      "snapshot",
      Effect.flatMap(Input.longerThan(longerThan), queries.everything).pipe(
        Effect.zipWith(Clock.currentTimeMillis, snapshotOf)
      )
    )
  const signal = (name: string, how: Queries.Signal) => (pid: number) =>
    look(
      name,
      Effect.flatMap(Input.pid(pid), (pid) => queries.signal(how, pid)).pipe(
        Effect.map(Signalled.of),
        Effect.catchTag("SqlError", Signalled.notPermitted)
      ),
      false
    )
  return {
    server,
    connections: look("connections", queries.use),
    longRunning: (longerThan: Duration.Input = longByDefault) =>
      look("longRunning", Effect.flatMap(Input.longerThan(longerThan), queries.longRunning)),
    idleInTransaction: look("idleInTransaction", queries.idleInTransaction),
    blocking: look("blocking", Effect.map(queries.lockWaits, BlockingTree.make)),
    totals: look("totals", queries.totals),
    largestTables: (most = 10) =>
      look("largestTables", Effect.flatMap(Input.most(most), queries.largestTables)),
    visibility: look("visibility", Effect.map(queries.sight, visible)),
    snapshot,
    snapshots: (every: Duration.Input = Duration.seconds(1), options?: SnapshotOptions) =>
      Stream.fromEffectSchedule(Effect.result(snapshot(options)), Schedule.fixed(every)),
    cancel: signal("cancel", "pg_cancel_backend"),
    terminate: signal("terminate", "pg_terminate_backend")
  }
})
