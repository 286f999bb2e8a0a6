import { Schema } from "effect"

/** The page cannot be served there. */
export class NotServable extends Schema.TaggedError<NotServable>()("NotServable", {
  /** Why not, and what to do instead. */
  message: Schema.String
}) {}
