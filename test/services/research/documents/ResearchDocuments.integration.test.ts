import { expect, layer } from "@effect/vitest"
import { DirectPg, Identity, PooledPg } from "aquifer"
import { ResearchCache, type ResearchDocument, ResearchDocuments, type StoreRequest } from "aquifer/research"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { research, researchInMemory } from "../../../support/ResearchStore.ts"
import { naughtyNames, naughtyStrings, unstorableStrings } from "../../../support/strings.ts"

type Doc = typeof ResearchDocument.Type

const document = (url: string, more: Partial<Doc> = {}): Doc => ({
  url,
  title: `Title of ${url}`,
  body: "Body",
  ...more
})

const routes = {
  "in memory": researchInMemory,
  direct: research("direct"),
  "through PgBouncer 1.18": research("pgbouncer118"),
  "through PgBouncer 1.24": research("pgbouncer124")
}

const urlsOf = (keyword: string) =>
  Effect.flatMap(ResearchDocuments, (documents) =>
    Effect.map(Stream.runCollect(documents.stream(keyword)), (all) => all.map(({ url }) => url))
  )

const countsOf = (keyword: string) =>
  Effect.flatMap(ResearchDocuments, (documents) =>
    Effect.map(documents.metadata(keyword), (found) => {
      const metadata = Option.getOrThrow(found)
      return [metadata.documents, metadata.bytes] as const
    })
  )

