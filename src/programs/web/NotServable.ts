import { Schema } from "effect"

/** The page cannot be served there; the message says why and what instead. */
export class NotServable extends Schema.TaggedError<NotServable>()("NotServable", {
  message: Schema.String
}) {}
