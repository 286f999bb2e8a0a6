import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { Effect } from "effect"

/** Passes on what comes in the order in which it came, `millis` later. */
const pass = (from: Socket, to: Socket, millis: number): void => {
  from.on("data", (chunk) => setTimeout(() => to.destroyed || to.write(chunk), millis))
  from.on("end", () => setTimeout(() => to.end(), millis))
  from.on("error", () => to.destroy())
  from.setNoDelay(true)
}

/**
 * A proxy on 127.0.0.1 in front of a server that is `roundTripMillis` away, until the scope closes: half of it each
 * way, and a whole round trip before a new connection is open, as TCP needs it.
 */
export const delayProxy = (
  upstream: { readonly host: string; readonly port: number },
  roundTripMillis: number
) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
      const sockets = new Set<Socket>()
      const server = createServer((client) => {
        client.pause()
        const onward = connect(upstream.port, upstream.host)
        for (const socket of [client, onward]) {
          sockets.add(socket)
          socket.on("close", () => sockets.delete(socket))
        }
        pass(client, onward, roundTripMillis / 2)
        pass(onward, client, roundTripMillis / 2)
        client.pause()
        setTimeout(() => client.resume(), roundTripMillis)
      })
      const close = () => {
        server.close()
        for (const socket of sockets) socket.destroy()
      }
      server.listen(0, "127.0.0.1", () =>
        resume(Effect.succeed({ port: (server.address() as AddressInfo).port, close }))
      )
    }),
    ({ close }) => Effect.sync(close)
  )
