import { Clock, Context, Duration, Effect, Exit, Option, type Scope } from "effect"
import type { SqlClient } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import * as NearCache from "../../repository/near/NearCache.ts"
import * as SharedValue from "../../repository/near/SharedValue.ts"
import { ChangeFeed } from "../changes/ChangeFeed.ts"
import { checkKeyword } from "../model/ResearchKeyword.ts"
import type { CacheEntry, CacheRow } from "./CacheEntry.ts"
import type { LookupCounter } from "./LookupCounter.ts"

/** What is held in memory, and for how long. */
export interface NearOptions {
  /** What the entries may take up together, roughly, as they are in memory; 64 MiB unless given. */
  readonly maxBytes?: number | undefined
  /** No entry is answered for longer than this after it was read; a minute unless given. */
  readonly maxAge?: Duration.Input | undefined
}

/** Rows in memory by their keywords; where there is none, and where one says that there is nothing, the database is asked. */
export type NearRows = NearCache.NearCache<string, CacheRow | undefined>

/** Holds rows until they expire by this machine's clock, for as long as the feed tells what changes. */
export const make = Effect.fnUntraced(function* ({
  maxAge = Duration.minutes(1),
  maxBytes
}: NearOptions): Effect.fn.Return<NearRows, never, ChangeFeed | SqlClient.SqlClient | Scope.Scope> {
  const feed = yield* ChangeFeed
  const longest = Duration.toMillis(Duration.fromInputUnsafe(maxAge))
  return yield* NearCache.make<string, CacheRow | undefined>({
    feed,
    capacity: Number.POSITIVE_INFINITY,
    ...(maxBytes === undefined ? undefined : { maxBytes }),
    timeToLive: (row, now) =>
      row === undefined || row.absent ? 0 : Math.min(row.expiresAt.epochMilliseconds - now, longest),
    partition: Context.get(CurrentIdentity.Partition)
  })
})

interface NearParts {
  readonly service: string
  readonly near: NearRows
  readonly counter: LookupCounter
}

type Lookup = (keyword: string) => Effect.Effect<Option.Option<CacheEntry>, DataError>
type Row = (keyword: string) => Effect.Effect<CacheRow | undefined, DataError>

const nothing = Exit.succeed(Option.none<CacheEntry>())

/** What a caller is told of a row. */
export const entryOf = (row: CacheRow | undefined): Exit.Exit<Option.Option<CacheEntry>> =>
  row === undefined || row.absent ? nothing : Exit.succeed(Option.some<CacheEntry>(row))

/** A checked keyword's row from memory, or as it is far away. */
export const row =
  ({ counter, near }: NearParts, far: Row): Row =>
  (keyword) =>
    Effect.withFiber((fiber) => {
      const held = near.peek(keyword, fiber)
      if (held === undefined) return near.get(keyword, Effect.map(far(keyword), SharedValue.shared))
      counter.counting(fiber.getRef(Clock.Clock))(keyword, true)
      return held
    })

/** A hit in memory is answered before anything else is set up; rows are held under checked keywords alone. */
export const lookup = ({ counter, near, service }: NearParts, far: Lookup): Lookup => {
  const failed = Operation.failed(service, "lookup", "read")
  return (input) =>
    Effect.withFiber((fiber) => {
      const held = near.peek(input, fiber)
      if (held === undefined) return Effect.flatMap(Effect.mapError(checkKeyword(input), failed), far)
      counter.counting(fiber.getRef(Clock.Clock))(input, true)
      return entryOf(held.value)
    })
}
