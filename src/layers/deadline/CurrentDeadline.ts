import { Context, Duration, Effect } from "effect"
import { DeadlineExceeded, OutcomeUnknown } from "../failure/PgFailure.ts"
import type { AbandonableWork } from "./Detached.ts"

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
export const Current = Context.Reference<Deadline | undefined>("aquifer/layers/deadline/CurrentDeadline", {
  defaultValue: () => undefined
})

/** What a caller who had so many milliseconds fails with when they have passed. */
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

/** Notes how far the work has come, and whether it may have been sent. */
export const reached = (
  deadline: Pick<Deadline, "progress"> | undefined,
  phase: Phase,
  sent?: boolean
): void => {
  if (deadline === undefined) return
  deadline.progress.phase = phase
  if (sent !== undefined) deadline.progress.sent = sent
}

/** Notes that something outside a transaction may be sent from now on. */
export const sending: Effect.Effect<void> = Effect.withFiber((fiber) => {
  reached(fiber.getRef(Current), "running", true)
  return Effect.void
})
