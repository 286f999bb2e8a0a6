import { describe, expect, it } from "@effect/vitest"
import * as Sparkline from "../../../src/programs/terminal/Sparkline.ts"

describe("Sparkline", () => {
  it("draws each value as high as its share of the most", () => {
    expect(Sparkline.render([0, 1, 2, 3, 4, 5, 6, 7], 8, 7)).toBe("▁▂▃▄▅▆▇█")
    expect(Sparkline.render([10], 8, 5)).toBe("█")
  })

  it("draws the highest of the values that share a column, so that no peak is lost", () => {
    expect(Sparkline.render([0, 0, 0, 7, 0, 0], 3, 7)).toBe("▁█▁")
    expect(Sparkline.render([1, 2, 3], 60, 3)).toHaveLength(3)
  })

  it("has a gap where nothing is known", () => {
    expect(Sparkline.render([7, null, null, 0], 4, 7)).toBe("█  ▁")
    expect(Sparkline.render([7, null, null, null], 2, 7)).toBe("█ ")
  })

  it("draws nothing of nothing", () => {
    expect([Sparkline.render([], 8, 1), Sparkline.render([0, 0], 8, 0)]).toEqual(["", ""])
  })
})
