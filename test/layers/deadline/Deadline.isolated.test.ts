import { execFileSync } from "node:child_process"
import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PgFailure, PooledPg } from "aquifer"
import {
  Clock,
  Context,
  Deferred,
  Duration,
  Effect,
  Exit,
  Fiber,
  Latch,
  Layer,
  Option,
  Random,
  Schedule
} from "effect"
import { Reactivity } from "effect/reactivity"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as AdminConsole from "../../../src/layers/probe/AdminConsole.ts"
import { faultProxy, once } from "../../support/FaultProxy.ts"
import { jumpingClock } from "../../support/jumpingClock.ts"
import { ownPgBouncer } from "../../support/ownPgBouncer.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** A PgBouncer of the test's own, which it may pause and stop, with one server connection. */
const pausable = Effect.gen(function* () {
  const pgbouncer = yield* ownPgBouncer({ poolSize: 1 })
  const endpoint = { ...(yield* SuiteDatabase).app("direct"), port: pgbouncer.port }
  const pool = { size: 2, min: 0 }
  const pooled = Context.get(yield* Layer.build(PooledPg.layerWith({ endpoint, pool })), PooledPg)
  const { sql } = pooled
  // Both connections are open: on a busy machine a short deadline would pass before one is.
  yield* Effect.all([sql.withTransaction(sql`SELECT 1`), sql.withTransaction(sql`SELECT 1`)], {
    concurrency: 2
  })
  const { ask } = yield* AdminConsole.make({
    ...endpoint,
    database: "pgbouncer",
    username: pgbouncer.admin.name,
    password: pgbouncer.admin.password
  })
  return { ...pooled, pgbouncer, endpoint, ask }
})

/** Waits for something real to be so. */
const until = <E, R>(condition: Effect.Effect<boolean, E, R>) =>
  Effect.repeat(condition, { until: (yes) => yes, schedule: Schedule.spaced("5 millis") })

const failureOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), (error) =>
    error._tag === "SqlError" ? PgFailure.classify(error as never) : (error as unknown as PgFailure.PgFailure)
  )

/** Far less than the five seconds that the driver takes, far more than a noisy machine does. */
const promptMillis = 2_500

const promptly = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = yield* Clock.currentTimeMillis
    const result = yield* effect
    expect((yield* Clock.currentTimeMillis) - before).toBeLessThan(promptMillis)
    return result
  })

