import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { ResearchDocuments } from "aquifer/research"
import { Effect, Option } from "effect"
import { research } from "../../../support/ResearchStore.ts"
import { document, urlsOf } from "./storedDocuments.ts"

for (const route of ["direct", "pgbouncer118"] as const) {
  layer(research(route))(`ResearchDocuments in its tables, ${route}`, (it) => {
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
