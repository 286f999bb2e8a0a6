import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Context, Effect, Layer } from "effect"
import type { Bench } from "../Bench.ts"
import { figure } from "../figure.ts"
import { percentile, type Result } from "../rounds.ts"

const writes = 50

const now = () => performance.timeOrigin + performance.now()

/** A process that holds entries in memory, and says when it sees another one. */
const reader = ({ directUrl, pooledUrl }: Bench, feed: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const script = fileURLToPath(new URL("nearReader.ts", import.meta.url))
      const child = spawn(process.execPath, [...process.execArgv, script, feed], {
        env: { ...process.env, DATABASE_URL: directUrl, DATABASE_POOL_URL: pooledUrl },
        stdio: ["pipe", "pipe", "inherit"]
      })
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
    }),
    ({ child }) => Effect.sync(() => child.stdin.end())
  )

const once = Effect.fnUntraced(function* (bench: Bench, feed: "notifications" | "polling") {
  const layer = ResearchCache.layerNoDeps.pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provide(PooledPg.layerWith({ endpoint: bench.pooled, pool: { size: 2 } }))
  )
  const cache = Context.get(yield* Layer.build(layer), ResearchCache)
  yield* cache.store("near", 0)
  const { lines } = yield* reader(bench, feed)
  yield* Effect.promise(() => lines.next())
  yield* Effect.sleep("2 seconds") // until its feed listens
  const stale: Array<number> = []
  for (let value = 1; value <= writes; value++) {
    yield* cache.store("near", value)
    const storedAt = now()
    const { value: line = "" } = yield* Effect.promise(() => lines.next())
    stale.push(Math.max(0, Number(line.split(" ")[1]) - storedAt))
    yield* Effect.sleep(`${(value * 137) % 200} millis`) // at any moment between two looks
  }
  return stale
}, Effect.scoped)

/** How long after a write was answered another process still has the old value in memory. */
export const staleness = Effect.fnUntraced(function* (bench: Bench) {
  const results: Array<Result> = []
  for (const feed of ["notifications", "polling"] as const) {
    const seen = yield* once(bench, feed)
    const name = `fleet: near cache of another process, ${feed}`
    results.push(
      figure(`${name}, median`, "ms stale", writes, percentile(seen, 0.5)),
      figure(`${name}, slowest`, "ms stale", writes, Math.max(...seen))
    )
  }
  return results
})
