import { Effect, Option, Result } from "effect"
import type { FileSystem } from "effect"
import { maxTextBytes } from "../model/ResearchDocument.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import { ByteLines } from "./ByteLines.ts"
import type { ByteLine } from "./ByteLines.ts"
import type { DocumentProblem } from "./DocumentProblem.ts"
import { DocumentSourceError } from "./DocumentSourceError.ts"
import * as JsonLine from "./JsonLine.ts"
import { KeywordIndex } from "./KeywordIndex.ts"
import type { ReadableSource } from "./ReadableSource.ts"

/** Longest line in bytes: title and body at their limit with every byte escaped as `\u00xx`, and room for the rest. */
const maxLineBytes = 6 * 2 * maxTextBytes + 64 * 1024

/** Read at once while scanning: big enough that the disk is not the brake, small enough to give way to others. */
const chunkBytes = 256 * 1024

/**
 * The documents of an open JSON lines file.
 *
 * Reads the file through once, checks every line, and keeps where each line is; `read` fetches those ranges from
 * the same handle by position, so any number of fibers can read at once. A file that is replaced meanwhile is
 * still read as it was scanned, as the handle holds on to it; one that is written into is refused.
 */
export const make = Effect.fn("JsonLinesSource.make")(function* (path: string, file: FileSystem.File) {
  const before = yield* stamp(path, file)
  const scanned = yield* scan(path, file)
  if ((yield* stamp(path, file)) !== before) return yield* changed(path)

  const read = Effect.fn("DocumentSource.read")(function* (keyword: string) {
    const documents: Array<ResearchDocument> = []
    for (const { start, length } of scanned.ranges(keyword)) {
      const line = JsonLine.parse(yield* readRange(path, file, start, length))
      if (Result.isFailure(line) || line.success?.keyword !== keyword) return yield* changed(path)
      documents.push(line.success.document)
    }
    // Asked after reading: what was read before the file was written into is as it was scanned.
    if ((yield* stamp(path, file)) !== before) return yield* changed(path)
    return documents
  })

  const source: ReadableSource = {
    path,
    keywords: scanned.index.keywords(),
    documents: scanned.index.size,
    read
  }
  return source
})

/** Size and time of change: what tells a file that is written into from the one that was scanned. */
const stamp = (path: string, file: FileSystem.File) =>
  file.stat.pipe(
    Effect.mapError(DocumentSourceError.unreadable(path)),
    Effect.map(({ mtime, size }) => `${size} ${Option.match(mtime, { onNone: () => "", onSome: Number })}`)
  )

const changed = (path: string) =>
  new DocumentSourceError({
    path,
    message: `${path} changed while it was in use; run again once nothing writes to it`
  })

/** What begins as something else than text does, which people have by the same name; with what to do about it. */
const foreign: ReadonlyArray<readonly [bytes: ReadonlyArray<number>, what: string]> = [
  [[0x1f, 0x8b], "is gzip data; end its name in .jsonl.gz"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is compressed by zstd; unpack it (zstd -d FILE)"],
  [[0x50, 0x4b, 0x03, 0x04], "is a zip archive; unpack it"],
  [[0xff, 0xfe], "is UTF-16; write it as UTF-8 (iconv -f UTF-16 -t UTF-8 FILE > NEW.jsonl)"],
  [[0xfe, 0xff], "is UTF-16; write it as UTF-8 (iconv -f UTF-16 -t UTF-8 FILE > NEW.jsonl)"]
]

const refuseForeign = Effect.fnUntraced(function* (path: string, head: Uint8Array) {
  const [, what] = foreign.find(([bytes]) => bytes.every((byte, index) => head[index] === byte)) ?? []
  if (what !== undefined) return yield* new DocumentSourceError({ path, message: `${path} ${what}` })
})

const scan = Effect.fnUntraced(function* (path: string, file: FileSystem.File) {
  const lines = new ByteLines()
  const entries = makeEntries(path)
  const buffer = new Uint8Array(chunkBytes)
  for (let position = 0; ;) {
    const count = yield* Effect.mapError(
      file.read(buffer, { position: BigInt(position) }),
      DocumentSourceError.unreadable(path)
    )
    if (count === 0) break
    if (position === 0) yield* refuseForeign(path, buffer.subarray(0, count))
    position += count
    yield* entries.add(lines.push(buffer.subarray(0, count)))
    if (lines.pending > maxLineBytes) {
      const reason = `is longer than ${maxLineBytes.toLocaleString("en")} bytes`
      return yield* refused(path, lines.number, { reason })
    }
  }
  yield* entries.add(lines.end())
  if (entries.index.size === 0) {
    const message = `${path} holds no documents; write each as a line, ${shape}`
    return yield* new DocumentSourceError({ path, message })
  }
  return entries
})

/** Where each document is: three numbers a document, whatever its size. */
const makeEntries = (path: string) => {
  const index = new KeywordIndex()
  const starts: Array<number> = []
  const lengths: Array<number> = []
  const add = (lines: Iterable<ByteLine>) =>
    Effect.suspend(() => {
      for (const { bytes, number, start } of lines) {
        const line = JsonLine.parse(bytes)
        if (Result.isFailure(line)) return Effect.fail(refused(path, number, line.failure))
        if (line.success === undefined) continue
        index.add(line.success.keyword)
        starts.push(start)
        lengths.push(bytes.length)
      }
      return Effect.void
    })
  const ranges = (keyword: string) =>
    index.entries(keyword).map((entry) => ({ start: starts[entry] ?? 0, length: lengths[entry] ?? 0 }))
  return { index, add, ranges }
}

const shape = "one JSON object with keyword, url, title and body as text"

const refused = (path: string, line: number, { field, reason }: DocumentProblem) =>
  new DocumentSourceError({
    path,
    line,
    ...(field !== undefined && { field }),
    message: `${path}:${line}: ${field ?? "the line"} ${reason}; mend or remove that line (${shape})`
  })

const readRange = Effect.fnUntraced(function* (
  path: string,
  file: FileSystem.File,
  start: number,
  length: number
) {
  const bytes = new Uint8Array(length)
  // The system may give less than was asked for, and nothing only at the end of the file.
  for (let filled = 0; filled < length;) {
    const count = yield* Effect.mapError(
      file.read(bytes.subarray(filled), { position: BigInt(start + filled) }),
      DocumentSourceError.unreadable(path)
    )
    if (count === 0) return yield* changed(path)
    filled += count
  }
  return bytes
})
