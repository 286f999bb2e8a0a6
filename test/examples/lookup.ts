import { Lookup } from "aquifer"
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"

const Sku = Schema.String.check(Schema.isPattern(/^[A-Z]-\d+$/)).pipe(Schema.brand("Sku"))
const Product = Schema.Struct({ sku: Sku, name: Schema.String, cents: Schema.Int })

const makeProducts = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* Lookup.make({
    name: "Products",
    key: Sku,
    value: Product,
    keyOf: ({ sku }) => sku,
    find: (skus) => sql`SELECT sku, name, cents FROM products WHERE sku = ANY(${skus})`
  })
})

// What two products cost: one statement, with whatever else is looked up at the same moment.
export const example = Effect.gen(function* () {
  const products = yield* makeProducts
  const [tea, pot] = yield* Effect.all([products.get(Sku.make("T-1")), products.get(Sku.make("P-7"))], {
    concurrency: "unbounded"
  })
  return tea.cents + pot.cents
})
