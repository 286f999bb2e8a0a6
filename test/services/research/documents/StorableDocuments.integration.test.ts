import { expect, layer } from "@effect/vitest"
import { type ResearchDocument, ResearchDocuments } from "aquifer/research"
import { Effect, Option, Stream } from "effect"
import { places } from "../../../support/ResearchStore.ts"
import { naughtyNames, naughtyStrings, unstorableStrings } from "../../../support/strings.ts"
import { countsOf, document } from "./storedDocuments.ts"

type Doc = typeof ResearchDocument.Type

for (const [place, services] of Object.entries(places)) {
  layer<ResearchDocuments, unknown>(services)(`ResearchDocuments ${place}`, (it) => {
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
  })
}
