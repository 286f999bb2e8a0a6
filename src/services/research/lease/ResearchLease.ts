import { Duration, Effect, Schedule } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import type { Claimed, ResearchLeaseStorage } from "./ResearchLeaseStorage.ts"

/** For so long a machine that died blocks the keywords that it was researching. */
const leaseTime = Duration.seconds(30)

/** Even after two renewals in a row have failed the lease still holds. */
const renewEvery = Duration.seconds(10)

/** The right to research a keyword, which one process has at a time. No connection is held meanwhile. */
export interface ResearchLease {
  /** Takes the lease of a keyword, unless another process has it, and says what the cache holds then. */
  readonly take: (keyword: string) => Effect.Effect<Claimed, DataError>
  /**
   * Renews a lease that was taken for as long as `research` runs. What it found is stored by `conclude`, which gives the
   * lease of this holder back in the same statement; whatever fails, the lease is given back.
   */
  readonly holding: <A, E, R>(
    keyword: string,
    research: Effect.Effect<A, E, R>,
    conclude: (found: A, holder: string) => Effect.Effect<void, DataError>
  ) => Effect.Effect<A, DataError | E, R>
  /** Gives back a lease that was taken. */
  readonly release: (keyword: string) => Effect.Effect<void>
}

const newHolder: Effect.Effect<string> = Effect.sync(() => crypto.randomUUID())

export const make = Effect.fnUntraced(function* (
  storage: ResearchLeaseStorage,
  service: string
): Effect.fn.Return<ResearchLease> {
  const holder = yield* newHolder
  const claiming = Operation.reported(service, "claim", "write")
  const releasing = Operation.reported(service, "release", "write")
  const take = (keyword: string) => claiming(storage.claim(keyword, holder, leaseTime))
  const release = (keyword: string) => Effect.ignore(releasing(storage.release(keyword, holder)))
  const renewing = (keyword: string) =>
    Effect.repeat(Effect.delay(Effect.ignore(take(keyword)), renewEvery), Schedule.forever)
  return {
    take,
    release,
    holding: (keyword, research, conclude) => {
      // It must not be renewed any more when it is given back, or it would be taken once more.
      const renewed = Effect.scoped(Effect.andThen(Effect.forkScoped(renewing(keyword)), research))
      const concluded = Effect.tap(renewed, (found) => conclude(found, holder))
      return Effect.onError(concluded, () => release(keyword))
    }
  }
})
