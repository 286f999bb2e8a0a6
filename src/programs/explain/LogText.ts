import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as LogReader from "../../layers/failure/reading/LogReader.ts"

/** A line that is longer is cut: no message is, and a file may be no text at all. */
const longest = 64_000

/** UTF-16 says so by its first bytes. */
const encodingOf = ([first, second]: Uint8Array): string => {
  if (first === 0xff && second === 0xfe) return "utf-16le"
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8"
}

/** Hands over a text in parts, line by line, and keeps no more than one of them. */
const lines = (add: (line: string) => void) => {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let rest = ""
  const take = (text: string) => {
    const parts = `${rest}${text}`.split("\n")
    rest = (parts.pop() ?? "").slice(0, longest)
    for (const part of parts) add(part.slice(0, longest).replace(/\r$/, ""))
  }
  return {
    part: (bytes: Uint8Array) => {
      decoder ??= new TextDecoder(encodingOf(bytes))
      take(decoder.decode(bytes, { stream: true }))
    },
    end: () => {
      take(decoder?.decode() ?? "")
      if (rest !== "") add(rest)
    }
  }
}

/** Reads a log, however large, with as much memory as one line and what is known of it need. */
export const read = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<LogReader.LogFindings, E, R> =>
  Effect.gen(function* () {
    const reader = LogReader.make()
    const text = lines(reader.add)
    yield* Stream.runForEach(bytes, (part) => Effect.sync(() => text.part(part)))
    text.end()
    return reader.end()
  })
