import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { loadTest } from "../../../../src/programs/loadTest/loadTest.ts"
import * as History from "../../../../src/programs/monitor/History.ts"
import type { OverviewSnapshot } from "../../../../src/services/monitor/Overview.ts"
import { failed } from "../../../../src/services/monitor/Panel.ts"
import { hasChromium, profile, step } from "../../../support/chromium.ts"
import { startCommand } from "../../../support/command.ts"
import { freePort } from "../../../support/freePort.ts"
import { host, opened, serve, showing, until, withBrowser } from "../../../support/monitorPage.ts"
import { overviewSample } from "../../../support/overviewSample.ts"
import { urlOf } from "../../../support/program.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

/** Keeps the charts that the page makes, by the card that each is in; text, as its names are the browser's. */
const keepCharts = `
  let library
  globalThis.charts = {}
  const construct = (Made, [options, data, room]) =>
    (charts[room.closest("[data-gauge]")?.dataset.gauge] = new Made(options, data, room))
  Object.defineProperty(globalThis, "uPlot", {
    get: () => library,
    set: (loaded) => (library = new Proxy(loaded, { construct }))
  })
`

layer(withBrowser, { excludeTestServices: true })("the gauges of aquifer monitor --web", (it) => {
  const inBrowser = hasChromium ? it.effect : it.effect.skip

  inBrowser("draws what was before it was opened", () =>
    Effect.gen(function* () {
      const context = yield* profile
      const page = yield* step(() => context.newPage())
      const overview = overviewSample()
      let history: History.History = []
      for (let second = 120; second >= 0; second--) {
        history = History.add(history, { ...overview, at: overview.at - second * 1_000 })
      }
      const told = `event: history\ndata: ${JSON.stringify({ moments: history })}\n\ndata: ${JSON.stringify({ overview, sections: [] })}\n\n`
      yield* step(() =>
        page.route("**/events", (route) => route.fulfill({ contentType: "text/event-stream", body: told }))
      )
      const url = yield* serve("a program", yield* freePort)
      yield* step(() => page.goto(url))
      for (const [gauge, now] of [
        ["Pool: pooled", "in use 7, waiting 37"],
        ["Postgres", "connections 6"]
      ]) {
        const chart = page.locator(`[data-gauge='${gauge}'] [role=img]`)
        const label = yield* step(() => chart.getAttribute("aria-label"))
        expect(label).toBe(`${gauge}: now ${now}; over 120 s`)
      }
    })
  )

  inBrowser("says of a Postgres that stopped that nothing is known, and breaks its curve there", () =>
    Effect.gen(function* () {
      const context = yield* profile
      const page = yield* step(() => context.newPage())
      yield* step(() => page.addInitScript({ content: keepCharts }))
      const overview = overviewSample()
      const stopped = { ...overview, postgres: failed("cannot connect to 127.0.0.1:5432") }
      let history: History.History = []
      for (let second = 60; second > 0; second--) {
        const seen = second > 40 || second <= 20 ? overview : stopped
        history = History.add(history, { ...seen, at: overview.at - second * 1_000 })
      }
      const now = (overview: OverviewSnapshot) => `data: ${JSON.stringify({ overview, sections: [] })}\n\n`
      const told = `event: history\ndata: ${JSON.stringify({ moments: history })}\n\n${now(overview)}${now({ ...stopped, at: overview.at + 1_000 })}`
      yield* step(() =>
        page.route("**/events", (route) => route.fulfill({ contentType: "text/event-stream", body: told }))
      )
      const url = yield* serve("a program", yield* freePort)
      yield* step(() => page.goto(url))
      const card = page.locator("[data-gauge='Postgres']")
      yield* until(page, "[data-gauge='Postgres'] .figures", "^unknown connections$")
      expect(yield* step(() => card.locator(".facts").innerText())).toBe("cannot connect to 127.0.0.1:5432")
      expect(yield* step(() => card.locator("meter").isVisible())).toBe(false)
      const label = yield* step(() => card.locator("[role=img]").getAttribute("aria-label"))
      expect(label).toBe("Postgres: now connections unknown; over 61 s")
      const drawn = yield* step(() => page.evaluate("charts.Postgres.data[1]"))
      const connections = Array.from({ length: 20 }, () => 6)
      expect(drawn).toEqual([...connections, ...connections.map(() => null), ...connections, 6, null])
    })
  )

  inBrowser("says why a chart has no curve", () =>
    Effect.gen(function* () {
      const page = yield* showing(yield* serve("a program", yield* freePort), overviewSample())
      yield* until(page, "[data-gauge='Postgres'] figure", "The curve begins now")
    })
  )

  inBrowser(
    "changes its numbers while a load test runs",
    () =>
      Effect.gen(function* () {
        const { admin, app } = yield* SuiteDatabase
        const port = yield* freePort
        const load = [
          "--rate",
          "50",
          "--for",
          "40s",
          "--query-time",
          "100ms",
          "--web",
          "--port",
          String(port)
        ]
        const env = { DATABASE_URL: urlOf(admin), DATABASE_POOL_URL: urlOf(app("pgbouncer118")) }
        const run = yield* startCommand(loadTest)(load, env)
        const over = Effect.flatMap(run.ended, ({ stderr }) => Effect.die(new Error(`it ended: ${stderr}`)))
        const up = Effect.promise(() =>
          fetch(`http://${host}:${port}/`).then(
            ({ ok }) => ok,
            () => false
          )
        )
        const served = Effect.repeat(Effect.delay(up, "200 millis"), { until: (is) => is })
        yield* Effect.raceFirst(served, over)
        const { page } = yield* opened(`http://${host}:${port}/`)
        yield* until(page, "[data-gauge='Pool: pooled'] strong", "^[1-9]")
        const acquired = () =>
          page
            .locator("#sections tr", { hasText: /^pooled/ })
            .first()
            .locator("td")
            .nth(6)
            .innerText()
        const before = yield* step(acquired)
        const changed = Effect.repeat(Effect.delay(step(acquired), "200 millis"), {
          until: (now) => now !== before
        })
        yield* Effect.raceFirst(changed, over)
      }),
    120_000
  )
})
