import { readFileSync } from "node:fs"
import { expect, it } from "@effect/vitest"
import { blocks } from "../support/chapter.ts"

it("The chapter on a database for each tenant shows what the tests run", () => {
  const read = (name: string) => readFileSync(new URL(`tenants/${name}.ts`, import.meta.url), "utf8")
  expect(blocks("src/layers/pool/Tenants.md", "ts")).toEqual(["tenants", "write"].map(read))
})
