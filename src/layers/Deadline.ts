import { Context, Duration, Effect } from "effect"
import * as Monotonic from "./Monotonic.ts"
import { DeadlineExceeded, OutcomeUnknown } from "./PgFailure.ts"

/** How far the work under a deadline has come. */
export type Phase = "queued" | "connecting" | "running" | "committing"

/** The deadline of the work at hand; the layers below note in it how far they have come. */
export interface Deadline {
  /** On the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  phase: Phase
  /** A statement outside a transaction was sent and may have run, whatever happens now. */
  sent: boolean
}

/** The nearest deadline around this effect, if there is one. */
export const Current = Context.Reference<Deadline | undefined>("aquifer/layers/Deadline", {
  defaultValue: () => undefined
})

const expired = (deadline: Deadline, given: Duration.Duration): DeadlineExceeded | OutcomeUnknown => {
  const after = Duration.format(given)
  if (deadline.phase === "committing") {
    return new OutcomeUnknown({
      statement: "unknown",
      message: `the deadline of ${after} passed after COMMIT was sent; look whether it took effect, or repeat under an idempotency key`
    })
  }
  const waiting = deadline.phase === "queued" || deadline.phase === "connecting"
  return new DeadlineExceeded({
    phase: deadline.phase,
    statement: deadline.sent ? "unknown" : waiting ? "did not run" : "rolled back",
    message: `the deadline of ${after} passed while ${words[deadline.phase]}`
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
 * statement may have run; after COMMIT was sent it is `OutcomeUnknown`.
 */
export const within =
  (duration: Duration.Input) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | DeadlineExceeded | OutcomeUnknown, R> =>
    Effect.withFiber((fiber) => {
      const now = Monotonic.millis(fiber)
      const outer = fiber.getRef(Current)
      const given = Duration.fromInputUnsafe(duration)
      const expiresAt = Math.min(now + Duration.toMillis(given), outer?.expiresAt ?? Infinity)
      const deadline: Deadline = { expiresAt, phase: "queued", sent: false }
      return Effect.provideService(effect, Current, deadline).pipe(
        Effect.timeoutOrElse({
          duration: Duration.millis(Math.max(0, expiresAt - now)),
          orElse: () => {
            if (outer !== undefined)
              Object.assign(outer, { phase: deadline.phase, sent: outer.sent || deadline.sent })
            return Effect.fail(expired(deadline, given))
          }
        })
      )
    })

/** Milliseconds that are left, `Infinity` without a deadline. */
export const remaining: Effect.Effect<number> = Effect.withFiber((fiber) => {
  const deadline = fiber.getRef(Current)
  return Effect.succeed(
    deadline === undefined ? Infinity : Math.max(0, deadline.expiresAt - Monotonic.millis(fiber))
  )
})
