import { Duration, Effect, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import * as CommittedWrites from "../../repository/commit/CommittedWrites.ts"
import type { Claimed, ResearchLeaseStorage } from "./ResearchLeaseStorage.ts"

interface Claim {
  readonly keyword: string
  readonly holder: string
  readonly seconds: number
}

type Held = Pick<Claim, "keyword" | "holder">

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

const columns = (claims: ReadonlyArray<Held>) => ({
  keywords: claims.map(({ keyword }) => keyword),
  holders: claims.map(({ holder }) => holder)
})

const rows = {
  ...CommittedWrites.bounds,
  key: ({ keyword }: Held) => keyword,
  bytes: ({ keyword }: Held) => keyword.length
} as const

const claimed = ({ held, is_absent, is_held, is_taken }: typeof Taken.Type): Claimed => ({
  taken: is_taken,
  held: is_held ? { payload: held, absent: is_absent } : undefined
})

const none: Claimed = { taken: false, held: undefined }

/** Leases in a table, by the database's clock; claims of many keywords are written together, and so are releases. */
export const make = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  protect: Operation.Protection
): Effect.fn.Return<ResearchLeaseStorage> {
  const claim = yield* CommittedWrites.make<Claim, Claimed>({
    ...rows,
    name: "ResearchCache.claim",
    protect,
    write: (claims) => {
      const { holders, keywords } = columns(claims)
      const seconds = claims.map(({ seconds }) => seconds)
      return sql`
        SELECT keyword, is_taken, is_held, is_absent, held
        FROM research_lease_take(${keywords}::text[], ${holders}::uuid[], ${seconds}::float8[])`
    },
    read: (answers) => new Map(decode(answers ?? []).map((row) => [row.keyword, claimed(row)]))
  }).pipe(Effect.provideService(SqlClient.SqlClient, sql))
  const release = yield* CommittedWrites.make<Held, true>({
    ...rows,
    name: "ResearchCache.release",
    protect,
    write: (held) => {
      const { holders, keywords } = columns(held)
      return sql`
        DELETE FROM research_leases AS l
        USING unnest(${keywords}::text[], ${holders}::uuid[]) AS released (keyword, holder)
        WHERE l.keyword = released.keyword AND l.holder = released.holder
        RETURNING l.keyword`
    },
    read: CommittedWrites.readKeys("keyword")
  }).pipe(Effect.provideService(SqlClient.SqlClient, sql))
  return {
    claim: (keyword, holder, time) =>
      Effect.map(
        claim({ keyword, holder, seconds: Duration.toSeconds(time) }),
        Option.getOrElse(() => none)
      ),
    release: (keyword, holder) => Effect.asVoid(release({ keyword, holder })),
    prune: Effect.asVoid(sql`DELETE FROM research_leases WHERE expires_at < now() - interval '1 minute'`)
  }
})
