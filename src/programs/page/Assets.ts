import { Effect, FileSystem, Path } from "effect"
import * as OptionalPackage from "../terminal/OptionalPackage.ts"

/** A file that the page loads. */
export interface Asset {
  readonly type: string
  readonly text: string
}

const script = "text/javascript; charset=utf-8"

/** The page's own scripts, which are the same in `src` and `dist`. */
const own = ["cells.js", "chart.js", "feed.js", "gauge.js", "monitor.js", "table.js", "verdict.js"] as const

const read = Effect.fnUntraced(function* (url: URL) {
  const file = yield* (yield* Path.Path).fromFileUrl(url)
  return yield* (yield* FileSystem.FileSystem).readFileString(file)
})

/** A script of the page's own. */
export const page = (name: (typeof own)[number]) => read(new URL(`./browser/${name}`, import.meta.url))

/** The chart library's script and style, as its package ships them. */
const uplot = (file: string) =>
  OptionalPackage.load("a page with charts", ["uplot"], async () => new URL(import.meta.resolve(file))).pipe(
    Effect.flatMap(read)
  )
export const uplotScript = uplot("uplot/dist/uPlot.iife.min.js")
export const uplotStyle = uplot("uplot/dist/uPlot.min.css")

/** Everything that the live page loads, by its path. */
export const all = Effect.gen(function* () {
  const assets = new Map<string, Asset>([
    ["/uplot.js", { type: script, text: yield* uplotScript }],
    ["/uplot.css", { type: "text/css; charset=utf-8", text: yield* uplotStyle }]
  ])
  for (const name of own) assets.set(`/page/${name}`, { type: script, text: yield* page(name) })
  return assets
})
