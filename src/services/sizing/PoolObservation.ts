import { Clock, Duration, Effect, Option, Random, Ref, Schedule } from "effect"
import type { SqlClient } from "effect/sql"
import { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import * as AdminConsole from "../../layers/probe/AdminConsole.ts"
import type { OpenWorkload } from "./Workload.ts"

/** What was seen of the connections of a running deployment. */
export interface PoolObservation {
  /** Who counted the transactions: PgBouncer, or Postgres where there is no console. */
  readonly countedBy: "PgBouncer" | "Postgres"
  readonly seconds: number
  readonly transactions: number
  readonly workload: OpenWorkload
  /** Server connections in a transaction: the mean and the most of all samples. */
  readonly busyMean: number
  readonly busyMax: number
  readonly samples: number
  /** How long a transaction waited for a server connection of PgBouncer's; undefined where it does not say. */
  readonly poolerWaitMillis: number | undefined
  /** Sessions of other roles whose state this role may not see. */
  readonly hidden: number
  readonly maxConnections: number
  /** Connections that only a superuser, or a role with pg_use_reserved_connections, can have. */
  readonly reserved: number
}

/** Totals of transactions since some start, of which only differences mean something. */
interface Totals {
  readonly transactions: number
  readonly busyMillis: number | undefined
  readonly waitMillis: number | undefined
}

interface Samples {
  readonly count: number
  readonly busy: number
  readonly busyMax: number
  readonly ageMillis: number
  readonly hidden: number
}

const sampleEvery = Duration.millis(100)

const number = (text: string | null | undefined): number => Number(text ?? 0)

const unavailable = ({ message }: AdminConsole.ConsoleUnavailable): PgFailure.PgFailure =>
  new PgFailure.Unavailable({ statement: "did not run", message })

/** PgBouncer's own books, in microseconds; undefined when it does not let us in. */
const pooler = Effect.gen(function* () {
  const { console, pooled } = yield* PgConfig
  if (console === undefined || pooled === undefined) return undefined
  const stats = Effect.map(AdminConsole.make(console), ({ ask }) => ask("SHOW STATS"))
  const ask = yield* Effect.option(Effect.tap(stats, (ask) => ask))
  if (Option.isNone(ask)) return undefined
  return Effect.map(Effect.mapError(ask.value, unavailable), (rows): Totals => {
    const row = rows.find(({ database }) => database === pooled.database)
    return {
      transactions: number(row?.["total_xact_count"]),
      busyMillis: number(row?.["total_xact_time"]) / 1_000,
      waitMillis: number(row?.["total_wait_time"]) / 1_000
    }
  })
})

const databaseTotals = (sql: SqlClient.SqlClient) =>
  sql<{ readonly transactions: number }>`
    SELECT (xact_commit + xact_rollback)::float8 AS transactions FROM pg_stat_database
    WHERE datname = current_database()`.pipe(
    Effect.map(([row]): Totals => ({
      transactions: row?.transactions ?? 0,
      busyMillis: undefined,
      waitMillis: undefined
    }))
  )

/** Supabase's pooler wants the project's reference behind the user's name; Postgres knows the name alone. */
const roleOf = (username: string): string => username.replace(/\.[a-z0-9]+$/, "")

/** Who is in a transaction at this moment, and for how long; of one role, or of all. */
const sample = (sql: SqlClient.SqlClient, role: string | null, samples: Ref.Ref<Samples>) =>
  sql<{ readonly busy: number; readonly age: number; readonly hidden: number }>`
    SELECT count(*) FILTER (WHERE state NOT IN ('idle', 'disabled'))::float8 AS busy,
           coalesce(sum(extract(epoch FROM clock_timestamp() - xact_start) * 1000)
             FILTER (WHERE state NOT IN ('idle', 'disabled')), 0)::float8 AS age,
           count(*) FILTER (WHERE state IS NULL)::float8 AS hidden
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND usename = coalesce(${role}, usename)`.pipe(
    Effect.flatMap(([row]) =>
      Ref.update(samples, (seen) => ({
        count: seen.count + 1,
        busy: seen.busy + (row?.busy ?? 0),
        busyMax: Math.max(seen.busyMax, row?.busy ?? 0),
        ageMillis: seen.ageMillis + (row?.age ?? 0),
        hidden: Math.max(seen.hidden, row?.hidden ?? 0)
      }))
    )
  )

const limits = (sql: SqlClient.SqlClient) =>
  sql<{ readonly maxConnections: number; readonly reserved: number }>`
    SELECT current_setting('max_connections')::int AS "maxConnections",
           current_setting('superuser_reserved_connections')::int
             + coalesce(current_setting('reserved_connections', true), '0')::int AS reserved`.pipe(
    Effect.map(([row]) => row ?? { maxConnections: 0, reserved: 0 })
  )

/**
 * How unevenly long transactions are: whoever looks at a random moment is likelier to meet a long one, so the mean
 * age of what is met is E[S²] / 2E[S].
 */
const variabilityOf = (meanAgeMillis: number, meanMillis: number): number =>
  Math.sqrt(Math.max(0, (2 * meanAgeMillis) / meanMillis - 1))

/** Fewer transactions in progress met say too little of how their times are spread. */
const enough = 30

const conclude = (before: Totals, after: Totals, seen: Samples, seconds: number) => {
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
 */
export const observe = Effect.fn("PoolObservation.observe")(
  function* (duration: Duration.Duration, sampled: (count: number) => Effect.Effect<void>) {
    const { sql } = yield* DirectPg
    const books = yield* pooler
    const totals = books ?? Effect.mapError(databaseTotals(sql), PgFailure.classify)
    const samples = yield* Ref.make<Samples>({ count: 0, busy: 0, busyMax: 0, ageMillis: 0, hidden: 0 })
    const { maxConnections, reserved } = yield* limits(sql)
    const before = yield* totals
    const begin = yield* Clock.monotonicTimeNanos
    // Looks at uneven intervals, so that work done every so often is not met always or never.
    const pause = Random.nextBetween(0.5, 1.5).pipe(
      Effect.flatMap((factor) => Effect.sleep(Duration.times(sampleEvery, factor)))
    )
    const { pooled } = yield* PgConfig
    const role = books === undefined || pooled === undefined ? null : roleOf(pooled.username)
    yield* sample(sql, role, samples).pipe(
      Effect.andThen(Ref.get(samples)),
      Effect.flatMap(({ count }) => sampled(count)),
      Effect.andThen(pause),
      Effect.repeat(Schedule.forever),
      Effect.timeoutOption(duration)
    )
    const seconds = Number((yield* Clock.monotonicTimeNanos) - begin) / 1e9
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
