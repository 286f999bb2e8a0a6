import { Duration, Effect, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as BinaryArray from "../../../layers/encode/BinaryArray.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import * as CommittedWrites from "../../repository/commit/CommittedWrites.ts"
import type { LeaseRequest } from "../../repository/lease/Leases.ts"
import type { Claimed, Held, ResearchCacheWrites } from "./ResearchCacheStorage.ts"

/** A keyword's row as it shall be; both texts are sent as they are. */
interface Entry {
  readonly keyword: string
  /** Empty for a known absence, which no JSON is. */
  readonly payload: string
  /** How long it is to live, or {@link never} for a row that shall be none. */
  readonly seconds: number
  /** The lease of the keyword that is given back with it. */
  readonly lease: Held | undefined
}

const never = -1

/** Stores and removals share their batches, so that those of one keyword keep their order. */
const writing = (sql: SqlClient.SqlClient, protect: Operation.Protection) =>
  CommittedWrites.make<Entry, true>({
    ...CommittedWrites.bounds,
    name: "ResearchCache.store",
    protect,
    key: ({ keyword }) => keyword,
    bytes: ({ keyword, payload }) => keyword.length + payload.length,
    write: (entries) => {
      const keywords = BinaryArray.texts(entries.map(({ keyword }) => keyword))
      const payloads = BinaryArray.texts(entries.map(({ payload }) => payload))
      const seconds = entries.map(({ seconds }) => seconds)
      const leases = entries.flatMap(({ lease }) => lease ?? [])
      return sql`
        SELECT removed FROM research_cache_write(
          ${keywords}, ${payloads}, ${seconds}::float8[],
          ${leases.map(({ name }) => name)}::text[], ${leases.map(({ holder }) => holder)}::uuid[]
        )`
    },
    read: CommittedWrites.readKeys("removed")
  }).pipe(Effect.provideService(SqlClient.SqlClient, sql))

interface Claim {
  readonly keyword: string
  readonly lease: LeaseRequest
}

/** What the schema's `research_lease_take` answers for a keyword. */
const Taken = Schema.Struct({
  keyword: Schema.String,
  is_taken: Schema.Boolean,
  is_held: Schema.Boolean,
  /** A payload may be JSON's null, which is read as the same. */
  is_absent: Schema.Boolean,
  held: Schema.Json
})

const decode = Schema.decodeUnknownSync(Schema.Array(Taken))

const claimed = ({ held, is_absent, is_held, is_taken }: typeof Taken.Type): Claimed => ({
  taken: is_taken,
  held: is_held ? { payload: held, absent: is_absent } : undefined
})

const none: Claimed = { taken: false, held: undefined }

/** Leases of many keywords are taken together. */
const claiming = (sql: SqlClient.SqlClient, protect: Operation.Protection) =>
  CommittedWrites.make<Claim, Claimed>({
    ...CommittedWrites.bounds,
    name: "ResearchCache.claim",
    protect,
    key: ({ keyword }) => keyword,
    bytes: ({ keyword }) => keyword.length,
    write: (claims) => sql`
      SELECT keyword, is_taken, is_held, is_absent, held
      FROM research_lease_take(
        ${claims.map(({ keyword }) => keyword)}::text[], ${claims.map(({ lease }) => lease.name)}::text[],
        ${claims.map(({ lease }) => lease.holder)}::uuid[],
        ${claims.map(({ lease }) => Duration.toSeconds(lease.time))}::float8[]
      )`,
    read: (answers) => new Map(decode(answers ?? []).map((row) => [row.keyword, claimed(row)]))
  }).pipe(Effect.provideService(SqlClient.SqlClient, sql))

/** What changes single rows in Postgres: with what other callers write. */
export const make = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  protect: Operation.Protection
): Effect.fn.Return<ResearchCacheWrites> {
  const write = yield* writing(sql, protect)
  const claim = yield* claiming(sql, protect)
  return {
    put: ({ keyword, lease, payload, timeToLive }) =>
      Effect.asVoid(
        write({ keyword, payload: payload ?? "", seconds: Duration.toSeconds(timeToLive), lease })
      ),
    remove: (keyword) =>
      Effect.map(write({ keyword, payload: "", seconds: never, lease: undefined }), Option.isSome),
    claim: (keyword, lease) =>
      Effect.map(
        claim({ keyword, lease }),
        Option.getOrElse(() => none)
      )
  }
})
