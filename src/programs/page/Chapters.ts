import { Effect, FileSystem, Path } from "effect"

/** The chapters in whose tables each finding has a row with a link, the monitor's first; the package ships them in `src`. */
const tables = ["services/monitor/Monitoring.md", "services/doctor/Operating.md"]

const source = new URL("../../../src/", import.meta.url)

/** Where the row of a finding leads, relative to its chapter. */
const linkOf = (chapter: string, finding: string): string | undefined =>
  chapter
    .split("\n")
    .find((line) => line.startsWith("|") && line.split("|")[1]?.includes(`\`${finding}\``))
    ?.match(/\]\(([^)]+)\)/)?.[1]

/** A heading's anchor, as the sites that show Markdown make it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-")

const heading = /^(#{1,6}) (.*)$/

/** A section of a chapter with those below it; the whole chapter where it has none of that name. */
const sectionOf = (chapter: string, wanted: string): string => {
  const lines = chapter.split("\n")
  const from = lines.findIndex((line) => anchor(heading.exec(line)?.[2] ?? "") === wanted)
  if (wanted === "" || from < 0) return chapter
  const depth = heading.exec(lines[from] ?? "")?.[1]?.length ?? 1
  const length = lines.slice(from + 1).findIndex((line) => (heading.exec(line)?.[1]?.length ?? 7) <= depth)
  return lines.slice(from, length < 0 ? undefined : from + 1 + length).join("\n")
}

const read = Effect.fnUntraced(function* (url: URL) {
  const file = yield* (yield* Path.Path).fromFileUrl(url)
  return yield* (yield* FileSystem.FileSystem).readFileString(file)
})

/** What the chapters say of a finding, as Markdown; undefined where they say nothing, or are not there. */
export const of = Effect.fnUntraced(
  function* (finding: string) {
    for (const path of tables) {
      const at = new URL(path, source)
      const chapter = yield* read(at)
      const link = linkOf(chapter, finding)
      if (link === undefined) continue
      const target = new URL(link, at)
      return sectionOf(yield* read(target), target.hash.slice(1))
    }
    return undefined
  },
  Effect.catch(() => Effect.succeed(undefined))
)
