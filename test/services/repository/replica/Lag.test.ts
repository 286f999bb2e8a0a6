import { describe, expect, it } from "@effect/vitest"
import { Lag } from "../../../../src/services/repository/replica/Lag.ts"

describe("Lag", () => {
  it("keeps those from a replica who need what it had not, longer each time, until it has that", () => {
    const lag = new Lag()
    expect(lag.holds(0, 20n)).toBe(false)
    lag.found(0, 10n)
    expect([lag.holds(4, 11n), lag.holds(4, 10n), lag.holds(5, 11n)]).toEqual([true, false, false])
    lag.found(5, 12n)
    lag.answered(12n) // which says nothing of more
    expect([lag.holds(14, 13n), lag.holds(15, 13n)]).toEqual([true, false])
    for (let times = 0; times < 9; times++) lag.found(100, 12n)
    expect([lag.holds(349, 13n), lag.holds(350, 13n)]).toEqual([true, false])
    lag.answered(13n)
    expect(lag.holds(101, 13n)).toBe(false)
    lag.found(400, 12n)
    expect(lag.holds(405, 13n)).toBe(false)
  })
})
