import { Clock, Effect, type Option } from "effect"
import type { SqlClient } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { checkKeyword } from "../model/ResearchKeyword.ts"
import type { CacheEntry, CacheRow } from "./CacheEntry.ts"
import type { LookupCounter } from "./LookupCounter.ts"
import type { NearCache } from "./NearCache.ts"

interface NearParts {
  readonly service: string
  readonly near: NearCache
  readonly counter: LookupCounter
  readonly sql: SqlClient.SqlClient | undefined
}

type Lookup = (keyword: string) => Effect.Effect<Option.Option<CacheEntry>, DataError>
type Row = (keyword: string) => Effect.Effect<CacheRow | undefined, DataError>

/** A checked keyword's row from memory, or as it is far away. A transaction may see what nobody else does. */
export const row =
  ({ counter, near, sql }: NearParts, far: Row): Row =>
  (keyword) =>
    Effect.withFiber((fiber) => {
      if (Operation.inTransaction(sql, fiber.context)) return far(keyword)
      const held = near.get(keyword, fiber)
      if (held !== undefined) {
        counter.counting(fiber.getRef(Clock.Clock))(keyword, true)
        return Effect.succeed(held.row)
      }
      const load = near.begin(keyword)
      let found: CacheRow | undefined
      const loaded = Effect.map(far(keyword), (row) => (found = row))
      return Effect.onExitPrimitive(loaded, () => {
        near.end(keyword, load, found, fiber)
        return undefined
      })
    })

/** A hit in memory is answered before anything else is set up; entries are held under checked keywords alone. */
export const lookup = ({ counter, near, service, sql }: NearParts, far: Lookup): Lookup => {
  const failed = Operation.failed(service, "lookup", "read")
  return (input) =>
    Effect.withFiber((fiber) => {
      const held = near.get(input, fiber)
      if (held === undefined || Operation.inTransaction(sql, fiber.context)) {
        return Effect.flatMap(Effect.mapError(checkKeyword(input), failed), far)
      }
      counter.counting(fiber.getRef(Clock.Clock))(input, true)
      return held.answer
    })
}
