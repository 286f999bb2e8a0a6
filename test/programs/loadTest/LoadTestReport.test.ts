import { describe, expect, it } from "@effect/vitest"
import { Histogram } from "../../../src/layers/measure/Histogram.ts"
import * as LoadTestReport from "../../../src/programs/loadTest/LoadTestReport.ts"
import type { LoadResult } from "../../../src/services/sizing/LoadTest.ts"

const result = (started: number, succeeded: number): LoadResult => ({
  started,
  succeeded,
  latencies: new Histogram(),
  refusals: new Histogram(),
  failures: new Map([["PoolExhausted", { count: started - succeeded, first: "full" }]]),
  occupancy: [],
  elapsedMillis: 1_000
})

describe("LoadTestReport", () => {
  it("has a success rate of 1 only when all succeeded", () => {
    expect(LoadTestReport.make("pooled", result(10_000_000, 9_999_999), undefined).successRate).toBeLessThan(
      1
    )
    expect(LoadTestReport.make("pooled", result(7, 7), undefined).successRate).toBe(1)
    expect(LoadTestReport.make("pooled", result(0, 0), undefined).successRate).toBe(0)
  })
})
