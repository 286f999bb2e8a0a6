import { Effect, FileSystem, Path, Result } from "effect"
import { maxTextBytes } from "../model/ResearchDocument.ts"
import { decodeDocument, decodeKeyword, decodeText } from "./DocumentProblem.ts"
import type { DocumentProblem } from "./DocumentProblem.ts"
import { DocumentSourceError } from "./DocumentSourceError.ts"
import { KeywordIndex } from "./KeywordIndex.ts"
import * as MarkdownTitle from "./MarkdownTitle.ts"
import * as MarkdownTree from "./MarkdownTree.ts"
import type { ReadableSource } from "./ReadableSource.ts"

/** A Markdown file and what is known of its document without reading it. */
export interface MarkdownFile {
  readonly location: string
  readonly name: string
  readonly keyword: string
  readonly url: string
  readonly source: string
}

/** Files checked at once, each at most `maxTextBytes` long. */
const concurrency = 8

/**
 * The documents of these Markdown files, in their order.
 *
 * Every file is read once at the start, so that one which cannot be stored is refused before any work is done;
 * what stays in memory is the list of files, and `read` reads their texts.
 */
export const make = Effect.fn("MarkdownSource.make")(function* (
  path: string,
  found: ReadonlyArray<MarkdownFile>
) {
  const fileSystem = yield* FileSystem.FileSystem
  if (found.length === 0) {
    const message = `${path} holds no Markdown; give a folder with .md, .mdx or .markdown files in it or below it`
    return yield* new DocumentSourceError({ path, message })
  }
  const files = yield* Effect.forEach(found, (file) => check(fileSystem, file), { concurrency })
  const index = new KeywordIndex()
  for (const { keyword } of files) index.add(keyword)

  const read = Effect.fn("DocumentSource.read")(function* (keyword: string) {
    const entries = index.entries(keyword).flatMap((entry) => files[entry] ?? [])
    return yield* Effect.forEach(entries, (file) => readDocument(fileSystem, file))
  })

  const source: ReadableSource = {
    path,
    keywords: index.keywords(),
    documents: files.length,
    read
  }
  return source
})

/** The Markdown below a folder: its keyword is the file's folder; of files in the root, the root's own name. */
export const fromFolder = Effect.fn("MarkdownSource.fromFolder")(function* (root: string) {
  const path = yield* Path.Path
  const absolute = path.resolve(root)
  const name = path.basename(absolute) || absolute
  const found = yield* MarkdownTree.find(root)
  const files = found.map((relative): MarkdownFile => {
    const keyword = relative.includes("/") ? relative.slice(0, relative.lastIndexOf("/")) : name
    const location = MarkdownTree.locate(path, root, relative)
    return { location, name: path.basename(location), keyword, url: `file:${relative}`, source: name }
  })
  return yield* make(root, files)
})

const check = Effect.fnUntraced(function* (fileSystem: FileSystem.FileSystem, file: MarkdownFile) {
  const keyword = yield* orRefused(file, decodeKeyword(file))
  yield* readDocument(fileSystem, file)
  return { ...file, keyword }
})

const readDocument = Effect.fnUntraced(function* (fileSystem: FileSystem.FileSystem, file: MarkdownFile) {
  const { location, name, source, url } = file
  const unreadable = DocumentSourceError.unreadable(location)
  // Asked first, so that a huge file is refused rather than read.
  const { size } = yield* Effect.mapError(fileSystem.stat(location), unreadable)
  if (size > maxTextBytes) {
    return yield* refused(file, {
      field: "body",
      reason: `is longer than ${maxTextBytes.toLocaleString("en")} bytes`
    })
  }
  const bytes = yield* Effect.mapError(fileSystem.readFile(location), unreadable)
  const body = yield* orRefused(file, decodeText(bytes))
  const title = MarkdownTitle.find(body) ?? name
  return yield* orRefused(file, decodeDocument({ url, title, body, source, kind: "markdown" }))
})

const orRefused = <A>(file: MarkdownFile, result: Result.Result<A, DocumentProblem>) =>
  Effect.fromResult(Result.mapError(result, (problem) => refused(file, problem)))

const refused = ({ location }: MarkdownFile, { field, reason }: DocumentProblem) =>
  new DocumentSourceError({
    path: location,
    ...(field !== undefined && { field }),
    message: `${location}: ${field ?? "the file"} ${reason}; mend, rename or remove that file`
  })
