import { Duration, Effect } from "effect"
import { applicationName, type Check, look, Unchecked, unseen } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"

/** Connections and locks that are held while others need them. */
export const rules = family({
  "idle-in-transaction": {
    severity: "warning",
    reason:
      "A session that waits inside a transaction holds its connection, its locks and dead rows, and does nothing.",
    remedy:
      "Hold no transaction while something other than SQL is awaited; set idle_in_transaction_session_timeout = '5s' on the role; end it with pg_terminate_backend(PID)."
  },
  "lease-held-long": {
    severity: "warning",
    reason:
      "Through a pooler a transaction is a lease of a server connection: the others share what is left.",
    remedy:
      "Split the transaction, or send it over DATABASE_URL; the pool's own report (POOL_LEAK_AFTER) names the place in the source."
  },
  "lock-blocks": {
    severity: "warning",
    reason: "Those who wait hold their connections meanwhile, until the pool is exhausted.",
    remedy:
      "Shorten the transaction that blocks, set lock_timeout on the role, or end it with pg_terminate_backend(PID)."
  },
  deadlocks: {
    severity: "warning",
    reason: "Two transactions that lock the same rows in different orders end one of them.",
    remedy: "Lock rows in one order (sort by key before UPDATE), and repeat what fails with Contention."
  }
})

interface Session extends Record<string, unknown> {
  readonly pid: number
  readonly user: string | null
  readonly application: string | null
  readonly seconds: number
}

interface Blocked extends Session {
  readonly by: ReadonlyArray<number>
}

interface Deadlocks extends Record<string, unknown> {
  readonly count: number
  readonly days: number
  /** Whether the days are counted from a reset. */
  readonly reset: boolean
}

const who = `pid, usename::text AS user, application_name AS application`
const sessions = `pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database()
  AND application_name <> '${applicationName}'`

const idle = `SELECT ${who}, extract(epoch FROM clock_timestamp() - state_change)::float8 AS seconds FROM ${sessions}
  AND state LIKE 'idle in transaction%' AND clock_timestamp() - state_change > $1::float8 * interval '1 ms' ORDER BY seconds DESC`
const long = `SELECT ${who}, extract(epoch FROM clock_timestamp() - xact_start)::float8 AS seconds FROM ${sessions}
  AND clock_timestamp() - xact_start > $1::float8 * interval '1 ms' ORDER BY seconds DESC`
const blocked = `SELECT pid, "user", application, seconds, array_to_json(pg_blocking_pids(pid)) AS by FROM (
    SELECT DISTINCT ON (pid) pid, usename::text AS user, application_name AS application,
      extract(epoch FROM clock_timestamp() - coalesce(waitstart, query_start))::float8 AS seconds
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database() ORDER BY pid, seconds DESC) AS waiting
  WHERE seconds * 1000 > $1::float8 ORDER BY seconds DESC`
// Statistics outlive a clean restart: without a reset they are at least as old as the server's start.
const deadlocked = `SELECT deadlocks::float8 AS count, stats_reset IS NOT NULL AS reset,
  extract(epoch FROM now() - coalesce(stats_reset, pg_postmaster_start_time()))::float8 / 86400 AS days
  FROM pg_stat_database WHERE datname = current_database()`

const named = ({ application, pid, seconds, user }: Session): string =>
  `process ${pid} (${[user, application].filter((part) => part !== null && part !== "").join(", ")}) for ${seconds.toFixed(1)} s`

const each = (name: keyof typeof rules, what: string, rows: ReadonlyArray<Session>): ReadonlyArray<Finding> =>
  rows.length === 0 ? [] : [found(rules[name], `${what}: ${listed(rows.map(named))}`)]

const locks = (rows: ReadonlyArray<Blocked>): ReadonlyArray<Finding> =>
  rows.length === 0
    ? []
    : [
        found(
          rules["lock-blocks"],
          listed(rows.map((row) => `${named(row)} waits for ${row.by.join(" and ") || "nobody any more"}`))
        )
      ]

/** One deadlock a day is bad luck; more is a habit. */
const deadlocks = ({ count, days, reset }: Deadlocks): ReadonlyArray<Finding> =>
  count === 0
    ? []
    : [
        found(
          rules.deadlocks,
          `${count} in ${days.toFixed(1)} days${reset ? "" : " or more"}`,
          count / Math.max(1, days) < 1 ? { severity: "info" } : {}
        )
      ]

/** How long a session may pause inside a transaction, or wait for a lock, where POOL_LEAK_AFTER is not shorter. */
const pause = Duration.seconds(1)

/** Leases, locks and deadlocks, as Postgres sees them. */
export const check: Check = {
  name: "leaks and locks: idle transactions, long leases, blocked sessions, deadlocks",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    const { leakAfter } = deployment.reading.settings.pool
    const patience = Duration.toMillis(Duration.min(pause, leakAfter))
    const findings = yield* look(direct, (rows) =>
      Effect.gen(function* () {
        const [count] = yield* rows<Deadlocks>(deadlocked)
        return [
          ...each(
            "idle-in-transaction",
            "waiting inside a transaction",
            yield* rows<Session>(idle, [patience])
          ),
          ...each(
            "lease-held-long",
            `in one transaction for longer than POOL_LEAK_AFTER (${Duration.format(leakAfter)})`,
            yield* rows<Session>(long, [Duration.toMillis(leakAfter)])
          ),
          ...locks(yield* rows<Blocked>(blocked, [patience])),
          ...deadlocks(count ?? { count: 0, days: 0, reset: false })
        ]
      })
    )
    return direct.facts.sees ? findings : yield* new Unchecked({ reason: unseen(direct.facts), findings })
  })
}
