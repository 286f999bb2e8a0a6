import { existsSync } from "node:fs"
import { Context, Effect, Layer } from "effect"
import { type Browser, chromium } from "playwright-core"

/** Chromium of the environment, or where Debian's package puts it. */
const binary = process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium"

/** Whether there is a browser: `.ci/run` installs it where it can, and where there is none these tests are left out. */
export const hasChromium = existsSync(binary)
if (!hasChromium) console.warn(`No tests in a browser: there is no ${binary}; set CHROMIUM_BIN`)

/** A step in the browser; its failure is a failure of the test. */
export const step = <A>(run: () => Promise<A>): Effect.Effect<A> => Effect.promise(run)

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** One headless browser for a suite, whose tests have a profile each; nothing where there is none. */
export class Chromium extends Context.Service<Chromium, Browser | undefined>()("test/Chromium") {
  static readonly layer = Layer.effect(
    Chromium,
    hasChromium
      ? Effect.acquireRelease(
          step(() => chromium.launchServer({ executablePath: binary, args })),
          (server) => step(() => server.kill()) // its profiles go with it; closing it in peace may take minutes
        ).pipe(Effect.flatMap((server) => step(() => chromium.connect(server.wsEndpoint()))))
      : Effect.undefined
  )
}

/** A new profile of it, until the scope closes. */
export const profile = Effect.acquireRelease(
  Effect.flatMap(Chromium, (browser) =>
    browser === undefined ? Effect.die(new Error("there is no browser")) : step(() => browser.newContext())
  ),
  (context) => step(() => context.close())
)
