import { Predicate, Result } from "effect"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import { decodeDocument, decodeKeyword, decodeText } from "./DocumentProblem.ts"
import type { DocumentProblem } from "./DocumentProblem.ts"

/** What one line of a JSON lines file says. */
export interface JsonLine {
  readonly keyword: string
  readonly document: ResearchDocument
}

/** Reads one line; an empty one is `undefined`. */
export const parse = (bytes: Uint8Array): Result.Result<JsonLine | undefined, DocumentProblem> =>
  Result.gen(function* () {
    const text = yield* decodeText(bytes)
    if (text.trim() === "") return undefined
    const value: unknown = yield* Result.try({
      // The parser's own message quotes the line, so it is not passed on.
      try: () => JSON.parse(text),
      catch: () => ({ reason: "is not valid JSON" })
    })
    if (!Predicate.isObject(value)) return yield* Result.fail({ reason: "is not a JSON object" })
    return { keyword: yield* decodeKeyword(value), document: yield* decodeDocument(withoutNulls(value)) }
  })

/** Many exporters write an absent field as null. */
const withoutNulls = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([key, field]) => field !== null || !optional.has(key)))

const optional = new Set(["source", "kind"])
