import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "@effect/vitest"
import { bundled } from "./support/bundled.ts"

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")

const doors = Object.entries<{ readonly types?: string } | string | null>(
  JSON.parse(read("../package.json")).exports
)
  .filter(([, door]) => typeof door === "object" && door?.types !== undefined)
  .map(([path]) => `aquifer${path.slice(1)}`)

/** What the chapter says of a door, or of a name of the core: kilobytes minified, and of that with gzip. */
const told = Array.from(
  read("../src/Package.md").matchAll(/^\| `(\w+(?:\/\w+)?)` +\| +([\d.]+) +\| +([\d.]+) +\|/gm),
  ([, what = "", minified, gzipped]) => [what, Number(minified), Number(gzipped)] as const
)

const programOf = (what: string): string =>
  what.startsWith("aquifer") ? `export * from "${what}"` : `export { ${what} } from "aquifer"`

/** The rooms of which a bundle has anything. */
const roomsIn = async (program: string): Promise<ReadonlyArray<string>> => {
  const { modules } = await bundled(program)
  return [...new Set(Array.from(modules.keys(), (path) => path.split("/").slice(0, -1).join("/")))]
}

describe("A bundle", () => {
  it("of each door is told", () => {
    expect(told.map(([what]) => what)).toEqual(expect.arrayContaining(doors))
  })

  it.each(told)("of %s is about as large as told: %d kB, %d with gzip", async (what, minified, gzipped) => {
    const { code } = await bundled(programOf(what))
    for (const [is, said] of [
      [code.length, minified],
      [gzipSync(code).length, gzipped]
    ] as const) {
      expect(is / 1000).toBeLessThan(said * 1.04 + 1)
      expect(is / 1000).toBeGreaterThan(said * 0.9 - 1)
    }
  })

  it("of a program that uses nothing of the core has nothing of it", async () => {
    expect((await bundled('import "aquifer"')).code.length).toBe(0)
  })

  it("of a program that uses deadlines alone has what these need", async () => {
    const program = 'import { Deadline } from "aquifer"\nexport const within = Deadline.within'
    expect((await bundled(program)).code.length).toBeLessThan(8000)
    expect(
      (await roomsIn(program)).filter((room) => !/^(layers\/(deadline|failure|config).*|)$/.test(room))
    ).toEqual([])
  })

  it("of a program that looks up has no pool, no guard and no table of what only explain reads", async () => {
    const rooms = await roomsIn('import { Lookup } from "aquifer"\nexport const make = Lookup.make')
    expect(rooms).toContain("services/repository/lookup")
    const unused = [
      "layers/pool",
      "socket",
      "guard",
      "local",
      "migration",
      "known/languages",
      "known/clients"
    ]
    expect(rooms.filter((room) => unused.some((each) => room.includes(each)))).toEqual([])
  })

  it("of a program on a pool has nothing of the kit, and no table of what only explain reads", async () => {
    const rooms = await roomsIn('import { PooledPg } from "aquifer"\nexport const layer = PooledPg.layer')
    expect(rooms).toEqual(expect.arrayContaining(["layers/pool", "layers/guard"]))
    const unused = ["services/", "migration", "known/languages", "known/clients"]
    expect(rooms.filter((room) => unused.some((each) => room.includes(each)))).toEqual([])
  })

  it("keeps what is imported to be run: the command line", async () => {
    const { modules } = await bundled('import "./src/programs/aquifer.js"')
    expect([...modules.keys()]).toContain("programs/aquifer.js")
  })
})
