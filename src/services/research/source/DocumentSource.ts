import { Context, Effect, FileSystem, Layer } from "effect"
import type { Path } from "effect"
import { DocumentSourceError } from "./DocumentSourceError.ts"
import * as GzipFile from "./GzipFile.ts"
import * as InstalledPackages from "./InstalledPackages.ts"
import * as JsonLinesSource from "./JsonLinesSource.ts"
import * as MarkdownSource from "./MarkdownSource.ts"
import type { ReadableSource } from "./ReadableSource.ts"

/**
 * Where an agent researches: the documents of a keyword, from files, with no database involved.
 *
 * Building the layer reads everything through once and fails with a {@link DocumentSourceError} when a document
 * could not be stored; only an index stays in memory, so a source may be far larger than that. Any number of
 * fibers may `read` at once. A keyword that the source does not know has no documents; one with the same url
 * twice has both, in order, and the store decides.
 *
 * **Example** (Documents of a folder)
 *
 * ```ts
 * import { DocumentSource } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * const read = Effect.flatMap(DocumentSource, ({ read }) => read("diabetes"))
 * ```
 */
export class DocumentSource extends Context.Service<DocumentSource, ReadableSource>()(
  "aquifer/services/research/source/DocumentSource"
) {
  /**
   * The documents at a path: a `.jsonl` file, a `.jsonl.gz` file, or a folder of Markdown.
   *
   * A line of JSON is `{keyword, url, title, body, source?, kind?}`; the lines of a keyword may be anywhere in the
   * file. A gzip file is decompressed into a temporary file that lives as long as the layer; one that grows as no text does is
   * refused. Of a folder, every
   * `.md`, `.mdx` and `.markdown` file below it is a document, with its folder as the keyword.
   */
  static readonly layerFrom = (
    path: string
  ): Layer.Layer<DocumentSource, DocumentSourceError, FileSystem.FileSystem | Path.Path> =>
    Layer.effect(DocumentSource, open(path))

  /** The Markdown of installed packages; each folder is a `node_modules`, or one package such as npm's own. */
  static readonly layerInstalledPackages = (
    nodeModulesFolders: ReadonlyArray<string>
  ): Layer.Layer<DocumentSource, DocumentSourceError, FileSystem.FileSystem | Path.Path> =>
    Layer.effect(DocumentSource, InstalledPackages.make(nodeModulesFolders))
}

/** Where standard input and the pipes of a shell are found, whatever they were redirected from. */
const onceReadable = /^\/(?:dev|proc)\//

const open = Effect.fnUntraced(function* (path: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const unreadable = DocumentSourceError.unreadable(path)
  const { type, size } = yield* Effect.mapError(fileSystem.stat(path), unreadable)
  if (type === "Directory") return yield* MarkdownSource.fromFolder(path)
  if (type !== "File" || onceReadable.test(path)) {
    const message = `${path} is a pipe or a device, and documents are read more than once; write them into a .jsonl file first, and give that`
    return yield* new DocumentSourceError({ path, message })
  }
  if (!/\.jsonl(?:\.gz)?$/i.test(path)) {
    const message = `${path} is neither a .jsonl nor a .jsonl.gz file, nor a folder of Markdown; give one of these`
    return yield* new DocumentSourceError({ path, message })
  }
  if (size === 0n) {
    const message = `${path} is empty; give a file with one JSON document a line`
    return yield* new DocumentSourceError({ path, message })
  }
  const file = path.toLowerCase().endsWith(".gz")
    ? yield* GzipFile.decompress(path)
    : yield* Effect.mapError(fileSystem.open(path), unreadable)
  return yield* JsonLinesSource.make(path, file)
})
