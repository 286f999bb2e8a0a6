import { Duration, Effect, Layer, Option } from "effect"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import { type LeaseRequest, Leases } from "./Leases.ts"

interface Row {
  readonly holder: string
  readonly expiresAt: number
}

const rowOf = ({ holder, time }: LeaseRequest, now: number): Row => ({
  holder,
  expiresAt: now + Duration.toMillis(time)
})

/** Makes the twin of the table: leases of this program alone, on Effect's clock. */
export const make = () => {
  const rows = new Map<string, Row>()
  let token = 0n
  const isOf = ({ holder, name }: Pick<LeaseRequest, "name" | "holder">): boolean =>
    rows.get(name)?.holder === holder
  return {
    /** Takes a lease unless somebody else has it, and gives its token; the same holder may ask again. */
    take: (request: LeaseRequest) =>
      Effect.map(Monotonic.now, (now) => {
        const row = rows.get(request.name)
        if (row !== undefined && row.expiresAt > now && row.holder !== request.holder)
          return Option.none<bigint>()
        rows.set(request.name, rowOf(request, now))
        return Option.some(++token)
      }),
    /** Whether the lease is still this holder's, who has it for so long from now on. */
    renew: (request: LeaseRequest) =>
      Effect.map(Monotonic.now, (now) => {
        const isHeld = isOf(request)
        if (isHeld) rows.set(request.name, rowOf(request, now))
        return isHeld
      }),
    /** Gives a lease back, and says whether it was this holder's until now. */
    release: (request: Pick<LeaseRequest, "name" | "holder">) =>
      Effect.sync(() => isOf(request) && rows.delete(request.name))
  }
}

/** Leases of this program alone, on Effect's clock. */
export const layerMemory: Layer.Layer<Leases> = Layer.sync(Leases, make)
