import { describe, expect, it } from "@effect/vitest"
import { Context } from "effect"
import * as OwnWrites from "../../../../src/layers/transaction/OwnWrites.ts"
import { PrimaryPositions } from "../../../../src/services/repository/replica/PrimaryPositions.ts"
import * as WalPosition from "../../../../src/services/repository/replica/WalPosition.ts"

const positions = (maxStaleness = 1_000) => {
  const made = new PrimaryPositions()
  made.keep(maxStaleness)
  return made
}

const session = () => {
  const writes = new OwnWrites.OwnWrites()
  return { writes, context: Context.make(OwnWrites.Current, writes) as Context.Context<never> }
}

describe("WalPosition", () => {
  it("reads places in the log as numbers that grow with it", () => {
    expect(WalPosition.read("16/B374D848")).toBe(0x16_b374_d848n)
    expect(WalPosition.read("0/FFFFFFFF")).toBeLessThan(WalPosition.read("1/0") ?? 0n)
    expect([undefined, "", "16", "x/1", "1/123456789"].map(WalPosition.read)).toEqual(
      Array.from({ length: 5 }, () => undefined)
    )
  })
})

describe("PrimaryPositions", () => {
  it("asks for no more than there was so long ago, and for the oldest of that", () => {
    const primary = positions()
    expect([primary.floor(0, 1_000), primary.isDue(0, 1_000)]).toEqual([undefined, true])
    for (const at of [0, 300, 600, 900]) primary.asking(at)([`0/${at}`, `0/${at}`])
    expect(primary.floor(1_000, 1_000)).toBe(0n)
    expect(primary.floor(1_001, 1_000)).toBe(WalPosition.read("0/300"))
    expect(primary.floor(1_900, 1_000)).toBe(WalPosition.read("0/900"))
    expect(primary.floor(1_901, 1_000)).toBeUndefined()
    expect([primary.isDue(1_150, 1_000), primary.isDue(1_151, 1_000)]).toEqual([false, true])
  })

  it("keeps few of many samples, and none that came out of order or from a standby", () => {
    const primary = positions()
    const late = primary.asking(100)
    for (let at = 0; at <= 1_000; at++) primary.asking(at)([`0/${at}`, `0/${at}`])
    late(["0/1", "0/1"])
    primary.asking(1_000)([undefined, undefined])
    primary.asking(1_000)(undefined)
    const floors = new Set(Array.from({ length: 1_001 }, (_, at) => primary.floor(1_000 + at, 1_000)))
    expect(floors.size).toBeLessThan(12)
    expect(primary.floor(2_000, 1_000)).toBe(WalPosition.read("0/1000"))
  })

  it("knows what own writes need once the primary was asked after the last of them", () => {
    const primary = positions()
    const { context, writes } = session()
    expect(primary.neededBy(context)).toBe(0n)
    OwnWrites.ended(context)
    expect(primary.neededBy(context)).toBe("unsettled")
    const first = primary.asking(0)
    OwnWrites.ended(context) // while it is being asked
    expect(primary.neededBy(context)).toBe("unsettled")
    first(["0/10", "0/20"])
    expect([primary.neededBy(context), primary.isUnsettled]).toEqual(["unsettled", true])
    primary.asking(1)(["0/10", "0/30"])
    expect([primary.neededBy(context), primary.isUnsettled]).toEqual([0x30n, false])
    expect(primary.own).toBe(0x30n)
    expect(writes.count).toBe(2)
  })

  it("knows the writes of each session by themselves", () => {
    const primary = positions()
    const [one, other] = [session(), session()]
    OwnWrites.ended(one.context)
    expect([primary.neededBy(one.context), primary.neededBy(other.context)]).toEqual(["unsettled", 0n])
  })
})
