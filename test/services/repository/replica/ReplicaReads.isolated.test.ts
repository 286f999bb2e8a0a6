import { describe, expect, it } from "@effect/vitest"
import { Lookup, Replica, ReplicaPg, Transaction } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Effect, Option, Schema, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { answers, isStandby, old, text, withPair, write } from "../../../support/replicaNotes.ts"

describe("Replica.reading", () => {
  it.live(
    "runs on the replica what services and statements read, and on the primary where that is behind",
    () =>
      withPair(({ pause }) =>
        Effect.gen(function* () {
          const both = Effect.all([isStandby, text])
          const reading = Replica.reading(both, old)
          expect(yield* reading).toEqual([true, "old"])
          expect(yield* isStandby).toBe(false)
          yield* pause
          yield* write("own")
          expect(yield* reading).toEqual([false, "own"])
          expect(yield* reading).toEqual([false, "own"])
          expect(yield* Replica.session(reading)).toEqual([true, "old"])
          const inside = Effect.andThen(write("inside"), reading)
          expect(yield* Transaction.run()(inside)).toEqual([false, "inside"])
        })
      )
  )

  it.live("reads streams, whose rows are the replica's only where it is not behind", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const rows = sql<{ readonly text: string; readonly standby: boolean }>`
          SELECT text, pg_is_in_recovery() AS standby FROM notes, generate_series(1, 300)`
        const reading = Replica.reading(Stream.runCollect(rows.stream), old)
        const seen = Effect.map(reading, (all) => [all.length, all[0]])
        expect(yield* seen).toEqual([300, { text: "old", standby: true }])
        yield* pause
        yield* write("own")
        yield* text // which learns where that is
        expect(yield* seen).toEqual([300, { text: "own", standby: false }])
        expect(yield* answers).toMatchObject({ behind: 1 })
      })
    )
  )

  it.live("writes nowhere, and lets the domain's own errors pass without asking again", () =>
    withPair(() =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const refused = yield* Effect.flip(Replica.reading(sql`DELETE FROM notes`, old))
        expect(String(refused)).toMatch(/25006/)
        let runs = 0
        const own = Effect.andThen(
          sql`SELECT 1`,
          Effect.suspend(() => Effect.fail(`run ${++runs}`))
        )
        expect(yield* Effect.flip(Replica.reading(own, old))).toBe("run 1")
        const replica = yield* ReplicaPg
        expect(String(yield* Effect.flip(replica.sql`DELETE FROM notes`))).toMatch(/25006/)
        expect(yield* replica.sql`SELECT text FROM notes`).toEqual([{ text: "old" }])
        expect(yield* replica.sql.withTransaction(replica.sql`SELECT text FROM notes`)).toHaveLength(1)
      })
    )
  )
})

describe("Lookup and ResearchCache", () => {
  it.live("ask replicas where that is asked for", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const lookup = yield* Lookup.make({
          name: "Texts",
          key: Schema.String,
          value: Schema.Struct({ id: Schema.String, standby: Schema.Boolean }),
          keyOf: ({ id }) => id,
          find: (ids) => sql`SELECT id, pg_is_in_recovery() AS standby FROM notes WHERE id = ANY(${ids})`,
          replica: yield* Replica.make(old)
        })
        const cache = yield* ResearchCache
        expect((yield* lookup.get("n")).standby).toBe(true)
        yield* pause
        yield* cache.store("tea", { cups: 1 })
        expect(Option.isSome(yield* cache.lookup("tea"))).toBe(true)
        expect((yield* cache.lookupMany(["tea"])).size).toBe(1)
        expect(yield* cache.exists("tea")).toBe(true)
        expect((yield* lookup.get("n")).standby).toBe(false)
        expect(Option.isNone(yield* Replica.session(cache.lookup("tea")))).toBe(true)
        const found = cache.getOrResearch("tea", Effect.die("researched though it is there"))
        expect(yield* Replica.session(found)).toEqual({ cups: 1 })
      }).pipe(Effect.scoped, Effect.provide(ResearchCache.layerReplica(old)))
    )
  )
})
