import { describe, expect, layer } from "@effect/vitest"
import { DatabaseActivity } from "aquifer"
import { Effect, Layer } from "effect"
import { endpoints } from "../support/ResearchStore.ts"

describe("DatabaseActivity", () => {
  layer(DatabaseActivity.layerNoDeps.pipe(Layer.provideMerge(endpoints("direct"))), {
    excludeTestServices: true
  })((it) => {
    it.effect("looks at Postgres, and knows when a process is gone", () =>
      Effect.gen(function* () {
        const activity = yield* DatabaseActivity
        expect(yield* activity.snapshot()).toMatchObject({
          connections: { max: 200, reserved: 3 },
          blocking: [],
          totals: { deadlocks: 0 },
          visibility: { role: "postgres", everything: true, hidden: 0, remedy: undefined }
        })
        const [largest] = yield* activity.largestTables(1)
        expect(largest).toMatchObject({ schema: "public" })
        expect(yield* activity.cancel(2_000_000_000)).toEqual({ _tag: "NoSuchProcess" })
      })
    )
  })
})
