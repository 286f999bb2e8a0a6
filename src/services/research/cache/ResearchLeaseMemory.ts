import { Clock, Duration, Effect } from "effect"
import type { ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchLeaseStorage } from "./ResearchLeaseStorage.ts"

/** The twin of the table, on Effect's clock. */
export const make = ({ leases }: ResearchMemory["Service"]): ResearchLeaseStorage => ({
  claim: (keyword, holder, time) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const held = leases.get(keyword)
      if (held !== undefined && held.holder !== holder && held.expiresAt > now) return false
      leases.set(keyword, { holder, expiresAt: now + Duration.toMillis(time) })
      return true
    }),
  release: (keyword, holder) =>
    Effect.sync(() => {
      if (leases.get(keyword)?.holder === holder) leases.delete(keyword)
    }),
  prune: Effect.map(Clock.currentTimeMillis, (now) => {
    for (const [keyword, { expiresAt }] of leases) if (expiresAt <= now) leases.delete(keyword)
  })
})
