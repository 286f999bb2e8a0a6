import { Duration, Effect, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as BinaryArray from "../../../layers/encode/BinaryArray.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import * as CommittedWrites from "../../repository/commit/CommittedWrites.ts"
import type { ResearchCacheWrites } from "./ResearchCacheStorage.ts"

/** A keyword's row as it shall be; both texts are sent as they are. */
interface Entry {
  readonly keyword: string
  /** Empty for a known absence, which no JSON is. */
  readonly payload: string
  /** How long it is to live, or {@link never} for a row that shall be none. */
  readonly seconds: number
  /** Who gives back the lease of the keyword with it. */
  readonly holder: string | undefined
}

const never = -1

/** Stores and removals share their batches, so that those of one keyword keep their order. */
export const make = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  protect: Operation.Protection
): Effect.fn.Return<ResearchCacheWrites> {
  const write = yield* CommittedWrites.make<Entry, true>({
    ...CommittedWrites.bounds,
    name: "ResearchCache.store",
    protect,
    key: ({ keyword }) => keyword,
    bytes: ({ keyword, payload }) => keyword.length + payload.length,
    write: (entries) => {
      const keywords = BinaryArray.texts(entries.map(({ keyword }) => keyword))
      const payloads = BinaryArray.texts(entries.map(({ payload }) => payload))
      const seconds = entries.map(({ seconds }) => seconds)
      const holders = entries.some(({ holder }) => holder !== undefined)
        ? entries.map(({ holder }) => holder ?? null)
        : null
      return sql`
        SELECT removed FROM research_cache_write(${keywords}, ${payloads}, ${seconds}::float8[], ${holders}::uuid[])`
    },
    read: CommittedWrites.readKeys("removed")
  }).pipe(Effect.provideService(SqlClient.SqlClient, sql))
  return {
    put: ({ holder, keyword, payload, timeToLive }) =>
      Effect.asVoid(
        write({ keyword, payload: payload ?? "", seconds: Duration.toSeconds(timeToLive), holder })
      ),
    remove: (keyword) =>
      Effect.map(write({ keyword, payload: "", seconds: never, holder: undefined }), Option.isSome)
  }
})
