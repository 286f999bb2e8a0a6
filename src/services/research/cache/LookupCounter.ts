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
  /** What counts lookups of today: made once for many of them, which are then an addition each. */
  readonly counting: (clock: Clock.Clock) => (keyword: string, hit: boolean) => void
  /** Writes what was counted until now; what could not be written stays counted. */
  readonly flush: Effect.Effect<void>
}

/** A crash loses the counts of so long at most; a keyword asked again and again meanwhile is written once. */
const flushEvery = "5 seconds"

/** Beyond this many keywords, counting waits for the database to come back rather than fill the memory. */
const maxPending = 100_000

/** Keywords in one statement: few enough that their locks are gone, and lookups not held up, within milliseconds. */
const chunk = 500

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

  /** What adds to a day. */
  of(day: string): (keyword: string, hits: number, misses: number) => void {
    const known = this.#days.get(day)
    const tallies = known ?? new Map<string, Tally>()
    if (known === undefined) this.#days.set(day, tallies)
    return (keyword, hits, misses) => {
      const found = tallies.get(keyword)
      if (found !== undefined) {
        found.hits += hits
        found.misses += misses
      } else if (this.#size < maxPending) {
        this.#size++
        tallies.set(keyword, { keyword, day, hits, misses })
      }
    }
  }

  addAll(counts: ReadonlyArray<LookupCount>): void {
    for (const { day, hits, keyword, misses } of counts) this.of(day)(keyword, hits, misses)
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
  let today = { number: Number.NaN, name: "" }
  const counting: LookupCounter["counting"] = (clock) => {
    const number = Math.floor(clock.currentTimeMillisUnsafe() / dayMillis)
    if (number !== today.number) today = { number, name: dayOf(number * dayMillis) }
    const day = today.name
    let counted = pending
    let add = counted.of(day)
    return (keyword, hit) => {
      if (counted !== pending) add = (counted = pending).of(day) // a caller who was told has flushed
      add(keyword, hit ? 1 : 0, hit ? 0 : 1)
    }
  }
  const put = (batch: ReadonlyArray<LookupCount>) =>
    Effect.catchCause(write(batch), (cause) => {
      const failure = Option.getOrUndefined(Cause.findErrorOption(cause))
      if (failure?.reason.statement !== "unknown") pending.addAll(batch)
      return Effect.logDebug("Lookup counts stay in memory until the database takes them", cause)
    })
  const oneAtATime = yield* Semaphore.make(1)
  const flush = Effect.suspend(() => {
    if (pending.size === 0) return Effect.void
    const counted = pending.all
    pending = new Pending()
    return Effect.forEach(Arr.chunksOf(counted, chunk), put, { discard: true })
  }).pipe(oneAtATime.withPermits(1), Effect.uninterruptible)
  yield* Effect.addFinalizer(() => flush)
  yield* Effect.forkScoped(Effect.repeat(flush, Schedule.spaced(flushEvery)))
  return { counting, flush }
})
