import { expect, inject, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { urlOf } from "../../support/program.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { columns, hasTerminal, inTerminal } from "../../support/terminal.ts"

const opened = Effect.gen(function* () {
  const { admin, app } = yield* SuiteDatabase
  return yield* inTerminal(["monitor"], {
    DATABASE_URL: urlOf(admin),
    DATABASE_POOL_URL: urlOf(app("pgbouncer118")),
    PGBOUNCER_ADMIN_URL: inject("servers").pgbouncer118?.adminUrl ?? "",
    NO_COLOR: "1"
  })
})

/** The cursor, and the screen that was there before. */
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
        const { ended, press, screen } = yield* opened
        const first = yield* screen(
          has("0 of 10 in use", "PgBouncer 1.18", "research_documents", "research_cache")
        )
        expect(first[0]).toContain("by age")
        expect(first.at(-1)).toMatch(/^q quit/)
        expect(Math.max(...first.map((line) => line.length))).toBeLessThanOrEqual(columns)
        yield* press("s")
        yield* screen(has("by pid"))
        yield* press("/research_doc")
        yield* screen(has("show rows with: research_doc"))
        yield* press("\r")
        const filtered = yield* screen(has('with "research_doc"', "q quit"))
        expect(filtered.join("\n")).toContain("research_documents")
        expect(filtered.join("\n")).not.toContain("research_cache")
        yield* press("p")
        yield* screen(has("PAUSED"))
        yield* press("q")
        const { output, status } = yield* ended
        expect(status).toBe(0)
        expect(output.split("\u001b[?1049h")).toHaveLength(2)
        expect(output.endsWith(screenBack)).toBe(true)
      })
    )

    inATerminal("ends on Ctrl-C as on q, and gives the screen back", () =>
      Effect.gen(function* () {
        const { ended, press, screen } = yield* opened
        yield* screen(has("0 of 10 in use"))
        yield* press("\u0003")
        expect((yield* ended).output.endsWith(screenBack)).toBe(true)
      })
    )
  }
)
