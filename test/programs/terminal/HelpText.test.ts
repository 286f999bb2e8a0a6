import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { CliOutput, Command } from "effect/cli"
import { TestConsole } from "effect/testing"
import { explain } from "../../../src/programs/explain/explain.ts"
import { loadTest } from "../../../src/programs/loadTest/loadTest.ts"
import { migrate } from "../../../src/programs/migrate/migrate.ts"
import { monitor } from "../../../src/programs/monitor.ts"
import { size } from "../../../src/programs/size/size.ts"
import * as HelpText from "../../../src/programs/terminal/HelpText.ts"

const names = ["explain", "load-test", "migrate", "monitor", "size"]
const aquifer = Command.make("aquifer").pipe(
  Command.withSubcommands([explain, loadTest, migrate, monitor, size])
)

const helpOf = (name: string, columns: number, colors = false) =>
  Effect.gen(function* () {
    const args = name === "aquifer" ? ["--help"] : [name, "--help"]
    yield* Command.runWith(aquifer, { version: "0.0.0" })(args)
    return (yield* TestConsole.logLines).join("\n")
  }).pipe(
    Effect.provideService(CliOutput.Formatter, HelpText.formatter({ colors, columns })),
    Effect.provide(Layer.merge(Layer.fresh(TestConsole.layer), NodeServices.layer))
  )

/** Without the examples, whose commands are copied. */
const proseOf = (help: string) => help.split("EXAMPLES")[0] ?? ""
const wordsOf = (help: string) => help.split(/\s+/)

describe("Help", () => {
  it.effect.each([40, 60, 80, 120])("fits into %s columns, word for word as without a bound", (columns) =>
    Effect.gen(function* () {
      for (const name of ["aquifer", ...names]) {
        const help = yield* helpOf(name, columns)
        for (const colors of [true, false]) {
          const lines = proseOf(yield* helpOf(name, columns, colors)).split("\n")
          expect(lines.filter((line) => CliOutput.displayWidth(line) > columns)).toEqual([])
        }
        expect(wordsOf(help)).toEqual(wordsOf(yield* helpOf(name, Infinity)))
      }
    })
  )

  it.effect("has its texts below each other, or below their names where these leave no room", () =>
    Effect.gen(function* () {
      const wide = (yield* helpOf("monitor", 80)).split("\n")
      const narrow = (yield* helpOf("monitor", 40)).split("\n")
      expect(wide.slice(wide.findIndex((line) => line.startsWith("  --longer-than"))).slice(0, 2)).toEqual([
        "  --longer-than DURATION      From when on a statement is long-running; 5m",
        "                              unless given"
      ])
      const at = narrow.indexOf("  --longer-than DURATION")
      expect(narrow.slice(at + 1, at + 3)).toEqual([
        "      From when on a statement is",
        "      long-running; 5m unless given"
      ])
    })
  )

  it.effect(
    "keeps commands of examples on one line, and what all commands have in common to aquifer --help",
    () =>
      Effect.gen(function* () {
        const help = yield* helpOf("load-test", 40)
        expect(help).toContain("  aquifer load-test --requests 500 --concurrency 50 --mode unpooled\n")
        expect(help).not.toContain("--log-level")
        expect(help).toContain("Run 'aquifer --help'")
        expect(yield* helpOf("aquifer", 40)).toContain("--log-level")
      })
  )
})
