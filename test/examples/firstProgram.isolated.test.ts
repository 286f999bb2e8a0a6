import { globSync, readFileSync } from "node:fs"
import { expect, it } from "@effect/vitest"
import { Testing } from "aquifer/testing"
import { Effect } from "effect"
import { blocks } from "../support/chapter.ts"
import { startFile, urlOf } from "../support/program.ts"

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")

it("The README's first program is files of the shop", () => {
  expect(blocks("README.md", "ts")).toEqual([read("shop/Catalogue.ts"), read("shop/firstProgram.ts")])
})

it("The README is no longer than a newcomer reads", () => {
  expect(Buffer.byteLength(read("../../README.md"))).toBeLessThanOrEqual(14 * 1024)
})

/** What the README has one type to make the table and to run the program, and how many statements it says that takes. */
const commands = blocks("README.md", "sh").join("\n")
const [, migrate = ""] = commands.match(/aquifer -- (migrate --from .*)/) ?? []
const [, program = "", first, next] =
  commands.match(/aquifer-source (.*) # (\d+) statements; (\d+) the next time/) ?? []

/** Of the development dependency `bun`, whose install script is not run. */
const [bun = ""] = globSync("node_modules/@oven/bun-*/bin/bun{,.exe}", {
  cwd: new URL("../..", import.meta.url)
})

it.live.each([
  ["Node", process.execPath],
  ["Bun", bun]
])(
  "The README's first program is migrated, asks the supplier once for a thousand, and nobody the next time: on %s",
  ([, runtime]) =>
    Effect.gen(function* () {
      const { direct, pooled } = yield* Testing.TestDatabase
      const env = { DATABASE_URL: urlOf(direct), DATABASE_POOL_URL: urlOf(pooled) }
      const run = (file: string, args: ReadonlyArray<string>) =>
        Effect.flatMap(startFile(file, args, env, undefined, runtime), ({ ended }) => ended)
      const says = (statements: string | undefined) =>
        expect.stringMatching(
          new RegExp(`name: ['"]tea['"][^]*} ${statements} statements on at most 10 connections`)
        )
      expect(yield* run("src/programs/aquifer.js", migrate.split(" "))).toMatchObject({
        status: 0,
        stderr: ""
      })
      expect(yield* run(program, [])).toMatchObject({ status: 0, stderr: "", stdout: says(first) })
      expect(yield* run(program, [])).toMatchObject({ status: 0, stderr: "", stdout: says(next) })
    }).pipe(Effect.scoped, Effect.provide(Testing.layer()))
)
