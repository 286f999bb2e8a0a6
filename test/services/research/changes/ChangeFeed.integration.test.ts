import { expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg } from "aquifer"
import { ChangeFeed, ResearchCache } from "aquifer/research"
import { Effect, Layer } from "effect"
import { watching as watchingFeed } from "../../../support/ChangingShop.ts"
import { research } from "../../../support/ResearchStore.ts"

/** Events of a feed, one after the other, after it has begun. */
const watching = Effect.gen(function* () {
  const { tag, until } = yield* watchingFeed(yield* ChangeFeed)
  const changed = (keyword: string) =>
    until((event) => event._tag === "Changed" && event.keys.includes(keyword))
  return { changed, tag }
})

const feeds = { notifications: ChangeFeed.layerNoDeps, polling: ChangeFeed.layerPolling }

for (const [by, feed] of Object.entries(feeds)) {
  layer(Layer.provideMerge(feed, research("pgbouncer118")), { excludeTestServices: true })(
    `ChangeFeed by ${by}`,
    (it) => {
      it.effect("tells which keyword was stored, replaced or removed, once it is committed", () =>
        Effect.gen(function* () {
          expect((yield* ChangeFeed).by).toBe(by)
          const cache = yield* ResearchCache
          const { sql } = yield* PooledPg
          const { changed } = yield* watching
          yield* cache.store("watched", 1)
          yield* changed("watched")
          yield* cache.store("watched", 2)
          yield* changed("watched")
          yield* Effect.flip(
            sql.withTransaction(Effect.andThen(cache.store("rolled back", 1), Effect.fail("no")))
          )
          yield* cache.invalidate("watched")
          const events = yield* changed("watched")
          expect(events.some((event) => event._tag === "Changed" && event.keys.includes("rolled back"))).toBe(
            false
          )
        })
      )

      it.effect("tells many changes of one statement as a gap that continues", () =>
        Effect.gen(function* () {
          const { sql } = yield* PooledPg
          const { tag } = yield* watching
          yield* sql`INSERT INTO research_cache (keyword, payload, expires_at)
            SELECT 'bulk ' || i, '1', now() + interval '1 day' FROM generate_series(1, 501) AS i`
          const events = yield* tag("Gap")
          expect(events.at(-1)).toMatchObject({ _tag: "Gap", continues: true })
          expect(events.length).toBe(1)
        })
      )

      it.effect("says nothing of what expired, however much of it is evicted", () =>
        Effect.gen(function* () {
          const cache = yield* ResearchCache
          const { sql } = yield* PooledPg
          yield* sql`INSERT INTO research_cache (keyword, payload, expires_at)
            SELECT 'old ' || i, '1', now() FROM generate_series(1, 2500) AS i`
          const { changed } = yield* watching
          expect(yield* cache.evictExpired).toBe(2_500)
          yield* cache.store("after it", 1)
          expect(yield* changed("after it")).toEqual([{ _tag: "Changed", keys: ["after it"] }])
        })
      )

      it.effect("fails at its start where the database is not migrated, and says what to do", () =>
        Effect.gen(function* () {
          const { sql } = yield* DirectPg
          yield* sql`ALTER TABLE research_cache DISABLE TRIGGER aquifer_changed_insert`
          const { reason } = yield* Effect.flip(Layer.build(Layer.fresh(feed)))
          expect(reason).toMatchObject({
            _tag: "Misconfigured",
            message:
              "table research_cache does not tell what changes in it: aquifer_changed_insert is missing or disabled; run aquifer migrate"
          })
          yield* sql`ALTER TABLE research_cache ENABLE TRIGGER aquifer_changed_insert`
        })
      )
    }
  )
}
