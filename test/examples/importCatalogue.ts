import { BulkWrite } from "aquifer"
import { Effect, Schema } from "effect"

const Product = Schema.Struct({ sku: Schema.String, name: Schema.String, priceCents: Schema.Int })

export const importAll = Effect.fnUntraced(function* (products: ReadonlyArray<typeof Product.Type>) {
  const write = yield* BulkWrite.make({
    name: "Products.import",
    table: "products", // sku text PRIMARY KEY, name text, price_cents integer
    row: Product,
    conflict: { key: ["sku"] }
  })
  return yield* write.all(products) // { inserted: 20000, updated: 0, unchanged: 0 }
}, Effect.scoped)
