import { expect, layer } from "@effect/vitest"
import { DataError, Deadline, DirectPg, Identity, PooledPg } from "aquifer"
import { Effect, Fiber, Latch, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { faultProxy } from "../../../support/FaultProxy.ts"
import { holdConnection } from "../../../support/holdConnection.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"
import * as Sums from "../../../support/sums.ts"

/** By a statement whose text depends on how many rows it has. */
const makeAdd = Sums.makeAdd(
  (sql, rows) => sql`VALUES ${sql.csv(rows.map(({ key, value }) => sql`(${key}::text, ${value}::int)`))}`
)

const identities = [
  ["", Identity.none],
  [", under an identity", Identity.as({ claims: { sub: "ann" } })]
] as const

const stored = Effect.fnUntraced(function* (name: string) {
  const { sql } = yield* DirectPg
  return yield* sql`SELECT key, value FROM sums WHERE key LIKE ${`${name}%`} ORDER BY key`
})

const forked = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.forkChild(effect, { startImmediately: true })

const toldTooLate = (phase: string) => ({ _tag: "DeadlineExceeded", statement: "did not run", phase })

layer(suiteClient("direct", Sums.tables, { size: 1, min: 0 }), { excludeTestServices: true })(
  "Of a batch that waits for a connection",
  (it) => {
    for (const [name, identity] of identities) {
      it.effect(`who was told that nothing ran is not written, and all others are${name}`, () =>
        Effect.gen(function* () {
          const add = yield* makeAdd
          const held = yield* holdConnection(yield* SqlClient.SqlClient)
          const adding = (key: string, value: number) => identity(add({ key: `queued${name} ${key}`, value }))
          const late = yield* forked(Effect.flip(Deadline.within("50 millis")(adding("late", 1))))
          const left = yield* forked(adding("left", 1))
          const stayed = yield* forked(adding("stayed", 1))
          expect(yield* Fiber.join(late)).toMatchObject(toldTooLate("queued"))
          yield* Fiber.interrupt(left)
          const next = yield* forked(adding("late", 10))
          yield* held.letGo
          const row = (key: string, value: number) => ({ key: `queued${name} ${key}`, value })
          expect(yield* Fiber.join(stayed)).toEqual(Option.some(row("stayed", 1)))
          expect(yield* Fiber.join(next)).toEqual(Option.some(row("late", 10)))
          expect(yield* stored(`queued${name} `)).toEqual([row("late", 10), row("stayed", 1)])
        })
      )
    }

    it.effect("nothing is written when all of its callers have gone", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const held = yield* holdConnection(yield* SqlClient.SqlClient)
        const late = ["a", "b"].map((key) =>
          Deadline.within("50 millis")(add({ key: `all ${key}`, value: 1 }))
        )
        const told = yield* Effect.all(late.map(Effect.flip), { concurrency: "unbounded" })
        expect(told).toMatchObject([toldTooLate("queued"), toldTooLate("queued")])
        yield* held.letGo
        yield* add({ key: "after all", value: 1 })
        expect(yield* stored("all")).toEqual([])
      })
    )
  }
)

/** A pool of one through a proxy, on the suite's database. */
const proxied = Effect.gen(function* () {
  const endpoint = (yield* SuiteDatabase).app("direct")
  const proxy = yield* faultProxy(endpoint)
  const pool = PooledPg.layerWith({ endpoint: { ...endpoint, port: proxy.port }, pool: { size: 1, min: 0 } })
  const context = yield* Layer.build(Layer.fresh(Layer.provideMerge(PooledPg.layerSqlClient, pool)))
  return { proxy, add: yield* Effect.provideContext(makeAdd, context) }
})

layer(suiteClient("direct", Sums.tables), { excludeTestServices: true })(
  "Of a batch whose connection fails",
  (it) => {
    it.effect("who was told meanwhile that nothing ran is not written when it goes out again", () =>
      Effect.gen(function* () {
        const { add, proxy } = yield* proxied
        proxy.blackhole = true
        const late = yield* forked(
          Effect.flip(Deadline.within("50 millis")(add({ key: "away late", value: 1 })))
        )
        const stayed = yield* forked(add({ key: "away stayed", value: 1 }))
        expect(yield* Fiber.join(late)).toMatchObject(toldTooLate("connecting"))
        proxy.blackhole = false
        proxy.hangUp()
        expect(yield* Fiber.join(stayed)).toEqual(Option.some({ key: "away stayed", value: 1 }))
        expect(yield* stored("away")).toEqual([{ key: "away stayed", value: 1 }])
      }).pipe(Effect.scoped)
    )

    for (const [name, identity] of identities) {
      it.effect(`who goes after it was sent is told that it may have been written${name}`, () =>
        Effect.gen(function* () {
          const { add, proxy } = yield* proxied
          const adding = (key: string) => identity(add({ key: `sent${name} ${key}`, value: 1 }))
          const struck = yield* Latch.make(false)
          yield* adding("first")
          proxy.decide = (chunk) => {
            if (!chunk.includes(`sent${name} late`)) return "pass"
            struck.openUnsafe()
            return "swallow answer"
          }
          const late = yield* forked(Effect.flip(Deadline.within("1 second")(adding("late"))))
          const stayed = yield* forked(adding("stayed"))
          yield* struck.await
          const told = yield* Fiber.join(late)
          expect(told instanceof DataError ? told.reason : told).toMatchObject({ statement: "unknown" })
          proxy.hangUp()
          expect(yield* Fiber.join(stayed)).toMatchObject({ value: { value: 1 } })
          expect(yield* stored(`sent${name} late`)).toMatchObject([{ value: 1 }])
        }).pipe(Effect.scoped)
      )
    }
  }
)
