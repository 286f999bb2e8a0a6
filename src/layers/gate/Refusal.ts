import type { Fiber } from "effect"
import * as Monotonic from "../deadline/Monotonic.ts"
import { PoolExhausted, Unavailable } from "../failure/PgFailure.ts"
import { spanOfTime } from "../failure/spanOfTime.ts"
import { withoutStack } from "../failure/withoutStack.ts"
import * as Checkout from "./Checkout.ts"

/** Why nobody was admitted. */
export type Refusal = PoolExhausted | Unavailable

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

/** What helps those who wait; where nobody is served, as behind a server that hangs, more connections would not. */
export const advice = (
  { grantedAt, options: { permits, sizeVariable }, used }: Crowd,
  fiber: Fiber.Fiber<unknown, unknown>,
  shorten = ""
): string => {
  const since = Monotonic.millis(fiber) - grantedAt
  return used >= permits && since >= standstill
    ? `; none came back for ${spanOfTime(since)}: look whether the server answers, what it waits for (locks, a paused pooler), and whether a transaction awaits anything but SQL, before raising ${sizeVariable}`
    : `; raise ${sizeVariable}, ${shorten}or lower concurrency`
}

/** What somebody is told who was not let in; `how` says for what reason. */
export const exhausted = (crowd: Crowd, fiber: Fiber.Fiber<unknown, unknown>, how: string): PoolExhausted => {
  const { longest, options, used, waiting } = crowd
  const held =
    longest === undefined
      ? ""
      : `; longest lease ${spanOfTime(Monotonic.millis(fiber) - longest.since)} in ${Checkout.span(longest)}`
  const helps = advice(crowd, fiber, "shorten that transaction, ")
  const message = `pool "${options.name}" exhausted ${how}: ${used} of ${options.permits} in use, ${waiting} waiting${held}${helps}`
  return withoutStack(() => new PoolExhausted({ statement: "did not run", message }))
}
