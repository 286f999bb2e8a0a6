import { Schema } from "effect"

/** Why an agent's work on a keyword has failed: a reason's tag, and its message. */
const Failure = Schema.Struct({ reason: Schema.String, message: Schema.String })

/**
 * What came of one keyword that an agent was sent for; it says what failed rather than failing.
 *
 * It is made of plain values, as it travels between processes.
 */
export const Errand = Schema.Struct({
  /** The lookup that the agent was sent for; absent where it had no answer. */
  lookup: Schema.optionalKey(Schema.Struct({ hit: Schema.Boolean, millis: Schema.Number })),
  /** What was stored after a miss. */
  store: Schema.optionalKey(
    Schema.Struct({ documents: Schema.Int, duplicates: Schema.Int, millis: Schema.Number })
  ),
  failure: Schema.optionalKey(Failure)
})
export interface Errand extends Schema.Schema.Type<typeof Errand> {}
