import { expect, layer } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { connection, diagnose, env, healthyDatabase, pooler } from "../../../support/deployment.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

type Query = Effect.Success<ReturnType<typeof connection>>

/** Asks until the answer is yes; Postgres' clock is not ours to move. */
const until = (query: Query, sql: string) =>
  query(`SELECT (${sql})::text AS yes`).pipe(Effect.repeat({ until: ([row]) => row?.["yes"] === "true" }))

/** A clock that many hours off. */
const shifted = (clock: Clock.Clock, hours: number): Clock.Clock => {
  const currentTimeMillisUnsafe = () => clock.currentTimeMillisUnsafe() + hours * 3_600_000
  const currentTimeNanosUnsafe = () => clock.currentTimeNanosUnsafe() + BigInt(hours) * 3_600_000_000_000n
  const monotonicTimeNanosUnsafe = () => clock.monotonicTimeNanosUnsafe()
  return {
    currentTimeMillisUnsafe,
    currentTimeMillis: Effect.sync(currentTimeMillisUnsafe),
    currentTimeNanosUnsafe,
    currentTimeNanos: Effect.sync(currentTimeNanosUnsafe),
    monotonicTimeNanosUnsafe,
    monotonicTimeNanos: Effect.sync(monotonicTimeNanosUnsafe),
    sleep: (duration) => clock.sleep(duration)
  }
}

layer(healthyDatabase, { excludeTestServices: true })("Doctor on leaks, locks and clocks", (it) => {
  it.effect("finds a session that waits inside its transaction, and for how long", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const [query, watcher] = [yield* connection(admin), yield* connection(admin)]
      yield* query("SET application_name = 'forgetful'")
      yield* query("BEGIN")
      const variables = env(admin, yield* pooler(), { POOL_LEAK_AFTER: "100 millis" })
      yield* until(
        watcher,
        "SELECT clock_timestamp() - state_change > interval '0.1 s' FROM pg_stat_activity WHERE application_name = 'forgetful'"
      )
      const { names, seen } = yield* diagnose(variables)
      expect(names).toEqual(["idle-in-transaction", "lease-held-long", "pgbouncer-vulnerable"])
      expect(seen.get("idle-in-transaction")?.evidence).toMatch(
        /^waiting inside a transaction: process \d+ \(postgres, forgetful\) for \d\.\d s$/
      )
      // With POOL_LEAK_AFTER as it is by default, nothing has been held for long yet.
      expect((yield* diagnose({ ...variables, POOL_LEAK_AFTER: "30" })).names).not.toContain(
        "lease-held-long"
      )
    })
  )

  it.effect("finds who waits for whose lock", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const [holder, waiter, watcher] = [
        yield* connection(admin),
        yield* connection(admin),
        yield* connection(admin)
      ]
      yield* waiter("SET lock_timeout = 0")
      yield* holder("BEGIN")
      const [held] = yield* holder("SELECT pg_backend_pid()::text AS pid")
      yield* holder("LOCK TABLE research_cache IN EXCLUSIVE MODE")
      const waiting = yield* Effect.forkChild(waiter("DELETE FROM research_cache"))
      yield* until(
        watcher,
        `SELECT count(*) > 0 FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE NOT granted AND datname = current_database() AND clock_timestamp() - waitstart > interval '0.05 s'`
      )
      const { seen } = yield* diagnose(env(admin, yield* pooler(), { POOL_LEAK_AFTER: "10 millis" }))
      expect(seen.get("lock-blocks")?.evidence).toMatch(
        new RegExp(`^process \\d+ .* for \\d\\.\\d s waits for ${held?.["pid"]}$`)
      )
      yield* holder("ROLLBACK")
      yield* Fiber.join(waiting)
    })
  )

  it.effect("counts deadlocks", () =>
    Effect.gen(function* () {
      const { admin, name } = yield* SuiteDatabase
      const watcher = yield* connection(admin)
      const [one, two] = [yield* connection(admin), yield* connection(admin)]
      for (const query of [one, two]) {
        yield* query("SET deadlock_timeout = '10ms'")
        yield* query("SET lock_timeout = 0")
        yield* query("BEGIN")
      }
      yield* one("SELECT pg_advisory_xact_lock(1)")
      yield* two("SELECT pg_advisory_xact_lock(2)")
      const crossed = (query: Query, lock: number) =>
        Effect.ignore(query(`SELECT pg_advisory_xact_lock(${lock})`))
      yield* Effect.all([crossed(one, 2), crossed(two, 1)], { concurrency: 2 })
      for (const query of [one, two]) {
        yield* query("ROLLBACK")
        yield* query("SELECT pg_stat_force_next_flush()")
      }
      yield* until(watcher, `SELECT deadlocks > 0 FROM pg_stat_database WHERE datname = '${name}'`)
      const { seen } = yield* diagnose(env(admin, yield* pooler()))
      expect(seen.get("deadlocks")?.evidence).toMatch(/^1 in \d+\.\d days or more$/)
    })
  )

  it.effect("finds a clock that is an hour off, on either side", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const variables = env(admin, yield* pooler())
      const clock = yield* Clock.Clock
      const behind = yield* Effect.provideService(diagnose(variables), Clock.Clock, shifted(clock, -1))
      expect(behind.seen.get("clock-skew")?.evidence).toMatch(
        /^the database's clock is (?:3599|3600)\.\d s ahead of/ // half of the question's way is not known
      )
      const ahead = yield* Effect.provideService(diagnose(variables), Clock.Clock, shifted(clock, 1))
      expect(ahead.seen.get("clock-skew")?.evidence).toMatch(/(?:3599|3600)\.\d s behind/)
    })
  )
})
