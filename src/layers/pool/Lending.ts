import { Effect, type Fiber } from "effect"
import type { SqlError } from "effect/sql"
import { abandon } from "../Detached.ts"
import { PoolExhausted, Unavailable } from "../PgFailure.ts"
import * as DriverError from "./DriverError.ts"
import type { Gate, Refusal } from "./Gate.ts"
import type { Lend } from "./GatedConnection.ts"
import type { Lease } from "./Lease.ts"
import type { PgSession } from "./PgSession.ts"
import type { SessionPool } from "./SessionPool.ts"

const isRefusal = (error: unknown): error is Refusal =>
  error instanceof PoolExhausted || error instanceof Unavailable

/** `SqlClient` can only fail with `SqlError`, so the gate's refusal travels as the cause of one. */
export const admitted = <A, E, R>(effect: Effect.Effect<A, E | Refusal, R>) =>
  Effect.catchIf(effect, isRefusal, (error) => Effect.fail(DriverError.fromFailure(error, "acquire")))

/** Waits for a permit and lends a session under it. */
const afterWaiting = <A>(
  gate: Gate,
  sessions: SessionPool,
  fiber: Fiber.Fiber<unknown, unknown>,
  run: Run<A>,
  held: (lease: Lease) => void
) =>
  admitted(
    gate.hold((lease) => {
      held(lease)
      return sessions.use(lease, fiber, run)
    })
  )

type Run<A> = (session: PgSession) => Effect.Effect<A, SqlError.SqlError>

/**
 * Lends a session to one statement at a time, under a permit of the gate.
 *
 * The statement runs in a fiber of its own, so that an interrupted caller is answered at once; the permit comes back
 * when that fiber has ended, cleaning up included. Every statement passes here: while permits are free, one is taken
 * and given back without the machinery of waiting.
 */
export const exclusive =
  (gate: Gate, sessions: SessionPool): Lend =>
  (run) =>
    Effect.withFiber((caller) =>
      Effect.callback((resume) => {
        let held = gate.takeNow(caller)
        const free = held
        const work =
          free === undefined
            ? afterWaiting(gate, sessions, caller, run, (lease) => (held = lease))
            : sessions.use(free, caller, run)
        const worker = Effect.runForkWith(caller.context)(work)
        worker.addObserver((exit) => {
          if (free !== undefined) gate.giveBack(free)
          resume(exit)
        })
        return Effect.sync(() => abandon(worker, caller.context, () => held?.leased?.destroy()))
      })
    )

/**
 * Lends a session that several statements share.
 *
 * The driver leaves an interrupted one of these to itself, so nobody waits and no fiber of its own is needed.
 */
export const shared =
  (gate: Gate, sessions: SessionPool): Lend =>
  (run) =>
    Effect.suspend(() => {
      let free: Lease | undefined
      return Effect.onExitPrimitive(
        Effect.withFiber((caller) => {
          free = gate.takeNow(caller)
          return free === undefined
            ? afterWaiting(gate, sessions, caller, run, () => undefined)
            : sessions.use(free, caller, run)
        }),
        () => {
          if (free !== undefined) gate.giveBack(free)
          return undefined
        },
        true
      )
    })
