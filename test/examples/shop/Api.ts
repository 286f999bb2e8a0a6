import { HttpFailure } from "aquifer/health"
import { Effect, Option } from "effect"
import {
  HttpApi,
  HttpApiBuilder,
  HttpApiEndpoint,
  HttpApiError,
  HttpApiGroup,
  HttpApiSchema
} from "effect/http-api"
import { Product, Products, Sku } from "./Catalogue.ts"
import { Order, Orders, OutOfStock, Placed } from "./Orders.ts"

export class Api extends HttpApi.make("shop").add(
  HttpApiGroup.make("shop").add(
    HttpApiEndpoint.get("product", "/products/:sku", {
      params: { sku: Sku },
      success: Product.json,
      error: [HttpApiError.NotFound, HttpApiError.ServiceUnavailable]
    }),
    HttpApiEndpoint.post("order", "/orders", {
      payload: Order,
      success: Placed,
      error: [
        OutOfStock.pipe(HttpApiSchema.status(409)),
        HttpApiError.Conflict,
        HttpApiError.ServiceUnavailable
      ]
    })
  )
) {}

export const handlers = HttpApiBuilder.group(
  Api,
  "shop",
  Effect.fn(function* (handlers) {
    const products = yield* Products
    const orders = yield* Orders
    return handlers.handleAll({
      product: ({ params }) =>
        products
          .find(params.sku)
          .pipe(
            Effect.flatMap(
              Option.match({ onNone: () => new HttpApiError.NotFound(), onSome: Effect.succeed })
            ),
            HttpFailure.answered
          ),
      order: ({ payload }) =>
        orders.place(payload).pipe(
          HttpFailure.answered,
          Effect.catchTags({
            KeyReused: () => new HttpApiError.Conflict(),
            PersistedQueueError: () => new HttpApiError.ServiceUnavailable()
          })
        )
    })
  })
)
