import { describe, expect, it, layer } from "@effect/vitest"
import { DirectPg, PgUrl } from "aquifer"
import { DatabaseActivity } from "aquifer/operations"
import { Context, Effect, Fiber, Latch, Layer, Redacted, Result, Schedule } from "effect"
import { TestClock } from "effect/testing"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { connect } from "../../support/simpleQuery.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const urlOf = ({ database, host, password, port, username }: PgUrl.PgEndpoint) =>
  Redacted.make(
    `postgresql://${username}:${password === undefined ? "" : Redacted.value(password)}@${host}:${port}/${database}`
  )

const activityOf = (endpoint: PgUrl.PgEndpoint) =>
  Effect.map(
    Layer.build(Layer.provide(DatabaseActivity.layerNoDeps, DirectPg.layerWith({ endpoint }))),
    (context) => Context.get(context, DatabaseActivity)
  )

/** Looked at by the administrator, with sessions of the application beside. */
const scene = Effect.gen(function* () {
  const { admin, app } = yield* SuiteDatabase
  const session = connect(urlOf(app("direct")))
  return { activity: yield* activityOf(admin), administrator: yield* connect(urlOf(admin)), app, session }
})

const until = <A, E, R>(sample: Effect.Effect<A, E, R>, good: (sample: A) => boolean) =>
  Effect.repeat(sample, { until: good, schedule: Schedule.spaced("10 millis") })

const pidOf = (query: (sql: string) => Effect.Effect<ReadonlyArray<Record<string, unknown>>, unknown>) =>
  Effect.map(query("SELECT pg_backend_pid() AS pid"), ([row]) => Number(row?.["pid"]))

