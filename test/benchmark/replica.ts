import { PgUrl, PooledPg, Replica, ReplicaPg } from "aquifer"
import { type EmbeddedPg, StandbyPg } from "aquifer/local"
import { ResearchCache } from "aquifer/research"
import { Context, Effect, Fiber, Layer, Redacted, Result as Results } from "effect"
import { failoverPairIn } from "../support/failoverPairIn.ts"
import { figure } from "./figure.ts"
import { median, result } from "./rounds.ts"

const rounds = 1
const sessions = 10
/** Own writes that are read, over all delays. */
const pairs = 10_000
const delays = [0, 25, 500] as const

type Server = Pick<EmbeddedPg["Service"], "url" | "port">

const endpointOf = ({ url }: Server) => Results.getOrThrow(PgUrl.fromString(Redacted.value(url())))

const both = (first: Server, second: Server, parameters: string) => {
  const hosts = `@127.0.0.1:${first.port},127.0.0.1:${second.port}/`
  const url = Redacted.value(first.url()).replace(/@[^/]+\//, hosts)
  return Results.getOrThrow(PgUrl.fromString(`${url}?${parameters}`))
}

const pool = { size: 10, min: 0, guard: "off" } as const

/** The cache with writes at one endpoint, and reads at another where that is asked for. */
const cacheAt = (primary: PgUrl.PgEndpoint, replica: PgUrl.PgEndpoint, maxStaleness = "5 seconds" as const) =>
  ResearchCache.layerReplica({ maxStaleness }).pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provideMerge(PooledPg.layerWith({ endpoint: primary, pool })),
    Layer.provideMerge(ReplicaPg.layerWith({ endpoint: replica, pool }))
  )

interface Seen {
  reads: number
  stale: number
  failed: number
}

/** Stores and reads twice what was stored, again and again: the first read finds out where the write is, the second needs it. */
const readingOwn = (seen: Seen, name: number, n: number) =>
  Effect.gen(function* () {
    const cache = yield* ResearchCache
    const key = `own ${name} ${n % 100}`
    yield* cache.store(key, n)
    for (let read = 0; read < 2; read++) {
      const found = yield* cache.lookup(key)
      seen.reads++
      if (found._tag === "None" || found.value.payload !== n) seen.stale++
    }
  }).pipe(
    Replica.session,
    Effect.catch(() => Effect.sync(() => seen.failed++))
  )

const twoDigits = (value: number): number => Math.round(value * 100) / 100

const standbyOf = (primary: EmbeddedPg["Service"], applyDelay: number) =>
  Effect.map(Layer.build(StandbyPg.layerWith({ primary, applyDelay })), Context.get(StandbyPg))

/** Own writes under a delay: what was stale, and the round trips of a read. */
const underDelay = Effect.fnUntraced(function* (primary: EmbeddedPg["Service"], delay: number) {
  const standby = yield* standbyOf(primary, delay)
  const seen = { reads: 0, stale: 0, failed: 0 }
  const count = Math.ceil(pairs / delays.length / sessions)
  return yield* Effect.gen(function* () {
    const session = (name: number) =>
      Effect.forEach(
        Array.from({ length: count }, (_, n) => n),
        (n) => readingOwn(seen, name, n),
        { discard: true }
      )
    yield* Effect.all(
      Array.from({ length: sessions }, (_, name) => session(name)),
      { concurrency: "unbounded", discard: true }
    )
    const told = yield* Effect.flatMap(ReplicaPg, ({ answers }) => answers)
    const runs = told.replica + told.behind + told.failed + told.primary
    const name = `own writes read under an apply delay of ${delay} ms`
    return [
      figure(`${name}, stale of ${seen.reads}`, "reads", rounds, seen.stale + seen.failed),
      figure(
        `${name}, round trips a read`,
        "round trips",
        rounds,
        twoDigits((runs + told.behind + told.failed) / runs)
      ),
      figure(`${name}, by the replica`, "%", rounds, Math.round((100 * told.replica) / runs))
    ]
  }).pipe(Effect.provide(cacheAt(endpointOf(primary), endpointOf(standby))))
}, Effect.scoped)

