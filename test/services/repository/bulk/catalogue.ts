import { BulkWrite, DirectPg, kitSchema, Migration } from "aquifer"
import { Effect, Exit, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Route } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

/** A table of many types, one that a Model describes, and the table of staged streams. */
const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const statements = [
    "CREATE TYPE colour AS ENUM ('red', 'green')",
    "CREATE DOMAIN percent AS int4 CHECK (VALUE BETWEEN 0 AND 100)",
    `CREATE TABLE kinds (
      key text PRIMARY KEY, small int2, whole int4, big int8, real float4, double float8, amount numeric, yes boolean,
      id uuid, day date, at timestamptz, local timestamp, bytes bytea, document jsonb, plain json, hue colour,
      share percent, tags text[], counts int4[], hues colour[], span int4range, address inet, short varchar(5)
    )`,
    `CREATE TABLE products (
      sku text PRIMARY KEY, name text NOT NULL, price_cents int4 NOT NULL CHECK (price_cents >= 0), note json
    )`,
    "CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, kind_of_event text NOT NULL, at timestamptz NOT NULL)",
    "CREATE TABLE pairs (body text NOT NULL, a text, b int4 NOT NULL, UNIQUE (a, b))",
    "CREATE TABLE parted (n int4 NOT NULL, key text PRIMARY KEY) PARTITION BY LIST (key)",
    "CREATE TABLE other_columns (key text NOT NULL PRIMARY KEY, n int4 NOT NULL)",
    "ALTER TABLE parted ATTACH PARTITION other_columns DEFAULT",
    "CREATE TABLE same_columns PARTITION OF parted FOR VALUES IN ('same', 'same too')",
    "CREATE VIEW seen AS SELECT key, n FROM same_columns",
    "CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE TRIGGER kept BEFORE UPDATE ON parted FOR EACH ROW WHEN (NEW.n < 0) EXECUTE FUNCTION kept()",
    "GRANT ALL ON kinds, products, events, pairs, parted, seen TO PUBLIC"
  ]
  yield* Migration.run(kitSchema)
  yield* Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true })
})

export const withTables = (route: Route) => suiteClient(route, tables)

export const Product = Schema.Struct({
  sku: Schema.String,
  name: Schema.String,
  priceCents: Schema.Int,
  note: Schema.NullOr(Schema.Json)
})
export type Product = typeof Product.Type

/** So many products, whose SKUs begin with what a test calls its own. */
export const products = (prefix: string, count: number, name = "a thing"): ReadonlyArray<Product> =>
  Array.from({ length: count }, (_, index) => ({
    sku: `${prefix}-${String(index).padStart(6, "0")}`,
    name: `${name} ${index}`,
    priceCents: index,
    note: index % 2 === 0 ? null : { index }
  }))

/** Replaces products that are there. */
export const replacing = BulkWrite.make({
  name: "Products.import",
  table: "products",
  row: Product,
  conflict: { key: ["sku"] }
})

/** Fails where a product is there. */
export const inserting = BulkWrite.make({ name: "Products.insert", table: "products", row: Product })

/** The products whose SKUs begin so. */
export const stored = (prefix: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ readonly sku: string; readonly name: string; readonly price_cents: number }>`
      SELECT sku, name, price_cents, note FROM products WHERE sku LIKE ${`${prefix}-%`} ORDER BY sku`
  )

/** What a write failed with, if it did. */
export const refusal = <A, E>(exit: Exit.Exit<A, E>) => Option.getOrUndefined(Exit.findErrorOption(exit))
