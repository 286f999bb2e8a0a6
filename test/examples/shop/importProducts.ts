import type { Stream } from "effect"
import { type Product, Products } from "./Catalogue.ts"

/** All of them or none: of products that are there already, the new ones hold. */
export const importProducts = <E, R>(products: Stream.Stream<typeof Product.insert.Type, E, R>) =>
  Products.use(({ insertMany }) => insertMany(products, { conflict: "replace" }))
