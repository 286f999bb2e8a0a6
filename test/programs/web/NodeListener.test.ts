import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Scope } from "effect"
import { HttpServerResponse } from "effect/http"
import * as NodeListener from "../../../src/programs/web/NodeListener.ts"
import { freePort } from "../../support/freePort.ts"

const host = "127.0.0.1"

const asked = (port: number) =>
  fetch(`http://${host}:${port}/`).then(
    ({ status }) => status,
    ({ cause }: Error) => (cause instanceof Error && "code" in cause ? String(cause.code) : "unknown")
  )

describe("NodeListener", () => {
  it.live("lets nobody in while it stops, and waits for no answer", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const running = yield* Scope.make()
      const begun = yield* Deferred.make<void>()
      const interrupted = yield* Deferred.make<number | string>()
      const answer = Effect.andThen(Deferred.succeed(begun, undefined), Effect.never).pipe(
        Effect.onInterrupt(() =>
          Effect.flatMap(
            Effect.promise(() => asked(port)),
            (late) => Deferred.succeed(interrupted, late)
          )
        ),
        Effect.as(HttpServerResponse.empty())
      )
      yield* NodeListener.listen({ host, port }, answer).pipe(Scope.provide(running))
      const hanging = asked(port)
      yield* Deferred.await(begun)
      yield* Scope.close(running, Exit.void)
      expect(yield* Effect.promise(() => hanging)).toBe("UND_ERR_SOCKET")
      expect(yield* Deferred.await(interrupted)).toBe("ECONNREFUSED")
    })
  )
})
