import { Config, Effect, FileSystem, Layer, Option, Path } from "effect"
import { DocumentSource } from "../../../services/research/source/DocumentSource.ts"

/** The folders named node_modules in which Node looks for a package from here on. */
const modulesFrom = (path: Path.Path, folder: string): ReadonlyArray<string> => {
  const parent = path.dirname(folder)
  return [path.join(folder, "node_modules"), ...(parent === folder ? [] : modulesFrom(path, parent))]
}

/**
 * The Markdown that is there on every machine that could install this: of the packages of the project that one is in, of
 * those beside this one, and of npm itself.
 */
const installedPackages = Effect.gen(function* () {
  const path = yield* Path.Path
  const fileSystem = yield* FileSystem.FileSystem
  const root = yield* path.fromFileUrl(new URL("../../../..", import.meta.url))
  const beside = path.basename(path.dirname(root)) === "node_modules" ? [path.dirname(root)] : []
  const npm = yield* Config.option(Config.String("npm_execpath"))
  const folders = [
    ...modulesFrom(path, process.cwd()),
    path.join(root, "node_modules"),
    ...beside,
    ...Option.toArray(Option.map(npm, (file) => path.dirname(path.dirname(file))))
  ]
  const there = yield* Effect.filter(folders, (folder) => fileSystem.exists(folder))
  const real = yield* Effect.forEach(there, (folder) => fileSystem.realPath(folder))
  return [...new Set(real)]
})

/** The documents of a path, or those that are there anyway. */
export const layer = (from: Option.Option<string>) =>
  Option.match(from, {
    onSome: DocumentSource.layerFrom,
    onNone: () => Layer.unwrap(Effect.map(installedPackages, DocumentSource.layerInstalledPackages))
  })
