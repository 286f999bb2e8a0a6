import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { CliOutput } from "effect/cli"
import { urlOf } from "../../support/program.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { hasTerminal, inTerminal } from "../../support/terminal.ts"

const columns = 40

layer(SuiteDatabase.layer, { excludeTestServices: true })("A progress bar", (it) => {
  const inATerminal = hasTerminal ? it.effect : it.effect.skip

  inATerminal("takes one line of a narrow terminal, which it draws over", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const env = { DATABASE_URL: urlOf(admin), DATABASE_POOL_URL: urlOf(app("pgbouncer118")) }
      const args = ["load-test", "--requests", "20", "--query-time", "50ms"]
      const { ended } = yield* inTerminal(args, env, (program) => `stty columns ${columns}; ${program}`)
      const { output, status } = yield* ended
      expect(status).toBe(0)
      const [, ...drawn] = output.split("\r\u001b[2K")
      const lines = drawn.map((text) => text.split(/[\r\n]/)[0] ?? "")
      expect(lines.length).toBeGreaterThan(1)
      expect(lines.at(-1)).toMatch(/^█{30} 100%/)
      expect(lines.filter((line) => CliOutput.displayWidth(line) > columns)).toEqual([])
    })
  )
})
