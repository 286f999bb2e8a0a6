import { expect, layer } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Testing } from "aquifer/testing"
import { Effect, Schema } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { shop } from "./shop.ts"

const problems = <A>(effect: Effect.Effect<A, unknown, Testing.TestDatabase>) =>
  Effect.map(Effect.flip(effect), (error) => {
    expect(error).toBeInstanceOf(Testing.StatementMismatch)
    return error instanceof Testing.StatementMismatch
      ? error.columns.map(({ column, problem }) => `${column} ${problem}`)
      : []
  })

class Product extends Model.Class<Product>("Product")({
  sku: Schema.String,
  name: Schema.NonEmptyString,
  price: Schema.Int,
  stock: Schema.BigInt,
  note: Schema.NullOr(Schema.String),
  weights: Schema.NullOr(Schema.Array(Schema.NullOr(Schema.Int))),
  tags: Schema.NullOr(Schema.Array(Schema.String)),
  made: Schema.NullOr(Schema.Date),
  photo: Schema.NullOr(Schema.Uint8Array),
  facts: Schema.NullOr(Schema.Struct({ colour: Schema.String }))
}) {}

layer(Testing.layer({ migrations: shop }))("A statement described", (it) => {
  it.effect("has the columns of its Schema, whatever reads or writes it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* Testing.describes(sql`SELECT * FROM products WHERE sku = ${"a-1"}`, Product)
      yield* Testing.describes(sql`INSERT INTO products (sku, name) VALUES ('b', 'B') RETURNING *`, Product)
      yield* Testing.describes(sql`SELECT count(*) AS n FROM products`, Schema.Struct({ n: Schema.BigInt }))
      expect(yield* sql`SELECT sku FROM products`).toEqual([]) // nothing was run
    })
  )

  it.effect("lacks a column", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const schema = Schema.Struct({
        sku: Schema.String,
        title: Schema.String,
        more: Schema.optionalKey(Schema.String)
      })
      const check = Testing.describes(sql`SELECT sku FROM products`, schema)
      expect(yield* problems(check)).toEqual(["title missing"])
      expect((yield* Effect.flip(check)).message).toContain("there is no column title")
      expect(yield* problems(Testing.describes(sql`DELETE FROM products`, schema))).toEqual([
        "sku missing",
        "title missing"
      ])
    })
  )

  it.effect("has columns of other types", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const schema = Schema.Struct({
        sku: Schema.Int,
        price: Schema.String,
        stock: Schema.Number,
        weights: Schema.NullOr(Schema.Array(Schema.String)),
        tags: Schema.NullOr(Schema.String),
        made: Schema.NullOr(Schema.String),
        photo: Schema.NullOr(Schema.Date),
        facts: Schema.NullOr(Schema.Date)
      })
      const check = Testing.describes(sql`SELECT * FROM products`, schema)
      expect(yield* problems(check)).toEqual(Object.keys(schema.fields).map((name) => `${name} type`))
      expect((yield* Effect.flip(check)).message).toContain(
        "stock is of type bigint, which comes as a bigint"
      )
    })
  )

  it.effect("has columns that may be NULL", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const schema = Schema.Struct({ sku: Schema.String, note: Schema.String, price: Schema.Int })
      const statement = sql`SELECT sku, note, price FROM products WHERE note IS NOT NULL`
      expect(yield* problems(Testing.describes(statement, schema))).toEqual(["note nullable"])
      yield* Testing.describes(statement, schema, { notNull: ["note"] })
    })
  )

  it.effect("is refused by Postgres itself", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const error = yield* Effect.flip(Testing.describes(sql`SELECT nothing FROM products`, Product))
      expect(error._tag === "SqlError" && PgFailure.classify(error).message).toContain("42703")
    })
  )
})
