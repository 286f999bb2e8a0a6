import { describe, expect, it } from "@effect/vitest"
import { Repository } from "aquifer"
import { Schema } from "effect"
import { Model } from "effect/schema"

/** The column that a table is made with for a field. */
const columnOf = (value: Schema.Codec<unknown, unknown>): string | undefined => {
  class Thing extends Model.Class<Thing>("Thing")({ id: Schema.Int, value }) {}
  class Things extends Repository.Service<Things>()("test/Things", {
    model: Thing,
    tableName: "things",
    idColumn: "id"
  }) {}
  return /"value" (.*),/.exec(Things.changesFor({ create: true }).up[0] ?? "")?.[1]
}

describe("A table's column is made", () => {
  it.each<readonly [string, Schema.Codec<unknown, unknown>]>([
    ["jsonb NOT NULL", Schema.Json],
    ["jsonb NOT NULL", Schema.MutableJson],
    ["jsonb", Schema.NullOr(Schema.Json)],
    ["jsonb NOT NULL", Schema.Array(Schema.Json)],
    ["timestamptz", Schema.NullOr(Schema.Date)],
    ["bytea NOT NULL", Schema.Uint8Array],
    ["numeric NOT NULL", Schema.BigDecimalFromString]
  ])("%s by the schema of its field (%#)", (column, schema) => {
    expect(columnOf(schema)).toBe(column)
  })

  it("not at all where the schema stands for no type, and it is asked for", () => {
    expect(() => columnOf(Schema.Union([Schema.String, Schema.Number]))).toThrow("types.value: ")
  })
})
