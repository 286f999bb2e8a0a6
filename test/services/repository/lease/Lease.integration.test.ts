import { expect, layer } from "@effect/vitest"
import { type DataError, DirectPg, kitSchema, Lease, Migration, PooledPg, Transaction } from "aquifer"
import { Deferred, Effect, Fiber, Layer, Option } from "effect"
import type { SqlClient } from "effect/sql"
import { runExample } from "../../../support/docExamples.ts"
import { type Route, routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

/** What the example declares. */
interface Example {
  readonly nightly: Effect.Effect<
    Option.Option<string>,
    DataError | Lease.LeaseLost,
    Lease.Leases | SqlClient.SqlClient
  >
}

const leases = (route: Route) =>
  Layer.provideMerge(Lease.layer, suiteClient(route, Migration.run(kitSchema), { size: 4, min: 0 }))

const token = Effect.map(Lease.Held, ({ token }) => token)

/** Holds a lease until it is told to end. */
const holding = Effect.fnUntraced(function* (name: string) {
  const begun = yield* Deferred.make<bigint>()
  const end = yield* Deferred.make<void>()
  const work = Effect.gen(function* () {
    yield* Deferred.succeed(begun, yield* token)
    yield* Deferred.await(end)
  })
  const fiber = yield* Effect.forkChild(work.pipe(Lease.tryWith(name, { time: "1 second" })))
  return { end, fiber, token: yield* Deferred.await(begun) }
})

for (const route of routes) {
  layer(leases(route), { excludeTestServices: true })(`A lease in the table, ${route}`, (it) => {
    it.effect("is held as the example of its doc comment says", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        yield* sql`CREATE TABLE orders (id int)`
        yield* sql`CREATE TABLE reports (day date PRIMARY KEY, token bigint, orders int)`
        yield* sql`GRANT ALL ON orders, reports TO PUBLIC`
        const file = "services/repository/lease/Lease.ts"
        const { nightly } = yield* runExample<Example>(file, 0, "nightly")
        expect(yield* nightly).toEqual(Option.some("reported"))
        yield* sql`INSERT INTO orders VALUES (1)`
        expect(yield* nightly).toEqual(Option.some("reported"))
        expect(yield* sql`SELECT orders FROM reports`).toEqual([{ orders: 1 }])
      })
    )

    it.effect("is one caller's of many, with a greater token each time", () =>
      Effect.gen(function* () {
        const { end, fiber, token: first } = yield* holding("one")
        const others = yield* Effect.all(
          Array.from({ length: 20 }, () => token.pipe(Lease.tryWith("one"))),
          { concurrency: "unbounded" }
        )
        expect(others.every(Option.isNone)).toBe(true)
        yield* Deferred.succeed(end, undefined)
        yield* Fiber.join(fiber)
        const next = Option.getOrThrow(yield* token.pipe(Lease.tryWith("one")))
        expect(next).toBeGreaterThan(first)

        let holders = 0
        const alone = Effect.gen(function* () {
          const atOnce = ++holders
          yield* PooledPg.use(({ sql }) => sql`SELECT 1`)
          holders--
          return { atOnce, token: yield* token }
        })
        const racing = Array.from({ length: 50 }, () => alone.pipe(Lease.tryWith("raced")))
        const raced = yield* Effect.all(racing, { concurrency: "unbounded" })
        const winners = raced.flatMap(Option.toArray)
        expect(new Set(winners.map(({ atOnce }) => atOnce))).toEqual(new Set([1]))
        expect(new Set(winners.map((winner) => winner.token)).size).toBe(winners.length)
      })
    )

    it.effect("is renewed while its holder works, and interrupts it when another has taken it", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { fiber, token: first } = yield* holding("stolen")
        const expiry = Effect.map(
          sql<{
            readonly at: string
          }>`SELECT expires_at::text AS at FROM aquifer_leases WHERE name = 'stolen'`,
          ([row]) => row?.at
        )
        const before = yield* expiry
        yield* Effect.repeat(expiry, { until: (at) => at !== before })
        yield* sql`
          UPDATE aquifer_leases SET token = DEFAULT, holder = gen_random_uuid(), expires_at = now() + interval '1 hour'
          WHERE name = 'stolen'`
        const stolen = yield* expiry
        expect(yield* Effect.flip(Fiber.join(fiber))).toMatchObject({ _tag: "LeaseLost", name: "stolen" })
        expect(yield* expiry).toBe(stolen)
        expect(
          yield* sql`SELECT token > ${first} AS later FROM aquifer_leases WHERE name = 'stolen'`
        ).toEqual([{ later: true }])
      })
    )

    it.effect("is given back on interruption, and may be taken when it has expired", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { fiber } = yield* holding("interrupted")
        yield* Fiber.interrupt(fiber)
        expect(yield* Effect.void.pipe(Lease.tryWith("interrupted"))).toEqual(Option.some(undefined))
        yield* sql`
          INSERT INTO aquifer_leases (name, holder, expires_at)
          VALUES ('dead', gen_random_uuid(), now() - interval '1 second'),
                 ('forgotten', gen_random_uuid(), now() - interval '61 minutes')`
        expect(yield* Effect.void.pipe(Lease.tryWith("dead"))).toEqual(Option.some(undefined))
        expect(yield* sql`SELECT FROM aquifer_leases WHERE name = 'forgotten'`).toEqual([])
      })
    )

    it.effect("is not taken inside a transaction, which it outlives", () =>
      Effect.gen(function* () {
        const inside = Effect.void.pipe(Lease.tryWith("inside"), Transaction.run(), Effect.flip)
        expect(yield* inside).toMatchObject({
          operation: "take",
          reason: { _tag: "Rejected", statement: "did not run" }
        })
        const under = Effect.void.pipe(Transaction.run(), Lease.tryWith("under"))
        expect(yield* under).toEqual(Option.some(undefined))
      })
    )
  })
}
