import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure } from "aquifer"
import { Cause, Context, Deferred, Effect, Exit, Fiber, Layer, Option, Schedule } from "effect"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** An endpoint as each process has its own. */
const direct = Effect.gen(function* () {
  const endpoint = (yield* SuiteDatabase).app("direct")
  return Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint })), DirectPg)
})

/** The superuser's way in. */
const truth = Effect.gen(function* () {
  const { admin } = yield* SuiteDatabase
  return Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg).sql
})

const until = <E>(holds: Effect.Effect<boolean, E>) =>
  Effect.repeat(holds, { until: (yes) => yes, schedule: Schedule.spaced("5 millis") })

/** Holds the lock until it is told to let go. */
const holder = Effect.fnUntraced(function* ({ withSessionLock }: DirectPg["Service"], name: string) {
  const held = yield* Deferred.make<void>()
  const letGo = yield* Deferred.make<void>()
  const work = Effect.andThen(Deferred.succeed(held, undefined), Deferred.await(letGo))
  const fiber = yield* Effect.forkChild(withSessionLock(name)(work))
  yield* Deferred.await(held)
  return { fiber, letGo: Deferred.succeed(letGo, undefined) }
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("A session lock", (it) => {
  it.effect("is waited for without a connection, and the wait can be given up", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all([direct, direct])
      const { letGo } = yield* holder(one, "given up")
      const waits = yield* Effect.all(
        Array.from({ length: 3 }, () =>
          Effect.flip(Deadline.within("300 millis")(other.withSessionLock("given up")(Effect.void)))
        ),
        { concurrency: "unbounded" }
      )
      for (const failure of waits) expect(failure).toMatchObject({ _tag: "DeadlineExceeded" })
      expect((yield* other.stats).used).toBe(0)
      expect(yield* other.sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
      yield* letGo
    }).pipe(Effect.scoped)
  )

  it.effect("is tried for, and what is not had at once is not done", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all([direct, direct])
      const { fiber, letGo } = yield* holder(one, "tried")
      for (const each of [one, other])
        expect(yield* each.tryWithSessionLock("tried")(Effect.succeed("mine"))).toEqual(Option.none())
      yield* letGo
      yield* Fiber.join(fiber)
      expect(yield* other.tryWithSessionLock("tried")(Effect.succeed("mine"))).toEqual(Option.some("mine"))
      expect(yield* Effect.flip(other.tryWithSessionLock("tried")(Effect.fail("no")))).toBe("no")
    }).pipe(Effect.scoped)
  )

  it.effect("that is lost with its session interrupts what ran under it", () =>
    Effect.gen(function* () {
      const one = yield* direct
      const sql = yield* truth
      const { fiber } = yield* holder(one, "lost")
      yield* sql`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
      const exit = yield* Fiber.await(fiber)
      const failure = Exit.isFailure(exit) ? PgFailure.ofCause(exit.cause) : Option.none()
      expect(Option.getOrUndefined(failure)).toMatchObject({ _tag: "OutcomeUnknown", statement: "unknown" })
      expect(yield* one.withSessionLock("lost")(Effect.succeed("had again"))).toBe("had again")
    }).pipe(Effect.scoped)
  )

  it.effect("is nothing that CREATE INDEX CONCURRENTLY under it waits for", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all([direct, direct])
      yield* (yield* truth)`GRANT CREATE ON SCHEMA public TO PUBLIC`
      yield* one.sql`CREATE TABLE indexed (id int)`
      const waiter = yield* Deferred.make<Fiber.Fiber<void, unknown>>()
      yield* one.withSessionLock("index")(
        Effect.gen(function* () {
          const before = (yield* other.stats).acquired
          yield* Deferred.succeed(
            waiter,
            yield* Effect.forkDetach(other.withSessionLock("index")(Effect.void))
          )
          yield* until(Effect.map(other.stats, ({ acquired }) => acquired > before + 1))
          yield* one.sql`CREATE INDEX CONCURRENTLY indexed_id ON indexed (id)`
        })
      )
      yield* Fiber.join(yield* Deferred.await(waiter))
    }).pipe(Effect.scoped)
  )

  it.effect("keeps no layer from closing whose scope its holder outlives", () =>
    Effect.gen(function* () {
      const { fiber } = yield* Effect.scoped(
        Effect.flatMap(direct, (one) =>
          Effect.gen(function* () {
            const held = yield* Deferred.make<void>()
            const work = Effect.andThen(Deferred.succeed(held, undefined), Effect.never)
            const fiber = yield* Effect.forkDetach(one.withSessionLock("outlived")(work))
            yield* Deferred.await(held)
            return { fiber }
          })
        )
      )
      const exit = yield* Fiber.await(fiber)
      expect(Exit.isFailure(exit) && !Cause.hasDies(exit.cause)).toBe(true)
    })
  )
})
