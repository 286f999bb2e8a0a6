import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Lease, Migration, PooledPg } from "aquifer"
import { Effect, Layer, Option, Ref, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { startFile, urlOf } from "../../../support/program.ts"
import { type Route, SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const migrated = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ admin }) =>
    Lease.layer.pipe(
      Layer.provide(DirectPg.layerSqlClient),
      Layer.provideMerge(
        Layer.tap(DirectPg.layerWith({ endpoint: admin }), (context) =>
          Effect.provideContext(Migration.run(kitSchema), context)
        )
      )
    )
  )
).pipe(Layer.provideMerge(SuiteDatabase.layer))

const started = Effect.fnUntraced(function* (route: Route, name: string) {
  const { app } = yield* SuiteDatabase
  const env = { DATABASE_POOL_URL: `${urlOf(app(route))}?sslmode=disable&pgbouncer=true` }
  const holder = yield* startFile("test/services/repository/lease/leaseHolder.ts", [name], env)
  yield* holder.said("holding")
  return holder
})

const mine = (name: string) => Effect.map(Lease.Held, ({ token }) => token).pipe(Lease.tryWith(name))

layer(migrated, { excludeTestServices: true })("A process with a lease", (it) => {
  for (const route of ["pgbouncer118", "pgbouncer124"] as const) {
    it.effect(`gives it back when it is told to end, ${route}`, () =>
      Effect.gen(function* () {
        const { ended, kill } = yield* started(route, route)
        expect(yield* mine(route)).toEqual(Option.none())
        kill("SIGTERM")
        yield* ended
        const { sql } = yield* DirectPg
        expect(
          yield* sql`SELECT holder, expires_at <= now() AS over FROM aquifer_leases WHERE name = ${route}`
        ).toEqual([{ holder: null, over: true }])
      }).pipe(Effect.scoped)
    )

    it.effect(`loses it when it stands still, notices that, and takes nothing from the next, ${route}`, () =>
      Effect.gen(function* () {
        const name = `${route} frozen`
        const { ended, kill, said } = yield* started(route, name)
        kill("SIGSTOP")
        const next = Effect.gen(function* () {
          const { token } = yield* Lease.Held
          kill("SIGCONT")
          yield* said("LeaseLost")
          yield* ended
          const { sql } = yield* DirectPg
          const rows = sql`SELECT token, expires_at > now() AS held FROM aquifer_leases WHERE name = ${name}`
          expect(yield* rows).toEqual([{ token, held: true }])
        })
        const taken = next.pipe(Lease.tryWith(name))
        yield* Effect.repeat(taken, { until: Option.isSome, schedule: Schedule.spaced("20 millis") })
      }).pipe(Effect.scoped)
    )
  }
  it.effect("keeps it while callers wait for the pool longer than its time", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const pool = PooledPg.layerWith({ endpoint: app("direct"), pool: { size: 1 } })
      const leases = Layer.provideMerge(
        Layer.fresh(Lease.layer),
        Layer.provideMerge(PooledPg.layerSqlClient, pool)
      )
      const work = Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        // Each waits for all before it: three seconds in the end.
        yield* Effect.all(
          Array.from({ length: 60 }, () => sql`SELECT pg_sleep(0.05)`),
          { concurrency: "unbounded" }
        )
        return "done"
      })
      const held = work.pipe(Lease.tryWith("crowded", { time: "1 second" }), Effect.provide(leases))
      expect(yield* held).toEqual(Option.some("done"))
    })
  )

  it.effect("keeps it while the pool refuses callers, as more wait than may", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const pool = PooledPg.layerWith({ endpoint: app("direct"), pool: { size: 1, maxWaiting: 1 } })
      const leases = Layer.provideMerge(
        Layer.fresh(Lease.layer),
        Layer.provideMerge(PooledPg.layerSqlClient, pool)
      )
      const work = Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const refused = yield* Ref.make(0)
        // One is served, one waits, and the others come again and again.
        const asked = sql`SELECT pg_sleep(0.1)`.pipe(
          Effect.tapError(() => Ref.update(refused, (count) => count + 1)),
          Effect.retry(Schedule.spaced("1 millis"))
        )
        yield* Effect.all(
          Array.from({ length: 25 }, () => asked),
          { concurrency: 4 }
        )
        return (yield* Ref.get(refused)) > 0
      })
      const held = work.pipe(Lease.tryWith("refused", { time: "1 second" }), Effect.provide(leases))
      expect(yield* held).toEqual(Option.some(true))
    })
  )
})
