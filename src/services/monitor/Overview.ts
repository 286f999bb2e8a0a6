import { Clock, Context, Duration, Effect, Layer, Option, Schedule, Stream } from "effect"
import { DataError, rejected } from "../../layers/resilience/DataError.ts"
import { DatabaseActivity, type Signalled } from "./DatabaseActivity.ts"
import { type Questions, questionsOf } from "./OverviewQuestions.ts"
import { format, type OverviewSnapshot } from "./OverviewSnapshot.ts"
import { watch, type Watched } from "./Panel.ts"
import type { PgBouncerConsole } from "./PgBouncerConsole.ts"

export { format, type OverviewSnapshot, type PoolerSnapshot } from "./OverviewSnapshot.ts"

/** A signal to a session of Postgres. */
export type Signal = "cancel" | "terminate"

/** What an overview is called, and which statements count in it as long-running. */
export interface OverviewOptions {
  /** Whose pools these are, such as "aquifer start, process 4711". */
  readonly program: string
  /** From when on a statement runs long; 5 minutes unless given. */
  readonly longerThan?: Duration.Input | undefined
}

const every = Duration.seconds(1)

/** Looks between two at the tables, and at what changes slowly: a minute. */
const slowlyEvery = 60

/** Looks until one of these is asked again that has failed: whoever looks is not to wait a minute for a server that is back. */
const againEvery = 5

/**
 * How long a look is waited for; then it is shown without the parts that have not answered. A server that hangs right
 * after an answer is asked again within a second, so that it shows within one and a half.
 */
const glance = Duration.millis(500)

/**
 * The pools of this program, PgBouncer and Postgres as one document, each part there or with what it lacks.
 *
 * The parts are asked at the same time, each for at most two seconds (`insight` for five), so that one that hangs does
 * not delay the others; the snapshots show within a second and a half that one hangs. Nothing is asked while there is no
 * reader; readers at the same time get the same answers.
 *
 * **Example** (One document of all there is)
 *
 * ```ts
 * import { PgConfig } from "aquifer"
 * import { Overview, PgBouncerConsole } from "aquifer/operations"
 * import { Effect, Layer } from "effect"
 *
 * const shown = Effect.flatMap(Overview, ({ snapshot }) => snapshot).pipe(
 *   Effect.map((snapshot) => JSON.stringify(snapshot)),
 *   Effect.provide(
 *     Overview.layerNoDeps({ program: "shop" }).pipe(
 *       Layer.provide(PgBouncerConsole.layerNoDeps),
 *       Layer.provide(PgConfig.layer)
 *     )
 *   )
 * )
 * ```
 */
export class Overview extends Context.Service<
  Overview,
  {
    /** Asks for all parts at once, and waits for the last; a part that does not answer says so. */
    readonly snapshot: Effect.Effect<OverviewSnapshot>
    /** This program's pools alone: reads their books, and asks no server. */
    readonly pools: Effect.Effect<OverviewSnapshot["pools"]>
    /** Each second, with the last numbers of a part that does not answer; slow readers miss some. */
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

const noSignal = Effect.fail(
  new DataError({
    service: "Overview",
    operation: "signal",
    reason: rejected("pid", "cannot be signalled without a direct endpoint; set DATABASE_URL")
  })
)

/** What stands at the head of every document. */
const headOf = (program: string) => ({
  format: Effect.succeed<typeof format>(format),
  program: Effect.succeed(program),
  at: Clock.currentTimeMillis
})

/** Asks everybody each second, and shows after a glance what there is by then. */
const following = Effect.fnUntraced(function* (questions: Questions, head: ReturnType<typeof headOf>) {
  const pools = yield* watch(questions.pools)
  const pgbouncer = yield* watch(questions.pgbouncer)
  const postgres = yield* watch(questions.postgres)
  const tables = yield* watch(questions.tables)
  const insight = yield* watch(questions.insight)
  let looks = 0
  const slow = Effect.fnUntraced(function* ({ look, shown }: Watched<unknown>, number: number) {
    const panel = yield* shown
    const hasFailed = panel._tag === "Missing" && panel.failed === true
    if (number % (hasFailed ? againEvery : slowlyEvery) === 0) yield* look
  })
  const look = Effect.suspend(() => {
    const number = looks++
    const due = [pools.look, pgbouncer.look, postgres.look, slow(tables, number), slow(insight, number)]
    return Effect.all(due, { concurrency: "unbounded", discard: true })
  })
  const shown = Effect.all({
    ...head,
    pools: pools.shown,
    pgbouncer: pgbouncer.shown,
    postgres: postgres.shown,
    tables: tables.shown,
    insight: insight.shown
  })
  const sample = Effect.andThen(Effect.timeoutOption(look, glance), shown)
  return Stream.fromEffectSchedule(sample, Schedule.fixed(every))
})

const make = Effect.fnUntraced(function* ({ longerThan, program }: OverviewOptions) {
  const activity = Option.getOrUndefined(yield* Effect.serviceOption(DatabaseActivity))
  const questions = yield* questionsOf(longerThan)
  const head = headOf(program)
  return {
    snapshot: Effect.all({ ...head, ...questions }, { concurrency: "unbounded" }),
    pools: questions.pools,
    snapshots: yield* following(questions, head).pipe(
      Stream.unwrap,
      Stream.share({ capacity: 1, strategy: "sliding", replay: 1 })
    ),
    signal: (how: Signal, pid: number) => (activity === undefined ? noSignal : activity[how](pid))
  }
})
