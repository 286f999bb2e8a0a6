import { Effect, Exit, Scope } from "effect"

/** The scopes of what is reserved, which can be taken back from whoever holds it. */
export class Reservations {
  readonly #scopes = new Set<Scope.Closeable>()

  /** Reserves in a scope of its own within the caller's: what a failed attempt took is given back before the next one. */
  within<A, E>(reserve: Effect.Effect<A, E, Scope.Scope>): Effect.Effect<A, E, Scope.Scope> {
    const scopes = this.#scopes
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const outer = yield* Effect.scope
        const own = yield* Scope.fork(outer)
        scopes.add(own)
        yield* Scope.addFinalizer(
          own,
          Effect.sync(() => scopes.delete(own))
        )
        return yield* Effect.onError(restore(Scope.provide(reserve, own)), (cause) =>
          Scope.close(own, Exit.failCause(cause))
        )
      })
    )
  }

  /** Takes back what is reserved for scopes that outlive the pool, which would wait for them for ever. */
  readonly takeBack: Effect.Effect<void> = Effect.suspend(() =>
    Effect.forEach([...this.#scopes], (scope) => Scope.close(scope, Exit.void), { discard: true })
  )
}
