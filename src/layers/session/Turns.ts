import { Effect, type Option, Semaphore } from "effect"

interface Turn {
  readonly semaphore: Semaphore.Semaphore
  users: number
}

/** Lets one caller of a name in after the other. */
export class Turns {
  readonly #turns = new Map<string, Turn>()

  /** Runs an effect when it is its turn. */
  take<A, E, R>(name: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return this.#use(name, (semaphore) => semaphore.withPermits(1)(effect))
  }

  /** Runs an effect if nobody else of that name is at it. */
  takeIfFree<A, E, R>(name: string, effect: Effect.Effect<A, E, R>): Effect.Effect<Option.Option<A>, E, R> {
    return this.#use(name, (semaphore) => semaphore.withPermitsIfAvailable(1)(effect))
  }

  #use<A, E, R>(
    name: string,
    run: (semaphore: Semaphore.Semaphore) => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> {
    return Effect.acquireUseRelease(
      Effect.sync(() => {
        const turn = this.#turns.get(name) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
        this.#turns.set(name, turn)
        turn.users++
        return turn
      }),
      ({ semaphore }) => run(semaphore),
      (turn) =>
        Effect.sync(() => {
          if (--turn.users === 0) this.#turns.delete(name)
        })
    )
  }
}
