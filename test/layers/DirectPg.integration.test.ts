import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure } from "aquifer"
import { Context, Deferred, Effect, Fiber, Layer, Schedule, Stream } from "effect"
import { SuiteDatabase } from "../support/SuiteDatabase.ts"

const direct = Effect.gen(function* () {
  const endpoint = (yield* SuiteDatabase).app("direct")
  return Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint })), DirectPg)
})

const until = (holds: Effect.Effect<boolean, unknown>) =>
  Effect.repeat(Effect.orDie(holds), { until: (yes) => yes, schedule: Schedule.spaced("5 millis") })

class First extends Context.Service<First, DirectPg["Service"]>()("test/First") {}
class Second extends Context.Service<Second, DirectPg["Service"]>()("test/Second") {}

layer(SuiteDatabase.layer, { excludeTestServices: true })("The direct endpoint", (it) => {
  it.effect("has a pool of its own for each endpoint that is given in code", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const at = (applicationName: string) =>
        DirectPg.layerWith({ endpoint: { ...app("direct"), applicationName } })
      const both = Layer.mergeAll(
        Layer.provide(Layer.effect(First, DirectPg), at("the first")),
        Layer.provide(Layer.effect(Second, DirectPg), at("the second"))
      )
      const services = yield* Layer.build(both)
      const nameOf = ({ sql }: DirectPg["Service"]) => sql`SELECT current_setting('application_name') AS name`
      expect(yield* nameOf(Context.get(services, First))).toEqual([{ name: "the first" }])
      expect(yield* nameOf(Context.get(services, Second))).toEqual([{ name: "the second" }])
    }).pipe(Effect.scoped)
  )

  it.effect("lets one at a time hold a lock of that name, over any number of transactions", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all([direct, direct])
      const letGo = yield* Deferred.make<void>()
      const held = yield* Deferred.make<void>()
      const order: Array<string> = []
      const first = one.withSessionLock("a job")(
        Effect.gen(function* () {
          yield* Deferred.succeed(held, undefined)
          yield* one.sql.withTransaction(one.sql`SELECT 1`)
          yield* Deferred.await(letGo)
          order.push("first")
        })
      )
      const holder = yield* Effect.forkChild(first)
      yield* Deferred.await(held)
      const waiter = yield* Effect.forkChild(
        other.withSessionLock("a job")(Effect.sync(() => order.push("second")))
      )
      yield* until(Effect.map(other.stats, ({ acquired }) => acquired > 1)) // it has asked, and asked again
      yield* other.withSessionLock("another job")(Effect.sync(() => order.push("another")))
      yield* Deferred.succeed(letGo, undefined)
      yield* Fiber.join(holder)
      yield* Fiber.join(waiter)
      expect(order).toEqual(["another", "first", "second"])
    }).pipe(Effect.scoped)
  )

  it.effect("gives a lock back when what it was held for fails", () =>
    Effect.gen(function* () {
      const { withSessionLock } = yield* direct
      expect(yield* Effect.flip(withSessionLock("a job")(Effect.fail("no")))).toBe("no")
      expect(yield* withSessionLock("a job")(Effect.succeed("yes"))).toBe("yes")
    }).pipe(Effect.scoped)
  )

  it.effect("reads through a held cursor, page by page, with no transaction open", () =>
    Effect.gen(function* () {
      const { heldCursor, sql } = yield* direct
      const inTransaction = sql`
        SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()`
      const rows = yield* heldCursor("SELECT n FROM generate_series(1, 25) n", { batch: 10 }).pipe(
        Stream.mapEffect((row) => Effect.as(inTransaction, row)),
        Stream.runCollect
      )
      expect(rows).toEqual(Array.from({ length: 25 }, (_, index) => ({ n: index + 1 })))
      expect(yield* inTransaction).toEqual([])
      const bad = yield* Effect.flip(Stream.runDrain(heldCursor("SELECT no_such")))
      expect(PgFailure.classify(bad)).toMatchObject({ _tag: "Rejected", sqlState: "42703" })
    }).pipe(Effect.scoped)
  )

  it.effect("closes a session that was reserved, whatever it was left in", () =>
    Effect.gen(function* () {
      const { sql } = yield* direct
      const pid = yield* Effect.scoped(
        Effect.gen(function* () {
          const session = yield* sql.reserve
          const send = (statement: string) => session.executeUnprepared(statement, [], undefined)
          yield* send("SET work_mem = '77kB'")
          yield* send("BEGIN")
          return (yield* send("SELECT pg_backend_pid() AS pid"))[0]
        })
      )
      for (let asked = 0; asked < 4; asked++) {
        const [row] = yield* sql`SELECT pg_backend_pid() AS pid, current_setting('work_mem') AS memory`
        expect(row).toMatchObject({ memory: "4MB" })
        expect(row).not.toMatchObject(Object(pid))
      }
    }).pipe(Effect.scoped)
  )
})
