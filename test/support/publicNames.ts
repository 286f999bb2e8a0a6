import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { root } from "./docExamples.ts"

/** A name that a door of the package opens, and where it is declared. */
export interface PublicName {
  /** Such as `Repository.Service` of `aquifer`. */
  readonly name: string
  /** The file of its declaration, from the package's folder. */
  readonly file: string
  readonly isDocumented: boolean
}

const read = (file: string) => readFileSync(join(root, file), "utf8")
const sourceOf = (file: string, from: string) => join(dirname(file), from)

/** `export { a, type B as C } from "./file.ts"`. */
const lists = /^export (?:type )?\{([^}]*)\} from "([^"]+)"/gm
/** `export * as Name from "./file.ts"`. */
const spaces = /^export \* as (\w+) from "([^"]+)"/gm
const declared = /^export (?:declare )?(?:abstract )?(?:const|let|class|function|interface|type) (\w+)/gm

/** Whether a doc comment ends on the line above. */
const isDocumented = (text: string, at: number) => text.slice(0, at).endsWith("*/\n")

const imports = (text: string, name: string) =>
  Array.from(text.matchAll(/^import (?:type )?\{([^}]*)\} from "(\.[^"]+)"/gm)).find(([, names = ""]) =>
    names.split(",").some(
      (each) =>
        each
          .trim()
          .replace(/^type /, "")
          .split(" as ")
          .at(-1) === name
    )
  )?.[2]

/** Where a name of a module is declared: there, or where it has it from. */
const resolved = (file: string, name: string): Omit<PublicName, "name"> => {
  const text = read(file)
  for (const match of text.matchAll(declared)) {
    if (match[1] === name) return { file, isDocumented: isDocumented(text, match.index) }
  }
  for (const [, names = "", from = ""] of text.matchAll(lists)) {
    const original = namesOf(names).find(([as]) => as === name)
    if (original !== undefined) return resolved(sourceOf(file, from), original[1])
  }
  const from = imports(text, name)
  if (from === undefined) throw new Error(`${file} does not declare ${name}`)
  return resolved(sourceOf(file, from), name)
}

/** The names of a list, as what they are exported, and what they are called where they come from. */
const namesOf = (list: string): ReadonlyArray<readonly [as: string, name: string]> =>
  list
    .split(",")
    .map((each) => each.trim().replace(/^type /, ""))
    .filter((each) => each !== "")
    .map((each) => {
      const [name = "", as = name] = each.split(" as ")
      return [as, name]
    })

/** All that a module exports. */
const exportsOf = (file: string): ReadonlyArray<PublicName> => {
  const text = read(file)
  return [
    ...Array.from(text.matchAll(declared), ([, name = ""]) => ({ name, ...resolved(file, name) })),
    ...Array.from(text.matchAll(lists)).flatMap(([, names = "", from = ""]) =>
      namesOf(names).map(([as, name]) => ({ name: as, ...resolved(sourceOf(file, from), name) }))
    ),
    ...Array.from(text.matchAll(spaces)).flatMap(([, space = "", from = ""]) =>
      exportsOf(sourceOf(file, from)).map((each) => ({ ...each, name: `${space}.${each.name}` }))
    )
  ]
}

const doors: Readonly<Record<string, { readonly "aquifer-source"?: string }>> = JSON.parse(
  read("package.json")
).exports

/** Every name behind each door of the package, by the door's file. */
export const publicNames: ReadonlyMap<string, ReadonlyArray<PublicName>> = new Map(
  Object.values(doors).flatMap((door) => {
    const file = door?.["aquifer-source"]
    return file === undefined ? [] : [[file, exportsOf(file)] as const]
  })
)
