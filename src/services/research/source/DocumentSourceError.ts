import { Predicate, Schema } from "effect"
import type { PlatformError } from "effect"

/**
 * Why the documents of a source cannot be had.
 *
 * **Example** (Which line of which file)
 *
 * ```ts
 * import { DocumentSource, DocumentSourceError } from "aquifer/research"
 * import { Effect, Layer } from "effect"
 *
 * declare const source: Layer.Layer<DocumentSource, DocumentSourceError>
 *
 * const built = Layer.build(source).pipe(
 *   Effect.catchTag("DocumentSourceError", ({ message }) => Effect.logError(message))
 * )
 * ```
 */
export class DocumentSourceError extends Schema.TaggedError<DocumentSourceError>()("DocumentSourceError", {
  /** The file or folder; of a folder that was given, the file in it. */
  path: Schema.String,
  /** The line in a file of JSON lines, from 1; absent when the whole file is the trouble. */
  line: Schema.optionalKey(Schema.Int),
  /** The field of the document, such as `title`; absent when the whole line or file is the trouble. */
  field: Schema.optionalKey(Schema.String),
  /** One sentence: the file (`file:line` of JSON lines), what is wrong and the next step; it never quotes a document. */
  message: Schema.String
}) {
  /** What the operating system said about `path`, in words that a person can act on. */
  static readonly unreadable =
    (path: string) =>
    (error: PlatformError.PlatformError): DocumentSourceError => {
      const name = path === "" ? "the empty path" : path
      const reason = isMisnamed(path, error) ? misnamed : unreadableBecause(error)
      return new DocumentSourceError({ path, message: `${name} ${reason}` })
    }
}

/** The system's names are bytes; what is no UTF-8 of them was replaced when the folder was listed. */
const isMisnamed = (path: string, error: PlatformError.PlatformError): boolean =>
  error.reason._tag === "NotFound" && path.includes("\ufffd")

const misnamed =
  "has a name that is not UTF-8, as old archives unpack them; rename it (convmv -f latin1 -t utf8), or remove it"

const unreadableBecause = (error: PlatformError.PlatformError): string => {
  switch (error.reason._tag) {
    case "NotFound":
      return "does not exist; give a .jsonl or .jsonl.gz file, or a folder of Markdown, that is there"
    case "PermissionDenied":
      return "cannot be read, permission is denied; allow the user who runs this to read it"
    default:
      return `cannot be read (${systemCode(error)}); check that the path is right and the disk works`
  }
}

/** The system's own name of the failure (`EIO`), which is what one searches for, else Effect's. */
export const systemCode = (error: PlatformError.PlatformError): string => {
  const cause = error.reason.cause
  return Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)
    ? cause.code
    : error.reason._tag
}
