import { Duration, Effect, Random, Ref, Schedule } from "effect"
import type { SqlClient } from "effect/sql"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import * as ActivitySamples from "./ActivitySamples.ts"
import * as TransactionTotals from "./TransactionTotals.ts"
import type { OpenWorkload } from "./Workload.ts"

/** What was seen of the connections of a running deployment. */
export interface PoolObservation {
  /** Who counted the transactions: PgBouncer, or Postgres where there is no console. */
  readonly countedBy: "PgBouncer" | "Postgres"
  /** For how long was looked, by this machine's clock. */
  readonly seconds: number
  /** Transactions that ended meanwhile, those of the looks themselves not counted. */
  readonly transactions: number
  /** The same as a workload that `PoolSizing` takes: their rate, mean time and spread. */
  readonly workload: OpenWorkload
  /** Server connections in a transaction (`pg_stat_activity`): the mean of all samples. */
  readonly busyMean: number
  /** The same: the most of all samples. */
  readonly busyMax: number
  /** How often was looked for that: about ten times a second. */
  readonly samples: number
  /** How many milliseconds a transaction waited for a server connection on average; undefined where Postgres counted. */
  readonly poolerWaitMillis: number | undefined
  /** Sessions of other roles whose state this role may not see, at most at once. */
  readonly hidden: number
  /** Postgres' `max_connections`. */
  readonly maxConnections: number
  /** Connections that only a superuser, or a role with pg_use_reserved_connections, can have. */
  readonly reserved: number
}

const sampleEvery = Duration.millis(100)

/** Supabase's pooler wants the project's reference behind the user's name; Postgres knows the name alone. */
const roleOf = (username: string): string => username.replace(/\.[a-z0-9]+$/, "")

const limits = (sql: SqlClient.SqlClient) =>
  sql<{ readonly maxConnections: number; readonly reserved: number }>`
    SELECT current_setting('max_connections')::int AS "maxConnections",
           current_setting('superuser_reserved_connections')::int
             + coalesce(current_setting('reserved_connections', true), '0')::int AS reserved`.pipe(
    Effect.map(([row]) => row ?? { maxConnections: 0, reserved: 0 })
  )

/**
 * How unevenly long transactions are. A look at a random moment is likelier to meet a long one, so the mean age of those
 * that it meets is E[S²] / 2E[S].
 */
const variabilityOf = (meanAgeMillis: number, meanMillis: number): number =>
  Math.sqrt(Math.max(0, (2 * meanAgeMillis) / meanMillis - 1))

/** Fewer transactions in progress met say too little of how their times are spread. */
const enough = 30

const conclude = (
  before: TransactionTotals.TransactionTotals,
  after: TransactionTotals.TransactionTotals,
  seen: ActivitySamples.ActivitySamples,
  seconds: number
) => {
  const transactions = Math.max(
    0,
    after.transactions - before.transactions - (after.busyMillis === undefined ? seen.count : 0)
  )
  const busyMean = seen.count === 0 ? 0 : seen.busy / seen.count
  const since = (total: "busyMillis" | "waitMillis") => {
    const [then, now] = [before[total], after[total]]
    return then === undefined || now === undefined ? undefined : (now - then) / Math.max(1, transactions)
  }
  const perSecond = transactions / seconds
  // PgBouncer timed each transaction; else Little's law gives the time from how many there were at once.
  const queryMillis = since("busyMillis") ?? (busyMean / Math.max(perSecond, 1e-9)) * 1_000
  const workload: OpenWorkload = {
    kind: "open",
    perSecond,
    queryMillis,
    variability: seen.busy < enough ? 1 : variabilityOf(seen.ageMillis / seen.busy, queryMillis)
  }
  return { transactions, busyMean, workload, poolerWaitMillis: since("waitMillis") }
}

/**
 * Watches the deployment that the environment names for a while and says how its connections are used, as a workload
 * that `PoolSizing` can size: arrival rate, time and spread of the transactions.
 *
 * PgBouncer counts and times transactions where its console lets us in; elsewhere Postgres counts them, and their time
 * follows by Little's law from how many are in progress. Only sees: changes nothing, and asks ten times a second.
 * `sampled` is told after each look.
 *
 * **Example** (The pool for what half a minute has shown)
 *
 * ```ts
 * import { PoolObservation, PoolSizing } from "aquifer/operations"
 * import { Duration, Effect } from "effect"
 *
 * const size = Effect.gen(function* () {
 *   const { maxConnections, reserved, workload } = yield* PoolObservation.observe(Duration.seconds(30), () => Effect.void)
 *   const target = { waitMillis: 10, share: 0.95 }
 *   const limits = { maxConnections, reserve: reserved + 5 }
 *   return yield* PoolSizing.recommend({ workload, target, instances: 1, limits })
 * })
 * ```
 */
export const observe = Effect.fn("PoolObservation.observe")(
  function* (duration: Duration.Duration, sampled: (count: number) => Effect.Effect<void>) {
    const { sql } = yield* DirectPg
    const books = yield* TransactionTotals.ofPooler
    const totals = books ?? Effect.mapError(TransactionTotals.ofDatabase(sql), PgFailure.classify)
    const samples = yield* Ref.make(ActivitySamples.none)
    const { maxConnections, reserved } = yield* limits(sql)
    const before = yield* totals
    const begin = yield* Monotonic.now
    // Looks at uneven intervals, so that work done every so often is not met always or never.
    const pause = Random.nextBetween(0.5, 1.5).pipe(
      Effect.flatMap((factor) => Effect.sleep(Duration.times(sampleEvery, factor)))
    )
    const { pooled } = yield* PgConfig
    const role = books === undefined || pooled === undefined ? null : roleOf(pooled.username)
    yield* ActivitySamples.take(sql, role, samples).pipe(
      Effect.andThen(Ref.get(samples)),
      Effect.flatMap(({ count }) => sampled(count)),
      Effect.andThen(pause),
      Effect.repeat(Schedule.forever),
      Effect.timeoutOption(duration)
    )
    const seconds = ((yield* Monotonic.now) - begin) / 1_000
    const seen = yield* Ref.get(samples)
    return {
      countedBy: books === undefined ? "Postgres" : "PgBouncer",
      seconds,
      samples: seen.count,
      busyMax: seen.busyMax,
      hidden: seen.hidden,
      maxConnections,
      reserved,
      ...conclude(before, yield* totals, seen, seconds)
    } satisfies PoolObservation as PoolObservation
  },
  Effect.mapError((error) => (error._tag === "SqlError" ? PgFailure.classify(error) : error)),
  Effect.scoped
)
