import { describe, expect, it } from "@effect/vitest"
import { RetryBudget, type RetryCause } from "../../../src/layers/resilience/RetryBudget.ts"

/** How many of so many retries the budget gives. */
const taken = (budget: RetryBudget, now: number, wanted = 1_000, cause: RetryCause = "fault"): number =>
  Array.from({ length: wanted }, () => budget.take(now, cause)).filter((granted) => granted).length

const request = (budget: RetryBudget, now: number, times: number): void => {
  for (let index = 0; index < times; index++) budget.request(now)
}

describe("RetryBudget", () => {
  it("lets a program that does nothing else retry ten times in ten seconds", () => {
    expect(taken(new RetryBudget(), 0)).toBe(10)
  })

  it("adds a tenth of the requests", () => {
    const budget = new RetryBudget()
    request(budget, 0, 1_000)
    expect(taken(budget, 0)).toBe(110)
    request(budget, 0, 100)
    expect(taken(budget, 0)).toBe(10)
  })

  it("counts the requests and the retries of the last ten seconds alone", () => {
    const budget = new RetryBudget()
    request(budget, 500, 1_000)
    expect(taken(budget, 9_500, 60)).toBe(60)
    expect(taken(budget, 9_900)).toBe(50)
    // The requests are ten seconds old, the retries are not.
    expect(taken(budget, 10_500)).toBe(0)
    expect(taken(budget, 18_999)).toBe(0)
    expect(taken(budget, 19_000)).toBe(10)
  })

  it("gives retries back as they grow old, each with its second", () => {
    const budget = new RetryBudget()
    for (let second = 0; second < 5; second++) expect(taken(budget, second * 1_000, 2)).toBe(2)
    expect(taken(budget, 9_999)).toBe(0)
    for (let second = 10; second < 15; second++) expect(taken(budget, second * 1_000)).toBe(2)
  })

  it("bounds what an outage is amplified by to a tenth, however many fail at once", () => {
    const budget = new RetryBudget()
    let requests = 0
    let retries = 0
    for (let now = 0; now < 60_000; now += 10) {
      budget.request(now)
      requests++
      retries += taken(budget, now, 2)
    }
    expect(requests + retries).toBeLessThanOrEqual(requests * 1.1 + 60 + 10)
    expect(retries).toBeGreaterThan(requests * 0.1)
  })

  it("bounds retries after conflicts by themselves, to five for each request", () => {
    const budget = new RetryBudget()
    expect(taken(budget, 0, 1_000, "conflict")).toBe(100)
    request(budget, 0, 100)
    expect(taken(budget, 0, 1_000, "conflict")).toBe(500)
    expect(taken(budget, 0)).toBe(20)
    expect(taken(budget, 9_999, 1_000, "conflict")).toBe(0)
    expect(taken(budget, 10_000, 1_000, "conflict")).toBe(100)
  })

  it("starts at any time, and forgets all of it after a long pause", () => {
    const budget = new RetryBudget()
    const late = 1e12 + 7
    request(budget, late, 1_000)
    expect(taken(budget, late)).toBe(110)
    expect(taken(budget, late + 86_400_000)).toBe(10)
  })
})