layer(SuiteDatabase.layer, { excludeTestServices: true })("A deadline", (it) => {
  it.effect("is kept while waiting for a permit; nothing ran", () =>
    Effect.gen(function* () {
      const { sql, stats } = yield* pausable
      const letGo = yield* Latch.make(false)
      const holders = yield* Effect.forEach([1, 2], () => Effect.forkChild(sql.withTransaction(letGo.await)))
      yield* until(Effect.map(stats, ({ used }) => used === 2))
      const failure = yield* promptly(failureOf(Deadline.within("200 millis")(sql`SELECT 1`)))
      expect(failure).toMatchObject({ _tag: "DeadlineExceeded", phase: "queued", statement: "did not run" })
      yield* letGo.open
      yield* Effect.forEach(holders, Fiber.join)
      expect(yield* stats).toMatchObject({ used: 0, waiting: 0 })
    }).pipe(Effect.scoped)
  )

  it.effect("is kept while the statement waits inside PgBouncer", () =>
    Effect.gen(function* () {
      const { ask, sql, stats } = yield* pausable
      const letGo = yield* Latch.make(false)
      const holder = yield* Effect.forkChild(sql.withTransaction(Effect.andThen(sql`SELECT 1`, letGo.await)))
      yield* until(
        Effect.map(ask("SHOW SERVERS"), (servers) => servers.some(({ state }) => state === "active"))
      )
      const failure = yield* promptly(failureOf(Deadline.within("200 millis")(sql`SELECT 2`)))
      expect(failure).toMatchObject({ _tag: "DeadlineExceeded" })
      yield* letGo.open
      yield* Fiber.join(holder)
      yield* until(Effect.map(stats, ({ used }) => used === 0))
      expect(yield* sql`SELECT 3 AS three`).toEqual([{ three: 3 }])
    }).pipe(Effect.scoped)
  )

  it.effect("is kept while PgBouncer is paused, and the pool works again once it goes on", () =>
    Effect.gen(function* () {
      const { ask, endpoint, sql, stats } = yield* pausable
      yield* sql`SELECT 1`
      yield* ask("PAUSE")
      const failures = yield* promptly(
        Effect.all(
          [1, 2, 3, 4].map(() => failureOf(Deadline.within("200 millis")(sql`SELECT 1`))),
          { concurrency: "unbounded" }
        )
      )
      expect(failures.every(({ _tag }) => _tag === "DeadlineExceeded")).toBe(true)
      yield* ask("RESUME")
      yield* until(Effect.map(stats, ({ used, waiting }) => used === 0 && waiting === 0))
      expect(yield* sql`SELECT ${endpoint.database}::text AS name`).toEqual([{ name: endpoint.database }])
    }).pipe(Effect.scoped)
  )

  it.effect("is kept while PgBouncer is stopped in its tracks", () =>
    Effect.gen(function* () {
      const { pgbouncer, sql, stats } = yield* pausable
      yield* sql`SELECT 1`
      execFileSync("kill", ["-STOP", String(pgbouncer.pid)])
      const failure = yield* promptly(failureOf(Deadline.within("200 millis")(sql`SELECT 1`)))
      const inTransaction = yield* promptly(
        failureOf(Deadline.within("200 millis")(sql.withTransaction(sql`SELECT 1`)))
      )
      execFileSync("kill", ["-CONT", String(pgbouncer.pid)])
      expect([failure._tag, inTransaction._tag]).toEqual(["DeadlineExceeded", "DeadlineExceeded"])
      yield* until(Effect.map(stats, ({ used }) => used === 0))
      expect(yield* sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
    }).pipe(Effect.scoped)
  )

  it.effect(
    "says that a statement which was sent may have run, and that a transaction was not committed",
    () =>
      Effect.gen(function* () {
        const { sql } = yield* pausable
        const { admin } = yield* SuiteDatabase
        const look = yield* PgClient.make({ ...admin, ssl: false, maxConnections: 1 })
        const asleep = look`SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND wait_event = 'PgSleep'`
        const { clock, jump } = yield* jumpingClock
        const sent = Deadline.within("1 minute")(sql`SELECT pg_sleep(500)`)
        const failing = yield* Effect.forkChild(Effect.provideService(failureOf(sent), Clock.Clock, clock))
        yield* until(Effect.map(asleep, (rows) => rows.length > 0))
        yield* jump(60_000)
        expect(yield* promptly(Fiber.join(failing))).toMatchObject({
          _tag: "DeadlineExceeded",
          phase: "running",
          statement: "unknown"
        })
        yield* sql`SELECT 1` // by now the server connection is free again, and ours is open
        // The server gives up a little earlier, so this waits in fact: long enough for BEGIN on a busy machine.
        const inTransaction = sql.withTransaction(sql`SELECT pg_sleep(30)`)
        expect(yield* failureOf(Deadline.within("2 seconds")(inTransaction))).toMatchObject({
          statement: "rolled back"
        })
      }).pipe(Effect.scoped, Effect.provide(Reactivity.layer))
  )

  it.effect("does not cut off what must not be interrupted, though it answers in time", () =>
    Effect.gen(function* () {
      const { sql, stats } = yield* pausable
      const { admin } = yield* SuiteDatabase
      const owner = yield* PgClient.make({ ...admin, ssl: false, maxConnections: 1 })
      yield* owner`CREATE TABLE kept (at timestamptz)`
      yield* owner`GRANT INSERT, SELECT ON kept TO public`
      const insert = sql`INSERT INTO kept SELECT now() FROM pg_sleep(1.5)`
      const failure = yield* promptly(
        failureOf(Deadline.within("200 millis")(Effect.uninterruptible(insert)))
      )
      expect(failure).toMatchObject({ _tag: "DeadlineExceeded", statement: "unknown" })
      yield* until(Effect.map(stats, ({ used }) => used === 0))
      expect(yield* sql`SELECT count(*)::int AS kept FROM kept`).toEqual([{ kept: 1 }])
    }).pipe(Effect.scoped, Effect.provide(Reactivity.layer))
  )

  it.effect("that is nearer counts, inside another one", () =>
    Effect.gen(function* () {
      const { sql } = yield* pausable
      const inner = Deadline.within("30 seconds")(sql`SELECT pg_sleep(5)`)
      expect(yield* promptly(failureOf(Deadline.within("100 millis")(inner)))).toMatchObject({
        _tag: "DeadlineExceeded"
      })
    }).pipe(Effect.scoped)
  )

  it.effect("finds a connection that died while it was idle, and takes another one", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const endpoint = app("pgbouncer118")
      const proxy = yield* faultProxy(endpoint)
      const context = yield* Layer.build(
        PooledPg.layerWith({ endpoint: { ...endpoint, port: proxy.port }, pool: { size: 1, min: 0 } })
      )
      const { sql, stats } = Context.get(context, PooledPg)
      yield* sql`SELECT 1`
      proxy.forget()
      yield* until(Effect.map(Clock.currentTimeMillis, idleFor(1_100)))
      expect(yield* promptly(Deadline.within("2 seconds")(sql`SELECT 1 AS one`))).toEqual([{ one: 1 }])
      expect((yield* stats).replaced.dead).toBe(1)
    }).pipe(Effect.scoped)
  )
})

