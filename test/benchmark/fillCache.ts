import { Effect } from "effect"
import { Client } from "pg"
import type { Bench } from "./Bench.ts"
import * as Workload from "./Workload.ts"

/** Puts every keyword of the workload into the cache. */
export const fillCache = ({ directUrl }: Bench): Effect.Effect<void> =>
  Effect.promise(async () => {
    const client = new Client(directUrl)
    await client.connect()
    const indexes = Array.from({ length: Workload.keywordCount }, (_, index) => index)
    await client.query(
      `INSERT INTO research_cache (keyword, payload, expires_at)
       SELECT keyword, payload::jsonb, now() + interval '1 day' FROM unnest($1::text[], $2::text[]) AS given (keyword, payload)
       ON CONFLICT DO NOTHING`,
      [indexes.map(Workload.keyword), indexes.map((index) => JSON.stringify(Workload.payload(index)))]
    )
    await client.query("VACUUM ANALYZE research_cache")
    await client.end()
  })
