import { createServer } from "node:http"
import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { PooledPg } from "aquifer"
import { PgHealth } from "aquifer/health"
import { Config, Effect, Layer } from "effect"
import { HttpRouter } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Api, handlers } from "./Api.ts"
import { Products } from "./Catalogue.ts"
import { Orders } from "./Orders.ts"
import { Packing, worker } from "./Packing.ts"
import { OrderLines, OrderRows } from "./Rows.ts"

const routes = Layer.mergeAll(
  HttpApiBuilder.layer(Api).pipe(Layer.provide(handlers)),
  PgHealth.layerRoutes.pipe(Layer.provide(PgHealth.layerNoDeps))
)

const server = Layer.unwrap(
  Effect.gen(function* () {
    const port = yield* Config.Int("PORT").pipe(Config.withDefault(3000))
    // Requests that are being answered at SIGTERM have ten seconds, and the pool outlives them.
    return NodeHttpServer.layer(createServer, {
      host: "127.0.0.1",
      port,
      gracefulShutdownTimeout: "10 seconds"
    })
  })
)

const services = Orders.layerNoDeps.pipe(
  Layer.provideMerge(
    Layer.mergeAll(Products.layerNoDeps, OrderRows.layerNoDeps, OrderLines.layerNoDeps, Packing.layerNoDeps)
  )
)

const shop = Layer.merge(HttpRouter.serve(routes).pipe(Layer.provide(server)), worker).pipe(
  Layer.provide(services),
  Layer.provide(PooledPg.layerSqlClient),
  Layer.provide(PooledPg.layer)
)

NodeRuntime.runMain(Layer.launch(shop))
