import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Effect } from "effect"
import type { Page } from "playwright-core"
import { step } from "./chromium.ts"

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8")

/** How a page is looked at. Paper is A4, less the margins that Chromium leaves. */
export const looks = {
  light: { colorScheme: "light", media: "screen", width: 1_280 },
  dark: { colorScheme: "dark", media: "screen", width: 1_280 },
  phone: { colorScheme: "light", media: "screen", width: 360 },
  "phone, dark": { colorScheme: "dark", media: "screen", width: 360 },
  print: { colorScheme: "light", media: "print", width: 718 }
} as const

export type Look = keyof typeof looks

/** Shows a page as it is to be looked at. */
export const seenAs = (page: Page, look: Look) => {
  const { colorScheme, media, width } = looks[look]
  return step(async () => {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme, media })
  })
}

interface Violation {
  readonly id: string
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
}

/** What axe finds wrong with a page, in lines; the page's own policy lets no script in, so the profile looks past it. */
export const violations = (page: Page): Effect.Effect<ReadonlyArray<string>> =>
  step(async () => {
    await page.evaluate(axe)
    const found = await page.evaluate(async (): Promise<ReadonlyArray<Violation>> => {
      const { axe } = globalThis as unknown as {
        readonly axe: { run: () => Promise<{ violations: ReadonlyArray<Violation> }> }
      }
      return (await axe.run()).violations
    })
    return found.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ failureSummary = "", html }) => `${id}: ${html}: ${failureSummary.replaceAll(/\s+/g, " ")}`
      )
    )
  })

/** How far a page is wider than its window; tables of it scroll by themselves. */
export const overflow = (page: Page): Effect.Effect<number> =>
  step(() =>
    page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
  )
