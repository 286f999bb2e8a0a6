import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as KeyCheck from "../../../../src/services/repository/lookup/KeyCheck.ts"
import type { LookupKey } from "../../../../src/services/repository/lookup/LookupRows.ts"

const names = { field: "sku", schema: "the model" }

const unsendable: ReadonlyArray<readonly [LookupKey, string]> = [
  ["a\0b", "NUL"],
  ["a\ud800", "lone surrogate"],
  [2 ** 60, "2^53"],
  [2n ** 64n, "beyond what bigint holds"]
]

describe("A key", () => {
  it.each(["", "tea", "T\u{1F375}", 1, -0.5, 2n ** 62n, true])("is sent as it is: %s", (key) => {
    const { keyOf } = KeyCheck.make<LookupKey, LookupKey, LookupKey>(Schema.Unknown as never, names)
    expect(keyOf(key)).toBe(key)
  })

  it.effect.each(unsendable)(
    "is refused by its field's name, as Postgres could not compare it: %s",
    ([key, problem]) =>
      Effect.gen(function* () {
        const { check, keyOf } = KeyCheck.make<LookupKey, LookupKey, LookupKey>(
          Schema.Unknown as never,
          names
        )
        expect(keyOf(key)).toBeUndefined()
        const refusal = yield* Effect.flip(check(key))
        expect(refusal.field).toBe("sku")
        expect(refusal.message).toContain(problem)
      })
  )

  it.effect("of several parts is refused by the name of the one that is amiss", () =>
    Effect.gen(function* () {
      const { check, keyOf } = KeyCheck.make(Schema.String, {
        field: "id",
        schema: "the model",
        partsOf: (key: string) => JSON.parse(key)
      })
      expect(keyOf('{"owner":"ann","name":"a"}')).toBe('{"owner":"ann","name":"a"}')
      expect((yield* Effect.flip(check('{"owner":"ann","name":"a\\u0000b"}'))).field).toBe("name")
    })
  )

  it.effect("that its Schema refuses is no key of that Schema", () =>
    Effect.gen(function* () {
      const { check, keyOf } = KeyCheck.make(Schema.String.check(Schema.isNonEmpty()), names)
      expect(keyOf("")).toBeUndefined()
      expect(yield* Effect.flip(check(""))).toMatchObject({
        field: "sku",
        message: expect.stringContaining("is not what the model takes")
      })
    })
  )
})