/** Own writes while the primary is killed, one of two standbys promoted, and the other left behind. */
const overPromotion = Effect.gen(function* () {
  const pair = yield* failoverPairIn(undefined, { synchronous: true })
  const left = yield* standbyOf(pair.primary, 25)
  const seen = { reads: 0, stale: 0, failed: 0 }
  let isOver = false
  return yield* Effect.gen(function* () {
    const session = (name: number) => {
      let n = 0
      return Effect.whileLoop({
        while: () => !isOver,
        body: () => readingOwn(seen, name, n++),
        step: () => undefined
      })
    }
    const all = Array.from({ length: sessions }, (_, name) => session(name))
    const fibers = yield* Effect.forkChild(Effect.all(all, { concurrency: "unbounded", discard: true }))
    yield* Effect.sleep("3 seconds")
    yield* pair.kill
    yield* Effect.sleep("1 second")
    yield* pair.standby.promote
    yield* Effect.sleep("5 seconds")
    isOver = true
    yield* Fiber.join(fibers)
    return [
      figure(
        `own writes read over a kill and a promotion, stale of ${seen.reads}`,
        "reads",
        rounds,
        seen.stale
      ),
      figure(
        "own writes read over a kill and a promotion, told that they failed",
        "sessions",
        rounds,
        seen.failed
      )
    ]
  }).pipe(
    Effect.provide(
      cacheAt(
        pair.endpoint("target_session_attrs=read-write"),
        both(pair.standby, left, "load_balance_hosts=random")
      )
    )
  )
}).pipe(Effect.scoped)

/** Fifty callers who look keywords up, for two seconds. */
const reading = Effect.gen(function* () {
  const cache = yield* ResearchCache
  const statements = Effect.map(
    Effect.flatMap(PooledPg, ({ stats }) => stats),
    ({ acquired }) => acquired
  )
  const before = yield* statements
  const end = performance.now() + 2_000
  let count = 0
  const caller = Effect.whileLoop({
    while: () => performance.now() < end,
    body: () => cache.lookup(`own ${count % 10} ${count % 100}`),
    step: () => void count++
  })
  yield* Effect.all(
    Array.from({ length: 50 }, () => caller),
    { concurrency: "unbounded", discard: true }
  )
  return { count, statements: (yield* statements) - before }
})

const readOnly = Effect.fnUntraced(function* (primary: EmbeddedPg["Service"]) {
  const standby = yield* standbyOf(primary, 0)
  const at = endpointOf(primary)
  const alone = ResearchCache.layerNoDeps.pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provideMerge(PooledPg.layerWith({ endpoint: at, pool }))
  )
  const seen = { aquifer: [] as Array<number>, "the primary alone": [] as Array<number> }
  const saved: Array<number> = []
  yield* Effect.provide(reading, alone) // to warm up
  for (let round = 0; round < 5; round++) {
    const without = yield* Effect.provide(reading, alone)
    const here = yield* Effect.provide(reading, cacheAt(at, endpointOf(standby)))
    const each = (told: typeof here) => told.statements / told.count
    saved.push(100 * (1 - each(here) / each(without)))
    seen.aquifer.push(here.count / 2)
    seen["the primary alone"].push(without.count / 2)
  }
  return [
    figure("lookups of 50 callers, the primary's statements saved", "%", rounds, twoDigits(median(saved))),
    result("lookups of 50 callers by a replica", "lookups a second", seen)
  ]
}, Effect.scoped)

/** What replicas answer, and that it is never older than it may be. */
export const replica = Effect.gen(function* () {
  const { primary } = yield* failoverPairIn(undefined)
  const own = []
  for (const delay of delays) own.push(...(yield* underDelay(primary, delay)))
  return [...own, ...(yield* overPromotion), ...(yield* readOnly(primary))]
}).pipe(Effect.scoped)
