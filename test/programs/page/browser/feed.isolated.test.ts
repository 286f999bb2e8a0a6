import { expect, layer } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { hasChromium, profile, step } from "../../../support/chromium.ts"
import { freePort } from "../../../support/freePort.ts"
import { opened, serve, until, withBrowser } from "../../../support/monitorPage.ts"

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
  }
)
