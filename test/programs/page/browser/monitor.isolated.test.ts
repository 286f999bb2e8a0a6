import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { Reactivity } from "effect/reactivity"
import { type Look, looks, overflow, seenAs, violations } from "../../../support/accessibility.ts"
import { hasChromium, step } from "../../../support/chromium.ts"
import { freePort } from "../../../support/freePort.ts"
import { longNames } from "../../../support/longNames.ts"
import { get, opened, serve, showing, until, withBrowser } from "../../../support/monitorPage.ts"
import { overviewSample, session } from "../../../support/overviewSample.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

layer(withBrowser, { excludeTestServices: true })("the page of aquifer monitor --web", (it) => {
  const inBrowser = hasChromium ? it.effect : it.effect.skip

  inBrowser("shows who blocks whom, asks nobody but its server, and has no errors", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const url = yield* serve("a program", yield* freePort)
      const sql = yield* PgClient.make({ ...admin, ssl: false, maxConnections: 2 })
      yield* sql`CREATE TABLE contended (id int)`
      const { page, problems, requested } = yield* opened(url)
      yield* until(page, "#status", "live")
      yield* Effect.scoped(
        Effect.gen(function* () {
          const connection = yield* sql.reserve
          yield* connection.executeUnprepared("BEGIN", [], undefined)
          yield* connection.executeUnprepared("LOCK TABLE contended", [], undefined)
          yield* Effect.forkScoped(Effect.ignore(sql.unsafe('SELECT 1 AS "<img src=x>" FROM contended')))
          yield* until(page, "#sections tr", "AccessShareLock on contended.*<img src=x>")
          const indented = yield* step(() => page.locator("#sections td", { hasText: "└ " }).count())
          expect(indented).toBe(1)
          expect(yield* step(() => page.locator("#sections img").count())).toBe(0)
          yield* connection.executeUnprepared("ROLLBACK", [], undefined)
        })
      )
      expect(problems).toEqual([])
      expect(new Set(requested)).toEqual(new Set([new URL(url).origin]))
    }).pipe(Effect.provide(Reactivity.layer))
  )

  inBrowser("opens with the verdict, whose findings lead to their table and their chapter", () =>
    Effect.gen(function* () {
      const url = yield* serve("a program", yield* freePort)
      const page = yield* showing(url, overviewSample())
      yield* until(page, "#verdict h2", "^3 things are wrong: lock-blocks, ")
      const finding = page.locator("#verdict li", { hasText: "lock-blocks" })
      yield* step(() => finding.locator("summary").press("Enter"))
      expect(yield* step(() => finding.innerText())).toMatch(/Why: Those who wait[^]*Do: Shorten/)
      const [table, chapter] = yield* step(() =>
        finding.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))
      )
      expect(yield* step(() => page.locator(`${table} h2`).innerText())).toBe("Who blocks whom")
      const said = yield* get(new URL(chapter ?? "", url).href)
      expect(yield* step(() => said.text())).toMatch(/^## Connection pool timeout/)
    })
  )

  inBrowser("begins long lists with their first rows, and unfolds them", () =>
    Effect.gen(function* () {
      const { postgres, ...overview } = overviewSample()
      if (postgres._tag === "Missing") throw new Error("the sample has Postgres")
      const longRunning = Array.from({ length: 40 }, (_, index) => session(1_000 + index))
      const busy = { ...overview, postgres: { ...postgres, value: { ...postgres.value, longRunning } } }
      const page = yield* showing(yield* serve("a program", yield* freePort), busy)
      const rows = page.locator("#long-running tbody tr")
      yield* until(page, "#long-running h2", "Long-running")
      expect(yield* step(() => rows.count())).toBe(15)
      yield* step(() => page.locator("#long-running button.more").click())
      expect(yield* step(() => rows.count())).toBe(40)
      yield* step(() => page.locator("#filter").fill("SELECT 1039"))
      expect(yield* step(() => rows.count())).toBe(1)
    })
  )

  inBrowser("is worked by keyboard: / filters, p pauses, headings sort", () =>
    Effect.gen(function* () {
      const { page } = yield* opened(yield* serve("a program", yield* freePort))
      yield* until(page, "#sections tr", "aquifer_changes")
      yield* step(() => page.keyboard.press("/"))
      yield* step(() => page.keyboard.type("research_ca"))
      yield* step(() =>
        page
          .locator("#sections tr", { hasText: "aquifer_changes" })
          .waitFor({ state: "detached", timeout: 45_000 })
      )
      yield* until(page, "#sections tr", "research_cache")
      const heading = page.locator("#sections button", { hasText: "indexes" })
      yield* step(() => heading.press("Enter"))
      expect(yield* step(() => page.locator("th[aria-sort=descending]").innerText())).toContain("indexes")
      yield* step(() => heading.press("p"))
      yield* until(page, "#status", "paused")
    })
  )

  for (const look of Object.keys(looks) as ReadonlyArray<Look>) {
    inBrowser(`has nothing that axe finds, and is no wider than its window: ${look}`, () =>
      Effect.gen(function* () {
        const url = yield* serve("a program", yield* freePort)
        for (const overview of [overviewSample(), longNames]) {
          const page = yield* showing(url, overview, 60)
          yield* until(page, "#verdict h2", "things are wrong")
          for (const summary of yield* step(() => page.locator("summary").all())) {
            yield* step(() => summary.click())
          }
          yield* seenAs(page, look)
          expect(yield* violations(page)).toEqual([])
          expect(yield* overflow(page)).toBe(0)
        }
      })
    )
  }
})
