import { expect, layer } from "@effect/vitest"
import { DirectPg, ResearchCache, type ResearchDocument, ResearchDocuments } from "aquifer"
import { Effect, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { research, researchInMemory } from "../support/ResearchStore.ts"
import { naughtyNames, naughtyStrings, unstorableStrings } from "../support/strings.ts"

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
        yield* sql`UPDATE research_operations SET expires_at = now()`
        const again = yield* documents.store({ keyword: "k", documents: [document("c")], operation: "one" })
        expect(again.inserted).toBe(1)
        expect(yield* documents.forgetOperations).toBe(1)
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
        expect(yield* sql`SELECT FROM research_operations`).toEqual([])
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
