import { describe, expect, it } from "@effect/vitest"
import * as CurrentDeadline from "../../../src/layers/deadline/CurrentDeadline.ts"
import { BatchProgress } from "../../../src/layers/resilience/BatchProgress.ts"

describe("The progress of a batch", () => {
  it("that was rolled back takes nothing back of what was sent before it under a caller's deadline", () => {
    const [fresh, after] = [CurrentDeadline.unbegun(), { ...CurrentDeadline.unbegun(), sent: true }]
    const batch = new BatchProgress()
    batch.follow(fresh)
    batch.follow(after)
    batch.sent = true
    expect([fresh.sent, after.sent]).toEqual([true, true])
    batch.sent = false
    expect([fresh.sent, after.sent]).toEqual([false, true])
  })
})
