import { Context } from "effect"

/** Writes of which a read must not be older, wherever it is answered. */
export class OwnWrites {
  /** How many have ended, whatever became of them. */
  count = 0
}

/** Those of the nearest `Replica.session`, or of the program: what a child fiber writes, its parent sees. */
export const Current = Context.Reference<OwnWrites>("aquifer/layers/transaction/OwnWrites", {
  defaultValue: () => new OwnWrites()
})

/** A write has ended: to be told before its caller goes on. */
export const ended = (context: Context.Context<never>): undefined => {
  Context.get(context, Current).count++
}
