import { kitSchema, Migration } from "aquifer"
import { catalogue } from "./Catalogue.ts"
import { OrderLines, OrderRows } from "./Rows.ts"

/** What `aquifer migrate --from` brings a database to: what the kit needs, and the shop's own. */
export const migrations = [
  ...kitSchema,
  ...catalogue,
  ...Migration.ofSet("shop", [
    { id: 2, name: "orders", ...OrderRows.changesFor({ create: true }) },
    {
      id: 3,
      name: "order_lines",
      ...OrderLines.changesFor({ create: true, references: { orderId: "orders", sku: "products" } })
    }
  ])
]
