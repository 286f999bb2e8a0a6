import { execFileSync } from "node:child_process"
import { type PgUrl, PooledPg } from "aquifer"
import { Context, Effect, Latch, Layer, Schedule } from "effect"
import * as Deadline from "../../src/layers/deadline/Deadline.ts"
import * as AdminConsole from "../../src/layers/probe/AdminConsole.ts"
import { faultProxy } from "../support/FaultProxy.ts"
import { percentile, type Result } from "./rounds.ts"

const samples = 60

/** Milliseconds until a caller who asked for 200 ms is answered. */
const answered = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const before = performance.now()
    yield* Effect.exit(Deadline.within("200 millis")(effect))
    return performance.now() - before
  })

const sampled = <A, E>(name: string, effect: Effect.Effect<A, E>) =>
  Effect.map(
    Effect.forEach(Array.from({ length: samples / 10 }), () =>
      Effect.forEach(Array.from({ length: 10 }), () => answered(effect), { concurrency: "unbounded" })
    ),
    (rounds): Result => ({
      name: `deadline of 200 ms, ${name}, p99`,
      unit: "ms",
      rounds: samples,
      aquifer: Number(percentile(rounds.flat(), 0.99).toFixed(1)),
      peers: {},
      ratio: {}
    })
  )

const idle = (pool: PooledPg["Service"]) =>
  Effect.repeat(pool.stats, { until: ({ used }) => used === 0, schedule: Schedule.spaced("10 millis") })

const open = (endpoint: PgUrl.PgEndpoint, size: number) =>
  Effect.map(Layer.build(PooledPg.layerWith({ endpoint, pool: { size, min: 0 } })), Context.get(PooledPg))

/** How late the late are answered, in each place where a statement can be stuck. */
export const deadlines = Effect.fnUntraced(function* (
  endpoint: PgUrl.PgEndpoint,
  console: PgUrl.PgEndpoint,
  pgbouncerPid: number
) {
  const results: Array<Result> = []
  const one = yield* open(endpoint, 1)
  const letGo = yield* Latch.make(false)
  yield* Effect.forkScoped(one.sql.withTransaction(letGo.await))
  yield* Effect.sleep("200 millis")
  results.push(yield* sampled("queued in the gate", one.sql`SELECT 1`))
  yield* letGo.open

  const many = yield* open(endpoint, 40)
  const hold = Effect.forkScoped(many.sql`SELECT pg_sleep(4)`)
  yield* Effect.forEach(Array.from({ length: 10 }), () => hold)
  yield* Effect.sleep("500 millis")
  results.push(yield* sampled("queued in PgBouncer", many.sql`SELECT 1`))

  yield* idle(many)
  const pool = yield* open(endpoint, 10)
  const { ask } = yield* AdminConsole.make(console)
  yield* ask("PAUSE").pipe(Effect.ignore)
  results.push(yield* sampled("PgBouncer paused", pool.sql`SELECT 1`))
  yield* ask("RESUME").pipe(Effect.ignore)
  yield* idle(pool)
  yield* pool.sql`SELECT 1`
  execFileSync("kill", ["-STOP", String(pgbouncerPid)])
  results.push(yield* sampled("PgBouncer stopped", pool.sql`SELECT 1`))
  execFileSync("kill", ["-CONT", String(pgbouncerPid)])

  const proxy = yield* faultProxy(endpoint)
  proxy.decide = (chunk) => (chunk.includes("COMMIT") ? "swallow answer" : "pass")
  const cut = yield* open({ ...endpoint, port: proxy.port }, 10)
  results.push(yield* sampled("COMMIT cut off", cut.sql.withTransaction(cut.sql`SELECT 1`)))
  return results
}, Effect.scoped)
