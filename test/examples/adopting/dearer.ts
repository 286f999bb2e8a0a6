import { Transaction } from "aquifer"
import { Effect } from "effect"
import { Products } from "./adopted.ts"

/** Makes a product dearer: one transaction, which is repeated where another one was in its way. */
export const dearer = (sku: string, cents: number) =>
  Effect.gen(function* () {
    const products = yield* Products
    const product = yield* Effect.fromOption(yield* products.bySku(sku))
    return yield* products.update({ ...product, priceCents: product.priceCents + cents })
  }).pipe(Transaction.run({ isolation: "serializable" }))
