import { expect, layer } from "@effect/vitest"
import { Identity, PgTransaction, PooledPg, type PooledSqlClient } from "aquifer"
import { Effect, Layer, Stream } from "effect"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { faultProxy } from "../../support/FaultProxy.ts"
import { type Route, routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** A pool of one connection, which is open, and how many round trips an effect takes on it. */
const counted = Effect.fnUntraced(function* (route: Route, multiplex = 1) {
  const { app } = yield* SuiteDatabase
  const endpoint = app(route)
  const proxy = yield* faultProxy(endpoint)
  const pooled = yield* Layer.build(
    PooledPg.layerWith({ endpoint: { ...endpoint, port: proxy.port }, pool: { size: 1, min: 0 }, multiplex })
  )
  const { sql } = yield* PooledPg.pipe(Effect.provideContext(pooled))
  yield* sql`SELECT 1`
  const roundTrips = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const before = proxy.roundTrips
      yield* Effect.exit(effect)
      return proxy.roundTrips - before
    })
  return { sql, roundTrips }
})

const soon = Deadline.within("5 seconds")
const one = (sql: PooledSqlClient) => sql`SELECT 1 AS one`
const both = (sql: PooledSqlClient) => Effect.andThen(one(sql), one(sql))
const { last } = PgTransaction

const cases: ReadonlyArray<
  readonly [what: string, trips: number, work: (sql: PooledSqlClient) => Effect.Effect<unknown, unknown>]
> = [
  ["one statement", 2, (sql) => sql.withTransaction(one(sql))],
  ["one statement under a deadline", 2, (sql) => soon(sql.withTransaction(one(sql)))],
  ["one statement that is said to be the last", 1, (sql) => sql.withTransaction(last(one(sql)))],
  ["the same under a deadline", 1, (sql) => soon(sql.withTransaction(last(one(sql))))],
  ["two statements under a deadline", 3, (sql) => soon(sql.withTransaction(both(sql)))],
  ["two, the last said to be", 2, (sql) => sql.withTransaction(Effect.andThen(one(sql), last(one(sql))))],
  ["a stream", 2, (sql) => sql.withTransaction(Stream.runDrain(one(sql).stream))],
  [
    "a statement by itself under an identity",
    1,
    (sql) => soon(Identity.as({ claims: { sub: "ann" } })(one(sql)))
  ],
  ["no statement", 0, (sql) => sql.withTransaction(Effect.void)],
  ["a statement that fails, which is rolled back", 2, (sql) => sql.withTransaction(sql`SELECT 1 / 0`)],
  [
    "an isolation of its own",
    2,
    (sql) => one(sql).pipe(sql.withTransaction, PgTransaction.begun({ isolation: "serializable" }))
  ],
  [
    "a BEGIN that the server refuses, after which nothing is rolled back",
    1,
    (sql) => one(sql).pipe(sql.withTransaction, PgTransaction.begun({ isolation: "no such" as never }))
  ]
]

for (const route of routes) {
  layer(SuiteDatabase.layer)(`Round trips of a transaction, ${route}`, (it) => {
    for (const [what, trips, work] of cases) {
      it.effect(`${what}: ${trips}`, () =>
        Effect.gen(function* () {
          const { roundTrips, sql } = yield* counted(route)
          expect(yield* roundTrips(work(sql))).toBe(trips)
          expect(yield* roundTrips(one(sql))).toBe(1)
        }).pipe(Effect.scoped)
      )
    }

    it.effect("are as few where statements share connections, as a transaction has one to itself", () =>
      Effect.gen(function* () {
        const { roundTrips, sql } = yield* counted(route, 4)
        expect(yield* roundTrips(soon(sql.withTransaction(one(sql))))).toBe(2)
        expect(yield* roundTrips(soon(sql.withTransaction(last(one(sql)))))).toBe(1)
      }).pipe(Effect.scoped)
    )
  })
}
