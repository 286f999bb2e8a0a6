import { Duration, Effect, Option } from "effect"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import { DatabaseActivity } from "./DatabaseActivity.ts"
import { DatabaseInsight } from "./DatabaseInsight.ts"
import { ask, missing } from "./Panel.ts"
import * as PoolerClients from "./pgbouncer/PoolerClients.ts"
import * as PoolerWaits from "./pgbouncer/PoolerWaits.ts"
import { PgBouncerConsole } from "./PgBouncerConsole.ts"
import { PoolMonitor } from "./PoolMonitor.ts"

/** More than all of its looks may take, one after the other. */
const insightPatience = Duration.seconds(5)

const noDirect = missing(
  "there is no direct endpoint: set DATABASE_URL to Postgres itself (port 5432), with a role that is a member of pg_monitor"
)
const noPooled = missing(
  "this program has no pooled endpoint: set DATABASE_POOL_URL to PgBouncer or to Supabase's transaction pooler (port 6543)"
)
const noInsight = missing(
  "this program does not look into it: provide DatabaseInsight beside DatabaseActivity"
)

const pgbouncerSnapshot = ({ clients, snapshot }: PgBouncerConsole["Service"]) => {
  const watched = PoolerWaits.watch()
  return Effect.all([snapshot, clients, Monotonic.now]).pipe(
    Effect.map(([snapshot, clients, now]) => ({
      ...snapshot,
      pools: watched(snapshot.pools, now),
      clients: PoolerClients.byApplication(clients)
    }))
  )
}

/** What is asked of whom; of what is not there, what is missing instead. */
export const questionsOf = Effect.fnUntraced(function* (longerThan: Duration.Input | undefined) {
  const pools = Option.getOrUndefined(yield* Effect.serviceOption(PoolMonitor))
  const activity = Option.getOrUndefined(yield* Effect.serviceOption(DatabaseActivity))
  const insight = Option.getOrUndefined(yield* Effect.serviceOption(DatabaseInsight))
  const pgbouncer = yield* PgBouncerConsole
  return {
    pools: pools === undefined ? Effect.succeed(noPooled) : ask("this program", pools.snapshot),
    pgbouncer: ask("PgBouncer's console", pgbouncerSnapshot(pgbouncer), {
      isAbsent: ({ reason }) => reason !== "unreachable"
    }),
    postgres:
      activity === undefined
        ? Effect.succeed(noDirect)
        : ask("Postgres", activity.snapshot(longerThan === undefined ? {} : { longerThan })),
    tables: activity === undefined ? Effect.succeed(noDirect) : ask("Postgres", activity.largestTables(10)),
    insight:
      insight === undefined
        ? Effect.succeed(activity === undefined ? noDirect : noInsight)
        : ask("Postgres", insight.snapshot, { within: insightPatience })
  }
})

export type Questions = Effect.Success<ReturnType<typeof questionsOf>>
