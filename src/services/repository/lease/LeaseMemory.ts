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

/** The twin of the table: leases of this program alone, on Effect's clock. */
export const layerMemory: Layer.Layer<Leases> = Layer.sync(Leases, () => {
  const rows = new Map<string, Row>()
  let token = 0n
  const isOf = ({ holder, name }: LeaseRequest): boolean => rows.get(name)?.holder === holder
  return {
    take: (request) =>
      Effect.map(Monotonic.now, (now) => {
        const row = rows.get(request.name)
        if (row !== undefined && row.expiresAt > now && row.holder !== request.holder) return Option.none()
        rows.set(request.name, rowOf(request, now))
        return Option.some(++token)
      }),
    renew: (request) =>
      Effect.map(Monotonic.now, (now) => {
        const isHeld = isOf(request)
        if (isHeld) rows.set(request.name, rowOf(request, now))
        return isHeld
      }),
    release: (request) => Effect.sync(() => isOf(request) && rows.delete(request.name))
  }
})
