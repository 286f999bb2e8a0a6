import { Clock, Context, Duration, Effect, type Fiber } from "effect"
import { DeadlineExceeded, type OutcomeUnknown } from "../failure/PgFailure.ts"
import * as CurrentDeadline from "./CurrentDeadline.ts"
import { abandonWork, isInterruptible, runAbandonable } from "./Detached.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Timers from "./Timers.ts"

/** A deadline that was given to some work, and the alarm that goes off when it has passed. */
class GivenDeadline extends Timers.Alarm implements CurrentDeadline.Deadline {
  readonly expiresAt: number
  readonly progress: CurrentDeadline.Progress
  readonly name: string | undefined
  readonly #since: number
  readonly #millis: number
  #resume: ((late: Effect.Effect<never, DeadlineExceeded | OutcomeUnknown>) => void) | undefined
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  held: CurrentDeadline.Deadline["held"]
  /** Its caller is told that the time is over, so that the end of the work is no answer any more. */
  isOver = false

  constructor(
    now: number,
    millis: number,
    outer: CurrentDeadline.Deadline | undefined,
    name: string | undefined
  ) {
    super()
    this.expiresAt = now + millis
    this.progress = outer?.progress ?? CurrentDeadline.unbegun()
    this.name = name ?? outer?.name
    this.#since = now
    this.#millis = millis
  }

  get at(): number {
    return this.expiresAt
  }

  /** Sets the alarm; whoever waits is told by `resume`. */
  set(
    clock: Clock.Clock,
    resume: (late: Effect.Effect<never, DeadlineExceeded | OutcomeUnknown>) => void
  ): void {
    this.#resume = resume
    Timers.start(clock, this)
  }

  ring(): void {
    const interruptible = this.fiber === undefined || isInterruptible(this.fiber)
    const late = CurrentDeadline.expired(this.progress, this.#millis, { interruptible, since: this.#since })
    this.isOver = true
    // First, as the caller goes on at once, and may let a batch go out from which the work has yet to take its row.
    abandonWork(this)
    this.#resume?.(Effect.fail(late))
  }
}

/** What is over, or was no time at all, lets nothing begin. */
const noTime = Effect.suspend(() =>
  Effect.fail(
    new DeadlineExceeded({
      phase: "queued",
      statement: "did not run",
      message:
        "no time was left when this was to begin, so nothing was sent; look what took the time before, or allow more"
    })
  )
)

/**
 * Answers by the deadline, whatever the network does: what has not finished is abandoned, and its cleaning up goes on
 * behind the caller, counted as still holding its connection.
 *
 * Inside another deadline the earlier one counts. Where no time is left, nothing is begun. The failure says in which
 * phase time ran out and whether the statement may have run; after COMMIT was sent it is `OutcomeUnknown`. What must not
 * be interrupted goes on to its end behind the caller. `name` is what those are told who ask who holds a connection.
 *
 * **Example** (A page that is answered in half a second, or says why not)
 *
 * ```ts
 * import { Deadline } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const page = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT sku, name FROM products LIMIT 20`).pipe(
 *   Deadline.within("500 millis", "products page"),
 *   Effect.catchTag("DeadlineExceeded", ({ message }) => Effect.as(Effect.logWarning(message), []))
 * )
 * ```
 */
export const within =
  (duration: Duration.Input, name?: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | DeadlineExceeded | OutcomeUnknown, R> =>
    Effect.withFiber((fiber) => {
      const now = Monotonic.millis(fiber)
      const current = fiber.getRef(CurrentDeadline.Current)
      const outer = CurrentDeadline.expiryOf(current) < Infinity ? current : undefined
      const asked = Duration.toMillis(Duration.fromInputUnsafe(duration))
      const millis = Math.min(asked, (outer?.expiresAt ?? Infinity) - now)
      if (!(millis > 0)) return noTime
      const deadline = new GivenDeadline(now, millis, outer, name)
      const context = Context.add(fiber.context as Context.Context<R>, CurrentDeadline.Current, deadline)
      return Effect.callback((resume) => {
        const worker = Effect.runForkWith(context)(runAbandonable(deadline, effect))
        const answered = worker.pollUnsafe()
        if (answered !== undefined) return resume(answered)
        deadline.set(fiber.getRef(Clock.Clock), resume)
        worker.addObserver((exit) => {
          deadline.cancel()
          if (!deadline.isOver) resume(exit)
        })
        return Effect.sync(() => {
          deadline.cancel()
          abandonWork(deadline)
        })
      })
    })

/** Milliseconds that are left, `Infinity` without a deadline. */
export const remaining: Effect.Effect<number> = Effect.withFiber((fiber) => {
  const deadline = fiber.getRef(CurrentDeadline.Current)
  const expiry = CurrentDeadline.expiryOf(deadline)
  return Effect.succeed(expiry === Infinity ? Infinity : Math.max(0, expiry - Monotonic.millis(fiber)))
})
