import { Duplex } from "node:stream"
import { createGunzip } from "node:zlib"
import { Effect, FileSystem, Predicate, PlatformError, Stream } from "effect"
import { DocumentSourceError, systemCode } from "./DocumentSourceError.ts"

const mebibyte = 1_048_576

/**
 * What a file may unpack to: so much in any case, and more only by so many times its size. Text rarely takes a twentieth
 * when it is compressed; what grows a thousandfold was made to fill somebody's disk.
 */
const most = { bytes: 128 * mebibyte, times: 50 }

/**
 * Decompresses a gzip file into a temporary one and returns that, open, for as long as the scope lasts.
 *
 * A file may be several that were put together, with zeros behind, as `gzip -dc` takes it. Neither the compressed nor
 * the decompressed bytes are ever in memory as a whole.
 */
export const decompress = Effect.fn("GzipFile.decompress")(function* (path: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const { size } = yield* Effect.mapError(fileSystem.stat(path), DocumentSourceError.unreadable(path))
  const limit = Math.max(most.bytes, most.times * Number(size))
  const copy = yield* temporaryFile(path)
  const compressed = yield* Stream.toReadableStreamEffect(fileSystem.stream(path))
  let written = 0
  yield* Stream.fromReadableStream({
    evaluate: () => compressed.pipeThrough(Duplex.toWeb(createGunzip())),
    onError: refused(path)
  }).pipe(
    Stream.runForEach((bytes: Uint8Array) => {
      written += bytes.length
      return written > limit
        ? Effect.fail(tooLarge(path, limit))
        : Effect.mapError(copy.writeAll(bytes), notWritten(path))
    })
  )
  return copy
})

const tooLarge = (path: string, limit: number): DocumentSourceError =>
  new DocumentSourceError({
    path,
    message: `${path} unpacks to more than ${Math.floor(limit / mebibyte).toLocaleString("en")} MiB, far more than text does; if it is meant to, unpack it first (gzip -dk FILE) and give the .jsonl file`
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
  if (Predicate.hasProperty(cause, "code") && cause.code === "Z_BUF_ERROR") {
    return "is cut off before the end of its gzip data; copy or download it again"
  }
  // Node wraps what zlib says.
  const said = cause instanceof Error ? `${cause.message} ${String(cause.cause)}` : ""
  return said.includes("header check")
    ? "is no valid gzip data, all of it or what is behind its end; drop .gz from its name if it is not compressed, or make it one gzip stream (gzip -dc FILE | gzip > NEW.jsonl.gz)"
    : "is no valid gzip data; copy or download it again"
}
