import { Effect, FileSystem, Option, Path, type PlatformError } from "effect"
import * as FileProblem from "../terminal/FileProblem.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as ShellWord from "../terminal/ShellWord.ts"
import * as Table from "../terminal/Table.ts"
import * as WholeFiles from "../terminal/WholeFiles.ts"
import * as OwnPackage from "./OwnPackage.ts"
import * as ProjectManifest from "./ProjectManifest.ts"

interface Options {
  readonly folder: string
  readonly package: Option.Option<string>
}

/** Files of the shop, and what they are in the project. */
const files = [
  { from: "Catalogue.ts", to: "src/Catalogue.ts", holds: "a table: model, repository, migration" },
  { from: "firstProgram.ts", to: "src/main.ts", holds: "the program" },
  { from: "Catalogue.test.ts", to: "src/Catalogue.test.ts", holds: "tests in memory" },
  {
    from: "Catalogue.isolated.test.ts",
    to: "src/Catalogue.isolated.test.ts",
    holds: "tests on Postgres behind PgBouncer"
  },
  { from: "project/tsconfig.json", to: "tsconfig.json", holds: "strict types" },
  { from: "project/env", to: ".env", holds: "the database's URLs, where it is not the private one" },
  { from: "project/gitignore", to: ".gitignore", holds: "what is not kept" },
  { from: "project/README.md", to: "README.md", holds: "the commands, and how to go on" }
]

/** What a folder may have in it and be empty all the same. */
const passedOver = new Set([".git", ".DS_Store"])

/** Names of this many files are told. */
const few = 3

const refuseFull = (folder: string, there: ReadonlyArray<string>) => {
  const named = there.slice(0, few).join(", ")
  const more = there.length > few ? ` and ${there.length - few} more` : ""
  return wrongUsage(
    `${folder} is not empty: it has ${named}${more}. Nothing was written; name a folder that is empty or is to be made`
  )
}

/** Why a path leads nowhere: Node says "not a directory" where a file has its place. */
const whyNot = ({ _tag }: PlatformError.PlatformError["reason"]): string =>
  _tag === "BadResource" ? "a file stands in its path" : _tag

/** Refuses a folder that has something in it, and what is no folder. */
const refuseUnlessEmpty = Effect.fnUntraced(function* (folder: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const there = yield* fileSystem.readDirectory(folder).pipe(
    Effect.catchTag("PlatformError", ({ reason }) => {
      if (reason._tag === "NotFound") return Effect.succeed([])
      return Effect.flatMap(Effect.option(fileSystem.stat(folder)), (found) =>
        Option.exists(found, ({ type }) => type !== "Directory")
          ? wrongUsage(`${folder} is a file; name a folder that is empty or is to be made`)
          : wrongUsage(`${folder} can be neither read nor made: ${whyNot(reason)}`)
      )
    })
  )
  const inTheWay = there.filter((name) => !passedOver.has(name)).toSorted()
  if (inTheWay.length > 0) yield* refuseFull(folder, inTheWay)
})

const looksLikePath = /^(?:\.{0,2}[/\\]|file:|[a-z]:\\)|^[^:]*\.tgz$/i

/** What the project shall install as aquifer; a path is whole. */
const packageOf = Effect.fnUntraced(function* (given: Option.Option<string>) {
  if (Option.isNone(given)) {
    const source = yield* OwnPackage.source
    if (Option.isSome(source)) return source.value
    return yield* wrongUsage(
      "it is not known what this aquifer was installed from; name it with --package: the file that npm pack makes of it, its URL, or a version"
    )
  }
  if (!looksLikePath.test(given.value)) return given.value
  const file = (yield* Path.Path).resolve(given.value.replace(/^file:/, ""))
  const fileSystem = yield* FileSystem.FileSystem
  const isThere = yield* Effect.orElseSucceed(fileSystem.exists(file), () => false)
  return isThere ? file : yield* wrongUsage(`--package: there is no ${file}`)
})

/** As `package.json` names a package: a path is told from the project, which may move with it. */
const named = (path: Path.Path, folder: string, aquifer: string): string =>
  path.isAbsolute(aquifer) ? `file:${path.relative(folder, aquifer).replaceAll("\\", "/")}` : aquifer

/** Writes the project whole, into a folder that has none of it. */
const write = Effect.fnUntraced(function* (folder: string, aquifer: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const own = yield* OwnPackage.manifest
  const real = yield* fileSystem.realPath(folder) // where npm will find itself
  const name = ProjectManifest.nameOf(path.basename(real))
  const copied = yield* Effect.forEach(files, ({ from, to }) =>
    Effect.map(fileSystem.readFileString(path.join(OwnPackage.root, "test/examples/shop", from)), (text) => ({
      path: to,
      text: to === "README.md" ? text.replace(/^# .*/, () => `# ${name}`) : text
    }))
  )
  const manifest = ProjectManifest.render(own, name, named(path, real, aquifer))
  yield* WholeFiles.write(folder, [{ path: "package.json", text: manifest }, ...copied])
  return name
})

const cannotBeWritten = (folder: string) => (error: PlatformError.PlatformError) =>
  Effect.andThen(
    Output.tell(
      `aquifer: the project cannot be written: ${FileProblem.because(error)} (${folder}); nothing of it was kept, and nothing that was there was touched`
    ),
    Effect.fail(new ProgramFailed(1))
  )

/** Makes a project in a folder that has nothing in it. */
export const handler = Effect.fnUntraced(function* (options: Options) {
  const { folder } = options
  if (folder === "")
    yield* wrongUsage("the folder has no name; name one that is to be made, or . for this one")
  yield* refuseUnlessEmpty(folder)
  const aquifer = yield* packageOf(options.package)
  const name = yield* Effect.catchTag(
    WholeFiles.within(folder, write(folder, aquifer)),
    "PlatformError",
    cannotBeWritten(folder)
  )
  const path = yield* Path.Path
  const isHere = path.resolve(folder) === path.resolve(".")
  yield* Output.print(
    [
      Table.render(`Made the project ${name} in ${folder}:`, [
        ...files.map(({ holds, to }) => [to, holds]),
        ["package.json", "the packages, each at its version"]
      ]),
      "",
      "Next:",
      ...(isHere ? [] : [`  cd ${ShellWord.ofPath(folder)}`]),
      "  npm install && npm start",
      "  npm test"
    ].join("\n")
  )
})
