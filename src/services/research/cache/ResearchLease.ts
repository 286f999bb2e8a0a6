import { Effect, Option } from "effect"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { HeldLease, usualTime } from "../../repository/lease/HeldLease.ts"
import { type LeaseRequest, type Leases, nameOf } from "../../repository/lease/Leases.ts"
import type { Claimed, Held, ResearchCacheWrites } from "./ResearchCacheStorage.ts"

/** What is done under the lease of a keyword. */
export interface LeasedResearch<A, E, R> {
  readonly keyword: string
  /** What the cache holds, if it is an answer. */
  readonly answer: (held: Claimed["held"]) => Option.Option<A>
  readonly research: Effect.Effect<A, E, R>
  /** Stores what was found, and gives the lease back in the same statement. */
  readonly conclude: (found: A, lease: Held) => Effect.Effect<void, DataError>
}

/** Researches if nobody else does; else gives what the cache holds meanwhile, if anything. */
export type ResearchLease = <A, E, R>(
  leased: LeasedResearch<A, E, R>
) => Effect.Effect<Option.Option<A>, DataError | E, R>

/**
 * Makes the right to research a keyword, which one caller has at a time among all processes: a lease of the kit, taken by
 * the statement that looks once more and given back by the one that stores. No connection is held meanwhile.
 *
 * `Lease.tryWith` would be two round trips more, and interrupt research whose lease was lost: this one goes on, as it was
 * paid for, and what two have found is stored by both, one after the other.
 */
export const make = (
  service: string,
  leases: Leases["Service"],
  claim: ResearchCacheWrites["claim"]
): ResearchLease => {
  const claiming = Operation.reported(service, "claim", "write")
  return ({ answer, conclude, keyword, research }) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const request: LeaseRequest = {
          name: nameOf(service, keyword),
          holder: crypto.randomUUID(),
          time: usualTime
        }
        const lease = new HeldLease(leases, request, yield* Monotonic.now)
        // Not interrupted, as nobody would know whether there is a lease to give back.
        const { held, taken } = yield* claiming(claim(keyword, request))
        const found = answer(held)
        if (!taken) return found
        if (Option.isSome(found)) return yield* Effect.as(lease.released, found)
        // It must not be renewed any more when it is given back.
        const renewed = Effect.scoped(Effect.andThen(Effect.forkScoped(Effect.ignore(lease.lost)), research))
        const concluded = Effect.tap(renewed, (found) => conclude(found, request))
        return Option.some(yield* Effect.onError(restore(concluded), () => lease.released))
      })
    )
}
