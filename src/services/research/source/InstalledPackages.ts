import { Effect, FileSystem, Option, Path, Schema } from "effect"
import * as MarkdownSource from "./MarkdownSource.ts"
import * as MarkdownTree from "./MarkdownTree.ts"

/**
 * The Markdown of installed packages; each folder is a `node_modules`, or a package itself.
 *
 * The keyword is where the file's folder lies among the packages: `pg`, `@effect/vitest/ai-docs`,
 * `npm/node_modules/undici`; below a folder `docs`, which has a file a topic, the file's name too:
 * `undici/docs/docs/api/Agent`. Of a package that an earlier folder also has, another version goes under
 * `name@version`, and a copy of the same version is left out, as its documents are the same.
 */
export const make = Effect.fn("InstalledPackages.make")(function* (folders: ReadonlyArray<string>) {
  const claims = makeClaims()
  const files = yield* Effect.forEach(folders, (folder) => filesIn(folder, claims))
  return yield* MarkdownSource.make(folders.join(", ") || "the list of folders", files.flat())
})

const filesIn = Effect.fnUntraced(function* (root: string, claim: Claims) {
  const path = yield* Path.Path
  const manifests = makeManifests(root)
  const own = (yield* manifests("")).name?.split("/") ?? []
  const versionOf = (segments: ReadonlyArray<string>, { end }: Package) =>
    Effect.map(manifests(segments.slice(own.length, end).join("/")), ({ version }) => version)

  const names = new Map<string, string | undefined>()
  const files: Array<MarkdownSource.MarkdownFile> = []
  for (const relative of yield* MarkdownTree.find(root)) {
    const segments = [...own, ...relative.split("/")]
    const top = packageAt(segments, 0)
    const owner = packageAt(segments, segments.lastIndexOf("node_modules") + 1)
    if (top === undefined || owner === undefined) continue
    if (!names.has(top.name)) names.set(top.name, claim(top.name, yield* versionOf(segments, top)))
    const name = names.get(top.name)
    if (name === undefined) continue
    const inside = segments.slice(owner.end).join("/")
    files.push({
      location: MarkdownTree.locate(path, root, relative),
      name: segments.at(-1) ?? relative,
      keyword: [name, ...topic(segments.slice(top.end))].join("/"),
      url: `npm:${versioned(owner.name, yield* versionOf(segments, owner))}/${inside}`,
      source: owner.name
    })
  }
  return files
})

/** A folder, and in folders of documentation the file, unless the file stands for the folder. */
const topic = (inside: ReadonlyArray<string>): ReadonlyArray<string> => {
  const folders = inside.slice(0, -1)
  const stem = (inside.at(-1) ?? "").replace(/\.[^.]*$/, "")
  const documentation = folders.some((folder) => /^docs?$/i.test(folder))
  return documentation && !/^(readme|index)$/i.test(stem) ? [...folders, stem] : folders
}

interface Package {
  readonly name: string
  /** How many segments of a path lead to its folder. */
  readonly end: number
}

/** The package whose name begins at a segment, unless nothing is in it: a file beside packages is in none. */
const packageAt = (segments: ReadonlyArray<string>, start: number): Package | undefined => {
  const end = start + (segments[start]?.startsWith("@") === true ? 2 : 1)
  return end < segments.length ? { name: segments.slice(start, end).join("/"), end } : undefined
}

const versioned = (name: string, version: string | undefined): string =>
  version === undefined ? name : `${name}@${version}`

/** The name under which a package appears, or `undefined` when the same version of it already does. */
type Claims = (name: string, version: string | undefined) => string | undefined

const makeClaims = (): Claims => {
  const names = new Set<string>()
  const versions = new Set<string>()
  return (name, version) => {
    const exact = versioned(name, version)
    if (versions.has(exact)) return undefined
    const claimed = names.has(name) ? exact : name
    versions.add(exact)
    names.add(name)
    return claimed
  }
}

const Manifest = Schema.Struct({
  name: Schema.optionalKey(Schema.String),
  version: Schema.optionalKey(Schema.String)
})
type Manifest = typeof Manifest.Type

const decodeManifest = Schema.decodeUnknownOption(Schema.fromJsonString(Manifest))

/** The manifests of the packages below a folder, each read once. */
const makeManifests = (root: string) => {
  const known = new Map<string, Manifest>()
  return Effect.fnUntraced(function* (relative: string) {
    const path = yield* Path.Path
    const manifest = known.get(relative) ?? (yield* readManifest(MarkdownTree.locate(path, root, relative)))
    known.set(relative, manifest)
    return manifest
  })
}

/** What a package says of itself; without a readable `package.json` it says nothing, and that is no failure. */
const readManifest = Effect.fnUntraced(function* (folder: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const text = yield* Effect.option(fileSystem.readFileString(path.join(folder, "package.json")))
  return Option.getOrElse(Option.flatMap(text, decodeManifest), (): Manifest => ({}))
})
