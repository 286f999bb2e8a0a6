import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Checkout from "../../../src/layers/gate/Checkout.ts"

const here = Effect.withFiber((fiber) => Effect.succeed(Checkout.owner({ fiber }).site))

describe("The place that a caller's work begins at", () => {
  it.effect("is where its function is called", () =>
    Effect.gen(function* () {
      const agent = Effect.fn("agent")(() => here)
      expect(yield* agent()).toMatch(/Checkout\.test\.ts:\d+:\d+/)
    })
  )

  it.effect("is where its function is made, where Effect calls it", () =>
    Effect.gen(function* () {
      const agent = Effect.fn("agent")((_keyword: string) => here)
      const sites = yield* Effect.forEach(["one", "two"], agent, { concurrency: 2 })
      for (const site of sites) expect(site).toMatch(/Checkout\.test\.ts:\d+:\d+/)
    })
  )

  it.effect("is that of the span around, where the innermost one is a library's or the client's", () =>
    Effect.gen(function* () {
      const inside = (path: string) => ({ captureStackTrace: () => `at run (${path}:1:2)` })
      const client = Effect.withSpan(here, "sql.execute", inside("/app/node_modules/@effect/sql-pg/x.js"))
      const library = Effect.withSpan(client, "Cache.lookup", inside("/app/node_modules/effect/src/Cache.ts"))
      const own = Effect.withSpan(
        library,
        "Cache.find",
        inside(import.meta.resolve("../../../src/layers/x.ts"))
      )
      const caller = Effect.withSpan(own, "report", inside("/app/report.ts"))
      expect(yield* caller).toBe("run (/app/report.ts:1:2)")
      expect(yield* own).toBeUndefined()
    })
  )

  it.effect("is not known without a span", () =>
    Effect.gen(function* () {
      expect(yield* here).toBeUndefined()
    })
  )
})
