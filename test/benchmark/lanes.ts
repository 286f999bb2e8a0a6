import { type PgUrl, PooledPg, type PooledSqlClient, Turn } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Context, Effect, Fiber, Layer } from "effect"
import { type Bench, laneOf, poolSize } from "./Bench.ts"
import { fairness } from "./fairness.ts"
import { fillCache } from "./fillCache.ts"
import { figures, interleaved, median, percentile, result } from "./rounds.ts"
import { keyword, random } from "./Workload.ts"

const rounds = 5
const millis = 1_000
const slowCallers = 30

/** So many callers who ask, wait for the answer and ask again, for so long; gives what each ask took, in milliseconds. */
const asking = (callers: number, ask: Effect.Effect<unknown, unknown>) =>
  Effect.gen(function* () {
    const took: Array<number> = []
    const end = performance.now() + millis
    const caller = Effect.gen(function* () {
      while (performance.now() < end) {
        const since = performance.now()
        yield* ask
        took.push(performance.now() - since)
      }
    })
    yield* Effect.all(
      Array.from({ length: callers }, () => caller),
      { concurrency: "unbounded", discard: true }
    )
    return took
  })

/** The same, while others ask for as long as that lasts. They end by themselves: connections that are cut off log in anew. */
const beside = <A, E>(measured: Effect.Effect<A, E>, callers: number, ask: Effect.Effect<unknown, unknown>) =>
  Effect.gen(function* () {
    let isOver = false
    const caller = Effect.whileLoop({ while: () => !isOver, body: () => ask, step: () => undefined })
    const all = Array.from({ length: callers }, () => caller)
    const others = yield* Effect.forkChild(Effect.all(all, { concurrency: "unbounded", discard: true }))
    yield* Effect.sleep("200 millis") // until they queue
    const found = yield* measured
    isOver = true
    yield* Fiber.join(others)
    return found
  })

const pool = (endpoint: PgUrl.PgEndpoint, size: number) =>
  Effect.map(Layer.build(PooledPg.layerWith({ endpoint, pool: { size, min: size } })), (context) =>
    Context.get(context, PooledPg)
  )

const inTurn = <A>(contenders: Readonly<Record<string, Effect.Effect<A, unknown>>>) =>
  Effect.promise(() =>
    interleaved(
      rounds,
      Object.fromEntries(
        Object.entries(contenders).map(([name, effect]) => [name, () => Effect.runPromise(effect)])
      )
    )
  )

/** Lookups of one pool while another one's callers hold server connections for long. */
const apart = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const lookups = PooledPg.layerWith({ endpoint: bench.pooled, pool: { size: poolSize } })
  const layer = ResearchCache.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(lookups))
  const cache = Context.get(yield* Layer.build(layer), ResearchCache)
  const next = random(1)
  const lookup = Effect.suspend(() => cache.lookup(keyword(Math.floor(next() * 10_000))))
  const others = Effect.map(asking(50, lookup), ({ length }) => (length * 1_000) / millis)
  const slow = ({ sql }: { readonly sql: PooledSqlClient }) =>
    beside(others, slowCallers, sql`SELECT pg_sleep(0.1)`)
  const values = yield* inTurn({
    aquifer: slow(yield* pool(laneOf(bench.pooled), slowCallers)),
    "nobody slow": others,
    "the same lane": slow(yield* pool(bench.pooled, slowCallers))
  })
  return result(
    `lookups while ${slowCallers} callers of another pool run slow statements in a lane of their own`,
    "lookups a second",
    values
  )
})

/** Ten readers at a pool at which an import has 300 callers. */
const priorities = Effect.fnUntraced(function* ({ sql }: { readonly sql: PooledSqlClient }) {
  const work = sql`SELECT pg_sleep(0.002)`
  const readers = asking(10, work)
  const values = yield* inTurn({
    aquifer: beside(readers, 300, Turn.batch(work)),
    "nobody else": readers,
    "first come, first served": beside(readers, 300, work)
  })
  const name = "statements of 10 readers while 300 callers import as batch work"
  return [
    result(name, "ms, median", figures(values, median), "less"),
    {
      ...result(
        name,
        "ms",
        figures(values, (took) => percentile(took, 0.99)),
        "less"
      ),
      part: "p99"
    }
  ]
})

const tenants = [
  ["a", 200],
  ["b", 60],
  ["c", 20],
  ["d", 20]
] as const

/** Tenants of whom one has ten times as many callers as another. */
const shares = Effect.fnUntraced(function* ({ sql }: { readonly sql: PooledSqlClient }) {
  const work = sql`SELECT pg_sleep(0.002)`
  const fair = (as: (tenant: string) => typeof Turn.batch) =>
    Effect.map(
      Effect.all(
        tenants.map(([tenant, callers]) => asking(callers, as(tenant)(work))),
        { concurrency: "unbounded" }
      ),
      (took) => fairness(took.map(({ length }) => length))
    )
  const values = yield* inTurn({
    aquifer: fair(Turn.forTenant),
    "first come, first served": fair(() => (effect) => effect)
  })
  return result("tenants of 200, 60, 20 and 20 callers at one pool", "of 1, Jain's fairness", values)
})

/** What lanes, and turns at a gate, leave the others. */
export const lanes = Effect.fnUntraced(function* (bench: Bench) {
  const shared = yield* pool(bench.pooled, poolSize)
  return [yield* apart(bench), ...(yield* priorities(shared)), yield* shares(shared)]
}, Effect.scoped)
