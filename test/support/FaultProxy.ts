import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { Effect, type Scope } from "effect"

/** What happens to a chunk on its way from the client. */
export type Fate =
  | "pass"
  /** The connection is cut instead of passing it on. */
  | "cut"
  /** It is passed on, and the connection is cut as soon as the server has answered, without the answer. */
  | "cut answer"
  /** It is passed on, and nothing comes back, ever. */
  | "swallow answer"

/** A proxy in front of a server that can be told to misbehave. */
export interface FaultProxy {
  port: number
  /** Decides the fate of what clients send from now on; everything passes unless told otherwise. */
  decide: (chunk: Buffer) => Fate
  /** While true nothing passes in either direction, on old connections and new ones. */
  blackhole: boolean
  /** While true whoever connects is turned away. */
  refuse: boolean
  /** Connections accepted so far. */
  accepted: number
  /** Passes nothing any more on the connections that are open; new ones work. */
  forget: () => void
  /** Cuts the connections that are open. */
  hangUp: () => void
}

const link = (proxy: FaultProxy, client: Socket, server: Socket, forgotten: WeakSet<Socket>): void => {
  let answer: "pass" | "cut" | "swallow" = "pass"
  const cut = () => {
    client.destroy()
    server.destroy()
  }
  client.on("data", (chunk) => {
    if (proxy.blackhole || forgotten.has(client)) return
    const fate = proxy.decide(chunk)
    if (fate === "cut") return cut()
    if (fate === "cut answer") answer = "cut"
    if (fate === "swallow answer") answer = "swallow"
    server.write(chunk)
  })
  server.on("data", (chunk) => {
    if (proxy.blackhole || answer === "swallow" || forgotten.has(client)) return
    if (answer === "cut") return cut()
    client.write(chunk)
  })
  for (const socket of [client, server]) {
    socket.on("error", cut)
    socket.on("close", cut)
  }
}

/** Starts a proxy on a free port of 127.0.0.1 until the scope closes. */
export const faultProxy = (upstream: {
  readonly host: string
  readonly port: number
}): Effect.Effect<FaultProxy, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ readonly proxy: FaultProxy; readonly close: () => void }>((resume) => {
        const sockets = new Set<Socket>()
        const forgotten = new WeakSet<Socket>()
        const hangUp = () => {
          for (const socket of sockets) socket.destroy()
        }
        const server = createServer((client) => {
          if (proxy.refuse) return void client.resetAndDestroy()
          proxy.accepted++
          const onward = connect(upstream.port, upstream.host)
          for (const socket of [client, onward]) {
            sockets.add(socket)
            socket.on("close", () => sockets.delete(socket))
          }
          link(proxy, client, onward, forgotten)
        })
        const forget = () => {
          for (const socket of sockets) forgotten.add(socket)
        }
        const proxy: FaultProxy = {
          port: 0,
          decide: () => "pass",
          blackhole: false,
          refuse: false,
          accepted: 0,
          forget,
          hangUp
        }
        const close = () => {
          server.close()
          hangUp()
        }
        server.listen(0, "127.0.0.1", () => {
          proxy.port = (server.address() as AddressInfo).port
          resume(Effect.succeed({ proxy, close }))
        })
      }),
      ({ close }) => Effect.sync(close)
    ),
    ({ proxy }) => proxy
  )

/** The fate of the first chunk that holds `text`; all others pass. */
export const once = (text: string, fate: Fate): ((chunk: Buffer) => Fate) => {
  let done = false
  return (chunk) => {
    if (done || !chunk.includes(text)) return "pass"
    done = true
    return fate
  }
}
