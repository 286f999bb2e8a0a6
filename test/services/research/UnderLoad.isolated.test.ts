import { expect, layer } from "@effect/vitest"
import { DirectPg, PgConfig, type PgUrl, PooledPg } from "aquifer"
import { DatabaseActivity, PgBouncerConsole, PoolMonitor } from "aquifer/operations"
import { Context, Effect, Fiber, Layer, Schedule } from "effect"
import { connection, pooler } from "../../support/deployment.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const application = "aquifer-under-load"
const callers = 9
const size = 6
const servers = 3

/** The way through PgBouncer. */
class PooledEndpoint extends Context.Service<PooledEndpoint, PgUrl.PgEndpoint>()("test/PooledEndpoint") {}

/** All three monitors of a pool that PgBouncer has fewer server connections for. */
const monitors = Layer.unwrap(
  Effect.gen(function* () {
    const { admin } = yield* SuiteDatabase
    const endpoint = { ...(yield* pooler({ poolSize: servers })), applicationName: application }
    const pools = Layer.merge(
      PooledPg.layerWith({ endpoint, pool: { size } }),
      DirectPg.layerWith({ endpoint: admin })
    )
    const console = PgConfig.layerWith({ console: { ...endpoint, database: "pgbouncer" } })
    return Layer.mergeAll(
      Layer.merge(PoolMonitor.layerNoDeps, DatabaseActivity.layerNoDeps).pipe(Layer.provideMerge(pools)),
      Layer.provide(PgBouncerConsole.layerNoDeps, console),
      Layer.succeed(PooledEndpoint, endpoint)
    )
  })
).pipe(Layer.provideMerge(SuiteDatabase.layer))

/** What each has to say while so many callers are left whose statements do not end. */
const stateWith = (left: number) => {
  const used = Math.min(size, left)
  const running = Math.min(servers, left)
  return { used, waiting: left - used, running, poolerWaiting: used - running }
}

const sample = Effect.gen(function* () {
  const { database } = yield* PooledEndpoint
  const { pooled } = yield* (yield* PoolMonitor).snapshot
  const pools = yield* (yield* PgBouncerConsole).pools
  const { blocking, connections } = yield* (yield* DatabaseActivity).snapshot()
  const pool = pools.find((pool) => pool.database === database)
  const tree = blocking.filter(({ blocks }) => blocks.some((each) => each.application === application))
  return {
    pooled,
    pool,
    blocked: tree.flatMap(({ blocks }) => blocks).length,
    connections: connections.byApplication.find(({ name }) => name === application)?.count
  }
})

layer(monitors, { excludeTestServices: true })("Under load", (it) => {
  it.effect(
    "the monitors' next sample agrees with pg_stat_activity, SHOW POOLS and what is known to run",
    () =>
      Effect.gen(function* () {
        const endpoint = yield* PooledEndpoint
        const administrator = yield* connection((yield* SuiteDatabase).admin)
        const console = yield* connection({ ...endpoint, database: "pgbouncer" })
        const { sql } = yield* PooledPg
        yield* administrator(`SELECT pg_advisory_lock(key) FROM generate_series(1, ${callers}) AS key`)
        const waiting = new Map<number, Fiber.Fiber<unknown, unknown>>()
        for (let key = 1; key <= callers; key++) {
          waiting.set(key, yield* Effect.forkChild(sql`SELECT pg_advisory_xact_lock_shared(${key})`))
        }
        /** The keys of the statements that wait in Postgres, as its own view has them. */
        const running = Effect.map(
          administrator(
            `SELECT l.objid AS key FROM pg_stat_activity AS a JOIN pg_locks AS l USING (pid)
           WHERE a.application_name = '${application}' AND a.state = 'active' AND NOT l.granted`
          ),
          (rows) => rows.map(({ key }) => Number(key))
        )
        const shown = Effect.map(console("SHOW POOLS"), (rows) =>
          rows.find(({ database }) => database === endpoint.database)
        )
        while (waiting.size > 0) {
          const state = stateWith(waiting.size)
          const truth = Effect.all({ running, shown })
          const { running: keys, shown: pools } = yield* Effect.repeat(truth, {
            until: ({ running, shown }) =>
              running.length === state.running && Number(shown?.["cl_waiting"]) === state.poolerWaiting,
            schedule: Schedule.spaced("5 millis")
          })
          const seen = yield* sample
          expect(seen.pooled).toMatchObject({ size, used: state.used, waiting: state.waiting })
          expect(seen.pooled.holders).toHaveLength(state.used)
          expect(seen.pool).toMatchObject({
            clientsActive: Number(pools?.["cl_active"]),
            clientsWaiting: state.poolerWaiting,
            serversActive: state.running
          })
          expect(Number(pools?.["sv_active"])).toBe(state.running)
          expect(seen.blocked).toBe(state.running)
          expect(seen.connections).toBe(servers)
          const [key = 0] = keys
          yield* administrator(`SELECT pg_advisory_unlock(${key})`)
          yield* Fiber.join(waiting.get(key) ?? (yield* Effect.die(new Error(`nobody waits for ${key}`))))
          waiting.delete(key)
        }
      })
  )
})
