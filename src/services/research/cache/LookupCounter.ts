import { Array as Arr, Cause, type Clock, Effect, Option, Schedule, type Scope, Semaphore } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import { dayOf } from "../model/ResearchPeriod.ts"

/** What was counted for a keyword on a day (UTC, `2026-01-31`). */
export interface LookupCount {
  readonly keyword: string
  readonly day: string
  readonly hits: number
  readonly misses: number
}

export interface LookupCounter {
  /** Counts a lookup of today; an entry in a list. */
  readonly count: (clock: Clock.Clock, keyword: string, hit: boolean) => void
  /** Writes what was counted until now; what could not be written stays counted. */
  readonly flush: Effect.Effect<void>
}

/** A crash loses the counts of so long at most; a keyword asked again and again meanwhile is written once. */
const flushEvery = "5 seconds"

/** Beyond this many keywords, counting waits for the database to come back rather than fill the memory. */
const maxPending = 100_000

/** Keywords in one statement: few enough that their locks are gone within milliseconds. */
const chunk = 2_000

/** Lookups are noted in a list and added up so many at a time, which is quicker than to add up each by itself. */
const slip = 512

const dayMillis = 86_400_000

interface Tally {
  readonly keyword: string
  readonly day: string
  hits: number
  misses: number
}

/** Adds counts up per keyword and day. */
class Pending {
  readonly #days = new Map<string, Map<string, Tally>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(keyword: string, day: string, hits: number, misses: number): void {
    let tallies = this.#days.get(day)
    if (tallies === undefined) this.#days.set(day, (tallies = new Map()))
    const found = tallies.get(keyword)
    if (found !== undefined) {
      found.hits += hits
      found.misses += misses
    } else if (this.#size < maxPending) {
      this.#size++
      tallies.set(keyword, { keyword, day, hits, misses })
    }
  }

  addAll(counts: ReadonlyArray<LookupCount>): void {
    for (const { day, hits, keyword, misses } of counts) this.add(keyword, day, hits, misses)
  }

  get all(): ReadonlyArray<LookupCount> {
    return [...this.#days.values()].flatMap((tallies) => [...tallies.values()])
  }
}

/**
 * Counts hits and misses in memory and writes them in batches, so that a lookup writes nothing.
 *
 * Flushes every five seconds and when the scope closes: nothing is lost on a clean stop while the database answers, at
 * most five seconds' counts in a crash. A batch whose outcome is unknown counts as written: better missed than counted
 * twice. `write` takes its locks in one order, whatever the order of the batch, so that two processes may flush at once.
 */
export const make = Effect.fnUntraced(function* (
  write: (counts: ReadonlyArray<LookupCount>) => Effect.Effect<void, DataError>
): Effect.fn.Return<LookupCounter, never, Scope.Scope> {
  let pending = new Pending()
  let today = Number.NaN
  let hits: Array<string> = []
  let misses: Array<string> = []
  const addUp = (): void => {
    if (hits.length + misses.length === 0) return
    const day = dayOf(today * dayMillis)
    for (const keyword of hits) pending.add(keyword, day, 1, 0)
    for (const keyword of misses) pending.add(keyword, day, 0, 1)
    hits = []
    misses = []
  }
  const count: LookupCounter["count"] = (clock, keyword, hit) => {
    const day = Math.floor(clock.currentTimeMillisUnsafe() / dayMillis)
    if (day !== today || hits.length + misses.length === slip) addUp()
    today = day
    ;(hit ? hits : misses).push(keyword)
  }
  const put = (batch: ReadonlyArray<LookupCount>) =>
    Effect.catchCause(write(batch), (cause) => {
      const failure = Option.getOrUndefined(Cause.findErrorOption(cause))
      if (failure?.reason.statement !== "unknown") pending.addAll(batch)
      return Effect.logDebug("Lookup counts stay in memory until the database takes them", cause)
    })
  const oneAtATime = yield* Semaphore.make(1)
  const flush = Effect.suspend(() => {
    addUp()
    if (pending.size === 0) return Effect.void
    const counted = pending.all
    pending = new Pending()
    return Effect.forEach(Arr.chunksOf(counted, chunk), put, { discard: true })
  }).pipe(oneAtATime.withPermits(1), Effect.uninterruptible)
  yield* Effect.addFinalizer(() => flush)
  yield* Effect.forkScoped(Effect.repeat(flush, Schedule.spaced(flushEvery)))
  return { count, flush }
})
