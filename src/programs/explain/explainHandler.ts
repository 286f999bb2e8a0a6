import { createReadStream } from "node:fs"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as ExplainDocument from "./ExplainDocument.ts"
import * as ExplainText from "./ExplainText.ts"
import * as LogText from "./LogText.ts"

interface Options {
  readonly message: ReadonlyArray<string>
  readonly from: Option.Option<string>
  readonly sqlState: Option.Option<string>
  readonly json: boolean
}

const failUnless = (known: boolean) => (known ? Effect.void : Effect.fail(new ProgramFailed(1)))

/** Prints what is known of one message. */
const message = Effect.fnUntraced(function* (said: string, { json, sqlState }: Options) {
  const explanation = PgFailure.explain(said, Option.getOrUndefined(sqlState))
  yield* Output.print(
    json ? JSON.stringify(ExplainDocument.of(explanation)) : ExplainText.render(explanation)
  )
  yield* failUnless(explanation.known)
})

/** Prints what a log says that is known, the likeliest cause first. */
const log = Effect.fnUntraced(function* <E>(
  name: string,
  bytes: Stream.Stream<Uint8Array, E>,
  json: boolean
) {
  const findings = yield* LogText.read(bytes)
  if (findings.lines === 0) return yield* wrongUsage(`${name} is empty: explain needs a message or a log`)
  const unknown = { ...PgFailure.explain(""), message: `nothing in ${name} is known` }
  yield* Output.print(
    json ? JSON.stringify(ExplainDocument.ofLog(findings, unknown)) : ExplainText.renderLog(findings, unknown)
  )
  yield* failUnless(findings.entries.length > 0)
})

class Unreadable extends Data.TaggedError("Unreadable")<{ readonly cause: unknown }> {}

/** Not `FileSystem.stream`, which asks for each part at its place: a pipe, as `<(kubectl logs db)` is, has none. */
const bytesOf = (path: string): Stream.Stream<Uint8Array, Unreadable> =>
  Stream.suspend(() =>
    Stream.fromAsyncIterable<Uint8Array, Unreadable>(
      createReadStream(path),
      (cause) => new Unreadable({ cause })
    )
  )

const file = (path: string, json: boolean) =>
  Effect.catchTag(log(path, bytesOf(path), json), "Unreadable", () =>
    wrongUsage(`${path} cannot be read; give a file, or - for standard input`)
  )

const standardInput = "standard input"

/** What was given: a message, a file by --from or by its name alone, or else what comes by standard input. */
export const handler = Effect.fnUntraced(function* (options: Options) {
  const { from, json, message: words, sqlState } = options
  const said = words.join(" ").trim()
  const { stdin, stdinIsTerminal } = yield* Stdio.Stdio
  if (Option.isSome(from) && from.value !== "-") return yield* file(from.value, json)
  if (said === "-" || Option.isSome(from)) return yield* log(standardInput, stdin, json)
  if (said === "" && Option.isNone(sqlState)) {
    if (!(yield* stdinIsTerminal)) return yield* log(standardInput, stdin, json)
    return yield* wrongUsage(
      'explain needs the message, in quotation marks, a log (--from FILE, or standard input), or --sqlstate CODE; see "--help"'
    )
  }
  const [only = ""] = words
  if (words.length === 1 && !/\s/.test(only) && /[./]/.test(only)) {
    const { exists } = yield* FileSystem.FileSystem
    if (yield* Effect.orElseSucceed(exists(only), () => false)) return yield* file(only, json)
  }
  // A code alone is one, by whichever way it comes.
  const isCode = Option.isNone(sqlState) && /^[0-9A-Z]{5}$/i.test(said) && PgFailure.explain("", said).known
  yield* isCode ? message("", { ...options, sqlState: Option.some(said) }) : message(said, options)
})
