import { Clock, Context, Duration, Effect, Layer, Option, Schedule, Stream } from "effect"
import { DataError, rejected } from "../../layers/resilience/DataError.ts"
import { type ActivitySnapshot, DatabaseActivity, type Signalled } from "./DatabaseActivity.ts"
import { ask, missing, type Panel, watch } from "./Panel.ts"
import * as PoolerClients from "./pgbouncer/PoolerClients.ts"
import { type ConsoleSnapshot, PgBouncerConsole } from "./PgBouncerConsole.ts"
import { PoolMonitor, type PoolsSnapshot } from "./PoolMonitor.ts"
import type { TableSize } from "./postgres/ActivityRows.ts"

/** PgBouncer, and whose clients are at it. */
export interface PoolerSnapshot extends ConsoleSnapshot {
  readonly clients: ReadonlyArray<PoolerClients.PoolerClients>
}

/** All that there is to see at one moment; as JSON it is what `aquifer monitor --json` prints. */
export interface OverviewSnapshot {
  readonly format: typeof format
  /** Milliseconds since 1970. */
  readonly at: number
  /** Whose pools these are. */
  readonly program: string
  readonly pools: Panel<PoolsSnapshot>
  readonly pgbouncer: Panel<PoolerSnapshot>
  readonly postgres: Panel<ActivitySnapshot>
  /** Looked at once a minute. */
  readonly tables: Panel<ReadonlyArray<TableSize>>
}

/** What a document says that is an overview of this version. */
export const format = "aquifer-overview-1"

/** A signal to a session of Postgres. */
export type Signal = "cancel" | "terminate"

export interface OverviewOptions {
  /** Whose pools these are, such as "aquifer start, process 4711". */
  readonly program: string
  /** From when on a statement runs long; 5 minutes unless given. */
  readonly longerThan?: Duration.Input | undefined
}

const every = Duration.seconds(1)

/** Looks between two at the tables: a minute. */
const tablesEvery = 60

/**
 * How long a look is waited for before it is shown without what has not answered. Whoever hangs right after an answer
 * is asked again within a second, so it shows as such within one and a half.
 */
const glance = Duration.millis(500)

const noDirect = missing(
  "there is no direct endpoint: set DATABASE_URL to Postgres itself (port 5432), with a role that is a member of pg_monitor"
)
const noPooled = missing(
  "this program has no pooled endpoint: set DATABASE_POOL_URL to PgBouncer or to Supabase's transaction pooler (port 6543)"
)

/**
 * The pools of this program, PgBouncer and Postgres as one document, each part there or with what it lacks.
 *
 * The parts are asked at the same time, each for at most two seconds, so one that hangs holds no other up; who follows
 * the snapshots sees within a second and a half that one hangs. Nothing is asked while nobody looks; those who look at
 * the same time share the answers.
 */
export class Overview extends Context.Service<
  Overview,
  {
    readonly snapshot: Effect.Effect<OverviewSnapshot>
    /** This program's pools alone: reads their books, and asks no server. */
    readonly pools: Effect.Effect<OverviewSnapshot["pools"]>
    /** Each second, with the last numbers of who does not answer; late readers miss some. */
    readonly snapshots: Stream.Stream<OverviewSnapshot>
    /** Ends the statement of a session, or the session. */
    readonly signal: (how: Signal, pid: number) => Effect.Effect<Signalled, DataError>
  }
>()("aquifer/services/monitor/Overview") {
  /** Of what there is: a program without pools or without a direct endpoint has the other parts. */
  static readonly layerNoDeps = (options: OverviewOptions): Layer.Layer<Overview, never, PgBouncerConsole> =>
    Layer.effect(
      Overview,
      Effect.suspend(() => make(options))
    )
}

const pgbouncerSnapshot = ({ clients, snapshot }: PgBouncerConsole["Service"]) =>
  Effect.zipWith(snapshot, clients, (snapshot, clients) => ({
    ...snapshot,
    clients: PoolerClients.byApplication(clients)
  }))

const noSignal = Effect.fail(
  new DataError({
    service: "Overview",
    operation: "signal",
    reason: rejected("pid", "cannot be signalled without a direct endpoint; set DATABASE_URL")
  })
)

const make = Effect.fnUntraced(function* ({ longerThan, program }: OverviewOptions) {
  const pools = Option.getOrUndefined(yield* Effect.serviceOption(PoolMonitor))
  const activity = Option.getOrUndefined(yield* Effect.serviceOption(DatabaseActivity))
  const pgbouncer = yield* PgBouncerConsole
  const questions = {
    pools: pools === undefined ? Effect.succeed(noPooled) : ask("this program", pools.snapshot),
    pgbouncer: ask("PgBouncer's console", pgbouncerSnapshot(pgbouncer)),
    postgres:
      activity === undefined
        ? Effect.succeed(noDirect)
        : ask("Postgres", activity.snapshot(longerThan === undefined ? {} : { longerThan })),
    tables: activity === undefined ? Effect.succeed(noDirect) : ask("Postgres", activity.largestTables(10))
  }
  const document = { format, program, at: Clock.currentTimeMillis } as const
  const about = { format: Effect.succeed(document.format), program: Effect.succeed(program), at: document.at }
  const snapshot = Effect.all({ ...about, ...questions }, { concurrency: "unbounded" })
  const snapshots = yield* Effect.gen(function* () {
    const pools = yield* watch(questions.pools)
    const pgbouncer = yield* watch(questions.pgbouncer)
    const postgres = yield* watch(questions.postgres)
    const tables = yield* watch(questions.tables)
    let looks = 0
    const look = Effect.suspend(() => {
      const due = [pools.look, pgbouncer.look, postgres.look]
      if (looks++ % tablesEvery === 0) due.push(tables.look)
      return Effect.all(due, { concurrency: "unbounded", discard: true })
    })
    const shown = Effect.all({
      ...about,
      pools: pools.shown,
      pgbouncer: pgbouncer.shown,
      postgres: postgres.shown,
      tables: tables.shown
    })
    const sample = Effect.andThen(Effect.timeoutOption(look, glance), shown)
    return Stream.fromEffectSchedule(sample, Schedule.fixed(every))
  }).pipe(Stream.unwrap, Stream.share({ capacity: 1, strategy: "sliding", replay: 1 }))
  return {
    snapshot,
    pools: questions.pools,
    snapshots,
    signal: (how: Signal, pid: number) => (activity === undefined ? noSignal : activity[how](pid))
  }
})