/** True once so many milliseconds have passed since it was first asked. */
const idleFor = (millis: number) => {
  let since: number | undefined
  return (now: number): boolean => now - (since ??= now) >= millis
}

/** Nothing but the interruption ends a caller, however busy the machine is. */
const patience = Duration.minutes(10)

layer(SuiteDatabase.layer, { excludeTestServices: true })("Interruption", (it) => {
  it.effect.each([1, 4])(
    "at ten thousand random moments leaks no lease (multiplex %i)",
    (multiplex) =>
      Effect.gen(function* () {
        const { app } = yield* SuiteDatabase
        const context = yield* Layer.build(
          PooledPg.layerWith({
            endpoint: app("pgbouncer118"),
            pool: { size: 8, min: 0, timeout: patience },
            multiplex
          })
        )
        const { sql, stats } = Context.get(context, PooledPg)
        const statement = sql`SELECT 1`
        const transaction = sql.withTransaction(
          Effect.andThen(sql`SELECT 1`, sql.withTransaction(sql`SELECT 2`))
        )
        const work = [transaction, statement, Deadline.within(patience)(statement)]
        yield* Effect.forEach(
          Array.from({ length: 10_000 }, (_, index) => index),
          (index) =>
            Effect.gen(function* () {
              const yields = yield* Random.nextIntBetween(0, 60)
              const fiber = yield* Effect.forkChild(work[index % work.length] ?? statement, {
                startImmediately: true
              })
              for (let turn = 0; turn < yields; turn++) yield* Effect.promise(() => new Promise(setImmediate))
              yield* Fiber.interrupt(fiber)
              const exit = yield* Fiber.await(fiber)
              if (Exit.isFailure(exit))
                expect(exit.cause.reasons.every(({ _tag }) => _tag === "Interrupt")).toBe(true)
            }),
          { concurrency: 40, discard: true }
        )
        yield* until(Effect.map(stats, ({ used }) => used === 0))
        const { admin } = yield* SuiteDatabase
        const look = yield* PgClient.make({ ...admin, ssl: false, maxConnections: 1 })
        const open = look`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`
        yield* until(Effect.map(open, (rows) => rows.length === 0))
        const all = Effect.forEach(
          [1, 2, 3, 4, 5, 6, 7, 8],
          () => sql.withTransaction(sql`SELECT 1 AS one`),
          {
            concurrency: "unbounded"
          }
        )
        expect((yield* all).flat().length).toBe(8)
      }).pipe(Effect.scoped, Effect.provide(Reactivity.layer)),
    180_000
  )
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("The bare driver", (it) => {
  it.effect(
    "answers a statement cut off by a timeout seconds late, which is why statements are detached",
    () =>
      Effect.gen(function* () {
        const { ask, endpoint } = yield* pausable
        const bare = yield* PgClient.make({ ...endpoint, ssl: false, maxConnections: 1, prepare: false })
        yield* bare`SELECT 1`
        yield* ask("PAUSE")
        const before = yield* Clock.currentTimeMillis
        yield* Effect.exit(Effect.timeout(bare`SELECT 1`, "200 millis"))
        expect((yield* Clock.currentTimeMillis) - before).toBeGreaterThan(promptMillis)
        yield* ask("RESUME")
      }).pipe(Effect.scoped, Effect.provide(Reactivity.layer)),
    { concurrent: true }
  )

  it.effect(
    "waits for ever for the answer to COMMIT",
    () =>
      Effect.gen(function* () {
        const endpoint = (yield* SuiteDatabase).app("direct")
        const proxy = yield* faultProxy(endpoint)
        const committing = yield* Deferred.make<void>()
        const swallowed = once("COMMIT", "swallow answer")
        proxy.decide = (chunk) => {
          const fate = swallowed(chunk)
          if (fate !== "pass") Deferred.doneUnsafe(committing, Effect.void)
          return fate
        }
        const bare = yield* PgClient.make({ ...endpoint, port: proxy.port, ssl: false, maxConnections: 1 })
        const fiber = yield* Effect.forkChild(bare.withTransaction(bare`SELECT 1`))
        yield* Deferred.await(committing)
        const waited = yield* Effect.timeoutOption(Fiber.interrupt(fiber), "3 seconds")
        expect([Option.isNone(waited), fiber.pollUnsafe()]).toEqual([true, undefined])
        proxy.hangUp()
        yield* Fiber.await(fiber)
      }).pipe(Effect.scoped, Effect.provide(Reactivity.layer)),
    { concurrent: true }
  )
})
