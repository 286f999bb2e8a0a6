import { Effect, Schema } from "effect"
import { unstorable } from "../../../layers/encode/StorableText.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as InputCheck from "./InputCheck.ts"
import { maxKeywordBytes, maxTextBytes, maxUrlBytes, ResearchDocument } from "./ResearchDocument.ts"

const decodeArray = InputCheck.decode(Schema.Array(Schema.Unknown), "documents")
const decodeDocument = InputCheck.decode(ResearchDocument, "")

/** Documents checked without a pause for others; a thousand of a kilobyte take a millisecond. */
const slice = 1_000

const storable = (text: unknown, bytes: number): boolean =>
  typeof text === "string" && unstorable(text, bytes) === undefined

const label = (text: unknown): boolean =>
  text === undefined || (text !== "" && storable(text, maxKeywordBytes))

/** A document's own fields, if they are those that the schema would accept; the schema itself takes 20 times as long. */
export const quick = (given: ResearchDocument | null): ResearchDocument | undefined => {
  if (typeof given !== "object" || given === null) return undefined
  const { body, kind, source, title, url } = given
  if (source === undefined && "source" in given) return undefined
  if (kind === undefined && "kind" in given) return undefined
  const accepted =
    url !== "" &&
    storable(url, maxUrlBytes) &&
    storable(title, maxTextBytes) &&
    storable(body, maxTextBytes) &&
    label(source) &&
    label(kind)
  if (!accepted) return undefined
  return {
    url,
    title,
    body,
    ...(source === undefined ? undefined : { source }),
    ...(kind === undefined ? undefined : { kind })
  }
}

/** What the schema makes of a document in which the quick look found something unusual. */
export const thorough = (given: ResearchDocument, index: number): Effect.Effect<ResearchDocument, Rejected> =>
  Effect.mapError(decodeDocument(given), InputCheck.inside(`documents[${index}]`))

/** All documents; others get a turn while many are looked through. */
export const all = Effect.fnUntraced(function* (given: ReadonlyArray<ResearchDocument>) {
  if (!Array.isArray(given)) yield* decodeArray(given)
  const accepted: Array<ResearchDocument> = []
  for (let start = 0; start < given.length; start += slice) {
    const end = Math.min(start + slice, given.length)
    for (let index = start; index < end; index++) {
      const one = given[index] as ResearchDocument
      accepted.push(quick(one) ?? (yield* thorough(one, index)))
    }
    yield* Effect.yieldNow
  }
  return accepted
})
