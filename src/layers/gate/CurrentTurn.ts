import { Context } from "effect"

/** As whom a caller waits at the gate. */
export interface Standing {
  /** Whether it lets those go first for whom somebody waits. */
  readonly batch: boolean
  /** With whom it shares its turns; all who name nobody are one. */
  readonly tenant: string | undefined
  /** Whether it queues however many wait: it keeps what is at work already, and there is little of it. */
  readonly vital?: boolean
}

/** Of whoever has not said. */
export const ordinary: Standing = { batch: false, tenant: undefined }

/** As whom the work at hand waits. */
export const Current = Context.Reference<Standing>("aquifer/layers/gate/CurrentTurn", {
  defaultValue: () => ordinary
})

/** A context for work that many share, of which the first one's standing is not that of all. */
export const shared = <R>(context: Context.Context<R>): Context.Context<R> =>
  Context.get(context, Current) === ordinary ? context : Context.add(context, Current, ordinary)
