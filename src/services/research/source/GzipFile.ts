import { Effect, FileSystem, Predicate, PlatformError, Stream } from "effect"
import { DocumentSourceError, systemCode } from "./DocumentSourceError.ts"

/**
 * Decompresses a gzip file into a temporary one and returns that, open, for as long as the scope lasts.
 *
 * Neither the compressed nor the decompressed bytes are ever in memory as a whole.
 */
export const decompress = Effect.fn("GzipFile.decompress")(function* (path: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const copy = yield* temporaryFile(path)
  const compressed = yield* Stream.toReadableStreamEffect(fileSystem.stream(path))
  yield* Stream.fromReadableStream({
    evaluate: () => compressed.pipeThrough(new DecompressionStream("gzip")),
    onError: refused(path)
  }).pipe(Stream.runForEach((bytes) => Effect.mapError(copy.writeAll(bytes), notWritten(path))))
  return copy
})

const temporaryFile = Effect.fnUntraced(
  function* (_path: string) {
    const fileSystem = yield* FileSystem.FileSystem
    const name = yield* fileSystem.makeTempFileScoped({ prefix: "aquifer-" })
    const file = yield* fileSystem.open(name, { flag: "w+" })
    // The handle keeps the bytes; without a name they vanish with the process, even one that is killed. Where an
    // open file cannot be removed, the scope removes it.
    yield* Effect.ignore(fileSystem.remove(name))
    return file
  },
  (effect, path) => Effect.mapError(effect, notWritten(path))
)

const notWritten =
  (path: string) =>
  (error: PlatformError.PlatformError): DocumentSourceError =>
    new DocumentSourceError({
      path,
      message: `${path} cannot be decompressed into a temporary file (${systemCode(error)}); make room, or set TMPDIR to a folder that has it`
    })

const refused =
  (path: string) =>
  (cause: unknown): DocumentSourceError =>
    PlatformError.isPlatformError(cause)
      ? DocumentSourceError.unreadable(path)(cause)
      : new DocumentSourceError({ path, message: `${path} ${reason(cause)}` })

const reason = (cause: unknown): string => {
  switch (Predicate.hasProperty(cause, "code") ? cause.code : undefined) {
    case "Z_BUF_ERROR":
      return "is cut off before the end of its gzip data; copy or download it again"
    case "ERR_TRAILING_JUNK_AFTER_STREAM_END":
      return "goes on after the end of its gzip data; make it one gzip stream (gzip -dc FILE | gzip > NEW.jsonl.gz)"
    default:
      return "is no valid gzip data; copy or download it again, or drop .gz from its name if it is not compressed"
  }
}
