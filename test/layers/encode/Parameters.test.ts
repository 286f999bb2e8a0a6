import { PgTypes } from "@effect/sql-pg"
import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import * as Parameters from "../../../src/layers/encode/Parameters.ts"
import { naughtyStrings } from "../../support/strings.ts"
import { array, clean, int8, maxBytes, mebibyte, nested, refused } from "./refusedParameters.ts"

/** What is wrong with parameters, if anything is. */
const refusalOf = (parameters: ReadonlyArray<unknown>): PgFailure.Rejected | undefined => {
  const prepared = Parameters.prepare(parameters)
  return prepared instanceof PgFailure.Rejected ? prepared : undefined
}

/** What has no meaning as a parameter, or none that everybody would agree upon. */
const odd: ReadonlyArray<readonly [what: string, value: () => unknown, field: string]> = [
  ["an object", () => ({ a: 1 }), "$1"],
  ["a map", () => new Map(), "$1"],
  ["an instance of a class", () => new URL("http://localhost"), "$1"],
  ["a function", () => () => 1, "$1"],
  ["a symbol", () => Symbol("s"), "$1"],
  ["floats in a typed array", () => new Float64Array(2), "$1"],
  [
    "a buffer that was given away",
    () => {
      const bytes = new Uint8Array(2)
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
      return bytes
    },
    "$1"
  ],
  ["what only looks like a date", () => Object.create(Date.prototype), "$1"],
  [
    "a proxy that is revoked",
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    },
    "$1"
  ],
  [
    "a hundred million holes",
    () => Array.from({ length: 0 }).concat(Object.assign([], { length: 1e8 })),
    "$1[0]"
  ],
  ["text among numbers", () => [1, null, "a"], "$1[2]"],
  ["an object in an array", () => [1, { a: 1 }], "$1[1]"],
  ["a typed value among others", () => [1, PgTypes.int4(1)], "$1[1]"],
  ["an int4 that is none", () => PgTypes.int4(1.5), "$1"],
  ["a uuid that is none", () => PgTypes.uuid("none"), "$1"],
  ["one of many that is none", () => array([1, 1.5], PgTypes.OID.int4), "$1[1]"],
  [
    "jsonb with a getter that throws",
    () =>
      PgTypes.jsonb({
        get a() {
          throw new Error("thrown")
        }
      }),
    "$1.a"
  ],
  ["jsonb with a symbol as a key", () => PgTypes.jsonb({ [Symbol("s")]: 1 }), "$1"],
  ["jsonb with a function as toJSON", () => PgTypes.jsonb({ toJSON: () => 1 }), "$1.toJSON"],
  ["jsonb of holes", () => PgTypes.jsonb(Object.assign([], { length: 1e8 })), "$1[0]"]
]

