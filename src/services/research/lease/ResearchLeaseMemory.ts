import { Clock, Duration, Effect } from "effect"
import type { ResearchMemory } from "../model/ResearchMemory.ts"
import type { Claimed, ResearchLeaseStorage } from "./ResearchLeaseStorage.ts"

type Memory = ResearchMemory["Service"]

const heldIn = ({ cache }: Memory, keyword: string, now: number): Claimed["held"] => {
  const entry = cache.get(keyword)
  return entry === undefined || entry.expiresAt <= now
    ? undefined
    : { payload: entry.payload ?? null, absent: entry.payload === undefined }
}

/** The twin of the table, on Effect's clock. */
export const make = (memory: Memory): ResearchLeaseStorage => {
  const { leases } = memory
  return {
    claim: (keyword, holder, time) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const lease = leases.get(keyword)
        const taken = lease === undefined || lease.holder === holder || lease.expiresAt <= now
        if (taken) leases.set(keyword, { holder, expiresAt: now + Duration.toMillis(time) })
        return { taken, held: heldIn(memory, keyword, now) }
      }),
    release: (keyword, holder) =>
      Effect.sync(() => {
        if (leases.get(keyword)?.holder === holder) leases.delete(keyword)
      }),
    prune: Effect.map(Clock.currentTimeMillis, (now) => {
      for (const [keyword, { expiresAt }] of leases) if (expiresAt <= now) leases.delete(keyword)
    })
  }
}
