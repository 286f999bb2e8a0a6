import { Migration, Repository } from "aquifer"
import { Schema } from "effect"
import { Model } from "effect/schema"

export const Sku = Schema.String.check(Schema.isMaxLength(20)).pipe(Schema.brand("Sku"))

export class NameTaken extends Schema.TaggedError<NameTaken>()("NameTaken", { name: Schema.String }) {}

export class Product extends Model.Class<Product>("Product")({
  sku: Sku,
  name: Schema.String,
  priceCents: Schema.Int,
  stock: Schema.Int
}) {}

export class Products extends Repository.Service<Products>()("shop/Products", {
  model: Product,
  tableName: "products",
  idColumn: "sku",
  lookups: { byName: Repository.unique("name") },
  constraints: { products_name_key: ({ name }) => new NameTaken({ name }) }
}) {}

export const catalogue = Migration.ofSet("shop", [
  { id: 1, name: "products", ...Products.changesFor({ create: true, feed: true }) }
])
