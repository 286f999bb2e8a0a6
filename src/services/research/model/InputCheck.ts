import { Effect, type Schema, SchemaParser } from "effect"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as SchemaRefusal from "../../../layers/failure/SchemaRefusal.ts"

/** Checks what a caller gave before anything else happens; a refusal names the field by its path below `field`. */
export const decode = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, field: string) => {
  const decodeUnknown = SchemaParser.decodeUnknownEffect(schema)
  return (input: unknown): Effect.Effect<S["Type"], Rejected, S["DecodingServices"]> =>
    Effect.mapError(decodeUnknown(input), (issue) => SchemaRefusal.refusal(issue, field))
}

/** The same refusal where what was refused is a part of something larger, at `place` in it. */
export const inside =
  (place: string) =>
  ({ field = "", message }: Rejected): Rejected => {
    const dot = field === "" ? "" : "."
    return new Rejected({
      statement: "did not run",
      field: `${place}${dot}${field}`,
      message: `${place}${dot}${message}`
    })
  }
