import { describe, expect, it } from "@effect/vitest"
import { examplesOf } from "./support/docExamples.ts"
import { publicNames } from "./support/publicNames.ts"

describe("What the doors of the package open", () => {
  it("is behind each of them, name by name", () => {
    expect([...publicNames.keys()]).toContain("./src/index.ts")
    const core = publicNames.get("./src/index.ts") ?? []
    expect(core.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["PooledPg", "Repository.Service", "Migration.ofSet", "PgFailure.explain"])
    )
    expect([...publicNames.values()].flat().length).toBeGreaterThan(250)
  })

  it.each([...publicNames])("has a doc comment, every name of it: %s", (_door, names) => {
    expect(
      names.filter(({ isDocumented }) => !isDocumented).map(({ file, name }) => `${name} in ${file}`)
    ).toEqual([])
  })

  it.each([...publicNames])("has an example in each module: %s", async (door, names) => {
    const loaded: Readonly<Record<string, unknown>> = await import(/* @vite-ignore */ `.${door}`)
    const filesOf = Map.groupBy(names, ({ name }) => name.split(".")[0] ?? name)
    const modules = [...filesOf].filter(([name]) => name in loaded) // the others are types
    const without = modules.filter(([, of]) =>
      of.every(({ file }) => examplesOf(file.replace(/^src./, "")).length === 0)
    )
    expect(without.map(([name]) => name)).toEqual([])
  })
})
