import { PgConfig, type PgUrl, PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Context, Effect, Iterable, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import { UnpooledPg } from "../../src/layers/UnpooledPg.ts"
import { type Bench, poolSize } from "./Bench.ts"
import { delayProxy } from "./DelayProxy.ts"
import { fillCache } from "./fillCache.ts"
import { interleaved, type Result, result } from "./rounds.ts"
import * as Workload from "./Workload.ts"

const callers = 100
const rounds = 5
const roundTripMillis = 20

export const pooledOn = (endpoint: PgUrl.PgEndpoint) =>
  Layer.build(
    ResearchCache.layerNoDeps.pipe(
      Layer.provide(PooledPg.layerSqlClient),
      Layer.provideMerge(PooledPg.layerWith({ endpoint, pool: { size: poolSize } }))
    )
  )

export const unpooledOn = (endpoint: PgUrl.PgEndpoint) =>
  Effect.map(
    Layer.build(UnpooledPg.layerNoDeps.pipe(Layer.provide(PgConfig.layerWith({ direct: endpoint })))),
    (context) => Context.get(context, UnpooledPg).sql
  )

const rate = (total: number, concurrency: number, one: (index: number) => Effect.Effect<unknown, unknown>) =>
  Effect.runPromise(
    Effect.suspend(() => {
      const before = performance.now()
      return Effect.map(
        Effect.forEach(Iterable.range(0, total - 1), one, { concurrency, discard: true }),
        () => (total * 1_000) / (performance.now() - before)
      )
    })
  )

/** One lookup a connection, as a program without a pool makes it; who is not let in in time tries again. */
const select = (sql: SqlClient.SqlClient) => (index: number) =>
  Effect.retry(sql.unsafe(Workload.sql.lookup, [Workload.keyword(index)]), { times: 20 })

const speed = Effect.fnUntraced(function* (
  where: string,
  pooled: PgUrl.PgEndpoint,
  direct: PgUrl.PgEndpoint
) {
  const cache = Context.get(yield* pooledOn(pooled), ResearchCache)
  const sql = yield* unpooledOn(direct)
  const lookup = (index: number) => cache.lookup(Workload.keyword(index))
  const results: Array<Result> = []
  for (const [concurrency, pooledTotal, unpooledTotal] of [
    [1, 200, 40],
    [callers, 4_000, 300]
  ] as const) {
    const values = yield* Effect.promise(() =>
      interleaved(rounds, {
        aquifer: () => rate(pooledTotal, concurrency, lookup),
        "a connection for each": () => rate(unpooledTotal, concurrency, select(sql))
      })
    )
    const who = `${concurrency} caller${concurrency === 1 ? "" : "s"}`
    results.push(
      result(`pooled against connecting for each query, ${where}, ${who}`, "lookups a second", values)
    )
  }
  return results
}, Effect.scoped)

/** Looking up by a pool and by a connection for each query, on loopback and with the server a round trip away. */
export const unpooled = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const away = (endpoint: PgUrl.PgEndpoint) =>
    Effect.map(delayProxy(endpoint, roundTripMillis), ({ port }) => ({ ...endpoint, port }))
  const here = yield* speed("on loopback", bench.pooled, bench.direct)
  const there = yield* speed(
    `${roundTripMillis} ms away`,
    yield* away(bench.pooled),
    yield* away(bench.direct)
  )
  return [...here, ...there]
}, Effect.scoped)