for (const [route, services] of Object.entries(routes)) {
  layer<ResearchDocuments | ResearchCache, unknown>(services)(`ResearchDocuments ${route}`, (it) => {
    it.effect("stores documents, metadata and cache row together", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const cache = yield* ResearchCache
        const stored = yield* documents.store({
          keyword: " k ",
          documents: [document("a"), document("b", { body: "é" })]
        })
        expect(stored).toEqual({ inserted: 2, updated: 0, duplicates: 0 })
        expect(yield* urlsOf("k")).toEqual(["a", "b"])
        expect(yield* countsOf("k")).toEqual([2, "Title of aBodyTitle of b".length + 2])
        const { payload } = Option.getOrThrow(yield* cache.lookup("k"))
        expect(payload).toMatchObject({
          documents: 2,
          titles: [{ title: "Title of a", url: "a" }, { url: "b" }]
        })
        expect(Option.isSome(Option.getOrThrow(yield* documents.metadata("k")).lastResearchedAt)).toBe(true)
      })
    )

    it.effect("tells unchanged documents from changed and new ones", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const first = [
          document("same"),
          document("body"),
          document("source", { source: "s" }),
          document("kind")
        ]
        yield* documents.store({ keyword: "again", documents: first })
        const before = Option.getOrThrow(yield* documents.find("again", "same"))
        const stored = yield* documents.store({
          keyword: "again",
          documents: [
            document("same"),
            document("body", { body: "Body, changed" }),
            document("source", { source: "t" }),
            document("kind", { kind: "k" }),
            document("new")
          ]
        })
        expect(stored).toEqual({ inserted: 1, updated: 3, duplicates: 1 })
        expect(Option.getOrThrow(yield* documents.find("again", "same"))).toEqual(before)
        expect(Option.getOrThrow(yield* documents.find("again", "body")).body).toBe("Body, changed")
        expect(Option.getOrThrow(yield* documents.find("again", "kind")).kind).toBe("k")
        expect((yield* countsOf("again"))[0]).toBe(5)
      })
    )

    it.effect("sees a change that only moves text from one field into the next", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "moved", documents: [{ url: "u", title: "ab", body: "c" }] })
        const stored = yield* documents.store({
          keyword: "moved",
          documents: [{ url: "u", title: "a", body: "bc" }]
        })
        expect(stored).toEqual({ inserted: 0, updated: 1, duplicates: 0 })
      })
    )

    it.effect("counts a url given twice as a duplicate, and the last one is kept", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const stored = yield* documents.store({
          keyword: "twice",
          documents: [document("u", { body: "first" }), document("v"), document("u", { body: "last" })]
        })
        expect(stored).toEqual({ inserted: 2, updated: 0, duplicates: 1 })
        expect(Option.getOrThrow(yield* documents.find("twice", "u")).body).toBe("last")
      })
    )

    it.effect("keeps the same url of two keywords apart", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "left", documents: [document("u", { body: "left" })] })
        yield* documents.store({ keyword: "right", documents: [document("u", { body: "right" })] })
        expect(Option.getOrThrow(yield* documents.find("left", "u")).body).toBe("left")
        expect(Option.getOrThrow(yield* documents.find("right", "u")).body).toBe("right")
      })
    )

    it.effect("streams more documents than fit on a page, by url, each once", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const urls = Array.from({ length: 250 }, (_, index) => `u${String(index).padStart(3, "0")}`)
        yield* documents.store({ keyword: "many", documents: urls.toReversed().map((url) => document(url)) })
        expect(yield* urlsOf("many")).toEqual(urls)
        expect(yield* urlsOf("none")).toEqual([])
      })
    )

    it.effect("stores a keyword for which nothing was found", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const stored = yield* documents.store({ keyword: "nothing", documents: [], payload: { found: 0 } })
        expect(stored).toEqual({ inserted: 0, updated: 0, duplicates: 0 })
        expect(yield* countsOf("nothing")).toEqual([0, 0])
        expect(Option.getOrThrow(yield* (yield* ResearchCache).lookup("nothing")).payload).toEqual({
          found: 0
        })
      })
    )

    it.effect("removes documents and the cache row, and the metadata follows", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "gone", documents: ["a", "b", "c"].map((url) => document(url)) })
        expect(yield* documents.remove("gone", ["a", "none"])).toBe(1)
        expect(yield* urlsOf("gone")).toEqual(["b", "c"])
        expect((yield* countsOf("gone"))[0]).toBe(2)
        expect(yield* (yield* ResearchCache).exists("gone")).toBe(false)
        expect(yield* documents.remove("gone")).toBe(2)
        expect(yield* countsOf("gone")).toEqual([0, 0])
      })
    )

    it.effect("gives every text back as it was stored", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const names = naughtyNames.map((text) => ({
          url: text,
          title: text,
          body: text,
          source: text,
          kind: text
        }))
        const texts = naughtyStrings.map((text, index) => ({ url: `${index}`, title: text, body: text }))
        const given = [...new Map([...names, ...texts].map((one) => [one.url, one])).values()]
        yield* documents.store({ keyword: "naughty", documents: given })
        const found = yield* Stream.runCollect(documents.stream("naughty"))
        expect(found).toHaveLength(given.length)
        const byUrl = new Map(found.map((one) => [one.url, one]))
        for (const expected of given) expect(byUrl.get(expected.url)).toMatchObject(expected)
        for (const expected of names.slice(0, 50)) {
          const one = Option.getOrThrow(yield* documents.find("naughty", expected.url))
          expect(one.url).toBe(expected.url)
        }
      })
    )

    it.effect(
      "refuses a document that cannot be stored, names the field, and stores none of the others",
      () =>
        Effect.gen(function* () {
          const documents = yield* ResearchDocuments
          const refused: ReadonlyArray<readonly [bad: unknown, field: string]> = [
            ...unstorableStrings.map(([body]) => [document("u", { body }), "documents[1].body"] as const),
            [document(""), "documents[1].url"],
            [document("u".repeat(2_001)), "documents[1].url"],
            [document("u", { title: "x".repeat(7 * 1024 * 1024 + 1) }), "documents[1].title"],
            [{ url: "u", title: "t" }, "documents[1].body"],
            [{ ...document("u"), source: 1 }, "documents[1].source"],
            [{ ...document("u"), source: "" }, "documents[1].source"],
            [{ ...document("u"), kind: "" }, "documents[1].kind"],
            [null, "documents[1]"]
          ]
          for (const [bad, field] of refused) {
            const { reason } = yield* Effect.flip(
              documents.store({ keyword: "refused", documents: [document("good"), bad as Doc] })
            )
            expect(reason).toMatchObject({ _tag: "Rejected", field, statement: "did not run" })
          }
          expect(yield* documents.metadata("refused")).toEqual(Option.none())
        })
    )

    it.effect("refuses a url that no document can have, and names the field", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        for (const url of [...unstorableStrings.map(([text]) => text), "", "u".repeat(2_001)]) {
          const found = yield* Effect.flip(documents.find("k", url))
          expect(found.reason).toMatchObject({ _tag: "Rejected", field: "url", statement: "did not run" })
          const removed = yield* Effect.flip(documents.remove("k", ["fine", url]))
          expect(removed.reason).toMatchObject({ _tag: "Rejected", field: "urls[1]" })
        }
      })
    )

    it.effect("returns the first result of an operation that is repeated, and changes nothing", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const request = { keyword: "once", documents: [document("a")], operation: "operation 1" }
        const first = yield* documents.store(request)
        yield* documents.remove("once")
        expect(yield* documents.store(request)).toEqual(first)
        expect(yield* urlsOf("once")).toEqual([])
      })
    )

    it.effect("refuses an operation that was used for another request", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "reused", documents: [document("a")], operation: "operation 2" })
        const { reason } = yield* Effect.flip(
          documents.store({ keyword: "reused", documents: [document("b")], operation: "operation 2" })
        )
        expect(reason).toMatchObject({ _tag: "Rejected", field: "operation" })
        expect(yield* urlsOf("reused")).toEqual(["a"])
      })
    )

    it.effect("adds up stores of one keyword that run at once", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* Effect.forEach(
          Array.from({ length: 12 }, (_, index) => index),
          (index) =>
            documents.store({ keyword: "crowd", documents: [document("shared"), document(`own ${index}`)] }),
          { concurrency: "unbounded" }
        )
        expect((yield* countsOf("crowd"))[0]).toBe(13)
        expect((yield* urlsOf("crowd")).length).toBe(13)
      })
    )

    it.effect("refuses one of many stores that run at once, and stores the others", () =>
      Effect.gen(function* () {
        const { store } = yield* ResearchDocuments
        yield* store({ keyword: "used", operation: "used", documents: [document("a")] })
        const requests = Array.from({ length: 20 }, (_, index) => ({
          keyword: `with others ${index}`,
          operation: index === 7 ? "used" : `with others ${index}`,
          documents: [document("a")]
        }))
        const exits = yield* Effect.forEach(requests, (request) => Effect.exit(store(request)), {
          concurrency: "unbounded"
        })
        expect(exits.flatMap((exit, index) => (exit._tag === "Failure" ? [index] : []))).toEqual([7])
        expect(yield* Effect.flip(store(requests[7] ?? { keyword: "", documents: [] }))).toMatchObject({
          operation: "store",
          reason: { _tag: "Rejected", message: expect.stringContaining("used for another request") }
        })
        for (const index of [6, 8]) expect(yield* urlsOf(`with others ${index}`)).toEqual(["a"])
        expect(yield* urlsOf("with others 7")).toEqual([])
      })
    )

    it.effect("lets one key have one result, whichever of two stores comes first", () =>
      Effect.gen(function* () {
        const { store } = yield* ResearchDocuments
        const request = { keyword: "twice at once", operation: "twice at once", documents: [document("a")] }
        const results = yield* Effect.all([store(request), store(request)], { concurrency: "unbounded" })
        expect(results).toEqual([
          { inserted: 1, updated: 0, duplicates: 0 },
          { inserted: 1, updated: 0, duplicates: 0 }
        ])
        const other = { ...request, keyword: "of another keyword", operation: "shared by mistake" }
        const exits = yield* Effect.forEach(
          [other, { ...other, keyword: "and of a third" }],
          (each) => Effect.exit(store(each)),
          { concurrency: "unbounded" }
        )
        expect(exits.map(({ _tag }) => _tag).toSorted()).toEqual(["Failure", "Success"])
      })
    )

    it.effect("stores more documents than fit into one statement, and says how far it has come", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const given = Array.from({ length: 2_500 }, (_, index) => document(`u${index}`))
        const sent: Array<number> = []
        const onProgress = (count: number) => sent.push(count)
        const request = { keyword: "bulk", documents: given, onProgress }
        expect(yield* documents.store(request)).toEqual({ inserted: 2_500, updated: 0, duplicates: 0 })
        expect(sent).toEqual(sent.toSorted((a, b) => a - b))
        expect(sent.at(-1)).toBe(2_500)
        const changed = given.map((one, index) => (index % 2 === 0 ? one : { ...one, body: "changed" }))
        const again = yield* documents.store({ keyword: "bulk", documents: [...changed, document("new")] })
        expect(again).toEqual({ inserted: 1, updated: 1_250, duplicates: 1_250 })
        expect((yield* countsOf("bulk"))[0]).toBe(2_501)
      })
    )

    it.effect("stores documents as large as they may be", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const large = (letter: string) => letter.repeat(7 * 1024 * 1024)
        const given = ["é", "b", "c"].map((letter) =>
          document(letter, {
            title: large("t"),
            body: large(letter).slice(0, letter === "é" ? 3_670_016 : undefined)
          })
        )
        expect((yield* documents.store({ keyword: "large", documents: given, payload: 1 })).inserted).toBe(3)
        expect((yield* countsOf("large"))[1]).toBe(6 * 7 * 1024 * 1024)
        expect(Option.getOrThrow(yield* documents.find("large", "c")).body).toBe(large("c"))
      })
    )

    it.effect("stores many keywords together, results in the order of the requests", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "m2", documents: [document("a")] })
        const stored = yield* documents.storeMany([
          { keyword: "m3", documents: [document("a"), document("b")] },
          { keyword: "m2", documents: [document("a"), document("c")] },
          { keyword: "m1", documents: [] },
          { keyword: "m3", documents: [document("b", { body: "changed" }), document("c")], payload: "last" }
        ])
        expect(stored).toEqual([
          { inserted: 2, updated: 0, duplicates: 0 },
          { inserted: 1, updated: 0, duplicates: 1 },
          { inserted: 0, updated: 0, duplicates: 0 },
          { inserted: 1, updated: 1, duplicates: 0 }
        ])
        expect(yield* urlsOf("m3")).toEqual(["a", "b", "c"])
        expect(Option.getOrThrow(yield* documents.find("m3", "b")).body).toBe("changed")
        const found = yield* (yield* ResearchCache).lookupMany(["m1", "m2", "m3"])
        expect([...found.keys()].toSorted()).toEqual(["m1", "m2", "m3"])
        expect(found.get("m3")?.payload).toBe("last")
        expect(yield* documents.storeMany([])).toEqual([])
      })
    )

    it.effect("stores none of many keywords when one of them is refused, and names it", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const good = { keyword: "all or", documents: [document("a")], operation: "many 1" }
        yield* documents.store({ keyword: "used", documents: [document("u")], operation: "many used" })
        const refused: ReadonlyArray<readonly [StoreRequest, string]> = [
          [{ keyword: " ", documents: [] }, "requests[1].keyword"],
          [{ keyword: "x", documents: [document("")] }, "requests[1].documents[0].url"],
          [{ keyword: "x", documents: [], operation: "many 1" }, "requests[1].operation"],
          [{ keyword: "x", documents: [], operation: "many used" }, "operation"]
        ]
        for (const [bad, field] of refused) {
          const { reason } = yield* Effect.flip(documents.storeMany([good, bad]))
          expect(reason).toMatchObject({ _tag: "Rejected", field })
        }
        expect(yield* documents.metadata("all or")).toEqual(Option.none())
        expect((yield* documents.storeMany([good]))[0]).toEqual({ inserted: 1, updated: 0, duplicates: 0 })
      })
    )

    it.effect("gives each of many operations the result that it came to before", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const requests = ["o1", "o2"].map((key) => ({
          keyword: key,
          documents: [document("a")],
          operation: key
        }))
        const first = yield* documents.storeMany(requests.slice(1))
        const both = yield* documents.storeMany(requests)
        expect(both).toEqual([{ inserted: 1, updated: 0, duplicates: 0 }, first[0]])
        expect(yield* documents.storeMany(requests)).toEqual(both)
      })
    )

    it.effect("lets stores of many keywords run at once, whatever their order", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const keywords = Array.from({ length: 30 }, (_, index) => `race ${index}`)
        yield* Effect.forEach(
          Array.from({ length: 8 }, (_, index) => index),
          (nth) =>
            documents.storeMany(
              (nth % 2 === 0 ? keywords : keywords.toReversed()).map((keyword) => ({
                keyword,
                documents: [document("shared"), document(`own ${nth}`)]
              }))
            ),
          { concurrency: "unbounded" }
        )
        for (const keyword of keywords) expect((yield* countsOf(keyword))[0]).toBe(9)
      })
    )

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

