import { expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg } from "aquifer"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Effect, Option, Stream } from "effect"
import { places, research } from "../../../support/ResearchStore.ts"
import { countsOf, document, urlsOf } from "./storedDocuments.ts"

for (const [place, services] of Object.entries(places)) {
  layer<ResearchDocuments | ResearchCache, unknown>(services)(`ResearchDocuments ${place}`, (it) => {
    it.effect("stores a stream, of a few documents and of more than it holds in memory", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const body = "b".repeat(3_000)
        for (const count of [0, 3, 3_000]) {
          const keyword = `stream of ${count}`
          const given = Stream.range(1, count).pipe(
            Stream.map((index) => document(`u${String(index).padStart(5, "0")}`, { body, source: "s" }))
          )
          const again = Stream.make(
            document("u00001", { body: "last", source: "s" }),
            document("u00002", { body, source: "s" })
          )
          const sent: Array<number> = []
          const onProgress = (done: number) => sent.push(done)
          const stream = count === 0 ? Stream.empty : Stream.concat(given, again)
          const stored = yield* documents.storeStream({ keyword, documents: stream, onProgress })
          expect(stored).toEqual({ inserted: count, updated: 0, duplicates: count === 0 ? 0 : 2 })
          expect((yield* countsOf(keyword))[0]).toBe(count)
          if (count === 0) continue
          expect(sent.at(-1)).toBe(count)
          expect(Option.getOrThrow(yield* documents.find(keyword, "u00001")).body).toBe("last")
          const { payload } = Option.getOrThrow(yield* (yield* ResearchCache).lookup(keyword))
          expect(payload).toMatchObject({ documents: count, sources: ["s"] })
          expect(payload).toHaveProperty("titles.length", Math.min(count, 20))
          expect(payload).toHaveProperty("titles.0", { title: "Title of u00001", url: "u00001" })
          const changed = Stream.map(given, (one, index) => (index === 7 ? { ...one, body: "changed" } : one))
          const second = yield* documents.storeStream({ keyword, documents: changed })
          expect(second.inserted + second.updated + second.duplicates).toBe(count)
          expect(second.updated).toBe(count > 7 ? 2 : 1)
        }
      })
    )

    it.effect("stores nothing of a stream that fails, and fails as the stream did", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const large = Stream.range(1, 10).pipe(
          Stream.map((index) => document(`u${index}`, { body: "b".repeat(1024 * 1024) }))
        )
        const error = yield* Effect.flip(
          documents.storeStream({ keyword: "broken", documents: Stream.concat(large, Stream.fail("broken")) })
        )
        expect(error).toBe("broken")
        const bad = Stream.concat(large, Stream.make(document("")))
        const refused = yield* Effect.flip(documents.storeStream({ keyword: "broken", documents: bad }))
        expect(refused.reason).toMatchObject({ _tag: "Rejected", field: "documents[10].url" })
        expect(yield* documents.metadata("broken")).toEqual(Option.none())
      })
    )

    it.effect("knows a stream's operation again", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        for (const size of [10, 1024 * 1024]) {
          const given = Stream.range(1, 6).pipe(
            Stream.map((index) => document(`u${index}`, { body: "b".repeat(size) }))
          )
          const request = { keyword: "key", documents: given, operation: `stream of ${size}` }
          const first = yield* documents.storeStream(request)
          yield* documents.remove("key")
          expect(yield* documents.storeStream(request)).toEqual(first)
          expect(yield* urlsOf("key")).toEqual([])
          const { reason } = yield* Effect.flip(
            documents.storeStream({ ...request, documents: Stream.drop(given, 1) })
          )
          expect(reason).toMatchObject({ _tag: "Rejected", field: "operation" })
        }
      })
    )
  })
}

for (const route of ["direct", "pgbouncer118"] as const) {
  layer(research(route))(`ResearchDocuments as a transaction, ${route}`, (it) => {
    it.effect("holds no connection while it waits for a stream, and leaves nothing behind", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const pool = yield* PooledPg
        const { sql } = yield* DirectPg
        const staged = sql<{ count: number }>`SELECT count(*)::int AS count FROM aquifer_staging`
        const seen: Array<readonly [used: number, staged: number]> = []
        const look = Effect.gen(function* () {
          const { used } = yield* pool.stats
          seen.push([used, (yield* staged)[0]?.count ?? -1])
        })
        const given = Stream.range(1, 10).pipe(
          Stream.map((index) => document(`u${index}`, { body: "b".repeat(1024 * 1024) })),
          Stream.rechunk(1),
          Stream.tap(() => look)
        )
        yield* documents.storeStream({ keyword: "slow", documents: given })
        expect(seen.every(([used]) => used === 0)).toBe(true)
        expect(seen.at(-1)?.[1]).toBeGreaterThan(1)
        expect((yield* staged)[0]?.count).toBe(0)
        yield* Effect.flip(
          documents.storeStream({ keyword: "slow", documents: Stream.concat(given, Stream.fail(1)) })
        )
        expect((yield* staged)[0]?.count).toBe(0)
      })
    )

    it.effect("notices when a crash of the server has emptied what was staged", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        const large = Stream.range(1, 6).pipe(
          Stream.map((index) => document(`u${index}`, { body: "b".repeat(1024 * 1024) }))
        )
        const crash = Stream.drain(Stream.fromEffect(sql`TRUNCATE aquifer_staging`))
        const { reason } = yield* Effect.flip(
          documents.storeStream({ keyword: "lost", documents: Stream.concat(large, crash) })
        )
        expect(reason).toMatchObject({ _tag: "Unavailable", statement: "rolled back" })
        expect(yield* documents.metadata("lost")).toEqual(Option.none())
      })
    )

    it.effect("sweeps away what a process that died has staged, a day later", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* sql`
          INSERT INTO aquifer_staging (stream, share, place, given, staged_at)
          SELECT gen_random_uuid(), 0, i, '{}', now() - i * interval '23 hours' FROM generate_series(1, 1200) AS i`
        yield* documents.forgetOperations
        expect(yield* sql`SELECT place FROM aquifer_staging`).toEqual([{ place: 1 }])
        yield* sql`TRUNCATE aquifer_staging`
      })
    )
  })
}
