import { fileURLToPath } from "node:url"
import { Effect, FileSystem, Option, Path, Schema } from "effect"

const Versions = Schema.Record(Schema.String, Schema.String)
const Manifest = Schema.fromJsonString(
  Schema.Struct({
    version: Schema.optionalKey(Schema.String),
    engines: Schema.optionalKey(Versions),
    dependencies: Schema.optionalKey(Versions),
    devDependencies: Schema.optionalKey(Versions),
    allowScripts: Schema.optionalKey(Schema.Record(Schema.String, Schema.Boolean))
  })
)

/** The folder of this package, which is the repository where nothing was packed. */
export const root = fileURLToPath(new URL("../../../", import.meta.url))

const read = (file: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.readFileString(file)).pipe(
    Effect.flatMap(Schema.decodeEffect(Manifest))
  )

/** This package's own `package.json`: its version, and the versions that it is tested with. */
export const manifest = Effect.flatMap(Path.Path, (path) => read(path.join(root, "package.json"))).pipe(
  Effect.orDie // whoever runs this has it
)

/** Whatever a registry is asked for: a version, a range or a tag, and neither path nor URL. */
const ofRegistry = /^[^:/\\]*$/

/**
 * What this package was installed from, by the project that has it: none for a copy that nobody's `package.json` names.
 * Of a range the version that is running; a path is whole.
 */
export const source = Effect.gen(function* () {
  const path = yield* Path.Path
  const { version = "" } = yield* manifest
  let folder = path.dirname(path.resolve(root))
  while (folder !== path.dirname(folder)) {
    const found = yield* Effect.option(read(path.join(folder, "package.json")))
    const { dependencies, devDependencies } = Option.getOrElse(found, () => ({}) as typeof Manifest.Type)
    const named = dependencies?.["aquifer"] ?? devDependencies?.["aquifer"]
    if (named?.startsWith("file:") === true) return Option.some(path.resolve(folder, named.slice(5)))
    if (named !== undefined) return Option.some(ofRegistry.test(named) ? version : named)
    folder = path.dirname(folder)
  }
  return Option.none<string>()
})
