import { PgTypes } from "@effect/sql-pg"
import { expect, it, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Effect } from "effect"
import { jsonbBytes } from "../../../src/layers/encode/JsonbBytes.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { naughtyStrings } from "../../support/strings.ts"

const numbers = [
  0,
  1,
  -1,
  0.1,
  -0.5,
  1e20,
  1e21,
  -1e21,
  1.5e22,
  123456789012345680000,
  1e300,
  -1.7976931348623157e308,
  1e-6,
  1e-7,
  -1.25e-7,
  5e-324,
  2.5e-10,
  1 / 3,
  Number.MAX_SAFE_INTEGER
]

const values: ReadonlyArray<unknown> = [
  ...numbers,
  numbers,
  [null],
  true,
  [],
  {},
  [[], [{}], {}],
  { a: 1, b: [1, 2, { c: "d" }] },
  [...naughtyStrings],
  ...naughtyStrings,
  Object.fromEntries(naughtyStrings.map((text) => [text, text]))
]

layer(endpoints("direct"), { excludeTestServices: true })("The size of jsonb", (it) => {
  it.effect("is never less than Postgres gives back, and not much more", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      for (const value of values) {
        const [row] = yield* sql<{ bytes: number }>`
          SELECT octet_length((${PgTypes.jsonb(value)}::jsonb)::text) AS bytes`
        const bytes = row?.bytes ?? Infinity
        const expected = jsonbBytes(value, 0)
        expect(expected, JSON.stringify(value)).toBeGreaterThanOrEqual(bytes)
        expect(expected, JSON.stringify(value)).toBeLessThanOrEqual(bytes * 1.2 + 6)
      }
    })
  )
})

it("of jsonb is exact only where it may exceed the limit", () => {
  expect(jsonbBytes("abc", 1_000)).toBeGreaterThan(5)
  expect(jsonbBytes("abc", 10)).toBe(5)
})