layer(ResearchDocuments.layerMemory)("ResearchDocuments' operations, in memory", (it) => {
  it.effect("are kept for a day, and then the key is free again", () =>
    Effect.gen(function* () {
      const documents = yield* ResearchDocuments
      yield* documents.store({ keyword: "k", documents: [document("a")], operation: "key" })
      expect(yield* documents.forgetOperations).toBe(0)
      yield* TestClock.adjust("1 day")
      expect(yield* documents.forgetOperations).toBe(1)
      const stored = yield* documents.store({ keyword: "k", documents: [document("b")], operation: "key" })
      expect(stored.inserted).toBe(1)
    })
  )
})

for (const route of ["direct", "pgbouncer118"] as const) {
  layer(research(route))(`ResearchDocuments' operations, ${route}`, (it) => {
    it.effect("are kept until they expire, and then the key is free again", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* documents.store({ keyword: "k", documents: [document("a")], operation: "one" })
        yield* documents.store({ keyword: "k", documents: [document("b")], operation: "two" })
        expect(yield* documents.forgetOperations).toBe(0)
        yield* sql`UPDATE aquifer_operations SET expires_at = now()`
        const again = yield* documents.store({ keyword: "k", documents: [document("c")], operation: "one" })
        expect(again.inserted).toBe(1)
        yield* sql`UPDATE aquifer_operations SET expires_at = now()`
        expect(yield* documents.forgetOperations).toBe(1) // the store has forgotten the other
      })
    )

    it.effect("are those of one identity, and of stores alone", () =>
      Effect.gen(function* () {
        const { store } = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* sql`
          INSERT INTO aquifer_operations (operation, request_hash, result, expires_at)
          VALUES ('own', '', '{}', now() + interval '1 day')`
        for (const [index, sub] of ["a", "b", undefined].entries()) {
          const request = { keyword: "own", documents: [document(`of ${sub}`)], operation: "own" }
          const as = sub === undefined ? Identity.none : Identity.as({ claims: { sub } })
          expect((yield* as(store(request))).inserted).toBe(1)
          expect((yield* as(store(request))).inserted).toBe(1)
          expect((yield* urlsOf("own")).length).toBe(index + 1)
        }
      })
    )
  })
}

