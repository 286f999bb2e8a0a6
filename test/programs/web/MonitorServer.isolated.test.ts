import { once } from "node:events"
import { createConnection } from "node:net"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Exit, Fiber, Layer, Scope, Tracer } from "effect"
import { Reactivity } from "effect/reactivity"
import type { Page } from "playwright-core"
import { PgConfig } from "../../../src/layers/PgConfig.ts"
import { loadTest } from "../../../src/programs/loadTest/loadTest.ts"
import * as History from "../../../src/programs/monitor/History.ts"
import * as ProgramOverview from "../../../src/programs/monitor/ProgramOverview.ts"
import * as Report from "../../../src/programs/monitor/sections/Report.ts"
import * as Verdict from "../../../src/programs/monitor/verdict/Verdict.ts"
import * as MonitorServer from "../../../src/programs/web/MonitorServer.ts"
import type { OverviewSnapshot } from "../../../src/services/monitor/Overview.ts"
import { failed } from "../../../src/services/monitor/Panel.ts"
import { PgBouncerConsole } from "../../../src/services/monitor/PgBouncerConsole.ts"
import { type Look, looks, overflow, seenAs, violations } from "../../support/accessibility.ts"
import { Chromium, hasChromium, profile, step } from "../../support/chromium.ts"
import { startCommand } from "../../support/command.ts"
import { freePort } from "../../support/freePort.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { overviewSample, session } from "../../support/overviewSample.ts"
import { urlOf } from "../../support/program.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const host = "127.0.0.1"

const noConsole = Layer.provide(PgBouncerConsole.layerNoDeps, PgConfig.layerWith({}))
const overviewOf = (program: string) => Layer.provide(ProgramOverview.layer(program), noConsole)

/** Serves the overview of a program by this name until the scope closes. */
const serve = Effect.fnUntraced(function* (program: string, port: number, env: Record<string, string> = {}) {
  const context = yield* Layer.build(overviewOf(program))
  return yield* MonitorServer.serve({ host, port }).pipe(
    Effect.provide(context),
    Effect.provide(NodeServices.layer),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env)))
  )
})

