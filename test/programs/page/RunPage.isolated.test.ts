import { pathToFileURL } from "node:url"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import type { ResearchReport } from "aquifer/research"
import { Effect, FileSystem, Path } from "effect"
import { Histogram } from "../../../src/layers/measure/Histogram.ts"
import { loadTest } from "../../../src/programs/loadTest/loadTest.ts"
import * as Chart from "../../../src/programs/page/Chart.ts"
import * as RunPage from "../../../src/programs/page/RunPage.ts"
import * as ReportPage from "../../../src/programs/report/ReportPage.ts"
import { start } from "../../../src/programs/start/start.ts"
import { type Look, looks, overflow, seenAs, violations } from "../../support/accessibility.ts"
import { Chromium, hasChromium, profile, step } from "../../support/chromium.ts"
import { command } from "../../support/command.ts"
import { word } from "../../support/longNames.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const histogram = (...samples: ReadonlyArray<number>): Histogram => {
  const made = new Histogram()
  for (const sample of samples) made.record(sample)
  return made
}

const occupancy = Chart.occupancy(
  [
    { atMillis: 0, used: 1, waiting: 0 },
    { atMillis: 1_500, used: 10, waiting: 40 }
  ],
  10
)

const report: RunPage.RunReport = {
  title: "A run",
  at: 0,
  charts: [Chart.distribution("Latency", histogram(1, 1, 100), 1), occupancy],
  tables: [{ title: "Failures", rows: [["PoolExhausted", 7, "</script><img src=x onerror=alert(1)>"]] }]
}

/** How many lines the name of a failure takes in the browser. */
const linesOfName = `(() => {
  const range = document.createRange()
  range.selectNodeContents([...document.querySelectorAll("th")].find((each) => each.textContent === "PoolExhausted"))
  return range.getClientRects().length
})()`

const inBrowser = hasChromium ? it.effect : it.effect.skip

describe("a report as a page", () => {
  it("counts each duration in one bar", () => {
    const { labels = [], series, x } = Chart.distribution("Latency", histogram(1, 1, 100), 1)
    const counts = series[0]?.values ?? []
    expect(counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(3)
    expect([x.length, labels.length]).toEqual([counts.length, counts.length])
    expect(
      Chart.distribution("Latency", histogram(), 1).series[0]?.values.every((count) => count === 0)
    ).toBe(true)
  })

  it("shows the pool over the seconds of the run, against its size", () => {
    expect(occupancy).toMatchObject({
      x: [0, 1.5],
      max: 10,
      series: [{ values: [1, 10] }, { values: [0, 40] }]
    })
  })

  inBrowser("draws its charts from the file alone, and shows texts as text", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "report.html": yield* RunPage.render(report) })
      const context = yield* profile
      const page = yield* step(() => context.newPage())
      const problems: Array<string> = []
      const requested: Array<string> = []
      page.on("pageerror", (error) => problems.push(String(error)))
      page.on("console", (message) => problems.push(message.text()))
      page.on("request", (request) => requested.push(request.url()))
      const url = pathToFileURL((yield* Path.Path).join(folder, "report.html")).href
      yield* step(() => page.goto(url))
      expect(yield* step(() => page.locator("figure canvas").count())).toBe(2)
      expect(yield* step(() => page.locator("td.text").innerText())).toContain("<img src=x")
      expect([problems, requested]).toEqual([[], [url]])
    }).pipe(Effect.scoped, Effect.provide([Chromium.layer, NodeServices.layer]))
  )

  it.effect("folds what is beyond the first rows of a long list", () =>
    Effect.gen(function* () {
      const rows = Array.from({ length: 50 }, (_, index) => [`keyword ${index}`, index])
      const page = yield* RunPage.render({ ...report, tables: [{ title: "Keywords", rows }] })
      const [open = "", folded = ""] = page.split("<details>")
      expect(open).toContain("keyword 19<")
      expect(open).not.toContain("keyword 20<")
      expect(folded).toContain("<summary>30 more</summary>")
      expect(folded).toContain("keyword 49<")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  inBrowser("says why a chart is empty, and has nothing that axe finds: on no screen, and not in print", () =>
    Effect.gen(function* () {
      const empty = Chart.distribution("Latency", histogram(), 1, "No request was answered.")
      const rows = Array.from({ length: 50 }, (_, index) => [`keyword ${index}`, index, `${index} ms`])
      const long: RunPage.RunReport = {
        ...report,
        charts: [empty, ...report.charts],
        tables: [
          { title: word(200), rows: [["PoolExhausted", 7, word(500), word(400)]] },
          ...report.tables,
          { title: "Keywords", rows: [[word(500), 1, "1 ms"], ...rows] }
        ]
      }
      const analytics: ResearchReport = {
        period: { from: "2026-01-01", to: "2026-01-01" },
        totals: { keywords: 1, documents: 0, bytes: 0, hits: 0, misses: 1, hitRatio: 0 },
        days: [{ day: "2026-01-01", documents: 0, bytes: 0, hits: 0, misses: 1 }],
        topKeywords: Array.from({ length: 50 }, (_, index) => ({
          keyword: index === 0 ? word(500) : `a long keyword ${index} `.repeat(9),
          lookups: 3,
          hits: 0,
          documents: 1
        })),
        sources: [{ source: word(500), documents: 1, bytes: 1 }]
      }
      const folder = yield* temporaryFolder({
        "run.html": yield* RunPage.render(long),
        "report.html": ReportPage.render(analytics, new Date(0))
      })
      const path = yield* Path.Path
      const page = yield* Effect.flatMap(profile, (context) => step(() => context.newPage()))
      for (const file of ["run.html", "report.html"]) {
        yield* step(() => page.goto(pathToFileURL(path.join(folder, file)).href))
        if (file === "run.html") {
          expect(yield* step(() => page.locator("figure").first().innerText())).toContain(
            "No request was answered."
          )
        } else expect(yield* step(() => page.innerText("body"))).toContain("No column to draw")
        for (const look of Object.keys(looks) as ReadonlyArray<Look>) {
          yield* seenAs(page, look)
          expect([file, look, yield* violations(page)]).toEqual([file, look, []])
          expect([file, look, yield* overflow(page)]).toEqual([file, look, 0])
          if (file !== "run.html") continue
          expect(yield* step(() => page.evaluate(linesOfName))).toBe(1) // only long words are broken
        }
      }
    }).pipe(Effect.scoped, Effect.provide([Chromium.layer, NodeServices.layer]))
  )

  it.effect("is refused before the run where its file cannot be written", () =>
    Effect.gen(function* () {
      for (const run of [command(start), command(loadTest)]) {
        const unreachable = "postgresql://a:hunter2@127.0.0.1:1/x" // never asked
        const env = { DATABASE_URL: unreachable, DATABASE_POOL_URL: unreachable.replace(":1/", ":2/") }
        const { status, stderr } = yield* run(["--html", "/no/such/folder/report.html"], env)
        expect(status, stderr).toBe(2)
        expect(stderr).toContain("--html /no/such/folder/report.html cannot be written")
      }
      expect(yield* (yield* FileSystem.FileSystem).exists("/no/such/folder")).toBe(false)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
