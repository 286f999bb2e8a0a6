import { Migration, Repository } from "aquifer"
import { Schema } from "effect"
import { Model } from "effect/schema"

export class Product extends Model.Class<Product>("Product")({
  id: Model.GeneratedByDb(Schema.Int),
  sku: Schema.String,
  name: Schema.String,
  priceCents: Schema.Int
}) {}

export class Products extends Repository.Service<Products>()("shop/Products", {
  model: Product,
  tableName: "Product", // as Prisma calls it
  idColumn: "id",
  columns: { priceCents: "priceCents" }, // price_cents, unless it is said
  lookups: { bySku: Repository.unique("sku") }
}) {}

/** For the second step: the kit's tables come first by themselves. */
export const changes = Migration.ofSet("adopted", [
  { id: 1, name: "product", ...Products.changesFor({ feed: true }) }
])
