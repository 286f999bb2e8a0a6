import { Effect, Exit, type Scope, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { ChangeEvent } from "../changes/ChangeEvent.ts"
import type { ChangeFeed } from "../changes/ChangeFeedOptions.ts"
import { identify } from "./KeyIdentity.ts"
import { boundsOf } from "./NearBounds.ts"
import type { NearCache, NearCacheOptions } from "./NearCacheOptions.ts"
import { NearEntries } from "./NearEntries.ts"
import { NearReading } from "./NearReading.ts"

export type { NearCache, NearCacheOptions, NearCacheStats, NearFill } from "./NearCacheOptions.ts"

/** Tells the cache of every change; when the feed ends, nothing is held any more. */
const follow = <Key, Value>(feed: ChangeFeed<Key>, entries: NearEntries<Key, Value>) => {
  const lost = (reason: string) =>
    Effect.logWarning(`nothing of ${feed.table} is held in memory until its feed listens again: ${reason}`)
  return Stream.runForEach(feed.events, (event) => {
    entries.heard(event)
    return event._tag === "Gap" && !event.continues ? lost(event.reason) : Effect.void
  }).pipe(
    Effect.onExit((exit) => {
      const reason = "its feed has ended"
      entries.heard(ChangeEvent.Gap({ reason, continues: false }))
      return Exit.hasInterrupts(exit)
        ? Effect.void
        : Effect.logError(`nothing of ${feed.table} is held in memory any more: ${reason}`, exit)
    }),
    Effect.forkScoped
  )
}

/** Forgets keys before and after an effect that changes them. */
const changing =
  <Key, Value>(entries: NearEntries<Key, Value>): NearCache<Key, Value>["changing"] =>
  (keys) => {
    const all = Array.from(keys)
    const forget = Effect.sync(() => {
      for (const key of all) entries.changed(key)
    })
    return (effect) => Effect.andThen(forget, Effect.ensuring(effect, forget))
  }

const everybody = (): string => ""

const everything = (): boolean => true

/**
 * Makes a cache in this process' memory, of values that are read from the feed's table by the feed's keys.
 *
 * A value is held for as long as the {@link ChangeFeed} promises to tell what changes, and dropped when it does: it is
 * never older than the feed's delay, milliseconds by notifications and `pollEvery` by polling, nor than `timeToLive`.
 * While the feed does not listen nothing is held, and every question is the database's; that is logged. Inside a
 * transaction memory is neither asked nor filled. What was asked before a key changed is not held when it is answered
 * after; nor are different answers to questions that were under way together, as nobody can tell which is older.
 *
 * That there is nothing for a key is a value like any other, such as `None`: the feed tells of inserts too.
 *
 * **When to use**
 *
 * In front of a lookup, for keys that are asked for again and again by programs to which a few milliseconds of age do
 * not matter. A key has one form here, the text that its column is cast to: of others that only the database holds for the
 * same, by a collation, a UUID in capitals, an address without its mask or a padded text, the feed does not tell, and what is
 * held under them grows old. Let the key's schema make one of them, or `holds` leave them out. `layerNear` of a repository
 * knows its columns, and holds nothing under any other.
 *
 * **Example** (Products in memory)
 *
 * ```ts
 * import { ChangeFeed, NearCache } from "aquifer"
 * import { Effect, Option, Schema } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const makePrices = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   const feed = yield* ChangeFeed.make({ table: "products", key: Schema.String })
 *   const near = yield* NearCache.make<string, Option.Option<number>>({ feed, capacity: 10_000 })
 *   const price = (sku: string) =>
 *     near.get(
 *       sku,
 *       Effect.map(sql<{ readonly cents: number }>`SELECT cents FROM products WHERE sku = ${sku}`, ([row]) =>
 *         Option.fromUndefinedOr(row?.cents)
 *       )
 *     )
 *   const reprice = (sku: string, cents: number) =>
 *     sql`UPDATE products SET cents = ${cents} WHERE sku = ${sku}`.pipe(near.changing([sku]))
 *   return { price, reprice, stats: near.stats }
 * })
 * ```
 */
export const make = Effect.fnUntraced(function* <Key, Value>(
  options: NearCacheOptions<Key, Value>
): Effect.fn.Return<NearCache<Key, Value>, never, SqlClient.SqlClient | Scope.Scope> {
  const { feed, holds = everything, partition = everybody } = options
  const sql = yield* SqlClient.SqlClient
  const idOf = identify(feed.key)
  const entries = new NearEntries<Key, Value>(boundsOf(options), idOf)
  const reading = new NearReading({ entries, holds, idOf, partition, sql })
  yield* follow(feed, entries)
  return {
    get: reading.get,
    peek: reading.peek,
    begin: reading.begin,
    invalidate: (key) => Effect.sync(() => entries.changed(key)),
    changing: changing(entries),
    stats: Effect.sync(() => reading.stats)
  }
})
