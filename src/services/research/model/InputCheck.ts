import { Effect, type Schema, SchemaIssue, SchemaParser } from "effect"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"

/** Never repeats the input: it may be a row, or a megabyte. */
const leaf = (issue: SchemaIssue.Leaf): string => {
  switch (issue._tag) {
    case "MissingKey":
      return "is missing"
    case "UnexpectedKey":
      return "is not known here"
    default:
      return "is not of the expected type"
  }
}

const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook: leaf })

/** Where in the input a value stands: `documents[3].url`. */
export const place = (root: string, path: ReadonlyArray<unknown>): string =>
  path.reduce<string>(
    (at, key) =>
      typeof key === "number" ? `${at}[${key}]` : at === "" ? String(key) : `${at}.${String(key)}`,
    root
  )

/** Checks what a caller gave before anything else happens; a refusal names the field by its path below `field`. */
export const decode = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, field: string) => {
  const decodeUnknown = SchemaParser.decodeUnknownEffect(schema)
  return (input: unknown): Effect.Effect<S["Type"], Rejected, S["DecodingServices"]> =>
    Effect.mapError(decodeUnknown(input), (issue) => {
      const [first] = format(issue).issues
      return rejected(place(field, first?.path ?? []), first?.message ?? "is not valid")
    })
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
