import { Effect } from "effect"
import { Products } from "./Catalogue.ts"
import { OrderLines, OrderRows } from "./Rows.ts"

const together = { concurrency: "unbounded" } as const

/** An order as its customer sees it. For however many at once that is three statements: orders, lines, products. */
export const receipt = Effect.fnUntraced(function* (orderId: number) {
  const order = yield* OrderRows.use(({ get }) => get(orderId))
  const rows = yield* OrderLines.use(({ byOrder }) => byOrder(orderId))
  const line = Effect.fnUntraced(function* ({ quantity, sku }: (typeof rows)[number]) {
    const { name, priceCents } = yield* Products.use(({ get }) => get(sku))
    return { name, quantity, cents: quantity * priceCents }
  })
  return { customer: order.customer, lines: yield* Effect.forEach(rows, line, together) }
})
