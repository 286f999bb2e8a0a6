import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { type BrowserContext, chromium } from "playwright-core"

/** Chromium of the environment, or where Debian's package puts it. */
const binary = process.env["CHROMIUM_BIN"] ?? "/usr/bin/chromium"

/** Whether there is a browser: `.ci/run` installs it where it can, and where there is none these tests are left out. */
export const hasChromium = existsSync(binary)
if (!hasChromium) console.warn(`No tests in a browser: there is no ${binary}; set CHROMIUM_BIN`)

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** A headless browser with a profile of its own, until the scope closes. */
export const browser = Effect.acquireRelease(
  Effect.promise(async () => {
    const profile = mkdtempSync(join(tmpdir(), "aquifer-chromium-"))
    const context = await chromium.launchPersistentContext(profile, { executablePath: binary, args })
    return { context, profile }
  }),
  ({ context, profile }) =>
    Effect.promise(async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    })
).pipe(Effect.map(({ context }): BrowserContext => context))

/** A step in the browser; its failure is a failure of the test. */
export const step = <A>(run: () => Promise<A>): Effect.Effect<A> => Effect.promise(run)
