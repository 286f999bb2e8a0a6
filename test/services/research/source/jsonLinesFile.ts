import { Context, Effect, FileSystem, Layer, PlatformError } from "effect"
import { DocumentSource } from "../../../../src/services/research/source/DocumentSource.ts"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"

/** The source of a file. */
export const open = (path: string) =>
  Effect.map(Layer.build(DocumentSource.layerFrom(path)), Context.get(DocumentSource))

/** A file with this content, opened. */
export const opened = Effect.fnUntraced(function* (content: string | Uint8Array, name = "docs.jsonl") {
  const folder = yield* temporaryFolder({ [name]: content })
  const path = `${folder}/${name}`
  return { path, source: yield* open(path) }
})

/** What opening a file with this content fails with. */
export const refusal = Effect.fnUntraced(function* (content: string | Uint8Array, name = "docs.jsonl") {
  const folder = yield* temporaryFolder({ [name]: content })
  const path = `${folder}/${name}`
  return { path, error: yield* Effect.flip(open(path)) }
})

/** A line of a file. */
export const line = (keyword: string, url: string, more: object = {}) =>
  JSON.stringify({ keyword, url, title: `About ${url}`, body: "", ...more })

/** Where documents are, in their order. */
export const urls = Effect.map((documents: ReadonlyArray<{ readonly url: string }>) =>
  documents.map(({ url }) => url)
)

/** The file system with one operation replaced. */
export const withFileSystem = (change: (original: FileSystem.FileSystem) => Partial<FileSystem.FileSystem>) =>
  Effect.updateService(FileSystem.FileSystem, (original) => ({ ...original, ...change(original) }))

/** How a file is opened. */
interface Opening {
  readonly path: string
  readonly flag: FileSystem.OpenFlag | undefined
  readonly original: FileSystem.FileSystem
}

/** The file system whose files have some operations replaced. */
export const withFiles = (change: (file: FileSystem.File, opening: Opening) => Partial<FileSystem.File>) =>
  withFileSystem((original) => ({
    open: (path, options) =>
      Effect.map(original.open(path, options), (file) => ({
        ...file,
        stat: file.stat,
        ...change(file, { path, flag: options?.flag, original })
      }))
  }))

/** What Node says with a code. */
export const systemError = (code: string, tag: PlatformError.SystemErrorTag = "Unknown") =>
  PlatformError.systemError({
    _tag: tag,
    module: "FileSystem",
    method: "read",
    cause: Object.assign(new Error(code), { code })
  })
