import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Exit, Option, Schema } from "effect"
import { reader } from "../../../../src/services/repository/lookup/LookupRows.ts"

const Row = Schema.Struct({ id: Schema.Int, name: Schema.String })
const read = reader({ value: Row, keyOf: ({ id }) => id })
const named = (id: number) => ({ id, name: `name ${id}` })

const refusal = (asked: ReadonlyArray<number>, rows: ReadonlyArray<object>) => {
  const found = read(asked, rows as ReadonlyArray<typeof Row.Encoded>) // as a statement returns them, which may be anything
  return found instanceof PgFailure.Rejected ? found : undefined
}

describe("Rows of a lookup", () => {
  it("are found by their key, in whatever order they come", () => {
    const found = read([1, 2, 3], [named(3), named(1)])
    if (found instanceof PgFailure.Rejected) throw found
    expect([1, 2, 3].map((key) => found.get(key))).toEqual([
      Exit.succeed(named(1)),
      undefined,
      Exit.succeed(named(3))
    ])
  })

  it("are decoded when they are asked for, and fail for their own callers where they cannot be", () => {
    let decoded = 0
    const Counted = Row.check(Schema.makeFilter(({ name }) => (++decoded, name !== "bad")))
    const found = reader({ value: Counted, keyOf: ({ id }) => id })(
      [1, 2],
      [named(1), { id: 2, name: "bad" }]
    )
    if (found instanceof PgFailure.Rejected) throw found
    expect(decoded).toBe(0)
    expect(found.get(1)).toEqual(Exit.succeed(named(1)))
    expect(decoded).toBe(1)
    const bad = found.get(2)
    const failure = bad && Exit.isFailure(bad) ? Option.getOrThrow(PgFailure.ofCause(bad.cause)) : undefined
    expect(failure).toMatchObject({ _tag: "Rejected", statement: "unknown" })
    expect(failure?.message).not.toContain("bad")
  })

  it("of another type of key are refused with what to do, and without the key", () => {
    expect(refusal([1], [{ id: 1n, name: "int8" }])).toMatchObject({
      field: "keyOf",
      message:
        "keyOf gives a bigint for a row, and numbers were asked for; cast the column, or let the key's schema encode to a bigint"
    })
  })

  it("that nobody asked for, or of which a key has several, are refused", () => {
    expect(refusal([1, 2], [named(1), named(7)])).toMatchObject({
      field: "keyOf",
      message: expect.stringContaining("not asked for")
    })
    expect(refusal([1, 2], [named(1), named(1)])).toMatchObject({
      field: "find",
      message: expect.stringContaining("several rows for a key")
    })
  })
})
