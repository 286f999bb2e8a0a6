// Reads one keyword of its near cache, again and again: DATABASE_URL and DATABASE_POOL_URL, and which feed. Says each value that
// it has not seen before with the moment, in milliseconds since 1970, and ends with its input.
import { DirectPg, PooledPg } from "aquifer"
import { ChangeFeed, ResearchCache } from "aquifer/research"
import { Effect, Layer, Option } from "effect"

const feed = process.argv[2] === "polling" ? ChangeFeed.layerPolling : ChangeFeed.layerNoDeps

const cache = ResearchCache.layerNear().pipe(
  Layer.provide(feed),
  Layer.provide(PooledPg.layerSqlClient),
  Layer.provide(Layer.mergeAll(PooledPg.layer, DirectPg.layer))
)

const reads = Effect.gen(function* () {
  const { lookup } = yield* ResearchCache
  let seen: unknown
  for (;;) {
    const found = Option.getOrUndefined(yield* lookup("near"))?.payload
    if (found !== undefined && found !== seen) {
      seen = found
      console.log(`${String(found)} ${performance.timeOrigin + performance.now()}`)
    }
    yield* Effect.sleep("1 millis")
  }
})

process.stdin.resume().on("end", () => process.exit())
await Effect.runPromise(Effect.provide(reads, cache))
