import { Effect, FileSystem, Option, Path } from "effect"
import { DocumentSourceError } from "./DocumentSourceError.ts"

/** Folders listed at once: enough to keep the system's file threads busy. */
const concurrency = 16

/** A path below the root, its segments joined by `/` whatever the system's own separator is. */
type Relative = string

interface Folder {
  readonly relative: Relative
  readonly real: string
}

/**
 * The Markdown files (`.md`, `.mdx`, `.markdown`, in any case) below a folder, sorted by their relative path.
 *
 * Hidden folders are left out. Links are followed, but every real folder is visited once, under its own name
 * rather than a link's, and never the root's own parents, so that no loop is entered. Links that lead nowhere are
 * left out.
 */
export const find = Effect.fn("MarkdownTree.find")(function* (root: string) {
  const path = yield* Path.Path
  const origin: Folder = { relative: "", real: yield* realPath(root) }
  const visited = new Set([origin.real])
  let files: Array<Relative> = []
  const isNew = ({ real }: Folder): boolean => {
    if (visited.has(real) || contains(path, real, origin.real)) return false
    visited.add(real)
    return true
  }

  for (let folders = [origin]; folders.length > 0;) {
    let links: Array<Relative> = []
    // Real folders first, all of them, so that a link to one of them is recognised as such.
    while (folders.length > 0) {
      const listed = yield* Effect.forEach(folders, (folder) => list(root, folder), { concurrency })
      files = files.concat(listed.flatMap((entries) => entries.files))
      links = links.concat(listed.flatMap((entries) => entries.links))
      folders = listed.flatMap((entries) => entries.folders).filter(isNew)
    }
    for (const link of links.toSorted(byCodeUnits)) {
      const target = yield* follow(root, link)
      if (target === "file") files.push(link)
      else if (target !== undefined && isNew(target)) folders.push(target)
    }
  }
  return files.toSorted(byCodeUnits)
})

/** Where a path below the root is on this system. */
export const locate = (path: Path.Path, root: string, relative: string): string =>
  path.join(root, ...relative.split("/"))

const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const isMarkdown = (name: string): boolean => /\.(?:mdx?|markdown)$/i.test(name)

const isHidden = (name: string): boolean => name.startsWith(".")

const realPath = Effect.fnUntraced(function* (folder: string) {
  const fileSystem = yield* FileSystem.FileSystem
  return yield* Effect.mapError(fileSystem.realPath(folder), DocumentSourceError.unreadable(folder))
})

const contains = (path: Path.Path, folder: string, other: string): boolean => {
  const way = path.relative(folder, other)
  return way.split(path.sep)[0] !== ".." && !path.isAbsolute(way)
}

const list = Effect.fnUntraced(function* (root: string, folder: Folder) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const location = locate(path, root, folder.relative)
  const entries = yield* Effect.mapError(
    fileSystem.readDirectoryEntries(location),
    DocumentSourceError.unreadable(location)
  )
  const named = entries.map(({ name, type }) => ({
    name,
    type,
    relative: folder.relative === "" ? name : `${folder.relative}/${name}`
  }))
  return {
    files: named
      .filter(({ name, type }) => type === "File" && isMarkdown(name))
      .map(({ relative }) => relative),
    links: named
      .filter(({ name, type }) => (type === "SymbolicLink" || type === "Unknown") && !isHidden(name))
      .map(({ relative }) => relative),
    folders: named
      .filter(({ name, type }) => type === "Directory" && !isHidden(name))
      .map(({ name, relative }): Folder => ({ relative, real: path.join(folder.real, name) }))
  }
})

/** What is at the end of a link: a Markdown file, a folder, or nothing of interest. */
const follow = Effect.fnUntraced(function* (root: string, relative: Relative) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const location = locate(path, root, relative)
  const type = yield* Effect.option(fileSystem.stat(location))
  const real = yield* Effect.option(fileSystem.realPath(location))
  if (Option.isNone(type) || Option.isNone(real)) return undefined
  if (type.value.type === "Directory") return { relative, real: real.value } satisfies Folder
  return type.value.type === "File" && isMarkdown(relative) ? ("file" as const) : undefined
})
