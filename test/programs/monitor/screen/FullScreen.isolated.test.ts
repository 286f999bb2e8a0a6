import { expect, inject, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Effect, Layer } from "effect"
import { urlOf } from "../../../support/program.ts"
import { endpoints } from "../../../support/ResearchStore.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"
import { columns, hasTerminal, inTerminal } from "../../../support/terminal.ts"

const opened = Effect.fnUntraced(function* (
  env: Record<string, string> = {},
  within?: (program: string) => string
) {
  const { admin, app } = yield* SuiteDatabase
  const all = {
    DATABASE_URL: urlOf(admin),
    DATABASE_POOL_URL: urlOf(app("pgbouncer118")),
    PGBOUNCER_ADMIN_URL: inject("servers").pgbouncer118?.adminUrl ?? "",
    NO_COLOR: "1",
    ...env
  }
  return yield* inTerminal(["monitor"], all, within)
})

/** Two tables that are among the largest. */
const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  for (const name of ["seen_on_top", "seen_on_bottom"]) {
    yield* sql.unsafe(
      `CREATE TABLE ${name} AS SELECT repeat('x', 1000) AS body FROM generate_series(1, 1000)`
    )
  }
})

/** The other screen, and after it the cursor and the screen that was there before. */
const screenTaken = "\u001b[?1049h"
const screenBack = "\u001b[?25h\u001b[?1049l"

const has =
  (...texts: ReadonlyArray<string>) =>
  (screen: string) =>
    texts.every((text) => screen.includes(text))

layer(endpoints("direct").pipe(Layer.provideMerge(SuiteDatabase.layer)), { excludeTestServices: true })(
  "aquifer monitor in a terminal",
  (it) => {
    const inATerminal = hasTerminal ? it.effect : it.effect.skip

    inATerminal("draws the whole screen, sorts, filters, pauses and quits by keys, and leaves no trace", () =>
      Effect.gen(function* () {
        yield* tables
        const { ended, press, screen } = yield* opened()
        const first = yield* screen(has("0 of 10 in use", "PgBouncer 1.18"))
        expect(first[0]).toContain("by age")
        expect(first.at(-1)).toMatch(/^q quit/)
        expect(Math.max(...first.map((line) => line.length))).toBeLessThanOrEqual(columns)
        yield* press("s")
        yield* screen(has("by pid"))
        yield* press("/seen_on")
        yield* screen(has("show rows with: seen_on", "seen_on_top", "seen_on_bottom"))
        yield* press("_top\r")
        const filtered = yield* screen(has('with "seen_on_top"', "q quit"))
        expect(filtered.slice(1).join("\n")).toContain("seen_on_top")
        expect(filtered.join("\n")).not.toContain("seen_on_bottom")
        yield* press("p")
        yield* screen(has("PAUSED"))
        yield* press("q")
        const { output, status } = yield* ended
        expect(status).toBe(0)
        expect(output.split(screenTaken)).toHaveLength(2)
        expect(output.endsWith(screenBack)).toBe(true)
      })
    )

    inATerminal("moves its tables sideways and explains its keys", () =>
      Effect.gen(function* () {
        const { press, screen } = yield* opened()
        yield* screen(has("0 of 10 in use"))
        yield* press("\u001b[C\u001b[C")
        yield* screen(has("20 columns to the right", "0 of 10 in use"))
        yield* press("?")
        yield* screen(has("move the tables sideways"))
        yield* press("x0")
        const back = yield* screen(has("0 of 10 in use"))
        expect(back[2]).toMatch(/^(Nothing is|\d+ things? (is|are)) wrong/)
        yield* press("q")
      })
    )

    inATerminal("prints one look where the terminal can be drawn on by nobody", () =>
      Effect.gen(function* () {
        const { output, status } = yield* Effect.flatMap(opened({ TERM: "dumb" }), ({ ended }) => ended)
        expect(status).toBe(0)
        expect(output).toMatch(/(Nothing is|\d+ things? (is|are)) wrong/)
        expect(output).toContain("Largest tables")
        expect(output).not.toContain("\u001b")
      })
    )

    inATerminal("gives the terminal back on Ctrl-Z as the shell had it, and draws again on fg", () =>
      Effect.gen(function* () {
        const { ended, press, screen } = yield* opened(
          {},
          (program) => `set -m; ${program}; stty -a; echo STOPPED; fg; echo QUIT; stty -a`
        )
        yield* screen(has("0 of 10 in use"))
        yield* press("s")
        yield* screen(has("by pid"))
        yield* press("\u001as")
        yield* screen(has("by user"))
        yield* press("q")
        const { output, status } = yield* ended
        expect(status).toBe(0)
        const [first = "", again = "", last = ""] = output.split(/STOPPED|QUIT/)
        for (const before of [first, again + last]) {
          const [drawn = "", shell] = before.split(screenBack)
          expect(drawn.split(screenTaken)).toHaveLength(2)
          expect(shell).toMatch(/[ ;\n]icanon/)
        }
      })
    )

    inATerminal("takes keys again when somebody else has stopped it and the shell continues it", () =>
      Effect.gen(function* () {
        const { ended, press, screen } = yield* opened({}, (program) => `set -m; ${program}; stty sane; fg`)
        const [header = ""] = yield* screen(has("0 of 10 in use"))
        process.kill(Number(/process (\d+)/.exec(header)?.[1]), "SIGSTOP")
        yield* press("s") // while it is stopped, or after it
        yield* screen(has("by pid"))
        yield* press("q")
        expect((yield* ended).status).toBe(0)
      })
    )

    inATerminal("ends on Ctrl-C as on q, and gives the screen back", () =>
      Effect.gen(function* () {
        const { ended, press, screen } = yield* opened()
        yield* screen(has("0 of 10 in use"))
        yield* press("\u0003")
        expect((yield* ended).output.endsWith(screenBack)).toBe(true)
      })
    )
  }
)
