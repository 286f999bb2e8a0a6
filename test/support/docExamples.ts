import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { Effect } from "effect"

export const root = fileURLToPath(new URL("../..", import.meta.url))

const block = /^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm

/** The examples in the doc comments of a file of `src`, as a user would write them down. */
export const examplesOf = (file: string): ReadonlyArray<string> =>
  Array.from(readFileSync(join(root, "src", file), "utf8").matchAll(block), ([, lines = ""]) =>
    lines.replaceAll(/^ *\* ?/gm, "")
  )

/** A folder inside the package, so that what is in it finds `aquifer` and Effect; gone when the scope closes. */
export const folderInside = Effect.acquireRelease(
  Effect.sync(() => {
    const parent = join(root, ".aquifer")
    mkdirSync(parent, { recursive: true })
    return mkdtempSync(join(parent, "examples-"))
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

/** Runs the example of this number in a file of `src`, and gives what it declares. */
export const runExample = <A>(file: string, number: number, declares: keyof A & string) =>
  Effect.scoped(
    Effect.flatMap(folderInside, (folder) =>
      Effect.promise(async (): Promise<A> => {
        const module = join(folder, "example.ts")
        writeFileSync(module, `${examplesOf(file)[number] ?? ""}\nexport { ${declares} }\n`)
        return import(/* @vite-ignore */ pathToFileURL(module).href)
      })
    )
  )
