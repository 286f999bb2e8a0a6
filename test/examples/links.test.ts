import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))
const apart = new Set(["node_modules", "dist", "coverage", ".git", ".aquifer"])
const find = (pattern: string): ReadonlyArray<string> =>
  globSync(pattern, { cwd: root, exclude: (path) => path.split("/").some((folder) => apart.has(folder)) })
const read = (file: string) => readFileSync(join(root, file), "utf8")

const documents = find("**/*.md")

/** A document without what is shown as it stands: blocks and spans of code. */
const prose = (text: string) => text.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`\n]*`/g, "")

/** A heading's anchor, as the sites that show Markdown make it. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-")

const anchors = (document: string): ReadonlySet<string> => {
  const withoutBlocks = read(document).replaceAll(/^```.*?^```$/gms, "")
  return new Set(Array.from(withoutBlocks.matchAll(/^#+ (.+)$/gm), ([, heading = ""]) => anchor(heading)))
}

/** Why a link of a document leads nowhere; undefined when it leads somewhere. */
const problem = (document: string, link: string): string | undefined => {
  const [path = "", name] = link.split("#")
  const target = path === "" ? document : normalize(join(dirname(document), path))
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`
  return name === undefined || anchors(target).has(name)
    ? undefined
    : `${link}: ${target} has no such heading`
}

const links = (text: string): ReadonlyArray<string> =>
  Array.from(prose(text).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link)

describe("Links between documents", () => {
  it("are there", () => {
    expect(documents).toContain("README.md")
    expect(links(read("README.md")).length).toBeGreaterThan(10)
  })

  it.each(documents)("lead somewhere: %s", (document) => {
    const relative = links(read(document)).filter((link) => !/^[a-z]+:/.test(link))
    expect(relative.map((link) => problem(document, link)).filter((found) => found !== undefined)).toEqual([])
  })

  it("lead from the README to what is packed with it", () => {
    const packed: ReadonlyArray<string> = JSON.parse(read("package.json")).files
    const always = ["LICENSE", "package.json", "README.md"] // whatever package.json says
    const targets = links(read("README.md"))
      .filter((link) => !/^[a-z]+:/.test(link))
      .map((link) => normalize((link.split("#")[0] ?? "") || "README.md"))
    const apart = targets.filter(
      (target) => ![...packed, ...always].some((each) => target === each || target.startsWith(`${each}/`))
    )
    expect(apart).toEqual([])
  })

  it("lead from each finding of the doctor to the section about it", () => {
    const sections = read("src/services/doctor/Operating.md").split(/^## /m)
    const table = sections.find((section) => section.startsWith("What `aquifer doctor` finds")) ?? ""
    const findings = Array.from(table.matchAll(/^\| `.*$/gm), ([row]) => row)
    expect(findings.length).toBeGreaterThan(10)
    expect(findings.filter((row) => links(row).length === 0)).toEqual([])
  })

  it("are there where the source names a document", () => {
    const named = find("src/**/*.ts").flatMap((file) =>
      Array.from(read(file).matchAll(/[\w/.-]*[A-Z]\w*\.md(?:#[\w-]+)?/g), ([name]) => ({ file, name }))
    )
    const lost = named.filter(({ name }) => {
      const [path = "", heading] = name.split("#")
      const document = documents.find((document) => document === path || document.endsWith(`/${path}`))
      return document === undefined || (heading !== undefined && !anchors(document).has(heading))
    })
    expect(lost).toEqual([])
  })
})
