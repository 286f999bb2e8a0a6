import { Context } from "effect"

/** Whose idempotency keys those at hand are: the same key in another partition is another key. Nobody's by itself. */
export const Partition = Context.Reference<string>("aquifer/services/repository/idempotency/Partition", {
  defaultValue: () => ""
})
