import { Clock, Effect, Schedule, type Scope } from "effect"

/** What was counted for a keyword on a day (UTC, `2026-01-31`). */
export interface LookupCount {
  readonly keyword: string
  readonly day: string
  readonly hits: number
  readonly misses: number
}

export interface LookupCounter {
  readonly count: (keyword: string, hit: boolean) => Effect.Effect<void>
  /** Writes what was counted since the last flush; what cannot be written stays counted. */
  readonly flush: Effect.Effect<void>
}

/** What a crash can lose, at most. */
const flushEvery = "1 second"

/** Beyond this many keywords, counting waits for the database to come back rather than fill the memory. */
const maxPending = 100_000

const dayOf = (millis: number): string => new Date(millis).toISOString().slice(0, 10)

/** Adds counts up per keyword and day. */
class Pending {
  readonly counts = new Map<string, { keyword: string; day: string; hits: number; misses: number }>()

  add(keyword: string, day: string, hits: number, misses: number): void {
    const key = `${day} ${keyword}`
    const found = this.counts.get(key)
    if (found !== undefined) {
      found.hits += hits
      found.misses += misses
    } else if (this.counts.size < maxPending) {
      this.counts.set(key, { keyword, day, hits, misses })
    }
  }
}

/**
 * Counts hits and misses in memory and writes them in batches, so that a lookup writes nothing.
 *
 * Flushes every second and when the scope closes: nothing is lost on a clean stop, at most a second's counts in a
 * crash. `write` gets the batch sorted, so that two processes flushing at once take their locks in one order.
 */
export const make = Effect.fnUntraced(function* <E>(
  write: (counts: ReadonlyArray<LookupCount>) => Effect.Effect<void, E>
): Effect.fn.Return<LookupCounter, never, Scope.Scope> {
  let pending = new Pending()
  const count = (keyword: string, hit: boolean) =>
    Effect.map(Clock.currentTimeMillis, (now) => pending.add(keyword, dayOf(now), hit ? 1 : 0, hit ? 0 : 1))
  const flush = Effect.suspend(() => {
    const { counts } = pending
    if (counts.size === 0) return Effect.void
    pending = new Pending()
    const batch = [...counts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
    return Effect.catchCause(write(batch), (cause) => {
      for (const { day, hits, keyword, misses } of batch) pending.add(keyword, day, hits, misses)
      return Effect.logDebug("Lookup counts stay in memory until the database takes them", cause)
    })
  })
  yield* Effect.addFinalizer(() => flush)
  yield* Effect.forkScoped(Effect.repeat(flush, Schedule.spaced(flushEvery)))
  return { count, flush }
})
