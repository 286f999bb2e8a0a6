import { Context, Duration, Effect, type Fiber } from "effect"
import { DeadlineExceeded, OutcomeUnknown } from "../failure/PgFailure.ts"
import { withoutStack } from "../failure/withoutStack.ts"
import { type AbandonableWork, principalOf } from "./Detached.ts"

/** How far the work under a deadline has come. */
export type Phase = "queued" | "connecting" | "running" | "committing"

/** What connections are opened to. */
export interface Destination {
  /** Why the last attempt came to nothing, as failures say it; undefined once one has succeeded. */
  readonly unreached: string | undefined
}

/** How far the work has come; a deadline inside another one shares it. */
export interface Progress {
  phase: Phase
  /** Something outside a transaction was sent and may have run, whatever happens now. */
  sent: boolean
  /** COMMITs that are on their way; what else goes on meanwhile takes nothing from them. */
  committing: number
  /** What helps those who wait where the work waits for a connection; asked when its time is over. */
  advice: () => string
  /** Where a connection is opened to for the work. */
  toward?: Destination | undefined
  /** When the oldest transaction was begun that a statement was part of; on the monotonic clock, in milliseconds. */
  transactionSince?: number | undefined
  /** The nested transaction that a statement beside it waits for. */
  behind?: string | undefined
}

const addMore = (): string => "; raise POOL_SIZE, or lower concurrency"

/** How far work has come that has not begun. */
export const unbegun = (): Progress => ({
  phase: "queued",
  sent: false,
  committing: 0,
  advice: addMore,
  toward: undefined,
  transactionSince: undefined,
  behind: undefined
})

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

/**
 * When the time is over for work that goes on under a deadline: never, once the work that the deadline was given to has
 * ended. What goes on then was begun for others too, as the batches of `RequestResolver` are.
 */
export const expiryOf = (deadline: Deadline | undefined): number =>
  deadline === undefined || deadline.fiber?.pollUnsafe() !== undefined ? Infinity : deadline.expiresAt

/**
 * The same for what a fiber does: never, unless the fiber is the deadline's own, or works for that alone. A fiber that was
 * begun with the context of one caller, as a batch or the lookup of a cache is, works for all who ask it.
 */
export const expiryFor = (deadline: Deadline | undefined, fiber: Fiber.Fiber<unknown, unknown>): number =>
  deadline === undefined || deadline.fiber !== principalOf(fiber) ? Infinity : expiryOf(deadline)

type Expired = DeadlineExceeded | OutcomeUnknown

/** What has to be known of a deadline that has passed. */
interface Expiring {
  /** Whether its work can be interrupted. */
  readonly interruptible?: boolean
  /** When it was given, by the monotonic clock: a transaction that is older goes on without it. */
  readonly since?: number
}

/** What was told last: under overload thousands are told the same in a moment, and making an error costs more than an answer. */
let told: { readonly of: string; readonly failure: Expired } | undefined

const once = (of: string, make: () => Expired): Expired => {
  if (told?.of !== of) told = { of, failure: withoutStack(make) }
  return told.failure
}

/**
 * What a caller who had so many milliseconds fails with when they have passed. What cannot be interrupted goes on behind
 * the caller, who cannot be told that it did not run.
 */
export const expired = (
  progress: Progress,
  millis: number,
  { interruptible = true, since = -Infinity }: Expiring = {}
): Expired => {
  const { behind, committing, phase, sent, transactionSince = Infinity } = progress
  const after = Math.round(millis)
  const isCommitting = phase === "committing" || committing > 0
  if (isCommitting) return once(`${after} committing`, () => expiredCommitting(after))
  const waiting = phase === "queued" || phase === "connecting"
  const isPart = !sent && transactionSince < since
  const unsure = sent || isPart || !interruptible
  const statement = unsure ? "unknown" : waiting ? "did not run" : "rolled back"
  const what = behind === undefined ? words[phase](progress) : waitingBehind(behind)
  return once(`${after} ${statement} ${isPart} ${what}`, () => {
    const message = `the deadline of ${format(after)} passed while ${what}${isPart ? partOf : ""}`
    return new DeadlineExceeded({ phase, statement, message })
  })
}

const format = (millis: number): string => Duration.format(Duration.millis(millis))

const expiredCommitting = (millis: number): OutcomeUnknown =>
  new OutcomeUnknown({
    statement: "unknown",
    message: `the deadline of ${format(millis)} passed after COMMIT was sent; look whether it took effect, or repeat under an idempotency key`
  })

const partOf = "; what was sent under it is part of a transaction that is older, and stays if that commits"

const waitingBehind = (nested: string): string =>
  `a statement waited for the nested transaction beside it (${nested}) to end; nothing else of a transaction is sent while one nested in it is open, so the nested one must not wait for that statement, nor take long`

const words = {
  queued: ({ advice }: Progress) => `waiting for a connection${advice()}`,
  connecting: ({ toward }: Progress) => {
    const unreached = toward?.unreached
    return unreached === undefined
      ? "connecting; look whether the server and the pooler answer"
      : `connecting; the last attempt failed: ${unreached}`
  },
  running: () => "the server or the pooler had not answered; look for locks, or a paused pooler"
} satisfies Record<Exclude<Phase, "committing">, (progress: Progress) => string>

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

/** Notes that a connection is opened for the work, and to what. */
export const connecting = (deadline: Pick<Deadline, "progress"> | undefined, toward: Destination): void => {
  if (deadline === undefined) return
  deadline.progress.toward = toward
  deadline.progress.phase = "connecting"
}

/** Notes that a statement is sent in a transaction, or a nested one, that was begun then, or has become part of one. */
export const inTransaction = (deadline: Pick<Deadline, "progress"> | undefined, since: number): void => {
  if (deadline === undefined) return
  const { progress } = deadline
  progress.phase = "running"
  progress.transactionSince = Math.min(progress.transactionSince ?? Infinity, since)
}

/** Notes that the work waits for a connection, and what will help if it waits too long. */
export const queued = (deadline: Pick<Deadline, "progress"> | undefined, advice: () => string): void => {
  if (deadline === undefined) return
  deadline.progress.advice = advice
  deadline.progress.phase = "queued"
}

/** Notes for which nested transaction a statement beside it waits, or that it does not any more. */
export const behind = (
  deadline: Pick<Deadline, "progress"> | undefined,
  nested: string | undefined
): void => {
  if (deadline !== undefined) deadline.progress.behind = nested
}

/** Notes that a COMMIT is on its way. */
export const committing = (deadline: Pick<Deadline, "progress"> | undefined): void => {
  if (deadline === undefined) return
  const { progress } = deadline
  progress.committing++
  progress.phase = "committing"
}

/** Notes what came of a COMMIT: it took effect, or may have, unless it is known that it did not. */
export const committed = (deadline: Pick<Deadline, "progress"> | undefined, mayHave: boolean): void => {
  if (deadline === undefined) return
  const { progress } = deadline
  progress.committing--
  progress.phase = "running"
  if (mayHave) progress.sent = true
}

/** Notes that something outside a transaction may be sent from now on. */
export const sending: Effect.Effect<void> = Effect.withFiber((fiber) => {
  reached(fiber.getRef(Current), "running", true)
  return Effect.void
})
