import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Effect, Layer } from "effect"
import type { Page } from "playwright-core"
import { PgConfig } from "../../src/layers/PgConfig.ts"
import * as History from "../../src/programs/monitor/History.ts"
import * as ProgramOverview from "../../src/programs/monitor/ProgramOverview.ts"
import * as Report from "../../src/programs/monitor/sections/Report.ts"
import * as Verdict from "../../src/programs/monitor/verdict/Verdict.ts"
import * as MonitorServer from "../../src/programs/web/MonitorServer.ts"
import type { OverviewSnapshot } from "../../src/services/monitor/Overview.ts"
import { PgBouncerConsole } from "../../src/services/monitor/PgBouncerConsole.ts"
import { Chromium, profile, step } from "./chromium.ts"
import { endpoints } from "./ResearchStore.ts"
import { SuiteDatabase } from "./SuiteDatabase.ts"

/** Where the pages of tests are served. */
export const host = "127.0.0.1"

const noConsole = Layer.provide(PgBouncerConsole.layerNoDeps, PgConfig.layerWith({}))
/** The overview of a program by this name, which has no PgBouncer. */
export const overviewOf = (program: string) => Layer.provide(ProgramOverview.layer(program), noConsole)

/** Serves the overview of a program by this name until the scope closes. */
export const serve = Effect.fnUntraced(function* (
  program: string,
  port: number,
  env: Record<string, string> = {}
) {
  const context = yield* Layer.build(overviewOf(program))
  return yield* MonitorServer.serve({ host, port }).pipe(
    Effect.provide(context),
    Effect.provide(NodeServices.layer),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
  )
})

/** A page in a browser of its own, with its errors and whom it asked. */
export const opened = Effect.fnUntraced(function* (url: string) {
  const context = yield* profile
  const page = yield* step(() => context.newPage())
  const problems: Array<string> = []
  const requested: Array<string> = []
  page.on("pageerror", (error) => problems.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text())
  })
  page.on("request", (request) => requested.push(new URL(request.url()).origin))
  yield* step(() => page.goto(url))
  return { page, problems, requested }
})

/** Waits until a text of the page is as it should be, and gives it. */
export const until = (page: Page, selector: string, wanted: string) =>
  step(() =>
    page
      .locator(selector)
      .filter({ hasText: new RegExp(wanted) })
      .first()
      .waitFor({ timeout: 45_000 })
  )

/** What is answered, without following where that leads. */
export const get = (url: string, headers: Record<string, string> = {}) =>
  step(() => fetch(url, { headers, redirect: "manual" }))

/** What a page is told: so many seconds of history, and the overview as it is now. */
export const told = (overview: OverviewSnapshot, seconds = 0): string => {
  let moments: History.History = []
  for (let second = seconds; second > 0; second--) {
    moments = History.add(moments, { ...overview, at: overview.at - second * 1_000 })
  }
  const now = { overview, verdict: Verdict.of(overview), sections: Report.sections(overview) }
  return `event: history\ndata: ${JSON.stringify({ moments })}\n\ndata: ${JSON.stringify(now)}\n\n`
}

/** The page as a program's overview makes it, with so many seconds before. */
export const showing = Effect.fnUntraced(function* (url: string, overview: OverviewSnapshot, seconds = 0) {
  const context = yield* profile
  const page = yield* step(() => context.newPage())
  yield* step(() =>
    page.route("**/events", (route) =>
      route.fulfill({ contentType: "text/event-stream", body: told(overview, seconds) })
    )
  )
  yield* step(() => page.goto(url))
  return page
})

/** A database of the suite's own, which the program has both endpoints of. */
export const withDatabase = endpoints("direct").pipe(Layer.provideMerge(SuiteDatabase.layer))

/** The same, and a browser. */
export const withBrowser = Layer.merge(Chromium.layer, withDatabase)
