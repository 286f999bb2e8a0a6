import { Clock, type Config, Context, Duration, Effect, Layer } from "effect"
import * as Deadline from "../../layers/deadline/Deadline.ts"
import { DirectPg } from "../../layers/DirectPg.ts"
import type * as PgFailure from "../../layers/failure/PgFailure.ts"
import type { LocalServerError } from "../../layers/local/process/LocalServerError.ts"
import type { DataError } from "../../layers/resilience/DataError.ts"
import * as Operation from "../../layers/resilience/Operation.ts"
import * as PgTransaction from "../../layers/transaction/PgTransaction.ts"
import * as Queries from "./insight/InsightQueries.ts"
import type * as Rows from "./insight/InsightRows.ts"
import * as StatementsAccess from "./insight/StatementsAccess.ts"
import type * as Upkeep from "./insight/UpkeepRows.ts"
import { failed, missing, type Panel } from "./Panel.ts"

/** What makes a database slow, and what will stop it one day; each part is there or says what it lacks. */
export interface InsightSnapshot {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Which server answered, as whom, and what it keeps. */
  readonly server: Rows.InsightSight
  /** What this role does not see of it, with the GRANT that shows it; undefined where it sees all. */
  readonly remedy: string | undefined
  /** The statements that took most time; missing with how to switch pg_stat_statements on. */
  readonly statements: Panel<Rows.StatementUses>
  /** Indexes that are missing, unused, there twice, or invalid. */
  readonly indexes: Panel<ReadonlyArray<Rows.IndexIssue>>
  /** Large tables that are read from beginning to end. */
  readonly scans: Panel<ReadonlyArray<Rows.TableScans>>
  /** Tables that wait for VACUUM, and who keeps it from its work. */
  readonly vacuuming: Panel<Upkeep.Vacuuming>
  /** Wraparound and sequences. */
  readonly limits: Panel<Upkeep.Limits>
  /** Who follows this server, and what it keeps for them. */
  readonly replication: Panel<Upkeep.Replication>
}

const service = "DatabaseInsight"

/** For each of its looks; together they stay below what an overview waits for them. */
const patience = Duration.millis(700)

type Fails = Parameters<typeof PgFailure.classify>[0] | PgFailure.PgFailure

const remedyOf = ({ everything, role }: Rows.InsightSight): string | undefined =>
  everything
    ? undefined
    : `role "${role}" sees neither other roles' statements, nor how far standbys are, nor who holds on to old rows; as an administrator: GRANT pg_monitor TO "${role.replaceAll('"', '""')}"`

const make = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const queries = Queries.make(sql)
  const run = yield* Operation.make(service, sql)
  /** In a transaction that the server bounds too, one after the other, so that others find a connection. */
  const look = <A>(name: string, question: Effect.Effect<A, Fails>) =>
    question.pipe(
      sql.withTransaction,
      PgTransaction.begun({ readOnly: true }),
      Deadline.within(patience),
      run(name, { kind: "read", idempotent: false }),
      Effect.withSpan(`${service}.${name}`)
    )
  const part = <A>(name: string, question: Effect.Effect<A, Fails>): Effect.Effect<Panel<A>> =>
    look(name, question).pipe(
      Effect.map((value): Panel<A> => ({ _tag: "Shown", value, silentMillis: 0 })),
      Effect.catch(({ message }) => Effect.succeed(failed(message)))
    )
  const snapshot = Effect.gen(function* () {
    const server = yield* look("sight", queries.sight)
    const obstacle = StatementsAccess.obstacle(server)
    return yield* Effect.all({
      at: Clock.currentTimeMillis,
      server: Effect.succeed(server),
      remedy: Effect.succeed(remedyOf(server)),
      statements:
        obstacle === undefined
          ? part("statements", queries.statements(server))
          : Effect.succeed(missing(obstacle)),
      indexes: part("indexes", queries.indexes),
      scans: part("scans", queries.scans),
      vacuuming: part("vacuuming", queries.vacuuming),
      limits: part("limits", queries.limits),
      replication: part("replication", queries.replication)
    })
  })
  return { snapshot }
})

/**
 * What users of PgHero and pgwatch look at first: the slowest statements, indexes that are missing, unused or there
 * twice, large tables read whole, tables that wait for VACUUM, wraparound, sequences that end, standbys and slots.
 *
 * It reads catalogues and statistics, no table of anybody's, on the direct endpoint. Each of its seven statements has
 * 700 ms, after which the server ends it, and locks nothing; ask it once a minute rather than each second. An ordinary
 * role works, and `remedy` says what it does not see. Statements come without their values.
 *
 * **Example** (The statement that has taken most time)
 *
 * ```ts
 * import { DatabaseInsight } from "aquifer/operations"
 * import { Effect } from "effect"
 *
 * const slowest = Effect.gen(function* () {
 *   const { statements } = yield* (yield* DatabaseInsight).snapshot
 *   return statements._tag === "Shown" ? statements.value.statements[0]?.statement : statements.reason
 * }).pipe(Effect.provide(DatabaseInsight.layer))
 * ```
 */
export class DatabaseInsight extends Context.Service<
  DatabaseInsight,
  {
    /** Fails where Postgres cannot be asked at all; a part that cannot be had is missing with the reason. */
    readonly snapshot: Effect.Effect<InsightSnapshot, DataError>
  }
>()("aquifer/services/monitor/DatabaseInsight") {
  /** On a direct endpoint that the program provides. */
  static readonly layerNoDeps: Layer.Layer<DatabaseInsight, never, DirectPg> = Layer.effect(
    DatabaseInsight,
    Effect.suspend(() => make)
  )

  /** On the direct endpoint that the environment names. */
  static readonly layer: Layer.Layer<DatabaseInsight, Config.ConfigError | LocalServerError> = Layer.provide(
    DatabaseInsight.layerNoDeps,
    DirectPg.layer
  )
}
