import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import type * as History from "../../../src/programs/monitor/History.ts"
import { step } from "../../support/chromium.ts"
import { freePort } from "../../support/freePort.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { serve, withDatabase } from "../../support/monitorPage.ts"

layer(withDatabase, { excludeTestServices: true })("a page of aquifer monitor --web", (it) => {
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
})
