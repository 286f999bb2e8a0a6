import { Data, Effect, Exit, Option, Scope } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { detachedWithin } from "../deadline/Detached.ts"
import * as DriverError from "../failure/DriverError.ts"
import { OutcomeUnknown } from "../failure/PgFailure.ts"
import { fullJitter } from "../resilience/Backoff.ts"
import type { HeldSession } from "../transaction/HeldSession.ts"
import * as Liveness from "./Liveness.ts"
import { Turns } from "./Turns.ts"

/** Longest wait for the answer to an unlock; the lock goes with the connection, which is cut then. */
const unlockMillis = 1_000

const lostLock = new OutcomeUnknown({
  statement: "unknown",
  message:
    "the session that held the lock was lost, and the lock with it, so what ran under it was interrupted; look how far that had come before it is repeated"
})

/** Somebody else holds the lock. */
class Taken extends Data.TaggedError("Taken") {}

const isTaken = (error: unknown): error is Taken => error instanceof Taken

type Acquire = Effect.Effect<HeldSession, SqlError.SqlError, Scope.Scope>

/** The lock's number is the hash of its name, as everybody else who names it so computes it. */
const call = (session: HeldSession, lock: string, name: string) =>
  Effect.map(
    session.executeValuesUnprepared(`SELECT ${lock}(hashtextextended($1, 0))`, [name]),
    ([row]) => row?.[0] === true
  )

const unlock = (session: HeldSession, name: string): Effect.Effect<void> => {
  const unlocked = Effect.exit(call(session, "pg_advisory_unlock", name))
  const { destroy } = session
  return Effect.flatMap(
    detachedWithin(unlocked, { millis: unlockMillis, destroy, orElse: Effect.succeed(Exit.succeed(false)) }),
    (exit) => Effect.sync(() => (Exit.isSuccess(exit) && exit.value ? undefined : destroy()))
  )
}

/** Takes the lock until the scope closes, if nobody has it. Whether it was given can be lost with the answer. */
const taken = (
  acquire: Acquire,
  name: string
): Effect.Effect<HeldSession, SqlError.SqlError | Taken, Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const session = yield* restore(acquire)
      const given = yield* Effect.onError(restore(call(session, "pg_try_advisory_lock", name)), () =>
        Effect.sync(() => session.retire())
      )
      if (!given) return yield* new Taken()
      yield* Effect.addFinalizer(() => unlock(session, name))
      return session
    })
  )

/** The same, with the connection given back at once where somebody else has it. */
const attempt = (acquire: Acquire, name: string) =>
  Effect.gen(function* () {
    const own = yield* Scope.fork(yield* Effect.scope)
    return yield* Effect.tapError(Scope.provide(taken(acquire, name), own), () =>
      Effect.andThen(Scope.close(own, Exit.void), waiting)
    )
  })

/** What a deadline that passes now is told: that something else is in the way. */
const waiting = Effect.withFiber((fiber) => {
  CurrentDeadline.reached(fiber.getRef(CurrentDeadline.Current), "running")
  return Effect.void
})

/** Runs an effect for as long as the session lasts. */
const under = <A, E, R>(
  session: HeldSession,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E | SqlError.SqlError, R> => {
  const ask = session.executeValuesUnprepared("SELECT 1", [])
  const lost = Liveness.lost({ ask, closed: session.closed, destroy: session.destroy })
  return Effect.raceFirst(
    effect,
    Effect.andThen(lost, Effect.fail(DriverError.fromFailure(lostLock, "lock")))
  )
}

/** Locks of a session, which hold over any number of transactions. */
export class SessionLock {
  readonly #acquire: Acquire
  /** Callers in this process wait for each other here, and take no connection for it. */
  readonly #turns = new Turns()

  /** `acquire` gives a session until the scope closes. */
  constructor(acquire: Acquire) {
    this.#acquire = acquire
  }

  /** Runs an effect under the lock, however long that has to be waited for. */
  readonly hold =
    (name: string) =>
    <A, E, R>(
      effect: Effect.Effect<A, E, R>
    ): Effect.Effect<A, E | SqlError.SqlError, Exclude<R, Scope.Scope>> => {
      const acquired = Effect.retry(attempt(this.#acquire, name), { schedule: fullJitter, while: isTaken })
      const session = Effect.catchTag(acquired, "Taken", Effect.die) // is tried again for ever
      return this.#turns.take(
        name,
        Effect.scoped(Effect.flatMap(session, (session) => under(session, effect)))
      )
    }

  /** Runs an effect under the lock, if it is to be had at once. */
  readonly tryHold =
    (name: string) =>
    <A, E, R>(
      effect: Effect.Effect<A, E, R>
    ): Effect.Effect<Option.Option<A>, E | SqlError.SqlError, Exclude<R, Scope.Scope>> => {
      const work = attempt(this.#acquire, name).pipe(
        Effect.flatMap((session) => Effect.asSome(under(session, effect))),
        Effect.catchIf(isTaken, () => Effect.succeedNone)
      )
      return Effect.map(this.#turns.takeIfFree(name, Effect.scoped(work)), Option.flatten)
    }
}
