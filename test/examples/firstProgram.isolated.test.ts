import { readFileSync } from "node:fs"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { startFile, urlOf } from "../support/program.ts"
import { endpoints } from "../support/ResearchStore.ts"
import { SuiteDatabase } from "../support/SuiteDatabase.ts"

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")

layer(endpoints("pgbouncer118"))("The README's first program", (it) => {
  it.effect("is the file that is compiled here", () =>
    Effect.sync(() => {
      const [, program] =
        read("../../README.md").match(/## A first program[\s\S]*?```ts\n([\s\S]*?)```/) ?? []
      expect(program).toBe(read("firstProgram.ts"))
    })
  )

  it.effect("researches once and finds the result in the cache the next time", () =>
    Effect.gen(function* () {
      const env = { DATABASE_POOL_URL: urlOf((yield* SuiteDatabase).app("pgbouncer118")) }
      const run = Effect.flatMap(startFile("test/examples/firstProgram.ts", [], env), ({ ended }) => ended)
      const first = yield* run
      expect(first).toMatchObject({ status: 0, stderr: "" })
      // A miss takes a lookup, the keyword's lease with a second look, and the store that gives the lease back.
      expect(first.stdout).toMatch(
        /summary: 'A group of diseases.*' *} 3 statements on at most 10 connections/s
      )
      expect((yield* run).stdout).toContain("1 statements on at most 10 connections")
    }).pipe(Effect.scoped)
  )
})
