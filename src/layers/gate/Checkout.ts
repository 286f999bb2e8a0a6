import { type Fiber, References } from "effect"
import * as Deadline from "../deadline/Deadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import type { PreparedStatements } from "../pool/PreparedStatements.ts"

/** A connection as its holder's lease knows it. */
export interface Leased {
  /** Since when nobody has used it; undefined before its first use. */
  idleSince: number | undefined
  /** How often it has been used, this time included. */
  uses: number
  /** Told of statements that a pooler lost. */
  readonly prepared: PreparedStatements
  /** Ends the connection at once, whatever waits on it. */
  readonly destroy: () => void
}

/** One permit of the gate, held. */
export class Lease {
  /** Who took it. */
  readonly fiber: Fiber.Fiber<unknown, unknown>
  readonly since: number
  /** The connection, once there is one. */
  leased: Leased | undefined
  reported = false

  constructor(fiber: Fiber.Fiber<unknown, unknown>) {
    this.fiber = fiber
    this.since = Monotonic.millis(fiber)
  }

  /** Ends its connection at once. */
  cutOff(): void {
    this.leased?.destroy()
  }
}

/** How long it has been held. */
export const heldMillis = ({ fiber, since }: Lease): number => Monotonic.millis(fiber) - since

/** The innermost span around a lease that is not the SQL client's own. */
const frameOf = ({ fiber }: Pick<Lease, "fiber">) => {
  let frame = fiber.getRef(References.CurrentStackFrame)
  while (frame !== undefined && frame.name.startsWith("sql.")) frame = frame.parent
  return frame
}

/** The name of the work that a lease was taken for, or of the span around it. */
export const span = (lease: Pick<Lease, "fiber">): string =>
  lease.fiber.getRef(Deadline.Current)?.name ?? frameOf(lease)?.name ?? "an effect without a span"

/** That name, and where in the source the span around it begins. */
export const owner = (
  lease: Pick<Lease, "fiber">
): { readonly span: string; readonly site: string | undefined } => ({
  span: span(lease),
  site: frameOf(lease)?.stack()?.trim().split("\n").at(-1)?.trim().replace(/^at /, "")
})
