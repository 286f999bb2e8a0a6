import { Clock, Context, Duration, Effect } from "effect"
import type { DeadlineExceeded, OutcomeUnknown } from "../failure/PgFailure.ts"
import * as CurrentDeadline from "./CurrentDeadline.ts"
import { abandonWork, isInterruptible, runAbandonable } from "./Detached.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Timers from "./Timers.ts"

/**
 * Answers by the deadline, whatever the network does: what has not finished is abandoned, and its cleaning up goes on
 * behind the caller, counted as still holding its connection.
 *
 * Inside another deadline the earlier one counts. The failure says in which phase time ran out and whether the
 * statement may have run; after COMMIT was sent it is `OutcomeUnknown`. What must not be interrupted goes on to its end
 * behind the caller. `name` is what those are told who ask who holds a connection.
 */
export const within =
  (duration: Duration.Input, name?: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | DeadlineExceeded | OutcomeUnknown, R> =>
    Effect.withFiber((fiber) => {
      const now = Monotonic.millis(fiber)
      const current = fiber.getRef(CurrentDeadline.Current)
      const outer = CurrentDeadline.expiryOf(current) < Infinity ? current : undefined
      const asked = Duration.toMillis(Duration.fromInputUnsafe(duration))
      const millis = Math.max(0, Math.min(asked, (outer?.expiresAt ?? Infinity) - now))
      const progress: CurrentDeadline.Progress = outer?.progress ?? CurrentDeadline.unbegun()
      const expiresAt = now + millis
      const deadline: CurrentDeadline.Deadline = {
        expiresAt,
        progress,
        name: name ?? outer?.name,
        fiber: undefined,
        held: undefined
      }
      const context = Context.add(fiber.context as Context.Context<R>, CurrentDeadline.Current, deadline)
      return Effect.callback((resume) => {
        const worker = Effect.runForkWith(context)(runAbandonable(deadline, effect))
        const answered = worker.pollUnsafe()
        if (answered !== undefined) return resume(answered)
        const cancel = Timers.set(fiber.getRef(Clock.Clock), expiresAt, () => {
          const failure = CurrentDeadline.expired(progress, millis, isInterruptible(worker))
          resume(Effect.fail(failure))
          abandonWork(deadline)
        })
        worker.addObserver((exit) => {
          cancel()
          resume(exit)
        })
        return Effect.sync(() => {
          cancel()
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
