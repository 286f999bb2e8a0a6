import { describe, expect, it } from "@effect/vitest"
import { Histogram } from "../../../src/layers/measure/Histogram.ts"
import * as LoadTestReport from "../../../src/programs/loadTest/LoadTestReport.ts"
import * as LoadTestTables from "../../../src/programs/loadTest/LoadTestTables.ts"
import type { LoadResult } from "../../../src/services/sizing/LoadTest.ts"

const result = (answered: number, succeeded: number, underWay = 0): LoadResult => {
  const refusals = new Histogram()
  for (let n = succeeded; n < answered; n++) refusals.record(1)
  return {
    started: answered + underWay,
    succeeded,
    latencies: new Histogram(),
    refusals,
    failures: new Map(
      (["queued", "running"] as const).map((phase, n) => [
        phase,
        { reason: "DeadlineExceeded", count: n === 0 ? answered - succeeded - 1 : 1, first: phase }
      ])
    ),
    occupancy: [],
    elapsedMillis: 1_000
  }
}

describe("LoadTestReport", () => {
  it("has a success rate of 1 only when all succeeded", () => {
    expect(LoadTestReport.make("pooled", result(10_000_000, 9_999_999), undefined).successRate).toBeLessThan(
      1
    )
    expect(LoadTestReport.make("pooled", result(7, 7), undefined).successRate).toBe(1)
    expect(LoadTestReport.make("pooled", result(0, 0), undefined).successRate).toBe(0)
  })

  it("counts a reason once, at however many phases it came", () => {
    const { failures } = LoadTestReport.make("direct", result(7, 3), undefined)
    expect(failures).toEqual({ DeadlineExceeded: 4 })
  })

  it("shows no latency where none was answered", () => {
    const none = LoadTestTables.render(LoadTestReport.make("direct", result(7, 0), undefined))
    expect(none).toMatch(/latency p50, p95, p99, max +none was answered/)
    const some = LoadTestTables.render(LoadTestReport.make("direct", result(7, 3), undefined))
    expect(some).not.toContain("none was answered")
  })

  it("counts nothing that had no answer when the test was interrupted", () => {
    const report = LoadTestReport.make("pooled", result(7, 7, 3), undefined)
    expect(report).toMatchObject({ requests: 7, successRate: 1 })
  })
})
