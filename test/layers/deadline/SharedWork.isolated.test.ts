import { expect, layer } from "@effect/vitest"
import { Deadline, PooledPg } from "aquifer"
import { Testing } from "aquifer/testing"
import { Cache, Duration, Effect, Exit, Fiber, Latch, Request, RequestResolver, Schema } from "effect"
import { SqlClient, SqlResolver } from "effect/sql"

/** Keeps the pool's only connection until it is told to let go. */
const occupied = Effect.gen(function* () {
  const { sql } = yield* PooledPg
  const [held, release] = [Latch.makeUnsafe(false), Latch.makeUnsafe(false)]
  const holding = yield* sql`SELECT 1`.pipe(
    Effect.andThen(held.open),
    Effect.andThen(release.await),
    sql.withTransaction,
    Effect.forkChild
  )
  yield* held.await
  return Effect.andThen(release.open, Fiber.join(holding))
})

/** Until that many callers, or batches of them, wait for a connection. */
const queued = (count: number) =>
  Effect.flatMap(PooledPg, ({ stats }) =>
    Effect.repeat(Effect.tap(stats, Effect.yieldNow), { until: ({ waiting }) => waiting >= count })
  )

const select = Effect.fnUntraced(function* (ids: ReadonlyArray<number>) {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<{ id: number }>`SELECT id FROM unnest(${ids}::int4[]) AS id`
})

/** What shares the work of its first caller with those who come after it. */
const ways = {
  SqlResolver: Effect.sync(() =>
    SqlResolver.request(
      SqlResolver.findById({
        Id: Schema.Int,
        Result: Schema.Struct({ id: Schema.Int }),
        ResultId: ({ id }) => id,
        execute: select
      })
    )
  ),
  RequestResolver: Effect.gen(function* () {
    const context = yield* Effect.context<SqlClient.SqlClient>()
    class Find extends Request.Class<{ readonly id: number }, { readonly id: number }, unknown> {}
    const resolver = RequestResolver.make<Find>((entries) =>
      Effect.forEach(entries, (entry) =>
        Effect.flatMap(Effect.exit(Effect.provideContext(select([entry.request.id]), context)), (exit) =>
          Request.complete(
            entry,
            Exit.map(exit, () => ({ id: entry.request.id }))
          )
        )
      )
    )
    return (id: number) => Effect.request(new Find({ id }), resolver)
  }),
  Cache: Effect.gen(function* () {
    const context = yield* Effect.context<SqlClient.SqlClient>()
    const cache = yield* Cache.make({
      capacity: 10,
      lookup: (_key: string) => Effect.provideContext(select([2]), context)
    })
    return (id: number) => Effect.as(Cache.get(cache, "all"), { id })
  })
} satisfies Record<
  string,
  Effect.Effect<
    (id: number) => Effect.Effect<{ readonly id: number }, unknown, SqlClient.SqlClient>,
    unknown,
    unknown
  >
>

for (const [name, make] of Object.entries(ways)) {
  layer(Testing.layer({ pool: { size: 1, timeout: Duration.seconds(30) } }), { excludeTestServices: true })(
    `Work that is shared by ${name}`,
    (it) => {
      it.effect("goes on when the deadline of its first caller passes while it waits", () =>
        Effect.gen(function* () {
          const find = yield* make
          const letGo = yield* occupied
          const first = yield* find(1).pipe(Deadline.within("50 millis"), Effect.flip, Effect.forkChild)
          const second = yield* Effect.forkChild(find(2))
          expect(yield* Fiber.join(first)).toMatchObject({ _tag: "DeadlineExceeded" })
          yield* letGo
          expect(yield* Fiber.join(second)).toEqual({ id: 2 })
        })
      )

      it.effect("goes on when its first caller is interrupted", () =>
        Effect.gen(function* () {
          const find = yield* make
          const letGo = yield* occupied
          const first = yield* Effect.forkChild(find(1))
          const second = yield* Effect.forkChild(find(2))
          yield* queued(1)
          yield* Fiber.interrupt(first)
          yield* letGo
          expect(yield* Fiber.join(second)).toEqual({ id: 2 })
        })
      )

      it.effect("is not refused for the little time that its first caller has", () =>
        Effect.gen(function* () {
          const { sql } = yield* PooledPg
          const find = yield* make
          // The queue has learnt that it is slow, and refuses whoever could not be served in time.
          const slow = sql`SELECT pg_sleep(0.05)`
          yield* Effect.all(
            Array.from({ length: 20 }, () => slow),
            { concurrency: "unbounded" }
          )
          const letGo = yield* occupied
          const others = yield* Effect.forkChild(
            Effect.all(
              Array.from({ length: 5 }, () => slow),
              { concurrency: "unbounded" }
            )
          )
          yield* queued(5)
          const soon = Deadline.within("100 millis")
          expect(yield* Effect.flip(soon(select([1])))).toMatchObject({
            reason: { cause: { _tag: "PoolExhausted" } }
          })
          const first = yield* Effect.forkChild(Effect.flip(soon(find(1))))
          const second = yield* Effect.forkChild(find(2))
          yield* Fiber.join(first)
          yield* letGo
          yield* Fiber.join(others)
          expect(yield* Fiber.join(second)).toEqual({ id: 2 })
        })
      )
    }
  )
}

layer(Testing.layer(), { excludeTestServices: true })("A transaction that is shared by Cache", (it) => {
  it.effect("is not ended by the server when the time of its first caller is over", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      const slow = sql<{ done: boolean }>`SELECT pg_sleep(0.5) IS NOT NULL AS done`
      const cache = yield* Cache.make({
        capacity: 1,
        lookup: (_key: string) => sql.withTransaction(Effect.andThen(slow, slow))
      })
      const first = yield* Cache.get(cache, "all").pipe(
        Deadline.within("200 millis"),
        Effect.flip,
        Effect.forkChild
      )
      const second = yield* Effect.forkChild(Cache.get(cache, "all"))
      expect(yield* Fiber.join(first)).toMatchObject({ _tag: "DeadlineExceeded" })
      expect(yield* Fiber.join(second)).toEqual([{ done: true }])
    })
  )
})
