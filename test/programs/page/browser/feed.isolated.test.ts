import { createServer, type Server } from "node:http"
import { expect, layer } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { hasChromium, profile, step } from "../../../support/chromium.ts"
import { freePort } from "../../../support/freePort.ts"
import { host, opened, serve, told, until, withBrowser } from "../../../support/monitorPage.ts"
import { overviewSample } from "../../../support/overviewSample.ts"

/** A program that tells one moment, and nothing more until it is told to; its events, and what it tells the last page. */
const taciturn = Effect.fnUntraced(function* () {
  const port = yield* freePort
  let tell: (() => void) | undefined
  yield* Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<Server>((resolve) => {
          const server = createServer((_, response) => {
            tell = () => void response.write(told(overviewSample()))
            response.writeHead(200, { "content-type": "text/event-stream" })
            tell()
          }).listen({ host, port }, () => resolve(server))
        })
    ),
    (server) =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      })
  )
  return { events: `http://${host}:${port}/events`, tell: Effect.sync(() => tell?.()) }
})

layer(withBrowser, { excludeTestServices: true })(
  "the page of aquifer monitor --web, and its program",
  (it) => {
    const inBrowser = hasChromium ? it.effect : it.effect.skip

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

    inBrowser(
      "says of a program that hangs that it does not answer, also when it was paused and goes on",
      () =>
        Effect.gen(function* () {
          const { events, tell } = yield* taciturn()
          const url = yield* serve("a program", yield* freePort)
          const context = yield* profile
          const page = yield* step(() => context.newPage())
          yield* step(() => page.route("**/events", (route) => route.continue({ url: events })))
          yield* step(() => page.clock.install())
          yield* step(() => page.clock.pauseAt(Date.now() + 60_000))
          yield* step(() => page.goto(url))
          yield* until(page, "#status", "^live$")
          const pass = (millis: number) => step(() => page.clock.runFor(millis))
          const press = step(() => page.locator("#pause").click())
          const status = step(() => page.locator("#status").innerText())
          yield* pass(1_900)
          expect(yield* status).toBe("live")
          yield* pass(200)
          expect(yield* status).toMatch(/^the program does not answer/)
          yield* press
          expect(yield* status).toMatch(/^paused; the program does not answer/)
          yield* press
          expect(yield* status).toMatch(/^the program does not answer/)
          yield* tell
          yield* until(page, "#status", "^live$")
          yield* press
          expect(yield* status).toBe("paused")
          yield* pass(2_100)
          expect(yield* status).toMatch(/^paused; the program does not answer/)
        })
    )
  }
)
