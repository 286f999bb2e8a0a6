import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Scope } from "effect"
import type { HttpServerRequest, HttpServerResponse } from "effect/http"
import type { Address } from "./Address.ts"

/**
 * Answers HTTP requests at an address until the scope closes, and then closes every connection.
 *
 * `HttpServer.serve` takes its handler away when it stops and leaves connections that never sent a request open. A
 * browser keeps such spares and asks on them later; Node never answers a request that has no handler, so the page
 * would wait for ever while the next server stands by. Here the handler is there before the first connection and
 * until the last is gone.
 */
export const listen = Effect.fnUntraced(function* <R>(
  address: Address,
  answer: Effect.Effect<HttpServerResponse.HttpServerResponse, never, R>
): Effect.fn.Return<
  void,
  NodeJS.ErrnoException,
  Exclude<R, HttpServerRequest.HttpServerRequest | Scope.Scope> | Scope.Scope
> {
  // Made before the server, so that it is closed after it: answers that are still under way are interrupted then.
  const scope = yield* Scope.fork(yield* Effect.scope)
  const handler = yield* NodeHttpServer.makeHandler(Effect.interruptible(answer), { scope })
  yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>, NodeJS.ErrnoException>((resume) => {
      const server = createServer(handler)
      const failed = (error: NodeJS.ErrnoException) => resume(Effect.fail(error))
      server.once("error", failed)
      server.listen(address, () => {
        server.off("error", failed)
        resume(Effect.succeed(server))
      })
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
})
