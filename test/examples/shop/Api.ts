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

/** What the database did is the shop's own affair: whoever asks is told to come again. */
const unavailable = () => new HttpApiError.ServiceUnavailable()

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
            Effect.tapError(Effect.logWarning),
            Effect.mapError(unavailable),
            Effect.flatMap(
              Option.match({ onNone: () => new HttpApiError.NotFound(), onSome: Effect.succeed })
            )
          ),
      order: ({ payload }) =>
        orders.place(payload).pipe(
          Effect.tapErrorTag("DataError", Effect.logWarning),
          Effect.catchTags({
            DataError: () => new HttpApiError.ServiceUnavailable(),
            KeyReused: () => new HttpApiError.Conflict()
          })
        )
    })
  })
)
