import { Schema } from "effect"
import * as Sha256 from "../../../layers/encode/Sha256.ts"
import { unstorable, utf8Bytes } from "../../../layers/encode/StorableText.ts"

/** Longest keyword in UTF-8 bytes: keyword and url share one index entry, which Postgres limits to 2,704. */
export const maxKeywordBytes = 512

/** Longest url in UTF-8 bytes, see {@link maxKeywordBytes}. */
export const maxUrlBytes = 2_000

/** Longest other text in UTF-8 bytes: two of them in a row stay below the 16 MiB that the driver can read back. */
export const maxTextBytes = 7 * 1024 * 1024

/** A string that Postgres stores byte for byte: no NUL, no lone surrogate, at most `bytes` long in UTF-8. */
export const StoredText = (bytes: number) =>
  Schema.String.check(Schema.makeFilter((text) => unstorable(text, bytes)))

/**
 * What research is about: its exact text, trimmed; case counts.
 *
 * At most 512 bytes. Decoding trims it; an empty one is refused.
 */
export const Keyword = Schema.Trim.pipe(
  Schema.decodeTo(StoredText(maxKeywordBytes).check(Schema.isNonEmpty({ message: "is empty" })))
)

/** Where a document was found: its exact text, at most 2,000 bytes of UTF-8. */
export const Url = StoredText(maxUrlBytes).check(Schema.isNonEmpty({ message: "is empty" }))

/** Not empty, as an empty one would come back as none. */
const Label = StoredText(maxKeywordBytes).check(Schema.isNonEmpty({ message: "is empty; leave it out" }))

/**
 * A document found for a keyword, identified by keyword and url.
 *
 * **Example** (What came from outside, checked)
 *
 * ```ts
 * import { Keyword, ResearchDocument } from "aquifer/research"
 * import { Schema } from "effect"
 *
 * const decode = Schema.decodeUnknownEffect(Schema.Struct({ keyword: Keyword, documents: Schema.Array(ResearchDocument) }))
 * ```
 */
export const ResearchDocument = Schema.Struct({
  /** Where it was found; not empty, at most 2,000 bytes of UTF-8. */
  url: Url,
  /** At most 7 MiB of UTF-8; it may be empty. */
  title: StoredText(maxTextBytes),
  /** Its text, at most 7 MiB of UTF-8; it may be empty. */
  body: StoredText(maxTextBytes),
  /** What it was found by, such as a search engine or a folder's name: reports group by it. At most 512 bytes; absent when not known. */
  source: Schema.optionalKey(Label),
  /** What sort of document it is, such as `markdown`; at most 512 bytes; absent when not known. */
  kind: Schema.optionalKey(Label)
})
export type ResearchDocument = typeof ResearchDocument.Type

/**
 * The hash that tells whether a document has changed since it was stored, as hexadecimal digits. Lengths go into it, so
 * that text moved from one field into the next is a change.
 */
export const contentHash = ({ body, kind = "", source = "", title }: ResearchDocument): string =>
  Sha256.hex(`${utf8Bytes(title)},${utf8Bytes(source)},${utf8Bytes(kind)}:${title}${source}${kind}${body}`)
