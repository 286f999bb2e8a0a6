import type { Fiber } from "effect"
import * as Monotonic from "../deadline/Monotonic.ts"
import { type PgFailure, PoolExhausted, Unavailable } from "../failure/PgFailure.ts"
import { spanOfTime } from "../failure/spanOfTime.ts"
import { withoutStack } from "../failure/withoutStack.ts"
import * as Checkout from "./Checkout.ts"

/** Why nobody was admitted; where nobody can connect, that. */
export type Refusal = PgFailure

/** A gate as those are told of it who are not let in. */
export interface Crowd {
  readonly options: {
    /** The pool's name in messages and metrics. */
    readonly name: string
    /** The variable that says how many connections the pool has, for messages. */
    readonly sizeVariable: string
    /** Statements and transactions that may hold a connection at once. */
    readonly permits: number
  }
  readonly used: number
  readonly waiting: number
  /** The checkout that is held longest. */
  readonly longest: Checkout.Checkout | undefined
  /** Why nobody can be served: none of those who were let in could connect. */
  readonly unreached: (now: number) => PgFailure | undefined
  /** When somebody was let in last, by the monotonic clock. */
  readonly grantedAt: number
}

export const closed = (name: string): Unavailable =>
  new Unavailable({
    statement: "did not run",
    message: `pool "${name}" is closed: its scope has ended; keep what uses the pool inside the scope of its layer`
  })

/** Milliseconds in which a pool that serves anybody has had one connection back. */
const standstill = 1000

/** What helps those who wait; where nobody can connect, or is served, as behind a server that hangs, more connections do not. */
export const advice = (crowd: Crowd, fiber: Fiber.Fiber<unknown, unknown>, shorten = ""): string => {
  const { grantedAt, options, used } = crowd
  const { permits, sizeVariable } = options
  const now = Monotonic.millis(fiber)
  const unreached = crowd.unreached(now)
  if (unreached !== undefined) return `; no connection could be opened: ${unreached.message}`
  const since = now - grantedAt
  return used >= permits && since >= standstill
    ? `; none came back for ${spanOfTime(since)}: look whether the server answers, what it waits for (locks, a paused pooler), and whether a transaction awaits anything but SQL, before raising ${sizeVariable}`
    : `; raise ${sizeVariable}, ${shorten}or lower concurrency`
}

/**
 * What somebody is told who was not let in; `how` says for what reason. Where nobody can connect, it is the failure of those
 * who tried: the pool's size has nothing to do with it.
 */
export const unserved = (crowd: Crowd, fiber: Fiber.Fiber<unknown, unknown>, how: string): Refusal => {
  const { longest, options, used, waiting } = crowd
  const unreached = crowd.unreached(Monotonic.millis(fiber))
  if (unreached !== undefined) return unreached
  const held =
    longest === undefined
      ? ""
      : `; longest lease ${spanOfTime(Monotonic.millis(fiber) - longest.since)} in ${Checkout.span(longest)}`
  const helps = advice(crowd, fiber, "shorten that transaction, ")
  const message = `pool "${options.name}" exhausted ${how}: ${used} of ${options.permits} in use, ${waiting} waiting${held}${helps}`
  return withoutStack(() => new PoolExhausted({ statement: "did not run", message }))
}
