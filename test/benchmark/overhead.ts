import { PgClient } from "@effect/sql-pg"
import { type PgUrl, PooledPg, type PooledSqlClient } from "aquifer"
import { Context, Effect, Iterable, Layer } from "effect"
import { Reactivity } from "effect/reactivity"
import { interleaved, type Result, result } from "./rounds.ts"

const statements = 10_000
const rounds = 9

/** Statements a second through `sql`, so many of them at once. */
const rate = (sql: PooledSqlClient, concurrency: number) => () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const before = performance.now()
      yield* Effect.forEach(Iterable.range(1, statements), () => sql`SELECT 1`, {
        concurrency,
        discard: true
      })
      return (statements * 1_000) / (performance.now() - before)
    })
  )

const compare = Effect.fnUntraced(function* (name: string, endpoint: PgUrl.PgEndpoint, multiplex: number) {
  const size = 10
  const concurrency = size * multiplex
  const raw = yield* PgClient.make({
    ...endpoint,
    ssl: false,
    prepare: false,
    maxConnections: size,
    multiplex: multiplex > 1,
    multiplexConcurrency: multiplex
  })
  const context = yield* Layer.build(PooledPg.layerWith({ endpoint, pool: { size }, multiplex }))
  const { sql } = Context.get(context, PooledPg)
  const values = yield* Effect.promise(() =>
    interleaved(rounds, { aquifer: rate(sql, concurrency), "@effect/sql-pg": rate(raw, concurrency) })
  )
  return result(name, "statements a second", values)
})

/** What the gate and everything behind it costs over the driver alone, through PgBouncer with ten connections. */
export const overhead = (endpoint: PgUrl.PgEndpoint): Effect.Effect<ReadonlyArray<Result>, unknown> =>
  Effect.all([
    compare("overhead, a statement at a time on each connection", endpoint, 1),
    compare("overhead, 32 statements share each connection", endpoint, 32)
  ]).pipe(Effect.scoped, Effect.provide(Reactivity.layer))
