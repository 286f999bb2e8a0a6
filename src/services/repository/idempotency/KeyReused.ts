import { Schema } from "effect"

/** An idempotency key was used for another request before; nothing was done. */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  key: Schema.String
}) {
  override get message(): string {
    return `the key ${JSON.stringify(this.key)} was used for another request; make a new key for each request, and keep it for its repetitions`
  }
}
