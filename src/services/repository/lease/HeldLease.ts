import { Duration, Effect, Option } from "effect"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import * as CurrentTurn from "../../../layers/gate/CurrentTurn.ts"
import { LeaseLost, type LeaseRequest, type Leases } from "./Leases.ts"

/** How long a holder may be gone before others have what it held, unless they are told otherwise. */
export const usualTime = Duration.seconds(10)

/**
 * A lease that was taken. It is renewed at a third of its time, and a renewal that failed is tried again after a tenth, so
 * that of ten seconds there are three in which the database need not answer, and then as many again.
 */
export class HeldLease {
  readonly #leases: Leases["Service"]
  readonly #request: LeaseRequest
  readonly #millis: number
  /** Until then nobody else can have it: counted from before the database was asked, which counts from after. */
  #until: number
  #hasFailed = false

  constructor(leases: Leases["Service"], request: LeaseRequest, askedAt: number) {
    this.#leases = leases
    this.#request = request
    this.#millis = Duration.toMillis(request.time)
    this.#until = askedAt + this.#millis
  }

  /** Renews it for ever, until it is lost. */
  get lost(): Effect.Effect<never, LeaseLost> {
    const pause = Effect.flatMap(Monotonic.now, (now) =>
      Effect.sleep(Math.min(this.#millis / (this.#hasFailed ? 10 : 3), Math.max(0, this.#until - now)))
    )
    return Effect.forever(Effect.andThen(pause, this.#renewed))
  }

  get #renewed(): Effect.Effect<void, LeaseLost> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* Monotonic.now
      const lost = new LeaseLost({ name: this.#request.name })
      if (now >= this.#until) return yield* lost
      const isHeld = yield* Effect.option(byItself(this.#leases.renew(this.#request))).pipe(
        Effect.timeoutOption(this.#until - now),
        Effect.map(Option.flatten)
      )
      this.#hasFailed = Option.isNone(isHeld)
      if (Option.isNone(isHeld)) return
      if (!isHeld.value) return yield* lost
      this.#until = now + this.#millis
    })
  }

  /**
   * Gives it back, and says whether it was held until then. Where the answer was lost it may still be held, and would keep
   * others away for all of its time: so it is given back once more, which says nothing where the first time was enough.
   */
  get released(): Effect.Effect<boolean> {
    const release = byItself(this.#leases.release(this.#request))
    const inTime = Effect.map(Monotonic.now, (now) => now < this.#until)
    return Effect.catch(release, ({ reason }) =>
      reason.statement === "unknown"
        ? Effect.flatMap(Effect.option(release), (again) =>
            Option.contains(again, true) ? Effect.succeed(true) : inTime
          )
        : inTime
    )
  }
}

const turn: CurrentTurn.Standing = { batch: false, tenant: "aquifer/lease", vital: true }

/**
 * A lease is renewed and given back whatever time the work under it has left, and in a turn of its own: behind all who
 * fill the pool it would be lost while everybody is served. Nor is it refused where more callers wait than may: what it
 * keeps is at work, and its loss would bring that work once more.
 */
export const byItself = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  effect.pipe(
    Effect.provideService(CurrentDeadline.Current, undefined),
    Effect.provideService(CurrentTurn.Current, turn)
  )
