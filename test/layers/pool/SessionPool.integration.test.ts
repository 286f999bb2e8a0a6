import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg, type PoolSettings } from "aquifer"
import { Clock, Context, Duration, Effect, Exit, Fiber, Latch, Layer, Logger, Schedule, Scope } from "effect"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { faultProxy } from "../../support/FaultProxy.ts"
import { jumpingClock } from "../../support/jumpingClock.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const pool = Effect.fnUntraced(function* (settings: Partial<PoolSettings>, port?: number) {
  const endpoint = (yield* SuiteDatabase).app("direct")
  const context = yield* Layer.build(
    PooledPg.layerWith({
      endpoint: port === undefined ? endpoint : { ...endpoint, port },
      pool: { size: 1, min: 0, ...settings }
    })
  )
  return Context.get(context, PooledPg)
})

const pidOf = ({ sql }: PooledPg["Service"]) =>
  Effect.map(sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`, ([row]) => row?.pid)

const until = <E, R>(condition: Effect.Effect<boolean, E, R>) =>
  Effect.repeat(condition, { until: (yes) => yes, schedule: Schedule.spaced("5 millis") })

const now = Clock.currentTimeMillis

layer(SuiteDatabase.layer, { excludeTestServices: true })("A pool", (it) => {
  it.effect("replaces a connection after so many statements", () =>
    Effect.gen(function* () {
      const pooled = yield* pool({ maxUses: 3 })
      const pids = yield* Effect.forEach(Array.from({ length: 7 }), () => pidOf(pooled))
      expect(new Set(pids.slice(0, 3)).size).toBe(1)
      expect(new Set(pids.slice(3, 6)).size).toBe(1)
      expect(new Set(pids).size).toBe(3)
      expect((yield* pooled.stats).replaced).toEqual({ uses: 2, age: 0, dead: 0, broken: 0 })
    }).pipe(Effect.scoped)
  )

  it.effect("replaces a connection that has reached its age", () =>
    Effect.gen(function* () {
      const pooled = yield* pool({ maxLifetime: Duration.millis(50) })
      const first = yield* pidOf(pooled)
      const begin = yield* now
      yield* until(Effect.map(now, (time) => time - begin > 60))
      yield* pidOf(pooled)
      expect(yield* pidOf(pooled)).not.toBe(first)
      expect((yield* pooled.stats).replaced.age).toBeGreaterThan(0)
    }).pipe(Effect.scoped)
  )

  it.effect("replaces a connection that has reached its age though it is idle between its uses", () =>
    Effect.gen(function* () {
      const { clock, jump } = yield* jumpingClock
      const later = Effect.gen(function* () {
        const pooled = yield* pool({ maxLifetime: Duration.seconds(10) })
        const first = yield* pidOf(pooled)
        yield* jump(20_000)
        expect(yield* pidOf(pooled)).toBe(first) // its last use
        expect(yield* pidOf(pooled)).not.toBe(first)
        expect((yield* pooled.stats).replaced).toEqual({ uses: 0, age: 1, dead: 0, broken: 0 })
      })
      yield* Effect.provideService(later, Clock.Clock, clock)
    }).pipe(Effect.scoped)
  )

  it.effect("has no connection more than it may while one that is to be replaced is in use", () =>
    Effect.gen(function* () {
      const upstream = (yield* SuiteDatabase).app("direct")
      const proxy = yield* faultProxy(upstream)
      const { sql, stats } = yield* pool({ maxUses: 1 }, proxy.port)
      const truth = yield* pool({})
      const inUse = Effect.gen(function* () {
        yield* sql`SELECT 1`
        yield* pidOf(truth) // a login at the same server, for which another one would have had time
        return { accepted: proxy.accepted, size: (yield* stats).size }
      })
      expect(yield* sql.withTransaction(inUse)).toEqual({ accepted: 1, size: 1 })
      expect(yield* sql.withTransaction(inUse)).toEqual({ accepted: 2, size: 1 })
    }).pipe(Effect.scoped)
  )

  it.effect("does not use a connection to a server that takes no writes again", () =>
    Effect.gen(function* () {
      const pooled = yield* pool({})
      const { admin } = yield* SuiteDatabase
      const first = yield* pidOf(pooled)
      const readOnly = pooled.sql.withTransaction(
        Effect.andThen(pooled.sql`SET LOCAL transaction_read_only = on`, pooled.sql`CREATE TABLE x (id int)`)
      )
      expect(PgFailure.classify(yield* Effect.flip(readOnly))).toMatchObject({
        _tag: "ReadOnly",
        statement: "rolled back"
      })
      expect(yield* pidOf(pooled)).not.toBe(first)
      expect(admin.database).toBeDefined()
    }).pipe(Effect.scoped)
  )

  it.effect("reports once who holds a connection too long, and where it was taken", () =>
    Effect.gen(function* () {
      const messages: Array<string> = []
      const capture = Logger.make(({ message }) => void messages.push(String(message)))
      yield* Effect.gen(function* () {
        const { sql, stats } = yield* pool({ leakAfter: Duration.millis(20) })
        const letGo = yield* Latch.make(false)
        const leaky = Effect.fn("Reports.leaky")(() => sql.withTransaction(letGo.await))
        const holder = yield* Effect.forkChild(leaky())
        yield* until(Effect.sync(() => messages.length > 0))
        expect((yield* stats).longestLease).toMatchObject({
          span: "Reports.leaky",
          site: expect.stringContaining("SessionPool.integration.test.ts")
        })
        yield* letGo.open
        yield* Fiber.join(holder)
      }).pipe(Effect.scoped, Effect.provide(Logger.layer([capture])))
      expect(messages).toHaveLength(1)
      expect(messages[0]).toMatch(
        /held for .* by Reports\.leaky at .*SessionPool\.integration\.test\.ts.*POOL_LEAK_AFTER/
      )
    })
  )

  it.effect("does not cut off whoever has a connection after one who gave up on it", () =>
    Effect.gen(function* () {
      const { sql, stats } = yield* pool({})
      const after = yield* Latch.make(false)
      const inCallback = yield* Latch.make(false)
      const callback = sql.afterCommit(Effect.andThen(inCallback.open, after.await))
      const first = yield* Effect.forkChild(sql.withTransaction(Effect.andThen(sql`SELECT 1`, callback)))
      yield* inCallback.await // committed, the connection given back, and yet not done
      yield* Fiber.interrupt(first)
      expect(yield* sql`SELECT pg_sleep(1.3)::text AS slept`).toEqual([{ slept: "" }])
      expect((yield* stats).replaced.broken).toBe(0)
      yield* after.open
    }).pipe(Effect.scoped)
  )

  it.effect("says that what was sent on a reserved connection may have run", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const { sql } = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint })), DirectPg)
      const reserved = Effect.scoped(
        Effect.flatMap(sql.reserve, (connection) => connection.executeRaw("SELECT pg_sleep(5)", []))
      )
      const failure = yield* Effect.flip(Deadline.within("200 millis")(reserved))
      expect(failure).toMatchObject({ _tag: "DeadlineExceeded", phase: "running", statement: "unknown" })
    }).pipe(Effect.scoped)
  )

  it.effect("fails with a reason when it is used after its scope has ended", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { sql } = yield* Scope.provide(pool({}), scope)
      yield* sql`SELECT 1`
      yield* Scope.close(scope, Exit.void)
      expect(PgFailure.classify(yield* Effect.flip(sql`SELECT 1`))).toMatchObject({
        _tag: "Unavailable",
        statement: "did not run"
      })
    }).pipe(Effect.scoped)
  )

  it.effect("closes though a lease of it hangs", () =>
    Effect.gen(function* () {
      const upstream = (yield* SuiteDatabase).app("direct")
      const proxy = yield* faultProxy(upstream)
      const scope = yield* Scope.make()
      const { sql } = yield* Scope.provide(pool({}, proxy.port), scope)
      yield* sql`SELECT 1`
      proxy.blackhole = true
      const stuck = yield* Effect.forkChild(Effect.exit(sql`SELECT 2`))
      yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      expect(Exit.isFailure(yield* Fiber.join(stuck))).toBe(true)
    }).pipe(Effect.scoped)
  )

  it.effect(
    "makes at most five attempts a second while nothing can be reached, and answers all who wait",
    () =>
      Effect.gen(function* () {
        const upstream = (yield* SuiteDatabase).app("direct")
        const proxy = yield* faultProxy(upstream)
        proxy.decide = () => "cut"
        const { sql, stats } = yield* pool({ size: 10 }, proxy.port)
        const begin = yield* now
        const failures = yield* Effect.forEach(
          Array.from({ length: 500 }),
          () => Effect.flip(Deadline.within("1 second")(sql`SELECT 1`)),
          { concurrency: "unbounded" }
        )
        const seconds = ((yield* now) - begin) / 1_000
        expect(failures).toHaveLength(500)
        expect(proxy.accepted).toBeLessThanOrEqual(10 + Math.ceil(seconds * 5) + 1) // ten at once while all was well
        yield* until(Effect.map(stats, ({ used, waiting }) => used === 0 && waiting === 0))
        proxy.decide = () => "pass"
        expect(yield* Effect.retry(sql`SELECT 1 AS one`, Schedule.spaced("50 millis"))).toEqual([{ one: 1 }])
      }).pipe(Effect.scoped)
  )
})
