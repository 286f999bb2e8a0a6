import {
  Clock,
  type Config,
  Context,
  Duration,
  Effect,
  Layer,
  Option,
  type Result,
  Schedule,
  Stream
} from "effect"
import type { SqlError } from "effect/sql"
import { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import type { LocalServerError } from "../../layers/local/process/LocalServerError.ts"
import { type DataError, rejected } from "../../layers/resilience/DataError.ts"
import * as Operation from "../../layers/resilience/Operation.ts"
import * as Queries from "./postgres/ActivityQueries.ts"
import type { ConnectionUse, DatabaseTotals, Session, Sight, TableSize } from "./postgres/ActivityRows.ts"
import * as BlockingTree from "./postgres/BlockingTree.ts"

/** What this role may not see of Postgres, and how to grant it; `remedy` is undefined when it sees all. */
export interface Visibility extends Sight {
  readonly remedy: string | undefined
}

/** Postgres at one moment. */
export interface ActivitySnapshot {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly connections: ConnectionUse
  /** Statements that run for longer than the bound, the oldest first. */
  readonly longRunning: ReadonlyArray<Session>
  /** The longest idle first. */
  readonly idleInTransaction: ReadonlyArray<Session>
  readonly blocking: ReadonlyArray<BlockingTree.Blocker>
  readonly totals: DatabaseTotals
  readonly visibility: Visibility
}

/** What became of a signal to a session; Postgres sends it, and the session ends its work a moment later. */
export type Signalled =
  | { readonly _tag: "Sent" }
  | { readonly _tag: "NoSuchProcess" }
  | { readonly _tag: "NotPermitted"; readonly message: string }

export interface SnapshotOptions {
  /** From when on a statement runs long; 5 minutes unless told otherwise. */
  readonly longerThan?: Duration.Input
}

const service = "DatabaseActivity"

/**
 * What Postgres is doing: its connections against their limit, long-running statements, who blocks whom.
 *
 * Everything is asked on the direct endpoint and answered, or fails, within two seconds. An ordinary role works, and
 * `visibility` says what it does not see and how to grant it.
 */
export class DatabaseActivity extends Context.Service<
  DatabaseActivity,
  {
    readonly connections: Effect.Effect<ConnectionUse, DataError>
    /** Statements that run for at least this long, 5 minutes unless told otherwise, the oldest first. */
    readonly longRunning: (longerThan?: Duration.Input) => Effect.Effect<ReadonlyArray<Session>, DataError>
    readonly idleInTransaction: Effect.Effect<ReadonlyArray<Session>, DataError>
    /** Who waits for whom, as trees: at the root whoever waits for nobody. */
    readonly blocking: Effect.Effect<ReadonlyArray<BlockingTree.Blocker>, DataError>
    readonly totals: Effect.Effect<DatabaseTotals, DataError>
    /** By what they take on disk; 10 unless told otherwise. It looks at every file, so it is no part of a snapshot. */
    readonly largestTables: (most?: number) => Effect.Effect<ReadonlyArray<TableSize>, DataError>
    readonly visibility: Effect.Effect<Visibility, DataError>
    /** All but the tables, at the same moment. */
    readonly snapshot: (options?: SnapshotOptions) => Effect.Effect<ActivitySnapshot, DataError>
    /** Postgres now and then again and again, each second unless told otherwise; a failure ends nothing. */
    readonly snapshots: (
      every?: Duration.Input,
      options?: SnapshotOptions
    ) => Stream.Stream<Result.Result<ActivitySnapshot, DataError>>
    /** Ends the statement of a session. */
    readonly cancel: (pid: number) => Effect.Effect<Signalled, DataError>
    /** Ends a session, and rolls back what it was doing. */
    readonly terminate: (pid: number) => Effect.Effect<Signalled, DataError>
  }
>()("aquifer/services/monitor/DatabaseActivity") {
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

const visible = (sight: Sight): Visibility => ({
  ...sight,
  remedy: sight.everything
    ? undefined
    : `role "${sight.role}" sees of other roles' sessions only that they exist; as an administrator: GRANT pg_monitor TO "${sight.role.replaceAll('"', '""')}"`
})

const wholeNumber = (field: string, value: number, most: number) =>
  Number.isSafeInteger(value) && value >= 1 && value <= most
    ? Effect.succeed(value)
    : Effect.fail(rejected(field, `is no whole number from 1 to ${most.toLocaleString("en")}`))

/** The highest process ID that Postgres can be asked about. */
const mostPid = 2_147_483_647

const notNegative = (field: string, input: Duration.Input) => {
  const found = Option.filter(Duration.fromInput(input), Duration.isFinite)
  return Option.isSome(found) && Duration.toMillis(found.value) >= 0
    ? Effect.succeed(found.value)
    : Effect.fail(rejected(field, `is no duration of zero or more, such as "5 minutes"`))
}

type Fails = SqlError.SqlError | PgFailure.PgFailure

/** A role may end its own sessions and those of roles it is a member of; pg_signal_backend may end any ordinary one. */
const notPermitted = (error: SqlError.SqlError): Effect.Effect<Signalled, SqlError.SqlError> =>
  PgFailure.classify(error).sqlState === "42501"
    ? Effect.succeed({
        _tag: "NotPermitted",
        message:
          "this role may not end that session; as an administrator: GRANT pg_signal_backend TO it (a superuser's sessions only a superuser ends)"
      })
    : Effect.fail(error)

const make = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const queries = Queries.make(sql)
  const run = yield* Operation.make(service, sql)
  const look = <A>(name: string, effect: Effect.Effect<A, Fails>, idempotent = true) =>
    effect.pipe(run(name, { kind: "read", idempotent }), Effect.withSpan(`${service}.${name}`))

  const blocking = Effect.map(queries.lockWaits, BlockingTree.make)
  const visibility = Effect.map(queries.sight, visible)
  const snapshot = ({ longerThan = longByDefault }: SnapshotOptions = {}) =>
    look(
      "snapshot",
      Effect.flatMap(notNegative("longerThan", longerThan), queries.everything).pipe(
        Effect.zipWith(Clock.currentTimeMillis, ({ lockWaits, sight, ...seen }, at) => ({
          ...seen,
          at,
          blocking: BlockingTree.make(lockWaits),
          visibility: visible(sight)
        }))
      )
    )
  const signal = (name: string, how: Queries.Signal) => (pid: number) =>
    look(
      name,
      Effect.flatMap(wholeNumber("pid", pid, mostPid), (pid) => queries.signal(how, pid)).pipe(
        Effect.map((sent): Signalled => ({ _tag: sent ? "Sent" : "NoSuchProcess" })),
        Effect.catchTag("SqlError", notPermitted)
      ),
      false
    )
  return {
    connections: look("connections", queries.use),
    longRunning: (longerThan: Duration.Input = longByDefault) =>
      look("longRunning", Effect.flatMap(notNegative("longerThan", longerThan), queries.longRunning)),
    idleInTransaction: look("idleInTransaction", queries.idleInTransaction),
    blocking: look("blocking", blocking),
    totals: look("totals", queries.totals),
    largestTables: (most = 10) =>
      look("largestTables", Effect.flatMap(wholeNumber("most", most, 1_000), queries.largestTables)),
    visibility: look("visibility", visibility),
    snapshot,
    snapshots: (every: Duration.Input = Duration.seconds(1), options?: SnapshotOptions) =>
      Stream.fromEffectSchedule(Effect.result(snapshot(options)), Schedule.fixed(every)),
    cancel: signal("cancel", "pg_cancel_backend"),
    terminate: signal("terminate", "pg_terminate_backend")
  }
})
