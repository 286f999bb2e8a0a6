import { Context, Effect, type Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as CurrentTurn from "../gate/CurrentTurn.ts"

interface Flight<A> {
  readonly fiber: Fiber.Fiber<A, unknown>
  waiters: number
}

/**
 * Does what many callers ask for at once only once, by its key.
 *
 * The first caller's effect runs, in a fiber of its own with that caller's services; its success or failure is told to
 * all who asked meanwhile, and remembered for nobody. A caller who is interrupted leaves the others theirs; when all
 * have left, the work is interrupted. A deadline around one of the callers is none for the work.
 */
export class SingleFlight<A> {
  readonly #flights = new Map<string, Flight<A>>()

  /** Callers of one key have to ask for the same work: they are told the failure of the first one's. */
  run<E, R>(key: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.contextWith((context: Context.Context<R>) =>
      Effect.callback<A, E>((resume) => {
        const flight = this.#flights.get(key) ?? this.#start(key, effect, context)
        flight.waiters++
        const fiber = flight.fiber as Fiber.Fiber<A, E>
        const stop = fiber.addObserver(resume)
        return Effect.sync(() => {
          stop()
          if (--flight.waiters > 0) return
          this.#forget(key, flight)
          fiber.interruptUnsafe()
        })
      })
    )
  }

  /** Whether work for this key is under way. */
  has(key: string): boolean {
    return this.#flights.has(key)
  }

  /** Who asks from now on does not share the work under way for such keys; who has asked is told what comes of it. */
  leave(isMeant: (key: string) => boolean): void {
    for (const key of this.#flights.keys()) if (isMeant(key)) this.#flights.delete(key)
  }

  #start<E, R>(key: string, effect: Effect.Effect<A, E, R>, context: Context.Context<R>): Flight<A> {
    // Not begun before it can be found: what it does first may wake somebody who asks for the same.
    const begin = Effect.andThen(Effect.yieldNow, effect)
    const ofNobody = Context.add(CurrentTurn.shared(context), CurrentDeadline.Current, undefined)
    const fiber = Effect.runForkWith(ofNobody)(begin)
    const flight = { fiber, waiters: 0 }
    this.#flights.set(key, flight)
    fiber.addObserver(() => this.#forget(key, flight))
    return flight
  }

  #forget(key: string, flight: Flight<A>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }
}
