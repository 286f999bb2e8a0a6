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
  /** It is passed on, and the connection is reset in the middle of the answer. */
  | "reset in answer"

/** A proxy in front of a server that can be told to misbehave. */
export interface FaultProxy {
  port: number
  /** Decides the fate of what clients send from now on; everything passes unless told otherwise. */
  decide: (chunk: Buffer) => Fate
  /** What becomes of a chunk on its way to the client; nothing unless told otherwise. */
  rewrite: (chunk: Buffer) => Buffer
  /** While true nothing passes in either direction, on old connections and new ones. */
  blackhole: boolean
  /** While true whoever connects is turned away. */
  refuse: boolean
  /** For how many milliseconds a chunk is held back, in either direction; none unless told otherwise. */
  delay: () => number
  /** Connections accepted so far. */
  accepted: number
  /** Round trips so far: how often a client spoke after it had been answered, or first. */
  roundTrips: number
  /** Passes nothing any more on the connections that are open; new ones work. */
  forget: () => void
  /** Cuts the connections that are open. */
  hangUp: () => void
}

/** Writes chunks in their order, each as late as the proxy says. */
const delayed = (proxy: FaultProxy, socket: Socket) => {
  let last = 0
  return (chunk: Buffer): void => {
    const now = performance.now()
    const at = Math.max(last, now + proxy.delay())
    if (at <= now) return void socket.write(chunk)
    last = at
    setTimeout(() => socket.writable && socket.write(chunk), at - now)
  }
}

const link = (proxy: FaultProxy, client: Socket, server: Socket, forgotten: WeakSet<Socket>): void => {
  let answer: "pass" | "cut" | "swallow" | "reset" = "pass"
  let isAnswered = true
  const toClient = delayed(proxy, client)
  const toServer = delayed(proxy, server)
  const cut = () => {
    client.destroy()
    server.destroy()
  }
  client.on("data", (chunk) => {
    if (proxy.blackhole || forgotten.has(client)) return
    if (isAnswered) proxy.roundTrips++
    isAnswered = false
    const fate = proxy.decide(chunk)
    if (fate === "cut") return cut()
    if (fate === "cut answer") answer = "cut"
    if (fate === "swallow answer") answer = "swallow"
    if (fate === "reset in answer") answer = "reset"
    toServer(chunk)
  })
  server.on("data", (chunk) => {
    isAnswered = true
    if (proxy.blackhole || answer === "swallow" || forgotten.has(client)) return
    if (answer === "cut") return cut()
    if (answer === "reset") {
      client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => {
        client.resetAndDestroy()
        server.destroy()
      })
      answer = "swallow"
      return
    }
    toClient(proxy.rewrite(chunk))
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
          rewrite: (chunk) => chunk,
          blackhole: false,
          refuse: false,
          delay: () => 0,
          accepted: 0,
          roundTrips: 0,
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
