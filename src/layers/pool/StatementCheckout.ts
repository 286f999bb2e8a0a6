import { Effect, type Fiber } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { abandon, isInterruptible, onBehalfOf } from "../deadline/Detached.ts"
import * as DriverError from "../failure/DriverError.ts"
import { isPgFailure } from "../failure/PgFailure.ts"
import type { Checkout } from "../gate/Checkout.ts"
import type { Gate } from "../gate/Gate.ts"
import type { Refusal } from "../gate/Refusal.ts"
import type { PgSession } from "../transaction/PgSession.ts"
import type { WithSession } from "./GatedConnection.ts"
import type { SessionPool } from "./SessionPool.ts"

/** `SqlClient` can only fail with `SqlError`, so the gate's refusal travels as the cause of one. */
export const admitted = <A, E, R>(effect: Effect.Effect<A, E | Refusal, R>) =>
  Effect.catchIf(effect, isPgFailure, (error) => Effect.fail(DriverError.fromFailure(error, "acquire")))

/** Waits for a permit and lends a session under it. */
const afterWaiting = <A>(
  gate: Gate,
  sessions: Sessions,
  fiber: Fiber.Fiber<unknown, unknown>,
  run: Run<A>,
  held: (checkout: Checkout) => void
) =>
  admitted(
    gate.hold((checkout) => {
      held(checkout)
      return sessions.use(checkout, fiber, run)
    })
  )

type Sessions = Pick<SessionPool, "use">
type Run<A> = (session: PgSession) => Effect.Effect<A, SqlError.SqlError>

/**
 * Lends a session to one statement at a time, under a permit of the gate.
 *
 * An interrupted caller returns at once, and the permit comes back when the statement has ended, cleaning up included.
 * Under a deadline the work is in a fiber that nobody waits for already; elsewhere the statement gets one of its own.
 * Where it must not be interrupted it gets one too, and is not cut off.
 */
export const exclusive =
  (gate: Gate, sessions: Sessions): WithSession =>
  (run) =>
    Effect.withFiber((caller) => {
      const deadline = caller.getRef(CurrentDeadline.Current)
      return deadline?.fiber === caller && isInterruptible(caller)
        ? inPlace(gate, sessions, run, (checkout) => (deadline.held = checkout))
        : inItsOwnFiber(gate, sessions, caller, run)
    })

const inItsOwnFiber = <A>(
  gate: Gate,
  sessions: Sessions,
  caller: Fiber.Fiber<unknown, unknown>,
  run: Run<A>
): Effect.Effect<A, SqlError.SqlError> =>
  Effect.callback((resume) => {
    let held: Checkout | undefined
    const work = inPlace(gate, sessions, run, (checkout) => (held = checkout))
    const isBounded = caller.getRef(CurrentDeadline.Current) !== undefined
    const worker = Effect.runForkWith(caller.context)(isBounded ? onBehalfOf(caller, work) : work)
    worker.addObserver(resume)
    return Effect.sync(() => abandon(worker, caller.context, () => held?.cutOff()))
  })

/**
 * Lends a session that several statements share.
 *
 * The driver leaves an interrupted one of these to itself, so nobody waits and no fiber of its own is needed.
 */
export const shared =
  (gate: Gate, sessions: Sessions): WithSession =>
  (run) =>
    Effect.suspend(() => inPlace(gate, sessions, run, noteNothing))

const noteNothing = (): void => undefined

/**
 * Every statement passes here: while permits are free, one is taken and given back without the machinery of waiting.
 * What it gives is run once.
 */
const inPlace = <A>(
  gate: Gate,
  sessions: Sessions,
  run: Run<A>,
  held: (checkout: Checkout) => void
): Effect.Effect<A, SqlError.SqlError> => {
  let free: Checkout | undefined
  const work = Effect.withFiber((fiber) => {
    free = gate.takeNow(fiber)
    if (free === undefined) return afterWaiting(gate, sessions, fiber, run, held)
    held(free)
    return sessions.use(free, fiber, run)
  })
  // Around the taking too: a fiber may be made to yield, and be interrupted, after any step.
  return Effect.onExitPrimitive(work, () => {
    if (free !== undefined) gate.giveBack(free)
    return undefined
  })
}
