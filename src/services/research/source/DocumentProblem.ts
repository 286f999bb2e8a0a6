import { Result, Schema, SchemaIssue, SchemaParser } from "effect"
import { Keyword, ResearchDocument } from "../model/ResearchDocument.ts"

/** Why something cannot be stored as a document, in words that follow the field's name: `title` `is missing`. */
export interface DocumentProblem {
  readonly field?: string
  readonly reason: string
}

// Drops a byte order mark, which editors on Windows put before a text.
const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The text of these bytes. */
export const decodeText = (bytes: Uint8Array): Result.Result<string, DocumentProblem> =>
  Result.try({ try: () => utf8.decode(bytes), catch: () => ({ reason: "is not valid UTF-8" }) })

/** The keyword of something that has one, trimmed. */
export const decodeKeyword = (value: object): Result.Result<string, DocumentProblem> =>
  Result.mapBoth(decodeKeyed(value), { onFailure: fromIssue, onSuccess: ({ keyword }) => keyword })

/** The document in a value; what else the value holds is ignored. */
export const decodeDocument = (value: object): Result.Result<ResearchDocument, DocumentProblem> =>
  Result.mapError(decodeFields(value), fromIssue)

const decodeKeyed = SchemaParser.decodeUnknownResult(Schema.Struct({ keyword: Keyword }))
const decodeFields = SchemaParser.decodeUnknownResult(ResearchDocument)

const formatter = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    if (issue._tag === "MissingKey") return "is missing"
    if (issue._tag === "InvalidType") return "is not text"
    return SchemaIssue.defaultLeafHook(issue)
  }
})

/** The first thing that a schema holds against a value; the value itself is not quoted. */
const fromIssue = (issue: SchemaIssue.Issue): DocumentProblem => {
  const first = formatter(issue).issues[0]
  const reason = first?.message ?? "cannot be stored"
  const field = first?.path?.[0]
  return typeof field === "string" ? { field, reason } : { reason }
}
