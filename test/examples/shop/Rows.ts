import { Repository } from "aquifer"
import { Schema } from "effect"
import { Model } from "effect/schema"
import { Sku } from "./Catalogue.ts"

export class OrderRow extends Model.Class<OrderRow>("OrderRow")({
  id: Model.GeneratedByDb(Schema.Int),
  customer: Schema.String
}) {}

export class OrderRows extends Repository.Service<OrderRows>()("shop/OrderRows", {
  model: OrderRow,
  tableName: "orders",
  idColumn: "id",
  lookups: { byCustomer: Repository.many("customer", { orderBy: { field: "id" }, limit: 100 }) }
}) {}

export class OrderLine extends Model.Class<OrderLine>("OrderLine")({
  orderId: Schema.Int,
  sku: Sku,
  quantity: Schema.Int
}) {}

export class OrderLines extends Repository.Service<OrderLines>()("shop/OrderLines", {
  model: OrderLine,
  tableName: "order_lines",
  idColumn: ["orderId", "sku"],
  lookups: { byOrder: Repository.many("orderId") }
}) {}
