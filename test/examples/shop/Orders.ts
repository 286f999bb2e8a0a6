import { type DataError, type Idempotency, Operation } from "aquifer"
import { Context, Effect, Layer, Schema } from "effect"
import type { PersistedQueue } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { Sku } from "./Catalogue.ts"
import { Packing } from "./Packing.ts"
import { OrderLines, OrderRows } from "./Rows.ts"

export class OutOfStock extends Schema.TaggedError<OutOfStock>()("OutOfStock", { sku: Sku }) {}

/** What a customer sends; `key` is of the customer's own making, and the same whenever it is sent again. */
export const Order = Schema.Struct({
  key: Schema.String,
  customer: Schema.String,
  lines: Schema.Array(Schema.Struct({ sku: Sku, quantity: Schema.Int.check(Schema.isGreaterThan(0)) }))
})
export interface Order extends Schema.Schema.Type<typeof Order> {}

export const Placed = Schema.Struct({ orderId: Schema.Int })
export interface Placed extends Schema.Schema.Type<typeof Placed> {}

type Fails = DataError | OutOfStock | Idempotency.KeyReused | PersistedQueue.PersistedQueueError

export class Orders extends Context.Service<
  Orders,
  { readonly place: (order: Order) => Effect.Effect<Placed, Fails> }
>()("shop/Orders") {
  static readonly layerNoDeps = Layer.effect(
    Orders,
    Effect.gen(function* () {
      const run = yield* Operation.make("Orders")
      const insert = yield* inserting
      return {
        place: (order) => {
          const once = { key: order.key, request: [Order, order] as const, result: Placed }
          return insert(order).pipe(run.transaction("place", { isolation: "serializable", once }))
        }
      }
    })
  )
}

/** What placing an order is in the database, all of it or nothing. */
const inserting = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const orders = yield* OrderRows
  const orderLines = yield* OrderLines
  const packing = yield* Packing
  return Effect.fnUntraced(function* ({ customer, lines }: Order) {
    for (const { quantity, sku } of lines) {
      const taken = yield* sql`
        UPDATE products SET stock = stock - ${quantity} WHERE sku = ${sku} AND stock >= ${quantity} RETURNING sku`
      if (taken.length === 0) return yield* new OutOfStock({ sku })
    }
    const { id } = yield* orders.insert({ customer })
    yield* orderLines.insertMany(lines.map((line) => ({ ...line, orderId: id })))
    yield* packing.offer(id)
    return { orderId: id }
  })
})
