import { Duration, Effect, Schedule } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { ResearchLeaseStorage } from "./ResearchLeaseStorage.ts"

/** For so long a machine that died blocks the keywords that it was researching. */
const leaseTime = Duration.seconds(30)

/** Even after two renewals in a row have failed the lease still holds. */
const renewEvery = Duration.seconds(10)

/** The right to research a keyword, which one process has at a time. No connection is held meanwhile. */
export interface ResearchLease {
  /** Takes the lease of a keyword; false while another process has it. */
  readonly take: (keyword: string) => Effect.Effect<boolean, DataError>
  /** Renews a lease that was taken for as long as `effect` runs, then gives it back. */
  readonly holding: <A, E, R>(keyword: string, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const newHolder: Effect.Effect<string> = Effect.sync(() => crypto.randomUUID())

export const make = Effect.fnUntraced(function* (
  storage: ResearchLeaseStorage,
  run: Operation.Run
): Effect.fn.Return<ResearchLease> {
  const holder = yield* newHolder
  const claiming = run("claim", { kind: "write", idempotent: true })
  const releasing = run("release", { kind: "write", idempotent: true })
  const take = (keyword: string) => claiming(storage.claim(keyword, holder, leaseTime))
  const release = (keyword: string) => Effect.ignore(releasing(storage.release(keyword, holder)))
  const renewing = (keyword: string) =>
    Effect.repeat(Effect.delay(Effect.ignore(take(keyword)), renewEvery), Schedule.forever)
  return {
    take,
    holding: (keyword, effect) =>
      Effect.addFinalizer(() => release(keyword)).pipe(
        Effect.andThen(Effect.forkScoped(renewing(keyword))),
        Effect.andThen(effect),
        Effect.scoped
      )
  }
})
