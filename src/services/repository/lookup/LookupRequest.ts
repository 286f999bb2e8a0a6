import { Effect, type Option, Request, RequestResolver } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"

/** What a lookup's resolver is asked: the value of a key, `None` where there is none. */
export interface LookupRequest<Key, Value> extends Request.Request<Option.Option<Value>, DataError> {
  /** The key that is asked for. */
  readonly key: Key
}

/** Answers requests of a lookup. */
export type LookupResolver<Key, Value> = RequestResolver.RequestResolver<LookupRequest<Key, Value>>

const ask = <Key, Value>(key: Key, resolver: LookupResolver<Key, Value>) =>
  Effect.request(Request.of<LookupRequest<Key, Value>>()({ key }), resolver)

/**
 * Asks a lookup's resolver for a key, as `SqlResolver.request` does; what was built on the resolver (`withCache`,
 * `around`, `persisted`) is asked the same way.
 *
 * **Example** (Products that one request asks for once)
 *
 * ```ts
 * import { Lookup } from "aquifer"
 * import { Effect, Option, RequestResolver, Schema } from "effect"
 *
 * const Price = Schema.Struct({ sku: Schema.String, cents: Schema.Int })
 *
 * const total = Effect.fnUntraced(function* (
 *   prices: Lookup.Lookup<string, typeof Price.Type>,
 *   skus: ReadonlyArray<string>
 * ) {
 *   const once = yield* RequestResolver.withCache(prices.resolver, { capacity: 1_000 })
 *   const found = yield* Effect.forEach(skus, Lookup.request(once), { concurrency: "unbounded" })
 *   return found.reduce((cents, price) => cents + Option.match(price, { onNone: () => 0, onSome: ({ cents }) => cents }), 0)
 * })
 * ```
 */
export const request: {
  <Key, Value>(
    resolver: LookupResolver<Key, Value>
  ): (key: Key) => Effect.Effect<Option.Option<Value>, DataError>
  <Key, Value>(key: Key, resolver: LookupResolver<Key, Value>): Effect.Effect<Option.Option<Value>, DataError>
} = (...given: ReadonlyArray<unknown>): never =>
  (given.length === 1
    ? (key: unknown) => ask(key, given[0] as LookupResolver<unknown, unknown>)
    : ask(given[0], given[1] as LookupResolver<unknown, unknown>)) as never // each as its form says

const everybody = {}

/**
 * Makes the resolver of a lookup. Nothing is collected here: each request is a question by itself, in the context of who
 * asks, which knows what it may share and when it ends. What is not in that context must not come from the first
 * caller's either, whose fiber a resolver works in.
 */
export const resolver = <Key, Value>(
  find: (key: Key) => Effect.Effect<Option.Option<Value>, DataError>
): LookupResolver<Key, Value> =>
  RequestResolver.makeWith<LookupRequest<Key, Value>>({
    batchKey: () => everybody,
    delay: Effect.void,
    collectWhile: () => true,
    runAll: (entries) =>
      Effect.forEach(
        entries,
        (entry) =>
          find(entry.request.key).pipe(
            Effect.updateContext<never, never>(() => entry.context),
            Effect.exit,
            Effect.map((exit) => entry.completeUnsafe(exit))
          ),
        { concurrency: "unbounded", discard: true }
      )
  })
