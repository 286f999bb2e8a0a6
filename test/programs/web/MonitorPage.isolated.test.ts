import { spawnSync } from "node:child_process"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, layer } from "@effect/vitest"
import { PgConfig } from "aquifer"
import { MonitorPage } from "aquifer/monitor"
import { Overview, PgBouncerConsole } from "aquifer/operations"
import { Effect, Layer, Redacted } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import * as AttachedOverview from "../../../src/programs/monitor/AttachedOverview.ts"
import * as NodeListener from "../../../src/programs/web/NodeListener.ts"
import { Chromium, hasChromium, profile, step } from "../../support/chromium.ts"
import { root } from "../../support/docExamples.ts"
import { freePort } from "../../support/freePort.ts"

const host = "127.0.0.1"
const token = "a-token-of-some-length"

const overview = Overview.layerNoDeps({ program: "the shop" }).pipe(
  Layer.provide(PgBouncerConsole.layerNoDeps),
  Layer.provide(PgConfig.layerWith({}))
)

const shop = HttpRouter.add("GET", "/", HttpServerResponse.text("the shop's own page"))

/** A program's own server, with the page mounted; the address. */
const serve = Effect.fnUntraced(function* (options: MonitorPage.MonitorPageOptions) {
  const port = yield* freePort
  const routes = Layer.merge(shop, MonitorPage.layerRoutes(options)).pipe(
    Layer.provide([overview, NodeServices.layer])
  )
  const answer = yield* HttpRouter.toHttpEffect(routes)
  yield* NodeListener.listen({ host, port }, Effect.orDie(answer))
  return `http://${host}:${port}`
})

const get = (url: string, headers: Record<string, string> = {}) =>
  step(async () => {
    const response = await fetch(url, { headers, redirect: "manual" })
    return {
      status: response.status,
      at: response.headers.get("location"),
      text: await response.text(),
      response
    }
  })

const attached = (url: string) =>
  Effect.flatMap(Overview, ({ snapshot }) => snapshot).pipe(
    Effect.provide(AttachedOverview.layer(new URL(url)))
  )