const opened = Effect.fnUntraced(function* (url: string) {
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
const until = (page: Page, selector: string, wanted: string) =>
  step(() =>
    page
      .locator(selector)
      .filter({ hasText: new RegExp(wanted) })
      .first()
      .waitFor({ timeout: 45_000 })
  )

const get = (url: string, headers: Record<string, string> = {}) =>
  step(() => fetch(url, { headers, redirect: "manual" }))

/** The page as a program's overview makes it, with so many seconds before. */
const showing = Effect.fnUntraced(function* (url: string, overview: OverviewSnapshot, seconds = 0) {
  const context = yield* profile
  const page = yield* step(() => context.newPage())
  let moments: History.History = []
  for (let second = seconds; second > 0; second--) {
    moments = History.add(moments, { ...overview, at: overview.at - second * 1_000 })
  }
  const now = { overview, verdict: Verdict.of(overview), sections: Report.sections(overview) }
  const told = `event: history\ndata: ${JSON.stringify({ moments })}\n\ndata: ${JSON.stringify(now)}\n\n`
  yield* step(() =>
    page.route("**/events", (route) => route.fulfill({ contentType: "text/event-stream", body: told }))
  )
  yield* step(() => page.goto(url))
  return page
})

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

const database = endpoints("direct").pipe(Layer.provideMerge(SuiteDatabase.layer))

layer(Layer.merge(Chromium.layer, database), { excludeTestServices: true })(
  "the page of aquifer monitor --web",
  (it) => {
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

    inBrowser("finds the next run of the program after the server was restarted", () =>
      Effect.gen(function* () {
        const port = yield* freePort
        const first = yield* Scope.make()
        const { page } = yield* opened(yield* serve("the first run", port).pipe(Scope.provide(first)))
        yield* until(page, "#program", "the first run")
        yield* until(page, "#status", "live")
        yield* Scope.close(first, Exit.void)
        yield* until(page, "#status", "does not answer")
        yield* until(page, "#program", "the first run") // its last numbers stay
        yield* serve("the second run", port)
        yield* until(page, "#program", "the second run")
        yield* until(page, "#status", "live")
      })
    )

    inBrowser("asks again where it is not answered", () =>
      Effect.gen(function* () {
        const url = yield* serve("a program", yield* freePort)
        const context = yield* profile
        const page = yield* step(() => context.newPage())
        let asked = 0
        yield* step(() => page.route("**/events", (route) => (asked++ === 0 ? undefined : route.continue())))
        yield* step(() => page.goto(url))
        yield* until(page, "#status", "live")
        expect(asked).toBe(2)
      })
    )

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

    inBrowser("says why a chart has no curve", () =>
      Effect.gen(function* () {
        const page = yield* showing(yield* serve("a program", yield* freePort), overviewSample())
        yield* until(page, "[data-gauge='Postgres'] figure", "The curve begins now")
      })
    )

    for (const look of Object.keys(looks) as ReadonlyArray<Look>) {
      inBrowser(`has nothing that axe finds, and is no wider than its window: ${look}`, () =>
        Effect.gen(function* () {
          const page = yield* showing(yield* serve("a program", yield* freePort), overviewSample(), 60)
          yield* until(page, "#verdict h2", "things are wrong")
          for (const summary of yield* step(() => page.locator("summary").all())) {
            yield* step(() => summary.click())
          }
          yield* seenAs(page, look)
          expect(yield* violations(page)).toEqual([])
          expect(yield* overflow(page)).toBe(0)
        })
      )
    }

    it.effect("is told first what those before it were shown", () =>
      Effect.gen(function* () {
        const url = yield* serve("a program", yield* freePort)
        /** What one page is told until there is something to see. */
        const told = step(async () => {
          const { body } = await fetch(`${url}events`)
          let text = ""
          for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
            text += chunk
            if (/"connections":\{.*\n\n$/.test(text)) break
          }
          return text
        })
        const historyIn = (text: string): History.History => {
          const [past = "", now = ""] = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data)
          expect([formatOf(past), formatOf(now)]).toEqual(["aquifer-page-history-1", "aquifer-page-1"])
          return JSON.parse(past).moments
        }
        expect(historyIn(yield* told).filter(({ connections }) => connections !== null)).toEqual([])
        expect(historyIn(yield* told)).toContainEqual(
          expect.objectContaining({ connections: expect.any(Number), pooledUsed: 0 })
        )
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

    it.effect("is refused under another name, without its token, and for anything but reading", () =>
      Effect.gen(function* () {
        const token = "a-token-of-some-length"
        const url = yield* serve("a program", yield* freePort, { MONITOR_TOKEN: token })
        const status = (path: string, headers?: Record<string, string>) =>
          Effect.map(get(new URL(path, url).href, headers), ({ status }) => status)
        const unknown = yield* get(url)
        expect([unknown.status, unknown.headers.get("www-authenticate")]).toEqual([
          401,
          'Bearer realm="aquifer"'
        ])
        expect(yield* status("/snapshot", { authorization: "Bearer wrong" })).toBe(401)
        expect(yield* status("/snapshot", { authorization: `Bearer ${token}` })).toBe(200)
        const first = yield* get(`${url}?token=${token}`)
        expect([first.status, first.headers.get("location")]).toEqual([302, "/"])
        const cookie = first.headers.get("set-cookie") ?? ""
        expect(cookie).toMatch(/HttpOnly/i)
        expect(cookie).toMatch(/SameSite=Strict/i)
        expect(yield* status("/", { cookie: cookie.split(";")[0] ?? "" })).toBe(200)
        const posted = yield* step(() =>
          fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` } })
        )
        expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"])
      })
    )

    it.effect("goes on knowing a browser that opens another monitor of this machine", () =>
      Effect.gen(function* () {
        const tokens = ["a-token-of-some-length", "another-token-of-some-length"]
        const urls: Array<string> = []
        const jar = new Map<string, string>() // as a browser has it, which sends a host's cookies to all its ports
        for (const token of tokens) {
          const url = yield* serve("a program", yield* freePort, { MONITOR_TOKEN: token })
          const cookie = (yield* get(`${url}?token=${token}`)).headers.get("set-cookie") ?? ""
          const [name = "", value = ""] = cookie.split(";")[0]?.split("=") ?? []
          jar.set(name, value)
          urls.push(url)
        }
        const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join("; ")
        for (const url of urls) expect((yield* get(url, { cookie })).status).toBe(200)
      })
    )

    it.effect("serves Prometheus alone where only that was asked for", () =>
      Effect.gen(function* () {
        const url = yield* MonitorServer.serveMetrics({ host, port: yield* freePort }).pipe(
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({})))
        )
        const metrics = yield* get(`${url}metrics`)
        expect([metrics.status, metrics.headers.get("content-type")]).toEqual([
          200,
          "text/plain; version=0.0.4; charset=utf-8"
        ])
        for (const path of ["", "events", "snapshot", "snapshots", "page/monitor.js", "uplot.js"]) {
          expect([path, (yield* get(`${url}${path}`)).status]).toEqual([path, 404])
        }
      })
    )

    it.effect("keeps its token out of spans, however it is shown, and out of what it answers", () =>
      Effect.gen(function* () {
        const token = "a-token-of-some-length"
        const spans: Array<Tracer.NativeSpan> = []
        const tracer = Tracer.make({
          span: (options) => {
            const span = new Tracer.NativeSpan(options)
            spans.push(span)
            return span
          }
        })
        const url = yield* serve("a program", yield* freePort, { MONITOR_TOKEN: token }).pipe(
          Effect.provideService(Tracer.Tracer, tracer)
        )
        const shown = [
          yield* get(`${url}?token=${token}`),
          yield* get(`${url}snapshot?token=${token}&x=1`),
          yield* get(url, { authorization: `Bearer ${token}` }),
          yield* get(url, { cookie: `aquifer_token_${new URL(url).port}=${token}` })
        ]
        const [, ...pages] = shown
        for (const page of pages) expect(yield* step(() => page.text())).not.toContain(token)
        expect(spans.length).toBeGreaterThanOrEqual(4)
        const told = spans.map(({ attributes, events, name }) =>
          JSON.stringify([name, [...attributes], events], (_, value) =>
            typeof value === "bigint" ? String(value) : value
          )
        )
        expect(told.join("\n")).toContain("url.path")
        expect(told.join("\n")).not.toContain(token)
      })
    )

    it.effect("refuses what is no path, and asks that are none of its own", () =>
      Effect.gen(function* () {
        const port = yield* freePort
        yield* serve("a program", port)
        const asked = (method: string, path: string, name = `${host}:${port}`) =>
          step(
            () =>
              new Promise<string>((resolve) => {
                let answer = ""
                const lines = [`${method} ${path} HTTP/1.1`, `Host: ${name}`, "Connection: close", "", ""]
                const socket = createConnection({ host, port }, () => socket.write(lines.join("\r\n")))
                socket.on("data", (bytes) => (answer += bytes.toString()))
                socket.on("close", () => resolve(answer.split(" ")[1] ?? ""))
              })
          )
        for (const path of ["//", "///", "//evil.example.com/", "/\\", "http://[::", "*"]) {
          expect([path, yield* asked("GET", path)]).toEqual([path, "400"])
        }
        for (const path of ["/%", "/%2e%2e/x", "/metrics/../../etc/passwd", "/__proto__", "/constructor"]) {
          expect([path, yield* asked("GET", path)]).toEqual([path, "404"])
        }
        expect(yield* asked("GET", "/?token=%")).toBe("302")
        expect(yield* asked("OPTIONS", "*")).toBe("405")
        expect(yield* asked("GET", "//", "evil.example.com")).toBe("421")
      })
    )

    it.effect("answers whoever connects first, before it has said that it serves", () =>
      Effect.gen(function* () {
        const port = yield* freePort
        const asked = step(() =>
          fetch(`http://${host}:${port}/`).then(
            ({ status }) => status,
            () => undefined
          )
        )
        const answered = yield* Effect.forkChild(
          Effect.repeat(asked, { until: (status) => status !== undefined })
        )
        yield* serve("a program", port)
        expect(yield* Fiber.join(answered)).toBe(200)
      })
    )

    it.effect("leaves nobody connected when it stops, who would ask on and never be answered", () =>
      Effect.gen(function* () {
        const port = yield* freePort
        const running = yield* Scope.make()
        yield* serve("a program", port).pipe(Scope.provide(running))
        const spare = yield* Effect.acquireRelease(
          Effect.sync(() => createConnection({ host, port })),
          (socket) => Effect.sync(() => socket.destroy())
        )
        yield* step(() => once(spare, "connect"))
        yield* step(() => fetch(`http://${host}:${port}/`).then((response) => response.text()))
        const ended = once(spare, "close")
        yield* Scope.close(running, Exit.void)
        yield* step(() => ended)
      })
    )

    it.effect("says why it cannot be served, and where instead", () =>
      Effect.gen(function* () {
        const port = yield* freePort
        yield* serve("a program", port)
        const taken = yield* Effect.flip(serve("another", port))
        expect(taken.message).toContain("--port")
        const serveAt = (host: string, env: Record<string, string>) =>
          MonitorServer.serve({ host, port }).pipe(
            Effect.provide(overviewOf("a program")),
            Effect.provide(NodeServices.layer),
            Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
            Effect.flip
          )
        expect((yield* serveAt("0.0.0.0", {})).message).toContain("MONITOR_TOKEN")
        expect((yield* serveAt("0.0.0.0", { MONITOR_TOKEN: "short" })).message).toContain("16 characters")
      })
    )
  }
)
