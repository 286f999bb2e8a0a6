import { describe, expect, it } from "@effect/vitest"
import { spanOfTime } from "../../../src/layers/failure/spanOfTime.ts"

describe("A span of time in a message", () => {
  it("is in seconds, in milliseconds below one, and never negative", () => {
    expect([-40, -0.2, 0, 0.4, 12.3, 999.4, 999.6, 4_230, 60_000].map(spanOfTime)).toEqual([
      "0 ms",
      "0 ms",
      "0 ms",
      "0 ms",
      "12 ms",
      "999 ms",
      "1.0 s",
      "4.2 s",
      "60.0 s"
    ])
  })
})
