import { expect, layer } from "@effect/vitest"
import { ResearchCache, type ResearchPayload } from "aquifer/research"
import { Effect, Option } from "effect"
import { places } from "../../../support/ResearchStore.ts"
import { naughtyNames, naughtyStrings, unstorableStrings } from "../../../support/strings.ts"
import { payloadOf } from "./payloadOf.ts"

for (const [place, services] of Object.entries(places)) {
  layer<ResearchCache, unknown>(services)(`ResearchCache ${place}`, (it) => {
    it.effect("gives every text back as it was stored, as keyword, value and key", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        for (const text of naughtyNames) {
          yield* cache.store(text, { [text]: [text] })
          expect(yield* payloadOf(text)).toEqual(Option.some({ [text]: [text] }))
        }
        const found = yield* cache.lookupMany(naughtyNames)
        expect([...found.keys()].toSorted()).toEqual(naughtyNames.toSorted())
        const all = { all: naughtyStrings, ...Object.fromEntries(naughtyStrings.map((text) => [text, text])) }
        yield* cache.store("all of them", all)
        expect(yield* payloadOf("all of them")).toEqual(Option.some(all))
      })
    )

    it.effect("refuses a keyword that cannot be stored, and names the field", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const refused = [
          ...unstorableStrings,
          ["", "empty"],
          [" \t", "empty"],
          ["é".repeat(257), "512"]
        ] as const
        for (const [keyword, problem] of refused) {
          const { operation, reason, service } = yield* Effect.flip(cache.lookup(keyword))
          expect([service, operation]).toEqual(["ResearchCache", "lookup"])
          expect(reason).toMatchObject({ _tag: "Rejected", field: "keyword", statement: "did not run" })
          expect(reason.message).toContain(problem)
        }
        yield* cache.store("é".repeat(256), 1)
      })
    )

    it.effect("refuses a payload that would come back changed, and names the place in it", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const refused: ReadonlyArray<readonly [payload: unknown, field: string]> = [
          [{ a: [1, Number.NaN] }, "payload.a[1]"],
          [Infinity, "payload"],
          [{ zero: -0 }, "payload.zero"],
          [{ b: undefined }, "payload.b"],
          [1n, "payload"],
          [{ when: new Date(0) }, "payload.when"],
          [{ text: "a\0" }, "payload.text"],
          [{ deep: { "\ud800": 1 } }, "payload.deep"],
          ["x".repeat(7 * 1024 * 1024 + 1), "payload"],
          ["x".repeat(7 * 1024 * 1024 - 1), "payload"], // with its quotation marks
          [Array.from({ length: 20 }, () => "x".repeat(1024 * 1024)), "payload"],
          [Array.from({ length: 50_000 }, () => 1e300), "payload"] // short here, 15 MiB as Postgres writes it
        ]
        for (const [payload, field] of refused) {
          const { reason } = yield* Effect.flip(cache.store("refused", payload as ResearchPayload))
          expect(reason).toMatchObject({ _tag: "Rejected", field, statement: "did not run" })
        }
        expect(yield* cache.exists("refused")).toBe(false)
        const longest = "x".repeat(7 * 1024 * 1024 - 2)
        yield* cache.store("longest", longest)
        expect(Option.getOrNull(yield* payloadOf("longest")) === longest).toBe(true)
      })
    )

    it.effect("refuses a time to live that is none", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        for (const timeToLive of [-1, "Infinity", Number.NaN] as const) {
          const { reason } = yield* Effect.flip(cache.store("ttl", 1, { timeToLive }))
          expect(reason).toMatchObject({ _tag: "Rejected", field: "timeToLive" })
        }
      })
    )
  })
}
