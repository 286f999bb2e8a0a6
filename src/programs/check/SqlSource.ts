import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import type { Wanted } from "../../layers/guard/script/PsqlRun.ts"
import * as FileProblem from "../terminal/FileProblem.ts"
import * as Output from "../terminal/Output.ts"
import { wrongUsage } from "../terminal/ProgramFailed.ts"
import * as SqlText from "./SqlText.ts"

/** Stands for standard input where a file may stand. */
export const standardInput = "-"

/** SQL, with the endings of templates behind it. */
const holdsSql =
  /\.(?:sql|psql|pgsql|ddl)(?:\.(?:erb|ejs|tmpl|tpl|gotmpl|j2|jinja2?|template|mustache|hbs|in))?$/i

/** Folders that hold other people's files. */
const passedOver = /^(?:\.|node_modules$)/

const cannotBeRead = (name: string) => (error: PlatformError) =>
  wrongUsage(
    `${name === "" ? "the empty path" : name} cannot be read: ${FileProblem.because(error)}; give a file or folder that is there and is yours, or - for standard input`
  )

/** The SQL files in a folder and below it. */
const below = (
  folder: string
): Effect.Effect<ReadonlyArray<string>, PlatformError, FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const entries = yield* fileSystem.readDirectoryEntries(folder)
    const found = yield* Effect.forEach(entries, ({ name, type }) => {
      const whole = path.join(folder, name)
      if (passedOver.test(name)) return Effect.succeed([])
      if (type === "Directory") return below(whole)
      return Effect.succeed(holdsSql.test(name) ? [whole] : [])
    })
    return found.flat().toSorted()
  })

/** The files that an argument names: itself, standard input, or those in a folder. */
export const files = Effect.fnUntraced(function* (name: string) {
  if (name === standardInput) return [name]
  const fileSystem = yield* FileSystem.FileSystem
  const found = yield* fileSystem.stat(name).pipe(
    Effect.flatMap(({ type }) => (type === "Directory" ? below(name) : Effect.succeed([name]))),
    Effect.catchTag("PlatformError", cannotBeRead(name))
  )
  if (found.length === 0) return yield* wrongUsage(`${name} has no SQL in it: no file ends in .sql`)
  return found
})

/** The longest text that V8 has, in bytes of ASCII. */
const longest = 0x1fff_ffe8

const tooLong = (file: string) =>
  wrongUsage(
    `${file} is too large to be read at once (512 MiB): check it without its rows (pg_dump --schema-only)`
  )

const bytesOf = Effect.fnUntraced(function* (file: string) {
  const fileSystem = yield* FileSystem.FileSystem
  if (file !== standardInput) {
    const { size } = yield* fileSystem.stat(file)
    return Number(size) > longest ? yield* tooLong(file) : yield* fileSystem.readFile(file)
  }
  const chunks: Array<Uint8Array> = []
  let size = 0
  yield* Stream.runForEach((yield* Stdio.Stdio).stdin, (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    return size > longest ? tooLong(file) : Effect.void
  })
  return Buffer.concat(chunks)
})

/** The text of a file that psql would include, or why there is none; from standard input paths go by the working directory. */
export const included = Effect.fnUntraced(function* ({ from, name, relative }: Wanted, script: string) {
  const path = yield* Path.Path
  const fileSystem = yield* FileSystem.FileSystem
  const including = from ?? script
  const isFound = relative && including !== standardInput && !path.isAbsolute(name)
  const file = path.normalize(isFound ? path.join(path.dirname(including), name) : name)
  return yield* Effect.gen(function* () {
    const { type } = yield* fileSystem.stat(file)
    if (type !== "File") return { because: "it is no file" }
    const bytes = yield* bytesOf(file)
    const because = SqlText.refusal(bytes, file)
    return because === undefined ? { file, text: SqlText.decode(bytes).text } : { because }
  }).pipe(
    Effect.catchTag("PlatformError", (error) => Effect.succeed({ because: FileProblem.because(error) }))
  )
})

/** The text of a file, or why it has none; what it is if not UTF-8 is told. */
export const read = Effect.fnUntraced(function* (file: string) {
  const bytes = yield* Effect.catchTag(bytesOf(file), "PlatformError", cannotBeRead(file))
  const because = SqlText.refusal(bytes, file)
  if (because !== undefined) return { because }
  const { encoding, text } = SqlText.decode(bytes)
  if (encoding !== undefined) yield* Output.tell(`${file}: not UTF-8, read as ${encoding}`)
  return { text }
})
