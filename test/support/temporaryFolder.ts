import { Effect, FileSystem, Path } from "effect"

/** A folder with these files in it, which is gone when the test's scope closes. */
export const temporaryFolder = Effect.fnUntraced(function* (
  files: Readonly<Record<string, string | Uint8Array>> = {}
) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* fileSystem.makeTempDirectoryScoped({ prefix: "aquifer-test-" })
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    yield* fileSystem.makeDirectory(path.dirname(file), { recursive: true })
    yield* typeof content === "string"
      ? fileSystem.writeFileString(file, content)
      : fileSystem.writeFile(file, content)
  }
  return folder
})
