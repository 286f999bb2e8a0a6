import { Clock, Duration, Effect, Exit, Fiber, Layer, Metric, Option, type Scope } from "effect"
import { CircuitBreaker } from "effect/persistence"
import * as Monotonic from "../deadline/Monotonic.ts"
import { type PgFailure, Unavailable } from "../failure/PgFailure.ts"
import { catalogue } from "../measure/MetricCatalogue.ts"
import * as Backoff from "./Backoff.ts"
import { type Executed, executed, judged, type Patience, type Restore } from "./BreakerOutcome.ts"

/** Opens when at least ten of the last twenty calls found no server. */
const usualWindow = 20

/** Closed again by one probe after 0.5 s, or 1, 2, 4, then every 5 s. */
const openDuration = Backoff.capped("500 millis", "5 seconds")

/** A healthy server answers a probe sooner; after this the circuit opens again, whatever the probe itself waits for. */
const probeDeadline = Duration.seconds(1)

/**
 * A call that was given less time than a probe says nothing of the server when it runs out: an impatient caller of a slow
 * statement is no reason to refuse patient ones. A server that hangs is found by those who waited for longer, as operations
 * do by themselves; who gives it less loses no more than that.
 */
const usualPatience = 0.95 * Duration.toMillis(probeDeadline) // a deadline of a second began before the call

const key = "database"

const { description, name, unit } = catalogue.breakerRefused
const refused = Metric.counter(name, { description, attributes: { unit }, incremental: true })

/** What fails at once while the server, or the way to it, is in trouble. */
export interface Breaker {
  /** Runs an effect and counts how it ends; fails as `Unavailable` at once while the circuit is open. */
  readonly protect: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | Unavailable, R>
}

/**
 * Work that is the probe: it gives its verdict within {@link probeDeadline}, and its caller the answer when that comes.
 * A report that takes half a minute may be the probe, and must not be lost for it.
 */
const probe = <A, E, R>(
  work: Effect.Effect<A, E, R>,
  restore: Restore,
  patient: Patience
): Effect.Effect<Executed<A, E, R>, never, R> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(executed(work, Effect.interruptible, patient), {
      startImmediately: true
    })
    const wait = <B, E, R2>(effect: Effect.Effect<B, E, R2>) =>
      restore(effect).pipe(Effect.onInterrupt(() => Fiber.interrupt(fiber)))
    const verdict = yield* Effect.exit(wait(Effect.timeoutOption(Fiber.join(fiber), probeDeadline)))
    if (Exit.isFailure(verdict))
      return { ...(yield* judged(verdict, patient)), answer: Effect.failCause(verdict.cause) }
    return Option.getOrElse(verdict.value, () => ({
      outcome: CircuitBreaker.failure(),
      failure: undefined,
      answer: wait(Effect.flatMap(Fiber.join(fiber), ({ answer }) => answer))
    }))
  })

export interface BreakerOptions {
  /** It opens when half of so many calls found no server. */
  readonly window: number
  /** Milliseconds: a deadline that passes sooner says nothing of the server. */
  readonly patience: number
}

/**
 * Makes a circuit breaker that counts infrastructure failures alone.
 *
 * It opens when half of the last twenty calls found no server, or had no answer in their time, which has to have been a second
 * or more. While it is open, work fails at once with `Unavailable`, which tells the last failure, and nothing is sent. A probe
 * that has not been answered in a second counts as failed, though its caller goes on waiting. Its times are monotonic:
 * setting the machine's clock back does not keep it open.
 */
export const make: Effect.Effect<Breaker, never, Scope.Scope> = Effect.suspend(() =>
  makeOf({ window: usualWindow, patience: usualPatience })
)

/** The same by other numbers: lower ones where there is somebody else to ask. */
export const makeOf = Effect.fnUntraced(function* ({
  patience,
  window
}: BreakerOptions): Effect.fn.Return<Breaker, never, Scope.Scope> {
  const tripPolicy = CircuitBreaker.rate({ threshold: 0.5, minimumCalls: window, size: window })
  const store = yield* Layer.build(CircuitBreaker.layerStoreMemory())
  const breaker = yield* CircuitBreaker.make({ tripPolicy, openDuration }).pipe(Effect.provideContext(store))
  /** The first call that is let in while the circuit is half open is the probe. */
  const isProbe = breaker.state(key).pipe(
    Effect.map(({ _tag }) => _tag === "HalfOpen"),
    Effect.orElseSucceed(() => false)
  )
  yield* Metric.update(refused, 0) // so that it is there before the first
  let successes = 0 // in a row
  let open = openAfter(undefined)
  const noted = ({ failure, outcome }: Executed<unknown, unknown, unknown>): CircuitBreaker.Outcome => {
    // The refusal of a breaker is the cause of nothing: work that is protected twice would quote it for ever.
    if (outcome._tag === "Failure" && failure !== undefined && !failure.message.startsWith(refusal))
      open = openAfter(failure)
    if (outcome._tag !== "Ignored") successes = outcome._tag === "Success" ? successes + 1 : 0
    if (successes === window) open = openAfter(undefined) // what was long ago is not why it opens next
    return outcome
  }
  const execute = <A, E, R>(attempt: Effect.Effect<Executed<A, E, R>, never, R>) =>
    breaker
      .execute(attempt, {
        key,
        classify: (exit) => (Exit.isSuccess(exit) ? noted(exit.value) : CircuitBreaker.ignored)
      })
      .pipe(
        Monotonic.only,
        Effect.catchTag("CircuitBreakerError", () =>
          Effect.andThen(
            Metric.update(refused, 1),
            Effect.suspend(() => Effect.fail(open))
          )
        )
      )
  const patienceFrom = (begun: Fiber.Fiber<unknown, unknown>): Patience => {
    const since = Monotonic.millis(begun)
    return (fiber) => Monotonic.millis(fiber) - since >= patience
  }
  const counted: Breaker["protect"] = (effect) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.withFiber((fiber) => {
        const patient = patienceFrom(fiber)
        const work = Effect.provideService(effect, Clock.Clock, fiber.getRef(Clock.Clock))
        const attempt = Effect.flatMap(isProbe, (yes) => (yes ? probe : executed)(work, restore, patient))
        return Effect.flatMap(execute(attempt), ({ answer }) => answer)
      })
    )
  // A window full of successes is not changed by one more, so as long as all goes well nothing is counted.
  const protect: Breaker["protect"] = (effect) =>
    Effect.withFiber((fiber) => {
      if (successes < window) return counted(effect)
      const patient = patienceFrom(fiber)
      return Effect.onExitPrimitive(effect, (exit) =>
        Exit.isSuccess(exit) && successes >= window
          ? undefined
          : Effect.ignore(execute(judged(exit, patient)))
      )
    })
  return { protect }
}, Monotonic.only)

const refusal =
  "the database has been failing, so nothing is sent to it for the moment (circuit open, 0.5 s to 5 s)"

/** What happened, without the advice behind it, which was for a statement that was sent. */
const happened = ({ message }: PgFailure): string => message.split("; ", 1)[0] ?? message

const openAfter = (last: PgFailure | undefined): Unavailable =>
  new Unavailable({
    statement: "did not run",
    message: `${refusal}; look at its own log, or try again later${last === undefined ? "" : `. The last failure was: ${happened(last)}`}`
  })
