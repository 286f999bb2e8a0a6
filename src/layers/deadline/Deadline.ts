import { Clock, Context, Duration, Effect } from "effect"
import { DeadlineExceeded, OutcomeUnknown } from "../failure/PgFailure.ts"
import { type AbandonableWork, abandonWork, runAbandonable } from "./Detached.ts"
import * as Monotonic from "./Monotonic.ts"
import * as Timers from "./Timers.ts"

/** How far the work under a deadline has come. */
export type Phase = "queued" | "connecting" | "running" | "committing"

/** How far the work has come; a deadline inside another one shares it. */
export interface Progress {
  phase: Phase
  /** A statement outside a transaction was sent and may have run, whatever happens now. */
  sent: boolean
}

/** The deadline of the work at hand; the layers below note in its progress how far they have come. */
export interface Deadline extends AbandonableWork {
  /** On the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  readonly progress: Progress
  /** What the work is called by those who ask who holds a connection; the span around it unless given. */
  readonly name: string | undefined
}

/** The nearest deadline around this effect, if there is one. */
export const Current = Context.Reference<Deadline | undefined>("aquifer/layers/deadline/Deadline", {
  defaultValue: () => undefined
})

/** What whoever had so many milliseconds is told when they have passed. */
export const expired = ({ phase, sent }: Progress, millis: number): DeadlineExceeded | OutcomeUnknown => {
  const after = Duration.format(Duration.millis(Math.round(millis)))
  if (phase === "committing") {
    return new OutcomeUnknown({
      statement: "unknown",
      message: `the deadline of ${after} passed after COMMIT was sent; look whether it took effect, or repeat under an idempotency key`
    })
  }
  const waiting = phase === "queued" || phase === "connecting"
  return new DeadlineExceeded({
    phase,
    statement: sent ? "unknown" : waiting ? "did not run" : "rolled back",
    message: `the deadline of ${after} passed while ${words[phase]}`
  })
}

const words = {
  queued: "waiting for a connection; raise POOL_SIZE, or lower concurrency",
  connecting: "connecting; look whether the server and the pooler answer",
  running: "the server or the pooler had not answered; look for locks, or a paused pooler"
} satisfies Record<Exclude<Phase, "committing">, string>

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
      const outer = fiber.getRef(Current)
      const asked = Duration.toMillis(Duration.fromInputUnsafe(duration))
      const millis = Math.max(0, Math.min(asked, (outer?.expiresAt ?? Infinity) - now))
      const progress: Progress = outer?.progress ?? { phase: "queued", sent: false }
      const expiresAt = now + millis
      const deadline: Deadline = {
        expiresAt,
        progress,
        name: name ?? outer?.name,
        fiber: undefined,
        held: undefined
      }
      const context = Context.add(fiber.context as Context.Context<R>, Current, deadline)
      return Effect.callback((resume) => {
        const worker = Effect.runForkWith(context)(runAbandonable(deadline, effect))
        const cancel = Timers.set(fiber.getRef(Clock.Clock), expiresAt, () => {
          resume(Effect.suspend(() => Effect.fail(expired(progress, millis))))
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

/** Notes that something outside a transaction may be sent from now on. */
export const sending: Effect.Effect<void> = Effect.withFiber((fiber) => {
  const progress = fiber.getRef(Current)?.progress
  if (progress !== undefined) Object.assign(progress, { phase: "running", sent: true })
  return Effect.void
})

/** Milliseconds that are left, `Infinity` without a deadline. */
export const remaining: Effect.Effect<number> = Effect.withFiber((fiber) => {
  const deadline = fiber.getRef(Current)
  return Effect.succeed(
    deadline === undefined ? Infinity : Math.max(0, deadline.expiresAt - Monotonic.millis(fiber))
  )
})
