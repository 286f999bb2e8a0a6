import { type Effect, type Fiber, References } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as DriverError from "../failure/DriverError.ts"
import * as PgFailure from "../failure/PgFailure.ts"

/** A connection as its checkout knows it. */
export interface CheckedOut {
  /** How often it has been used, this time included. */
  readonly uses: number
  /** A checkout of it has ended, and its pool has it again. */
  readonly givenBack: (now: number) => void
  /** Learns of statements that a pooler lost. */
  readonly prepared: { readonly failed: (failure: PgFailure.PgFailure) => void }
  /** Ends the connection at once, whatever waits on it. */
  readonly destroy: () => void
  /** Whether it is still there, as far as is known on this side. */
  readonly isOpen: () => boolean
  /** Until it is over. */
  readonly closed: Effect.Effect<void>
  /** Its server took no write: it is closed when it is given back, and others to the same host are looked at. */
  readonly demoted: () => void
  /** Closes the connection when it is given back; whoever shares it meanwhile is left alone. */
  readonly retire: () => void
}

/** The session itself holds on to what is gone, as functions do to the plans of their statements. */
const isForgetful = (failure: unknown): boolean =>
  failure instanceof PgFailure.Rejected &&
  (failure.retry === "other connection" || (failure.retry === "unnamed" && failure.sqlState === "XX000"))

/** One permit of the gate while it is held, and the connection that it was taken for. */
export class Checkout {
  /** Who took it. */
  readonly fiber: Fiber.Fiber<unknown, unknown>
  readonly since: number
  /** The connection, once there is one. */
  connection: CheckedOut | undefined
  /** Why it has none, where none could be opened. */
  unconnected: PgFailure.PgFailure | undefined
  reported = false
  /** It is meant to be held for as long as the program runs, so that it is no leak. */
  lasting = false

  constructor(fiber: Fiber.Fiber<unknown, unknown>) {
    this.fiber = fiber
    this.since = Monotonic.millis(fiber)
  }

  /** Its connection is the pool's again; giving up on this checkout later must not cut off the next holder's. */
  letGo(now: number): void {
    const { connection } = this
    this.connection = undefined
    connection?.givenBack(now)
  }

  /** Ends its connection at once. */
  cutOff(): void {
    this.connection?.destroy()
  }

  /** What an error on its connection means; a connection to a server that takes no writes is not used again. */
  refine(error: SqlError.SqlError): SqlError.SqlError {
    const meant = DriverError.refine(error)
    const failure = meant.reason.cause
    if (this.connection === undefined && PgFailure.isPgFailure(failure)) this.unconnected = failure
    if (failure instanceof PgFailure.ReadOnly) this.connection?.demoted()
    if (isForgetful(failure)) this.connection?.retire()
    if (PgFailure.isPgFailure(failure)) this.connection?.prepared.failed(failure)
    return meant
  }
}

/** How long it has been held. */
export const heldMillis = ({ fiber, since }: Checkout): number => Monotonic.millis(fiber) - since

/** Effect's files, this library's own, and Node's: places that no caller can change. */
const library = URL.parse("../../", import.meta.url)?.href // a bundle of CommonJS does not know where it is
const isForeign = (line: string): boolean =>
  /[\\/]node_modules[\\/](@effect[\\/]|effect[\\/])/.test(line) ||
  /\(?node:/.test(line) ||
  (library !== undefined && ["layers/", "services/"].some((room) => line.includes(library + room)))

const siteIn = (stack: string | undefined): string | undefined =>
  stack
    ?.split("\n")
    .map((line) => line.trim())
    .findLast((line) => line !== "" && !isForeign(line))
    ?.replace(/^at /, "")

/** The innermost span around a fiber's work that is not the SQL client's own. */
const frameOf = (fiber: Fiber.Fiber<unknown, unknown>): References.StackFrame | undefined => {
  let frame = fiber.getRef(References.CurrentStackFrame)
  while (frame !== undefined && frame.name.startsWith("sql.")) frame = frame.parent
  return frame
}

/**
 * Where in the caller's own source the work of a fiber begins: of the spans and functions around it the innermost that
 * was called or, where Effect itself called it, made there.
 */
const siteOf = (fiber: Fiber.Fiber<unknown, unknown>): string | undefined => {
  for (let frame = frameOf(fiber); frame !== undefined; frame = frame.parent) {
    const site = siteIn(frame.stack())
    if (site !== undefined) return site
  }
  return undefined
}

/** The name of the work that a checkout was taken for, or of the span around it. */
export const span = ({ fiber }: Pick<Checkout, "fiber">): string =>
  fiber.getRef(CurrentDeadline.Current)?.name ?? frameOf(fiber)?.name ?? "an effect without a span"

/** That name, and where in the caller's source the work begins. */
export const owner = (
  checkout: Pick<Checkout, "fiber">
): { readonly span: string; readonly site: string | undefined } => ({
  span: span(checkout),
  site: siteOf(checkout.fiber)
})