for (const route of ["direct", "pgbouncer118"] as const) {
  layer(research(route))(`ResearchDocuments as a transaction, ${route}`, (it) => {
    it.effect("writes nothing at all when the last of its statements fails", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* sql`ALTER TABLE research_cache ADD CONSTRAINT no_poison CHECK (keyword <> 'poison')`
        const { reason } = yield* Effect.flip(
          documents.store({ keyword: "poison", documents: [document("a")], operation: "poisoned" })
        )
        expect(reason).toMatchObject({
          _tag: "ConstraintViolated",
          constraint: "no_poison",
          statement: "rolled back"
        })
        expect(yield* documents.metadata("poison")).toEqual(Option.none())
        expect(yield* urlsOf("poison")).toEqual([])
        expect(yield* sql`SELECT FROM aquifer_operations`).toEqual([])
      })
    )

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

    it.effect("hashes a document as any client can in SQL", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* documents.store({
          keyword: "hash",
          documents: [document("a"), document("é", { title: "tité", body: "b😀", source: "sé", kind: "k" })]
        })
        const same = yield* sql`
          SELECT content_hash = sha256(convert_to(octet_length(title) || ',' || octet_length(coalesce(source, '')) || ','
            || octet_length(coalesce(kind, '')) || ':' || title || coalesce(source, '') || coalesce(kind, '') || body,
            'UTF8')) AS same
          FROM research_documents WHERE keyword = 'hash'`
        expect(same).toEqual([{ same: true }, { same: true }])
      })
    )

    it.effect("does not believe metadata that somebody wrote past the triggers", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* documents.store({ keyword: "replica", documents: [document("a")] })
        yield* sql`UPDATE research_metadata SET documents = 0 WHERE keyword = 'replica'`
        const stored = yield* documents.store({
          keyword: "replica",
          documents: [document("a"), document("b")]
        })
        expect(stored).toEqual({ inserted: 1, updated: 0, duplicates: 1 })
        yield* sql`TRUNCATE research_documents`
      })
    )

    it.effect("keeps metadata equal to a count of the documents, whoever writes them", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        yield* sql`INSERT INTO research_documents (keyword, url, title, body, content_hash)
          SELECT 'k' || i % 7, 'u' || i, 't', repeat('b', i), '' FROM generate_series(1, 100) AS i`
        yield* sql`UPDATE research_documents SET body = body || 'é' WHERE keyword IN ('k1', 'k2')`
        yield* sql`UPDATE research_documents SET keyword = 'k9' WHERE keyword = 'k3'`
        yield* sql`DELETE FROM research_documents WHERE keyword = 'k4'`
        const wrong = yield* sql`
          SELECT * FROM (SELECT keyword, count(*) AS documents, sum(octet_length(title) + octet_length(body)) AS bytes
            FROM research_documents GROUP BY keyword) AS counted
          FULL JOIN (SELECT * FROM research_metadata WHERE documents > 0) AS m USING (keyword)
          WHERE counted.documents IS DISTINCT FROM m.documents OR counted.bytes IS DISTINCT FROM m.bytes`
        expect(wrong).toEqual([])
        yield* sql`TRUNCATE research_documents`
        expect(yield* sql`SELECT FROM research_metadata WHERE documents <> 0 OR bytes <> 0`).toEqual([])
      })
    )
  })
}