layer(Chromium.layer, { excludeTestServices: true })("The monitor's page in a program's own server", (it) => {
  it.effect("is there beside the program's routes, with all that it loads", () =>
    Effect.gen(function* () {
      const origin = yield* serve({ token: undefined })
      expect(yield* get(origin)).toMatchObject({ status: 200, text: "the shop's own page" })
      expect(yield* get(`${origin}/monitor?x=1`)).toMatchObject({ status: 302, at: "monitor/?x=1" })
      const { text } = yield* get(`${origin}/monitor/`)
      const loaded = Array.from(text.matchAll(/(?:href|src)="([^"]+)"/g), ([, path = ""]) => path)
      expect(loaded.length).toBeGreaterThan(3)
      for (const path of loaded) {
        expect((yield* get(new URL(path, `${origin}/monitor/`).href)).status, path).toBeLessThan(300)
      }
      expect((yield* get(`${origin}/monitor/nowhere`)).status).toBe(404)
      expect((yield* get(`${origin}/monitor/metrics`)).status).toBe(200)
    })
  )

  const inBrowser = hasChromium ? it.effect : it.effect.skip

  inBrowser("is as live there as by itself", () =>
    Effect.gen(function* () {
      const origin = yield* serve({ token: Redacted.make(token), path: "/admin/monitor" })
      const page = yield* Effect.flatMap(profile, (context) => step(() => context.newPage()))
      yield* step(() => page.goto(`${origin}/admin/monitor?token=${token}`))
      yield* step(() => page.locator("#status", { hasText: "live" }).waitFor({ timeout: 45_000 }))
      expect(yield* step(() => page.locator("#program").innerText())).toBe("the shop")
      expect(page.url()).toBe(`${origin}/admin/monitor/`)
    })
  )

  it.effect("shows what the chapters say of a finding, and nothing of others", () =>
    Effect.gen(function* () {
      const origin = yield* serve({ token: undefined })
      expect((yield* get(`${origin}/monitor/findings/lock-blocks`)).text).toMatch(
        /^## Connection pool timeout/
      )
      expect((yield* get(`${origin}/monitor/findings/index-unused`)).text).toMatch(/^### Indexes\n/)
      for (const path of ["none", "lock-blocks/more", ".%2f..%2fREADME", ""]) {
        expect((yield* get(`${origin}/monitor/findings/${path}`)).status, path).toBe(404)
      }
    })
  )

  it.effect("wants its token, and keeps it as a cookie of the page alone", () =>
    Effect.gen(function* () {
      const origin = yield* serve({ token: Redacted.make(token), path: "/admin/monitor" })
      for (const path of ["", "/"]) expect((yield* get(`${origin}/admin/monitor${path}`)).status).toBe(401)
      expect((yield* get(`${origin}/admin/monitor/snapshot`)).status).toBe(401)
      const first = yield* get(`${origin}/admin/monitor/?token=${token}`)
      expect(first).toMatchObject({ status: 302, at: "./" })
      const cookie = first.response.headers.get("set-cookie") ?? ""
      expect(cookie).toMatch(/HttpOnly/i)
      expect(cookie).not.toMatch(/Path=/i)
      const kept = { cookie: cookie.split(";")[0] ?? "" }
      expect((yield* get(`${origin}/admin/monitor/`, kept)).status).toBe(200)
    })
  )

  it.effect("refuses a token that can be guessed", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(serve({ token: Redacted.make("short") }))
      expect(refused).toBeInstanceOf(MonitorPage.NotServable)
      expect(String(refused)).toContain("fewer than 16 characters")
    })
  )

  it("says what to install where its charts' package is missing", () => {
    const refusal = `import { registerHooks } from "node:module"
      registerHooks({
        resolve(name, context, next) {
          if (!name.startsWith("uplot")) return next(name, context)
          throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" })
        }
      })`
    const program = `import * as NodeServices from "@effect/platform-node/NodeServices"
      import { MonitorPage } from "aquifer/monitor"
      import { Overview } from "aquifer/operations"
      import { Effect, Layer } from "effect"
      import { HttpRouter } from "effect/http"
      const overview = Layer.succeed(Overview, { pools: Effect.never })
      const routes = Layer.provide(MonitorPage.layerRoutes({ token: undefined }), [overview, NodeServices.layer])
      const refused = await Effect.runPromise(Effect.scoped(Effect.flip(HttpRouter.toHttpEffect(routes))))
      console.log(refused._tag, refused.message)`
    const { stderr, stdout } = spawnSync(
      process.execPath,
      [
        "--conditions=aquifer-source",
        `--import=data:text/javascript,${encodeURIComponent(refusal)}`,
        "--input-type=module",
        "--eval",
        program
      ],
      { encoding: "utf8", cwd: root }
    )
    expect({ stderr, stdout }).toEqual({
      stderr: "",
      stdout: expect.stringMatching(
        /^NotServable a page with charts needs what is not installed .*: npm install uplot\n$/
      )
    })
  })

  it.effect("is found by --attach, at its address or beside the program's own page", () =>
    Effect.gen(function* () {
      const origin = yield* serve({ token: Redacted.make(token) })
      for (const path of ["/monitor", "/monitor/", "/", ""]) {
        expect((yield* attached(`${origin}${path}?token=${token}`)).program, path).toBe("the shop")
      }
      expect(yield* attached(`${origin}/monitor`)).toMatchObject({
        pools: { reason: expect.stringContaining("wants its token") }
      })
      const elsewhere = yield* serve({ token: undefined, path: "/admin/monitor" })
      expect((yield* attached(`${elsewhere}/admin/monitor`)).program).toBe("the shop")
      expect(yield* attached(elsewhere)).toMatchObject({ pools: { _tag: "Missing", failed: true } })
    })
  )
})
