import { randomInt } from "node:crypto"
import { createServer } from "node:net"
import { Effect } from "effect"

/** Below the ports that systems give to whoever asks for any, so that nobody else is given it meanwhile. */
const anyPort = Effect.sync(() => randomInt(10_000, 32_000))

const isFree = (port: number) =>
  Effect.callback<boolean>((resume) => {
    const server = createServer()
    server.once("error", () => resume(Effect.succeed(false)))
    server.listen(port, "127.0.0.1", () => {
      server.close(() => resume(Effect.succeed(true)))
    })
  })

/** A port of this machine that nothing listens on. */
export const freePort = Effect.flatMap(anyPort, (port) =>
  Effect.map(isFree(port), (free) => (free ? port : undefined))
).pipe(Effect.repeat({ until: (port) => port !== undefined }))
