import { Cause, Clock, Duration, Effect, Exit, Layer, Option, Schedule, type Scope } from "effect"
import { CircuitBreaker } from "effect/persistence"
import * as Deadline from "./Deadline.ts"
import * as Monotonic from "./Monotonic.ts"
import { type PgFailure, Unavailable } from "./PgFailure.ts"

/** Opens when at least ten of the last twenty calls found no server. */
const tripPolicy = CircuitBreaker.rate({ threshold: 0.5, minimumCalls: 20, size: 20 })

/** Closed again by one probe after 0.5 s, or 1, 2, 4, then every 5 s. */
const openDuration = Schedule.exponential("500 millis").pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, Duration.seconds(5))))
)

const key = "database"

/** Whether a failure says that the server or the way to it is in trouble, rather than the statement or the data. */
const isInfrastructure = (failure: PgFailure): boolean => {
  switch (failure._tag) {
    case "Unavailable":
    case "OutcomeUnknown":
      return true
    case "PoolExhausted":
      return failure.sqlState !== undefined
    case "DeadlineExceeded":
      return failure.statement !== "did not run"
    default:
      return false
  }
}

const judge = <A>(exit: Exit.Exit<A, PgFailure>): Effect.Effect<CircuitBreaker.Outcome> => {
  if (Exit.isSuccess(exit)) return Effect.succeed(CircuitBreaker.success)
  const failure = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (failure !== undefined) {
    return Effect.succeed(isInfrastructure(failure) ? CircuitBreaker.failure() : CircuitBreaker.ignored)
  }
  if (!Cause.hasInterruptsOnly(exit.cause)) return Effect.succeed(CircuitBreaker.ignored)
  // Interrupted: by a deadline that passed after our own queue, which counts, or by a caller who changed their mind.
  return Effect.map(Effect.all([Deadline.Current, Deadline.remaining]), ([deadline, left]) =>
    left > 0 || deadline?.progress.phase === "queued" ? CircuitBreaker.ignored : CircuitBreaker.failure()
  )
}

export interface Breaker {
  readonly guard: <A, R>(effect: Effect.Effect<A, PgFailure, R>) => Effect.Effect<A, PgFailure, R>
}

/**
 * Makes a circuit breaker that counts infrastructure failures alone.
 *
 * While it is open, work fails at once with `Unavailable` and nothing is sent. Its times are monotonic: setting the
 * machine's clock back does not keep it open.
 */
export const make: Effect.Effect<Breaker, never, Scope.Scope> = Effect.gen(function* () {
  const store = yield* Layer.build(CircuitBreaker.layerStoreMemory())
  const breaker = yield* CircuitBreaker.make({ tripPolicy, openDuration }).pipe(Effect.provideContext(store))
  const guard: Breaker["guard"] = (effect) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Clock.Clock, (clock) =>
        // As a value, since `execute` itself ignores whatever was interrupted.
        breaker
          .execute(Effect.exit(restore(Effect.provideService(effect, Clock.Clock, clock))), {
            key,
            classify: (executed) =>
              Exit.isSuccess(executed) ? judge(executed.value) : Effect.succeed(CircuitBreaker.ignored)
          })
          .pipe(
            Monotonic.only,
            Effect.catchTag("CircuitBreakerError", () => Effect.fail(open)),
            Effect.flatten
          )
      )
    )
  return { guard }
}).pipe(Monotonic.only)

const open = new Unavailable({
  statement: "did not run",
  message:
    "the database has been failing, so nothing is sent to it for the moment (circuit open, 0.5 s to 5 s); look at its own log, or try again later"
})