layer(SuiteDatabase.layer, { excludeTestServices: true })("DatabaseActivity", (it) => {
  it.effect("agrees with pg_stat_activity exactly", () =>
    Effect.gen(function* () {
      const { activity, administrator, session } = yield* scene
      const name = "aquifer-counting"
      for (const _ of [1, 2, 3]) {
        const query = yield* session
        yield* query(`SET application_name = '${name}'`)
        if (_ === 1) yield* query("BEGIN")
      }
      const { connections } = yield* activity.snapshot()
      expect(connections.byApplication).toContainEqual({ name, count: 3 })
      const [row] = yield* administrator(`
        SELECT current_setting('max_connections') AS max,
          (SELECT count(*) FROM pg_stat_activity WHERE application_name = '${name}' AND state = 'idle') AS idle`)
      expect({ max: connections.max, idle: 2 }).toEqual({
        max: Number(row?.["max"]),
        idle: Number(row?.["idle"])
      })
      const sum = (shares: ReadonlyArray<{ readonly count: number }>) =>
        shares.reduce((total, { count }) => total + count, 0)
      expect([connections.byState, connections.byApplication, connections.byUser].map(sum)).toEqual([
        connections.total,
        connections.total,
        connections.total
      ])
      expect(connections.free).toBe(connections.max - connections.reserved - connections.total)
    })
  )

  it.effect(
    "says how long the longest transaction has run, and how many transaction numbers are used up",
    () =>
      Effect.gen(function* () {
        const { activity, session } = yield* scene
        const query = yield* session
        yield* query("BEGIN")
        const { risks } = yield* activity.snapshot()
        expect(risks.longestTransactionMillis).toBeGreaterThan(0)
        expect(risks.wraparound).toBeGreaterThan(0)
        expect(risks.wraparound).toBeLessThan(0.01)
        expect(risks.standbys).toEqual([])
      })
  )

  it.effect("names who blocks whom as a tree, and ends it by cancelling or terminating", () =>
    Effect.gen(function* () {
      const { activity, administrator, session } = yield* scene
      yield* administrator("CREATE TABLE IF NOT EXISTS contended (id int PRIMARY KEY, n int)")
      yield* administrator("GRANT ALL ON contended TO PUBLIC")
      yield* administrator("INSERT INTO contended VALUES (1, 0) ON CONFLICT DO NOTHING")
      const [holder, second, third] = [yield* session, yield* session, yield* session]
      const [holderPid, secondPid, thirdPid] = [
        yield* pidOf(holder),
        yield* pidOf(second),
        yield* pidOf(third)
      ]
      yield* holder("BEGIN")
      yield* holder("LOCK TABLE contended IN SHARE MODE")
      const blocked = yield* Effect.forkChild(Effect.flip(second("LOCK TABLE contended; SELECT 1")))
      const mine = Effect.map(activity.blocking, (trees) => trees.filter(({ pid }) => pid === holderPid))
      yield* until(mine, ([tree]) => tree?.blocks.length === 1)
      const alsoBlocked = yield* Effect.forkChild(Effect.flip(third("UPDATE contended SET n = 1")))
      const [tree] = yield* until(mine, ([tree]) => tree?.blocks[0]?.blocks.length === 1)
      expect(tree).toMatchObject({
        state: "idle in transaction",
        lock: null,
        // The third waits for both, so it stands below both.
        blocks: [
          {
            pid: secondPid,
            waitEventType: "Lock",
            lock: "AccessExclusiveLock on contended",
            blocks: [{ pid: thirdPid, lock: "RowExclusiveLock on contended", blocks: [] }]
          },
          { pid: thirdPid, blockers: [holderPid, secondPid] }
        ]
      })
      expect((yield* activity.idleInTransaction).map(({ pid }) => pid)).toContain(holderPid)
      expect((yield* activity.longRunning(0)).map(({ pid }) => pid)).toContain(secondPid)
      expect((yield* activity.longRunning()).map(({ pid }) => pid)).not.toContain(secondPid)
      expect(yield* activity.cancel(secondPid)).toEqual({ _tag: "Sent" })
      expect((yield* Fiber.join(blocked)).message).toContain("canceling statement")
      yield* until(mine, ([tree]) => tree?.blocks[0]?.pid === thirdPid)
      expect(yield* activity.terminate(thirdPid)).toEqual({ _tag: "Sent" })
      yield* Fiber.join(alsoBlocked)
      expect(yield* until(activity.terminate(thirdPid), ({ _tag }) => _tag === "NoSuchProcess")).toBeTruthy()
    })
  )

  it.effect("works as an ordinary role, and says what it does not see and how to grant it", () =>
    Effect.gen(function* () {
      const { activity: administrator, app } = yield* scene
      const { name } = yield* SuiteDatabase
      const activity = yield* activityOf(app("direct"))
      const { connections, visibility } = yield* activity.snapshot()
      expect(visibility).toMatchObject({
        everything: false,
        remedy: expect.stringContaining(`GRANT pg_monitor TO "${visibility.role}"`)
      })
      expect(visibility.hidden).toBeGreaterThan(0)
      expect(connections.byState.map(({ name }) => name)).toContain("not visible")
      const all = (yield* administrator.longRunning(0)).concat(yield* administrator.idleInTransaction)
      // Other suites are at work on the same server.
      expect(all.filter(({ database }) => database === name)).toEqual([])
      expect(yield* administrator.visibility).toMatchObject({
        everything: true,
        hidden: 0,
        remedy: undefined
      })
    })
  )

  it.effect("shows no password that a session's statement sets", () =>
    Effect.gen(function* () {
      const { activity, session } = yield* scene
      const query = yield* session
      const pid = yield* pidOf(query)
      yield* query("BEGIN; ALTER ROLE CURRENT_USER PASSWORD 'newsecret-9999'")
      const idle = (yield* activity.snapshot()).idleInTransaction.find((each) => each.pid === pid)
      expect(idle?.query).toBe("BEGIN; ALTER ROLE CURRENT_USER PASSWORD ?")
    })
  )

  it.effect("may not end what its role may not, and says who may", () =>
    Effect.gen(function* () {
      const { administrator, app } = yield* scene
      const activity = yield* activityOf(app("direct"))
      expect(yield* activity.terminate(yield* pidOf(administrator))).toMatchObject({
        _tag: "NotPermitted",
        message: expect.stringContaining("pg_signal_backend")
      })
    })
  )

  it.effect("refuses what cannot be meant before it takes a connection", () =>
    Effect.gen(function* () {
      const { activity } = yield* scene
      for (const effect of [activity.cancel(0), activity.terminate(1.5), activity.cancel(2 ** 31)]) {
        expect((yield* Effect.flip(effect)).reason).toMatchObject({ _tag: "Rejected", field: "pid" })
      }
      expect((yield* Effect.flip(activity.longRunning("-1 seconds"))).reason).toMatchObject({
        field: "longerThan"
      })
      expect((yield* Effect.flip(activity.largestTables(0))).reason).toMatchObject({ field: "most" })
    })
  )

  it.effect("knows the largest tables, deadlocks and the share of the cache", () =>
    Effect.gen(function* () {
      const { activity, administrator } = yield* scene
      yield* administrator(
        "CREATE TABLE IF NOT EXISTS large AS SELECT repeat('x', 1000) AS body FROM generate_series(1, 1000)"
      )
      const [largest] = yield* activity.largestTables(1)
      expect(largest).toMatchObject({ schema: "public", table: "large" })
      const [row] = yield* administrator("SELECT pg_total_relation_size('large') AS bytes")
      expect(largest?.totalBytes).toBe(Number(row?.["bytes"]))
      yield* administrator("VACUUM large")
      const [vacuumed] = yield* activity.largestTables(1)
      const holder = yield* connect(urlOf((yield* SuiteDatabase).admin))
      yield* holder("BEGIN; LOCK TABLE large")
      const [locked] = yield* activity.largestTables(1) // without waiting for the lock
      expect(locked).toMatchObject({ table: "large", indexBytes: 0 })
      expect(Number(locked?.totalBytes) / Number(vacuumed?.totalBytes)).toBeGreaterThan(0.9)
      yield* holder("COMMIT")
      const { cacheHitRatio, deadlocks } = yield* activity.totals
      expect(deadlocks).toBe(0)
      expect(cacheHitRatio).toBeGreaterThan(0)
      expect(cacheHitRatio).toBeLessThanOrEqual(1)
    })
  )
})

describe("DatabaseActivity of a Postgres that hangs", () => {
  it.effect("fails with a reason", () =>
    Effect.gen(function* () {
      // Time passes once the server is asked, and until the pool is closed again.
      const asking = yield* Latch.make(false)
      const second = Effect.andThen(
        TestClock.adjust("1 second"),
        Effect.promise(() => new Promise(setImmediate))
      )
      yield* Effect.forkScoped(Effect.andThen(asking.await, Effect.forever(second)))
      const server = yield* scriptedServer()
      const endpoint = Result.getOrThrow(
        PgUrl.fromString(`postgresql://app:hunter2@127.0.0.1:${server.port}/db`)
      )
      const activity = yield* activityOf(endpoint)
      const asked = yield* Effect.forkChild(Effect.flip(activity.snapshot()))
      yield* server.next
      yield* asking.open
      expect((yield* Fiber.join(asked)).reason).toMatchObject({ _tag: "DeadlineExceeded" })
    })
  )
})
