import { createServer } from "node:net"
import { Effect } from "effect"

/** A port that somebody else, this process, listens on until the scope closes. */
export const takenPort = Effect.acquireRelease(
  Effect.callback<{ readonly port: number; readonly close: Effect.Effect<void> }>((resume) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const close = Effect.callback<void>((closed) => {
        server.close(() => closed(Effect.void))
      })
      resume(Effect.succeed({ port, close }))
    })
  }),
  ({ close }) => close
).pipe(Effect.map(({ port }) => port))