const accepted: ReadonlyArray<readonly [what: string, parameters: ReadonlyArray<unknown>]> = [
  ["no parameters", []],
  ["null", [null, PgTypes.text(null), PgTypes.jsonb(null)]],
  ["empty text and bytes", ["", new Uint8Array(0)]],
  ["text of as many bytes as may be", ["x".repeat(maxBytes)]],
  ["as many in UTF-8", ["é".repeat(maxBytes / 2)]],
  ["as many in two parameters", ["x".repeat(maxBytes - 100), "x".repeat(100)]],
  ["as many in an array", [Array.from({ length: 15 }, () => "x".repeat(mebibyte - 4))]],
  ["as many in jsonb", [PgTypes.jsonb("x".repeat(maxBytes - 2))]],
  ["a million numbers in an array", [Array.from({ length: 1_000_000 }, (_, index) => index)]],
  ["as many bytes as may be", [new Uint8Array(maxBytes)]],
  ["bytes that hold a zero", [new Uint8Array([0, 255, 0])]],
  ["the largest whole numbers", [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  ["the largest bigints", [int8 - 1n, -int8]],
  ["numbers that are not whole, and no numbers", [0.1, 1e-300, Number.NaN, Infinity, -Infinity]],
  ["large numbers that are typed as floating", [PgTypes.float8(1e300), PgTypes.float4(2 ** 60)]],
  ["dates of many years", [new Date(0), new Date("0000-01-01T00:00:00Z"), new Date(8.64e15)]],
  ["the first day of Postgres", [new Date(Date.UTC(-4713, 10, 24))]],
  ["32,767 parameters", Array.from({ length: 32_767 }, () => 1)],
  ["arrays, empty and with nulls", [[], ["a", null], [1n, null], clean]],
  ["typed arrays", [array([null, "a"], PgTypes.OID.text), array([null, null], PgTypes.OID.text)]],
  ["jsonb 1,000 levels deep", [PgTypes.jsonb(nested(1_000))]],
  ["jsonb of every kind", [PgTypes.jsonb({ a: [1, 0.5, -1, "é", true, false, null, {}, []] })]],
  ["jsonb without a prototype", [PgTypes.jsonb(Object.assign(Object.create(null), { a: 1 }))]],
  ...naughtyStrings.map(
    (text) =>
      [`the naughty ${JSON.stringify(text)}`, [text, [text], PgTypes.jsonb({ [text]: text })]] as const
  )
]

describe("Parameters.prepare", () => {
  for (const [what, parameters, field, says] of refused) {
    it(`refuses ${what}, and names ${field}`, () => {
      const refusal = refusalOf(parameters)
      expect(refusal).toMatchObject({ _tag: "Rejected", statement: "did not run", field })
      expect(refusal?.message).toContain(says)
      expect(refusal?.message.startsWith(`${field} `)).toBe(true)
      expect(refusal?.message.length).toBeLessThan(200) // of the value itself it repeats nothing
    })
  }

  for (const [what, value, field] of odd) {
    it(`refuses ${what}, and names ${field}`, () => {
      const refusal = refusalOf([value()])
      expect(refusal).toMatchObject({ _tag: "Rejected", statement: "did not run", field })
    })
  }

  it("sends JSON as what it holds, whatever it says of itself", () => {
    const hidden = Object.defineProperty({ a: [1] }, "toJSON", { value: () => "other" })
    let asked = 0
    const changing = {
      get a() {
        return asked++ === 0 ? 1 : Number.NaN
      }
    }
    const sent = Parameters.prepare([
      PgTypes.jsonb(hidden),
      PgTypes.jsonb(Object.assign([1], { toJSON: () => "other" })),
      PgTypes.jsonb(changing)
    ])
    expect(JSON.stringify(sent)).toContain('"value":{"a":[1]}')
    expect(sent).toMatchObject([{ value: { a: [1] } }, { value: [1] }, { value: { a: 1 } }])
  })

  it("sends arrays of numbers as the widest type among them", () => {
    const typeOf = (values: ReadonlyArray<unknown>) => {
      const [sent] = Parameters.prepare([values]) as ReadonlyArray<PgTypes.Parameter>
      return sent?.oid
    }
    expect(typeOf([1, null])).toBe(PgTypes.OID.int4Array)
    expect(typeOf([1, 2 ** 31])).toBe(PgTypes.OID.int8Array)
    expect(typeOf([1, 1n])).toBe(PgTypes.OID.int8Array)
    expect(typeOf([1, 0.5])).toBe(PgTypes.OID.float8Array)
    expect(typeOf([1n, Number.NaN])).toBe(PgTypes.OID.float8Array)
    expect(typeOf([2n ** 60n, 0.5])).toBe(PgTypes.OID.numericArray)
  })

  it("accepts what Postgres gives back as it was given", () => {
    for (const [what, parameters] of accepted) expect(refusalOf(parameters), what).toBe(undefined)
  })

  it("looks into a hundred thousand keys, and names the one that is wrong", () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]))
    expect(refusalOf([PgTypes.jsonb(wide)])).toBe(undefined)
    const bad = refusalOf([PgTypes.jsonb({ ...wide, k99999: Number.NaN })])
    expect(bad?.field).toBe("$1.k99999")
  })

  it("changes no prototype by a key named __proto__", () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": "\\u0061"}')
    expect(refusalOf([PgTypes.jsonb(value)])).toBe(undefined)
    expect(Object.hasOwn({}, "polluted")).toBe(false)
    const bad: unknown = JSON.parse('{"__proto__": {"polluted": "\\ud800"}}')
    expect(refusalOf([PgTypes.jsonb(bad)])?.field).toBe("$1.__proto__.polluted")
  })
})
