import * as NodeRedis from "@effect/platform-node/NodeRedis"
import { ResearchCache, type ResearchPayload } from "aquifer/research"
import { Cause, Effect, Exit, Layer, Option } from "effect"
import { CircuitBreaker, RateLimiter } from "effect/persistence"

/** One limit and one breaker for all processes that share a Redis. */
export const shared = (url: string) =>
  Layer.merge(
    RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreRedis({ prefix: "research:limit:" }))),
    CircuitBreaker.layer({ tripPolicy: CircuitBreaker.consecutive(5), openDuration: "10 seconds" }).pipe(
      Layer.provide(CircuitBreaker.layerStoreRedis({ prefix: "research:breaker:" }))
    )
  ).pipe(
    // Without a queue, who asks while Redis is away is told so at once, and not after some seconds.
    Layer.provide(NodeRedis.layer({ url, disableOfflineQueue: true }))
  )

/** A limit that is reached, or cannot be asked about, says nothing of the provider. */
const judge = (exit: Exit.Exit<unknown, unknown>): CircuitBreaker.Outcome => {
  if (Exit.isSuccess(exit)) return CircuitBreaker.success
  const error = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  return error instanceof RateLimiter.RateLimiterError ? CircuitBreaker.ignored : CircuitBreaker.failure()
}

/** The provider sells a hundred answers an hour, and is left alone for ten seconds after five failures in a row. */
export const politely = <A, E, R>(ask: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const breaker = yield* CircuitBreaker.CircuitBreaker
    const limiter = yield* RateLimiter.RateLimiter
    const turn = limiter.consume({ key: "provider", limit: 100, window: "1 hour" })
    return yield* breaker.execute(Effect.andThen(turn, ask), { key: "provider", classify: judge })
  })

/** A keyword's research: once among all processes, and only what the provider sells. */
export const research = (keyword: string, ask: Effect.Effect<ResearchPayload>) =>
  ResearchCache.use((cache) => cache.getOrResearch(keyword, politely(ask)))
